using System.Globalization;
using Bunit;
using ConvoWeb.Components.Shared;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.History.PrivacySettings;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.History;

public sealed class PrivacyPageTests : PageTest
{
    [Fact]
    public async Task What_is_kept_is_told_in_numbers_of_the_reader()
    {
        await CreateAsync("Trip to Oslo", Said.User("Which museums are open?"), Said.Ai("All of them."));
        var trashed = await CreateAsync("Old");
        await Conversations.TrashAsync(Alice, trashed.Id, null, Cancel);
        Services.GetRequiredService<BrowserTime>().Begin("de-DE", "Europe/Oslo");
        CultureInfo.CurrentCulture = ReaderCulture.Named("de-DE").Info;

        var page = Render<PrivacyPage>();

        page.WaitForAssertion(() => Assert.Contains("2 conversations (1 in the trash) with 2 messages.", page.Markup, StringComparison.Ordinal));
        Assert.Contains("Europe/Oslo", page.Markup, StringComparison.Ordinal);
        Assert.Contains("German (Germany)", page.Markup, StringComparison.Ordinal);
        Assert.Contains("1.807.464", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_control_has_a_name_and_its_explanation()
    {
        var page = Render<PrivacyPage>();

        Assert.Equal(["System", "Light", "Dark"], page.FindAll("[role=radiogroup] label").Select(label => label.TextContent));
        Assert.Equal("Single keys", page.Find("label[for=single-keys]").TextContent);
        Assert.NotNull(page.Find($"#{page.Find("[role=switch]").GetAttribute("aria-describedby")}"));
    }

    [Theory, DatabaseData]
    public async Task Only_what_is_the_owners_is_counted(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        await database.AddConversationAsync(change: conversation => conversation.MessageCount = 1_000_000);
        await database.AddConversationAsync(change: conversation =>
        {
            conversation.MessageCount = 20;
            conversation.Status = ConversationStatus.Deleted;
        });
        await database.AddConversationAsync(owner: "bob", change: conversation => conversation.MessageCount = 7);
        var service = new KeptService(database.Database);

        var kept = await service.ReadAsync(Alice, Cancel);
        var nothing = await service.ReadAsync(new CurrentUser("carol"), Cancel);

        Assert.Equal((2, 1, 1_000_020), (kept.Conversations, kept.InTrash, kept.Messages));
        Assert.InRange(kept.Bytes, 10_000, 1_000_000_000);
        Assert.Equal((0, 0, 0), (nothing.Conversations, nothing.InTrash, nothing.Messages));
    }

    [Theory]
    [InlineData(KeptService.Sums)]
    [InlineData(KeptService.Trash)]
    public async Task An_index_alone_answers_how_much_is_kept(string sql)
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        await using var db = await database.Database.ReadAsync(Cancel);
        (string, object?)[] parameters = sql == KeptService.Sums ? [("owner", "alice")] : [("owner", "alice"), ("status", "deleted")];

        await using var plan = await db.Statement($"EXPLAIN QUERY PLAN {sql}", parameters).ExecuteReaderAsync(Cancel);

        Assert.True(await plan.ReadAsync(Cancel));
        Assert.Contains("USING COVERING INDEX", plan.GetString(3), StringComparison.Ordinal);
    }
}
