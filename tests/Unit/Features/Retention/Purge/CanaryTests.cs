using System.Net;
using System.Text;
using System.Text.Json;
using ConvoWeb.Data.Privacy;
using ConvoWeb.Features.Retention.Purge;
using ConvoWeb.Features.Search.Upkeep;
using ConvoWeb.Features.Stats.Upkeep;
using ConvoWeb.Platform.Hosting;
using ConvoWeb.Tests.Unit.Features.Import;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace ConvoWeb.Tests.Unit.Features.Retention.Purge;

/// <summary>A word that is stored wherever a text can be, and looked for after the purge in every byte that is left.</summary>
public sealed class CanaryTests
{
    private const string Canary = "kanariqx";

    [Theory, DatabaseData]
    public async Task Nothing_of_it_is_left_wherever_it_was(Engine engine)
    {
        var log = new WrittenLog();
        await using var redis = await RedisServer.StartAsync();
        await using var app = new ConvoWebApp(engine)
        {
            Settings = { ["REDIS_URL"] = redis.Address },
            Replace = services => services.AddSingleton<ILoggerProvider>(log),
        };
        var alice = app.ClientFor("alice");
        await FillAsync(alice);
        var id = await StoreCanaryAsync(alice);
        await UntilDoneAsync(alice, await alice.JsonAsync("POST /api/jobs", """{"export": {"format": "jsonl", "archive": false}}"""));
        await ImportInBackgroundAsync(alice);
        Assert.NotEmpty(await app.PlacesOfAsync(Canary));
        await CacheAsync(alice, redis);

        foreach (var conversation in (await alice.JsonAsync($"GET /api/conversations/search?q={Canary}")).Items())
        {
            await alice.PurgeAsync(conversation.GetProperty("conversation").Text("id")!);
        }

        Assert.Empty(await app.PlacesOfAsync(Canary));
        while ((await ValuesAsync(redis)).Any(HasCanary))
        {
            await Task.Delay(10, Cancel); // told by the live bus
        }

        Assert.DoesNotContain(log.Lines, HasCanary);
        Assert.NotEmpty(log.Lines);
        Assert.Equal(HttpStatusCode.NotFound, (await alice.SendAsync($"GET /api/conversations/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await alice.SendAsync($"GET /api/conversations/{id}/messages")).StatusCode);
        Assert.Empty((await alice.JsonAsync($"GET /api/conversations/search?q={Canary}")).Items());
        Assert.Equal(40, (await alice.JsonAsync("GET /api/conversations?status=all")).Items().Count);
        await IsSoundAsync(app);
    }

    [Theory, DatabaseData]
    public async Task What_a_killed_process_left_goes_later(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var alice = app.ClientFor("alice");
        var id = await StoreCanaryAsync(alice);
        await app.Stored.Database.WriteAsync(
            async db => await PurgeWrites.TakeAsync(db, (await PurgeWrites.FindAsync(db, "alice", Guid.Parse(id)))!, PurgeReason.Asked, keepsBackup: false, new TestClock().GetUtcNow()), Cancel);
        Assert.Equal(HttpStatusCode.NotFound, (await alice.SendAsync($"GET /api/conversations/{id}")).StatusCode);
        Assert.NotEmpty(await app.PlacesOfAsync(Canary));

        Assert.Equal(1, await app.Get<PurgeService>().RemoveLeftAsync(Cancel));

        Assert.Equal(0, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM messages"));
    }

    /// <summary>Forty others, so that pages split and merge around it.</summary>
    private static async Task FillAsync(HttpClient client)
    {
        for (var i = 0; i < 40; i++)
        {
            var messages = Enumerable.Range(0, 10).Select(n => new { type = n % 2 == 0 ? "user" : "ai", content = $"Number {n} of conversation {i}: " + new string((char)('a' + n), 100 * n) });
            await client.JsonAsync("POST /api/conversations", JsonSerializer.Serialize(new { title = $"Conversation {i}", messages }));
        }
    }

    /// <summary>Stored, edited, searched, read twice, exported, streamed, attached, tagged and named.</summary>
    private static async Task<string> StoreCanaryAsync(HttpClient client)
    {
        var created = await client.JsonAsync(
            "POST /api/conversations",
            JsonSerializer.Serialize(new { title = $"About {Canary}", tags = (string[])[Canary], metadata = new { note = Canary }, messages = (object[])[new { type = "system", content = Canary }] }));
        var id = created.Text("id")!;
        for (var i = 0; i < 30; i++)
        {
            await client.AppendAsync(id, $"{Canary} {i} " + string.Concat(Enumerable.Repeat($"{Canary} sings. ", i * 20)), i % 2 == 0 ? "user" : "ai");
        }

        var edited = (await client.AppendAsync(id, $"Before: {Canary}")).Text("id");
        await client.JsonAsync($"PATCH /api/conversations/{id}/messages/{edited}", $$$"""{"content": "After: {{{Canary}}}", "metadata": {"tool": "{{{Canary}}}"}}""");
        var removed = (await client.AppendAsync(id, $"Removed: {Canary}")).Text("id");
        await client.SendAsync($"DELETE /api/conversations/{id}/messages/{removed}");
        var draft = (await client.JsonAsync($"POST /v1/conversations/{id}/messages", """{"type": "ai", "content": "", "state": "draft"}""")).Text("id");
        await client.JsonAsync($"POST /v1/conversations/{id}/messages/{draft}/deltas", $$"""{"n": 0, "text": "{{Canary}}"}""");
        await client.AttachAsync(id, await client.UploadAsync(Canary));
        await client.JsonAsync($"GET /api/conversations/search?q={Canary}");
        await client.SendAsync($"GET /api/conversations/{id}/export?format=pdf");
        await client.SendAsync($"PATCH /api/conversations/{id}", $$"""{"title": "Renamed: {{Canary}}"}""");
        return id;
    }

    /// <summary>Another one, without a draft: answers are kept as soon as the news of the change before has come.</summary>
    private static async Task CacheAsync(HttpClient client, RedisServer redis)
    {
        var id = await client.AddConversationAsync($"Cached {Canary}");
        await client.AppendAsync(id, Canary);
        while (!(await ValuesAsync(redis)).Any(HasCanary))
        {
            await client.JsonAsync($"GET /api/conversations/{id}");
        }
    }

    /// <summary>All that Redis stores.</summary>
    private static async Task<IReadOnlyList<string>> ValuesAsync(RedisServer redis)
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync(new Uri(redis.Address).Authority);
        var values = new List<string>();
        foreach (var key in connection.GetServer(connection.GetEndPoints()[0]).Keys())
        {
            var database = connection.GetDatabase();
            values.Add(key!);
            values.AddRange(await database.KeyTypeAsync(key) switch
            {
                RedisType.Hash => (await database.HashGetAllAsync(key)).Select(field => field.ToString()),
                RedisType.SortedSet => (await database.SortedSetRangeByRankAsync(key)).Select(value => value.ToString()),
                var type => throw new InvalidOperationException($"The program stores no {type}."),
            });
        }

        return values;
    }

    private static async Task ImportInBackgroundAsync(HttpClient client)
    {
        var file = Encoding.UTF8.GetBytes($$$"""[{"id": "c1", "title": "Imported {{{Canary}}}", "create_time": 1700000000, "mapping": {"a": {"id": "a", "message": {"id": "a", "author": {"role": "user"}, "create_time": 1700000001, "content": {"content_type": "text", "parts": ["{{{Canary}}}"]}}, "parent": null, "children": []}}, "current_node": "a"}]""");
        using var begun = await UploadedFiles.PostAsync(client, "?background=true", ("trips.json", file));
        await UntilDoneAsync(client, await begun.JsonAsync());
    }

    private static async Task UntilDoneAsync(HttpClient client, JsonElement job)
    {
        while (job.GetProperty("ended_at").ValueKind is JsonValueKind.Null)
        {
            await Task.Delay(10, Cancel);
            job = await client.JsonAsync($"GET /api/jobs/{job.Text("id")}");
        }

        Assert.Equal("done", job.Text("state"));
    }

    private static bool HasCanary(string text) => text.Contains(Canary, StringComparison.OrdinalIgnoreCase);

    /// <summary>The index and the counts agree with what is there.</summary>
    private static async Task IsSoundAsync(ConvoWebApp app)
    {
        foreach (var command in app.Services.GetServices<ICommand>().Where(command => command is IndexCheck or StatsCheck))
        {
            var output = new StringWriter();
            Assert.True(await command.RunAsync(null, output, Cancel), output.ToString());
        }
    }

    [Fact]
    public async Task Without_a_text_there_is_nothing_to_look_for()
    {
        await using var app = new ConvoWebApp();
        var output = new StringWriter();

        Assert.Equal(1, await Commands.RunAsync(app.Services, ["purge-check"], output, output, Cancel));
        Assert.Equal("Say which text to look for: purge-check TEXT", output.ToString().Trim());
    }
}
