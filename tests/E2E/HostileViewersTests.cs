using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ConvoWeb.Tests.E2E.Clients.DotNet;
using ConvoWeb.Tests.E2E.Support;
using ConvoWeb.Tests.Support;
using Microsoft.AspNetCore.SignalR.Client;
using Xunit;

namespace ConvoWeb.Tests.E2E;

/// <summary>Programs on the hub that do what none should: it costs them, and nobody else.</summary>
public sealed class HostileViewersTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private ConvoWebProcess App => fixture.App;

    [Fact]
    public async Task Those_that_never_read_slow_nobody_and_fill_no_memory()
    {
        const int Stuck = 40, Writers = 20, DeltasEach = 1_000;
        var id = await App.Client.CreateAsync("Written to the deaf");
        await using var viewer = await Follower.ConnectAsync(App.Address, id);
        await viewer.JoinAsync();
        var deaf = await Task.WhenAll(Enumerable.Range(0, Stuck).Select(async _ =>
        {
            var client = await (await RawHubClient.ConnectAsync(App.Address)).ShakeHandsAsync();
            await client.SendAsync(Invocation("Join", id, 0, null));
            return client;
        }));
        await using var writer = await HubClient.ConnectAsync(App.Address);
        var before = WorkingSet();

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async _ =>
        {
            var draft = await App.Client.BeginDraftAsync(id);
            for (var n = 0; n < DeltasEach; n++)
            {
                await writer.Connection.InvokeAsync<JsonElement>("AppendDelta", id, draft, new { n, text = string.Create(CultureInfo.InvariantCulture, $"{n} ") }, Cancel);
            }

            await App.Client.FinalizeAsync(id, draft);
        }));

        await App.Client.HoldsWhatIsStoredAsync(id, viewer, Cancel);
        var grown = WorkingSet() - before;
        Assert.InRange(grown >> 20, long.MinValue, 120); // what they did not read is 40 times 5 MB
        foreach (var client in deaf)
        {
            await client.DisposeAsync();
        }
    }

    public static TheoryData<string, string> Nonsense => new()
    {
        { "a method that there is not", Invocation("Obliterate", "everything") },
        { "a conversation that there is not", Invocation("Join", Guid.Empty, 0, null) },
        { "no id", Invocation("Join", "../../etc/passwd", 0, null) },
        { "an id that is a number", Invocation("Join", 5, 0, null) },
        { "a version that is a word", Invocation("Join", Guid.Empty, "first", null) },
        { "a version beyond all numbers", Invocation("Join", Guid.Empty, 1e300, null) },
        { "drafts that are a list", Invocation("Join", Guid.Empty, 0, Array.Empty<int>()) },
        { "drafts that are none", Invocation("Join", Guid.Empty, 0, new { x = 1 }) },
        { "too few arguments", Invocation("Join") },
        { "too many arguments", Invocation("Join", Guid.Empty, 0, null, "and", "more") },
        { "a message that is none", Invocation("AppendMessage", Guid.Empty, 7) },
        { "no message at all", Invocation("AppendMessage", Guid.Empty, null) },
        { "no delta", Invocation("AppendDelta", Guid.Empty, Guid.Empty, null) },
        { "a stream that never begins", Invocation("AppendDeltas", Guid.Empty, Guid.Empty) },
    };

    [Theory, MemberData(nameof(Nonsense))]
    public async Task A_call_that_makes_no_sense_is_answered_with_an_error_and_the_connection_stays(string about, string call)
    {
        Assert.NotEmpty(about);
        var id = await App.Client.CreateAsync("Trip to Oslo");
        await using var client = await (await RawHubClient.ConnectAsync(App.Address)).ShakeHandsAsync();

        await client.SendAsync(call);
        var answer = await client.ReceiveAsync();
        Assert.Equal((3, "1"), (answer?.GetProperty("type").GetInt32(), answer?.GetProperty("invocationId").GetString()));
        var error = answer!.Value.GetProperty("error").GetString()!;
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal); // no stack

        await client.SendAsync(Invocation("Join", id, 1, null));
        answer = await client.ReceiveAsync();
        Assert.Equal(1, answer!.Value.GetProperty("result").GetProperty("version").GetInt64());
    }

    public static TheoryData<string, string> Garbage => new()
    {
        { "no JSON", "GET / HTTP/1.1" },
        { "half of it", """{"type":1,"target":"Join","arguments":[""" },
        { "no object", "[[[[]]]]" },
        { "a call without a target", """{"type":1,"invocationId":"1","arguments":[]}""" },
        { "a depth without end", new string('[', 100_000) },
        { "more than a hub message may have", Invocation("AppendMessage", Guid.Empty, new { type = "user", content = new string('x', 3_000_000) }) },
    };

    [Theory, MemberData(nameof(Garbage))]
    public async Task What_is_no_call_ends_its_connection_alone(string about, string sent)
    {
        Assert.NotEmpty(about);
        var id = await App.Client.CreateAsync("Trip to Oslo");
        await using var viewer = await Follower.ConnectAsync(App.Address, id);
        await viewer.JoinAsync();
        await using var client = await (await RawHubClient.ConnectAsync(App.Address)).ShakeHandsAsync();

        await client.SendAsync(sent);
        var last = await client.ReceiveAsync();
        Assert.True(last is null || last.Value.GetProperty("type").GetInt32() == 7, $"{last}");

        await App.Client.AppendAsync(id, "user", "Which museums are open?");
        await App.Client.HoldsWhatIsStoredAsync(id, viewer, Cancel);
        Assert.Equal(1, viewer.Joins);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("https://localhost.evil.example")]
    [InlineData("null")]
    public async Task The_page_of_another_site_gets_no_connection(string origin)
    {
        await using var client = await RawHubClient.ConnectAsync(App.Address, origin);
        Assert.Equal(403, client.Status);
    }

    [Fact]
    public async Task A_page_of_its_own_gets_one()
    {
        await using var client = await RawHubClient.ConnectAsync(App.Address, App.Address.ToString().TrimEnd('/'));
        Assert.Equal(101, client.Status);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Invocation(string target, params object?[] arguments) =>
        JsonSerializer.Serialize(new { type = 1, invocationId = "1", target, arguments });

    private long WorkingSet()
    {
        using var process = Process.GetProcessById(App.Id);
        return process.WorkingSet64;
    }
}
