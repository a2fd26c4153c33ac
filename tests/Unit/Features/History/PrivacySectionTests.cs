using Bunit;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.History.PrivacySettings;
using ConvoWeb.Features.Messages;
using ConvoWeb.Features.Privacy.Redaction;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.History;

public sealed class PrivacySectionTests : PageTest
{
    [Fact]
    public async Task A_switch_saves_at_once_and_the_example_shows_what_it_does()
    {
        var section = Render<DetailsSection>();
        section.WaitForAssertion(() => Assert.False(section.Find("#details-emails").HasAttribute("disabled")));
        Assert.Empty(section.FindAll(".cw-red"));

        await TurnAsync(section, "emails");
        await TurnAsync(section, "cards");
        await TurnAsync(section, "system");

        section.WaitForAssertion(() => Assert.Equal(["e-mail address", "card number"], section.FindAll(".cw-red").Select(word => word.TextContent)));
        Assert.DoesNotContain("leonor@example.com", section.Find(".cw-sample").TextContent, StringComparison.Ordinal);
        var saved = await Services.GetRequiredService<RedactionService>().GetAsync(Alice, Cancel);
        Assert.Equal(["emails", "cards"], saved.Profiles);
        Assert.True(saved.StripSystemPrompts);
    }

    [Fact]
    public async Task The_trail_says_in_words_what_was_done_and_shows_earlier_ones()
    {
        var trip = await CreateAsync("Trip to Oslo", new NewMessage { Type = MessageType.User, Content = "Hello" });
        for (var i = 0; i < 6; i++)
        {
            await Conversations.TrashAsync(Alice, trip.Id, null, Cancel);
            await Conversations.RestoreAsync(Alice, trip.Id, null, Cancel);
        }

        var section = Render<TrailSection>();

        section.WaitForAssertion(() => Assert.Equal(10, section.FindAll("tbody tr").Count));
        Assert.Equal(["You", "Restored 1 conversation", ""], section.FindAll("tbody tr:first-child td").Skip(1).Select(cell => cell.TextContent));
        await section.Find(".acts button").ClickAsync(new());
        section.WaitForAssertion(() => Assert.Equal(12, section.FindAll("tbody tr").Count));
        Assert.Empty(section.FindAll(".acts button"));
        Assert.DoesNotContain("Oslo", section.Markup, StringComparison.Ordinal);
    }

    private static Task TurnAsync(IRenderedComponent<DetailsSection> section, string word) =>
        section.InvokeAsync(() => section.Find($"#details-{word}").ChangeAsync(new() { Value = true }));
}
