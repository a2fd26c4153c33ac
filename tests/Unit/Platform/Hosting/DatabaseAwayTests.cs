using System.Diagnostics;
using System.Net;
using System.Text.Json;
using ConvoWeb.Data;

namespace ConvoWeb.Tests.Unit.Platform.Hosting;

public sealed class DatabaseAwayTests
{
    [Fact]
    public async Task A_server_that_is_away_at_the_start_is_told_and_used_as_soon_as_it_is_back()
    {
        await using var app = new ConvoWebApp(Engine.Postgres);
        await using var relay = RelayTo(app);
        relay.Stop();
        var alice = app.ClientFor("alice");

        var unready = await alice.SendAsync("GET /health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unready.StatusCode);
        Assert.Contains("cannot be reached.", (await unready.JsonAsync()).Text("reason"));
        await alice.SendAsync("GET /api/conversations").ProblemAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, (await alice.SendAsync("GET /health/live")).StatusCode);

        relay.Start();
        await ReadyAsync(alice);
        await alice.AddConversationAsync();
    }

    [Fact]
    public async Task A_server_that_goes_in_the_middle_of_the_day_takes_nothing_with_it()
    {
        await using var app = new ConvoWebApp(Engine.Postgres);
        await using var relay = RelayTo(app);
        var alice = app.ClientFor("alice");
        var id = await alice.AddConversationAsync();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => alice.AppendAsync(id, $"{number}")));

        relay.Stop();
        // More than there are connections to the server: none of them may get lost.
        var refusals = await Task.WhenAll(Enumerable.Range(0, 60).Select(number => alice.SendAsync($"POST /v1/conversations/{id}/messages", """{"type":"user","content":"lost"}""")));
        Assert.All(refusals, refusal => Assert.Equal(HttpStatusCode.ServiceUnavailable, refusal.StatusCode));
        Assert.Equal("2", refusals[0].Headers.RetryAfter?.ToString());
        await alice.SendAsync($"GET /api/conversations/{id}").ProblemAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await alice.SendAsync("GET /health/ready")).StatusCode);

        relay.Start();
        await ReadyAsync(alice);
        var after = await Task.WhenAll(Enumerable.Range(0, 60).Select(number => alice.AppendAsync(id, "after")));
        Assert.Equal(Enumerable.Range(21, 60), after.Select(message => (int)message.Number("seq")).Order());
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_told_and_used_as_soon_as_it_can()
    {
        var clock = new TestClock();
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder["data"], "a file where the folder should be", Cancel);
        await using var app = new ConvoWebApp { Clock = clock, Settings = { ["DB_URL"] = $"file:{folder["data/convoweb.db"]}" } };
        var alice = app.ClientFor("alice");

        var problem = await alice.SendAsync("GET /api/conversations").ProblemAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Contains("must be writable by the user that runs ConvoWeb", problem.Text("detail"));
        var page = await alice.SendAsync("GET /", null, ("Accept", "text/html"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        foreach (var address in (string[])["/favicon.svg", "/tokens.css", "/app.css"])
        {
            Assert.Contains($"href=\"{address}\"", await page.Content.ReadAsStringAsync(Cancel));
            Assert.Equal(HttpStatusCode.OK, (await alice.SendAsync($"GET {address}")).StatusCode);
        }

        File.Delete(folder["data"]);
        await ReadyAsync(alice, () => clock.Advance(TimeSpan.FromSeconds(1)));
        await alice.AddConversationAsync();
    }

    [Fact]
    public async Task A_full_disk_is_507_and_what_was_acknowledged_stays()
    {
        await using var app = new ConvoWebApp();
        var alice = app.ClientFor("alice");
        var id = await alice.AddConversationAsync();
        await alice.AppendAsync(id, "acknowledged");
        await app.Get<ConvoWeb.Data.Providers.IDatabase>().WriteAsync(async db => await db.Statement("PRAGMA max_page_count = 1").ExecuteScalarAsync(), Cancel);
        var large = JsonSerializer.Serialize(new { type = "user", content = new string('x', 1_000_000) });

        var problem = await alice.SendAsync($"POST /v1/conversations/{id}/messages", large).ProblemAsync(HttpStatusCode.InsufficientStorage);

        Assert.Contains("Nothing of this request was stored", problem.Text("detail"));
        Assert.Equal(["acknowledged"], (await alice.JsonAsync($"GET /v1/conversations/{id}/messages")).Items().Texts("content"));
        Assert.Equal(2, (await alice.JsonAsync($"POST /v1/conversations/{id}/messages", large)).Number("seq"));
    }

    [Fact]
    public async Task The_first_start_makes_its_database_before_the_first_request()
    {
        await using var app = new ConvoWebApp { Migrated = false };

        Assert.Equal("ready", (await app.ClientFor("alice").JsonAsync("GET /health/ready")).Text("status"));
    }

    private static TcpRelay RelayTo(ConvoWebApp app)
    {
        var server = (PostgresUrl)app.Stored.Url;
        var relay = new TcpRelay(server.Host, server.Port);
        app.Settings["DB_URL"] = new UriBuilder(app.Stored.Address) { Host = "127.0.0.1", Port = relay.Port }.Uri.AbsoluteUri;
        return relay;
    }

    /// <summary>Asks until it is ready: the program tries again by itself, about once a second.</summary>
    private static async Task ReadyAsync(HttpClient client, Action? meanwhile = null)
    {
        var asked = Stopwatch.StartNew();
        while ((await client.SendAsync("GET /health/ready")).StatusCode is not HttpStatusCode.OK)
        {
            Assert.True(asked.Elapsed < TimeSpan.FromSeconds(20), "It is not ready after 20 seconds.");
            meanwhile?.Invoke();
        }
    }
}
