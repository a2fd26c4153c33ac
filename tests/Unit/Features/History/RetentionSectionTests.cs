using Bunit;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.History.PrivacySettings;
using ConvoWeb.Features.Messages;
using ConvoWeb.Features.Retention;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.History;

/// <summary>How long conversations are kept, as a person sets it.</summary>
public sealed class RetentionSectionTests : PageTest
{
    private readonly TestClock _clock = new();

    protected override TimeProvider Clock => _clock;

    private RetentionService Retention => Services.GetRequiredService<RetentionService>();

    [Fact]
    public async Task A_rule_shows_what_it_would_do_before_it_is_started()
    {
        await AddAsync("Old", daysAgo: 100);
        await AddAsync("Old and starred", daysAgo: 100, starred: true);
        await AddAsync("New", daysAgo: 1);
        var section = Open();

        await ChooseAsync(section, "90");

        Assert.Equal(["1", "1", "1"], section.FindAll(".cw-effect dd").Select(number => number.TextContent));
        Assert.Contains("1 of them was not exported since it changed.", section.Find(".cw-effect").TextContent, StringComparison.Ordinal);
        Assert.Null((await Retention.ReadAsync(Alice, Cancel)).KeepDays);

        await section.InvokeAsync(() => section.Find("[aria-expanded]").Click());
        Assert.Equal(["at once", "Old", "no"], section.FindAll("tbody tr:first-child td").Select(cell => cell.TextContent.Trim()));
        await section.Find(".cw-btn--danger").ClickAsync(new());
        section.WaitForAssertion(() => Assert.Empty(section.FindAll(".cw-btn--danger")));
        Assert.Equal(90, (await Retention.ReadAsync(Alice, Cancel)).KeepDays);
    }

    [Fact]
    public async Task What_was_not_started_is_left_as_it_was()
    {
        await AddAsync("Old", daysAgo: 100);
        var section = Open();

        await ChooseAsync(section, "30");
        await section.FindAll(".cw-effect__act button")[0].ClickAsync(new());

        section.WaitForAssertion(() => Assert.Equal("0", section.Find(".cw-effect dd").TextContent));
        Assert.Equal("", section.Find("#keep-days").GetAttribute("value"));
    }

    [Fact]
    public async Task A_personality_has_a_rule_of_its_own_and_any_number_of_days_can_be_typed()
    {
        var maya = await Personalities.CreateAsync(Alice, new PersonalityEdit { Name = "Maya" }, null, Cancel);
        var section = Open();

        await section.InvokeAsync(() => section.Find(".own .cw-select").ChangeAsync(new() { Value = maya.Id.ToString() }));
        await section.InvokeAsync(() => section.Find(".own .days select").ChangeAsync(new() { Value = "other" }));
        await section.InvokeAsync(() => section.Find(".own .days input").ChangeAsync(new() { Value = "45" }));
        await section.InvokeAsync(() => section.FindAll(".cw-effect__act button")[^1].ClickAsync(new()));

        section.WaitForAssertion(() => Assert.Single(section.FindAll(".own")));
        Assert.Equal([(maya.Id, 45)], (await Retention.ReadAsync(Alice, Cancel)).Personalities!.Select(rule => (rule.PersonalityId, rule.KeepDays!.Value)));
    }

    private IRenderedComponent<RetentionSection> Open()
    {
        var section = Render<RetentionSection>();
        section.WaitForElement(".cw-effect");
        return section;
    }

    private static async Task ChooseAsync(IRenderedComponent<RetentionSection> section, string days)
    {
        await section.InvokeAsync(() => section.Find("#keep-days").ChangeAsync(new() { Value = days }));
        section.WaitForElement(".cw-effect__act button");
    }

    private async Task AddAsync(string title, int daysAgo, bool starred = false)
    {
        var conversation = await CreateAsync(title, new NewMessage { Type = MessageType.User, Content = "Hello" });
        await Services.GetRequiredService<IDatabase>().WriteAsync(
            db => db.ExecuteAsync(
                "UPDATE conversations SET last_message_at = @at, starred = @starred WHERE id = @id",
                ("@at", _clock.GetUtcNow().AddDays(-daysAgo)),
                ("@starred", starred),
                ("@id", conversation.Id)),
            Cancel);
    }
}
