using System.Net;
using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>One history on two nodes that share PostgreSQL and Redis.</summary>
public sealed class TwoNodesTests(BrowserFixture browser) : Journey(browser)
{
    [Fact]
    public async Task A_message_posted_to_one_node_appears_in_the_page_of_the_other()
    {
        var database = await TestServers.NewDatabaseAsync();
        var first = CreateApp(("DB_URL", database), ("REDIS_URL", TestServers.Redis));
        var second = CreateApp(("DB_URL", database), ("REDIS_URL", TestServers.Redis));
        first.Launch();
        second.Launch();
        await Task.WhenAll(first.WaitForAsync(HttpStatusCode.OK), second.WaitForAsync(HttpStatusCode.OK));
        var id = await first.Client.CreateAsync("Trip to Oslo", ("user", "Hello"));
        var page = await NewPageAsync(second);
        var (history, screen) = (new HistoryPage(page), new ConversationScreen(page));
        await screen.OpenAsync(id);

        await first.Client.AppendAsync(id, "user", "Which museums are open?");
        await Expect(screen.Messages).ToHaveTextAsync(["Hello", "Which museums are open?"]);
        await Expect(history.Row("Trip to Oslo")).ToContainTextAsync("Which museums are open?");

        await screen.Star.ClickAsync();
        await Expect(screen.Star).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.True((await first.Client.GetJsonAsync($"/api/conversations/{id}")).GetProperty("starred").GetBoolean());
    }
}
