using System.Net;
using System.Text;
using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>What <c>docker-compose.yml</c> describes: two nodes behind a proxy that keeps a page on its node.</summary>
public sealed class ClusterTests(BrowserFixture browser) : Journey(browser)
{
    [Fact]
    public async Task A_browser_stays_on_one_node_and_its_page_is_live()
    {
        const int Visits = 6;
        var cluster = await StartClusterAsync();
        var id = await cluster.Client.CreateAsync("Trip to Oslo", ("user", "Hello"));
        var page = await NewPageAsync(cluster.Address);
        var screen = new ConversationScreen(page);

        for (var i = 0; i < Visits; i++)
        {
            await screen.OpenAsync(id);
        }

        await cluster.Client.AppendAsync(id, "ai", "Which museums are open?");
        await Expect(screen.Messages).ToHaveTextAsync(["Hello", "Which museums are open?"]);
        await screen.Star.ClickAsync();
        await Expect(screen.Star).ToHaveAttributeAsync("aria-pressed", "true");
        var visits = await cluster.Proxy.RequestsAsync($"/c/{id}", Visits);
        var circuits = await cluster.Proxy.RequestsAsync("/_blazor/negotiate", Visits);
        Assert.Single(visits.Concat(circuits).Select(request => request.AnsweredBy).Distinct());
    }

    [Fact]
    public async Task The_node_of_a_page_is_killed_and_the_page_comes_back_through_the_other()
    {
        var cluster = await StartClusterAsync();
        var id = await cluster.Client.CreateAsync("Trip to Oslo", ("user", "Before"));
        var page = await NewPageAsync(cluster.Address);
        var screen = new ConversationScreen(page);
        await screen.OpenAsync(id);
        var node = cluster.NodeOf((await cluster.Proxy.RequestsAsync($"/c/{id}", 1))[0]);
        Allow(LostConnectionTests.WhatABrowserSaysThen);

        await node.KillAsync();
        await cluster.Client.AppendAsync(id, "ai", "Meanwhile");

        await Expect(screen.Messages).ToHaveTextAsync(["Before", "Meanwhile"], new() { Timeout = 60_000 });
        await screen.ToBeLiveAsync();
        await cluster.Client.AppendAsync(id, "user", "After");
        await Expect(screen.Messages).ToHaveTextAsync(["Before", "Meanwhile", "After"]);
        await screen.Star.ClickAsync();
        await Expect(screen.Star).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.NotSame(node, cluster.NodeOf((await cluster.Proxy.RequestsAsync($"/c/{id}", 2))[^1]));
    }

    [Fact]
    public async Task Programs_do_not_notice_that_a_node_died_and_came_back()
    {
        const int Appends = 60;
        var cluster = await StartClusterAsync();
        var id = await cluster.Client.CreateAsync("Written through the proxy");
        var said = 0;

        Assert.Equal([cluster.First, cluster.Second], await NodesThatTakeAsync(Appends));
        await cluster.First.KillAsync();
        Assert.Equal([cluster.Second], await NodesThatTakeAsync(Appends));
        await cluster.First.StartAgainAsync();
        while (!(await NodesThatTakeAsync(1)).Contains(cluster.First))
        {
            Assert.InRange(said, 0, 10_000); // the proxy leaves it out for another two seconds
        }

        var messages = await cluster.Client.MessagesAsync(id);
        Assert.Equal(Enumerable.Range(0, said).Select(n => $"{n}"), messages.Select(message => message.GetProperty("content").GetString()));
        Assert.Contains(cluster.Proxy.Requests, request => request.Nodes.Count == 2); // refused by the one, taken by the other

        async Task<IEnumerable<ConvoWebProcess>> NodesThatTakeAsync(int appends)
        {
            for (var i = 0; i < appends; i++)
            {
                await cluster.Client.AppendAsync(id, "user", $"{said++}");
            }

            var requests = await cluster.Proxy.RequestsAsync($"/v1/conversations/{id}/messages", said);
            return requests.Skip(said - appends).Select(cluster.NodeOf).Distinct().OrderBy(node => node == cluster.Second);
        }
    }

    [Fact]
    public async Task An_import_of_many_megabytes_passes_the_proxy_and_what_is_searched_for_stays_out_of_its_log()
    {
        var cluster = await StartClusterAsync();
        var file = Encoding.UTF8.GetString(Samples.ChatGpt.Buffer).TrimEnd()[..^1] + new string(' ', 20_000_000) + "]";
        using var form = new MultipartFormDataContent { { new StringContent(file), "file", "conversations.json" } };

        using var imported = await cluster.Client.PostAsync("/api/import", form, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, imported.StatusCode);

        await cluster.Client.GetTextAsync("/api/conversations?personality=unmentionable");
        await cluster.Second.KillAsync();
        await cluster.First.KillAsync();
        await cluster.Client.GetTextAsync("/api/conversations?personality=unmentionable"); // what nginx says of a failure
        Assert.Equal([200, 502], (await cluster.Proxy.RequestsAsync("/api/conversations", 2)).Select(request => request.Status));
        Assert.DoesNotContain("unmentionable", cluster.Proxy.Output, StringComparison.Ordinal);
    }
}
