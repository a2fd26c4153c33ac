using ConvoWeb.Tests.E2E.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ConvoWeb.Tests.E2E;

/// <summary>The proxy of <c>docker-compose.yml</c> before nodes that do what no real one does when it is told to.</summary>
public sealed class ProxyTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("GET", 2)]
    [InlineData("POST", 1)]
    [InlineData("PATCH", 1)]
    public async Task What_a_node_took_and_died_of_is_sent_to_the_other_only_when_that_is_harmless(string method, int times)
    {
        var taken = 0;
        await using var proxy = new Nginx();
        await using var nodes = await StartNodesAsync(proxy, context =>
        {
            Interlocked.Increment(ref taken);
            context.Abort();
            return Task.CompletedTask;
        });
        using var client = new HttpClient { BaseAddress = proxy.Address };
        using var request = new HttpRequestMessage(new HttpMethod(method), "/v1/conversations");
        request.Content = method is "GET" ? null : new StringContent("Which museums are open?");

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(502, (int)answer.StatusCode);
        Assert.Equal(times, taken);
    }

    [Fact]
    public async Task An_event_passes_when_it_is_written_and_not_when_there_are_enough()
    {
        var seen = new TaskCompletionSource();
        await using var proxy = new Nginx();
        await using var nodes = await StartNodesAsync(proxy, async context =>
        {
            await context.Response.WriteAsync("data: Which museums are open?\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await seen.Task.WaitAsync(context.RequestAborted);
        });
        using var client = new HttpClient { BaseAddress = proxy.Address };
        using var limit = new CancellationTokenSource(Patience);

        await using var events = await client.GetStreamAsync("/events", limit.Token);
        using var lines = new StreamReader(events);

        Assert.Equal("data: Which museums are open?", await lines.ReadLineAsync(limit.Token));
        seen.SetResult();
    }

    /// <summary>Both nodes in this process.</summary>
    private static async Task<WebApplication> StartNodesAsync(Nginx proxy, RequestDelegate handle)
    {
        var (first, second) = (NewAddress(), NewAddress());
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(first.ToString(), second.ToString());
        var nodes = builder.Build();
        nodes.Run(handle);
        await nodes.StartAsync();
        await proxy.StartAsync(first, second);
        return nodes;
    }

    private static Uri NewAddress() => new($"http://127.0.0.1:{TestServers.FreePort()}");
}
