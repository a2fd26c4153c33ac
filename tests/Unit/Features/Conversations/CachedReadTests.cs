using System.Net;
using System.Text.Json;
using ConvoWeb.Platform.Redis;

namespace ConvoWeb.Tests.Unit.Features.Conversations;

/// <summary>What is read without a window comes from the cache; with <c>limit=200</c> it is the same, read from the database.</summary>
public sealed class CachedReadTests
{
    [Theory, DatabaseData]
    public async Task A_second_read_comes_from_the_cache_as_the_same_bytes(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var alice = app.ClientFor("alice");
        var id = await alice.AddConversationAsync();
        await alice.AppendAsync(id, "Which museums are open? 博物館 🙂");

        var first = await alice.SendAsync($"GET /api/conversations/{id}");
        var second = await alice.SendAsync($"GET /api/conversations/{id}");

        var bytes = await BytesAsync(alice, $"/api/conversations/{id}?limit=200");
        Assert.Equal(bytes, await first.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal(bytes, await second.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal(bytes.Length, second.Content.Headers.ContentLength);
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        Assert.Equal("application/json; charset=utf-8", second.Content.Headers.ContentType?.ToString());
        Assert.Equal((1, 0, 1), await ReadsAsync(alice));
    }

    [Theory, DatabaseData]
    public async Task A_client_that_has_it_is_told_so_from_the_cache_and_without_it(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await alice.AddConversationAsync();
        var etag = (await alice.SendAsync($"GET /api/conversations/{id}?limit=200")).Headers.ETag!.ToString();

        foreach (var _ in (int[])[1, 2])
        {
            var unchanged = await alice.SendAsync($"GET /api/conversations/{id}", null, ("If-None-Match", etag));
            Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
            Assert.Equal(etag, unchanged.Headers.ETag?.ToString());
            await alice.JsonAsync($"GET /api/conversations/{id}");
        }
    }

    [Theory, DatabaseData]
    public async Task Nobody_but_its_owner_is_sent_what_is_kept(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await alice.AddConversationAsync();
        await alice.JsonAsync($"GET /api/conversations/{id}");

        await SharedApp.NewOwner(engine).SendAsync($"GET /api/conversations/{id}").ProblemAsync(HttpStatusCode.NotFound);
    }

    [Theory, DatabaseData]
    public async Task Every_change_is_seen_at_once(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);

        await EveryChangeIsSeenAsync(alice, alice);
    }

    [Fact]
    public async Task Every_change_on_another_node_is_seen_at_once()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var here = NodeOf(redis);
        await using var there = NodeOf(redis, first: here);

        await EveryChangeIsSeenAsync(here.ClientFor("alice"), there.ClientFor("alice"));
        await EveryChangeIsSeenAsync(there.ClientFor("alice"), here.ClientFor("alice"));
    }

    [Fact]
    public async Task What_one_node_read_another_finds_in_Redis()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var here = NodeOf(redis);
        await using var there = NodeOf(redis, first: here);
        await UpAsync(here);
        await UpAsync(there);
        var (alice, aliceThere) = (here.ClientFor("alice"), there.ClientFor("alice"));
        var id = await alice.AddConversationAsync();
        var bytes = await BytesAsync(alice, $"/api/conversations/{id}?limit=200");

        // It is stored in the background: a read there that comes too early makes room for the next one to try again.
        do
        {
            await alice.AppendAsync(id, "Which museums are open?");
            bytes = await BytesAsync(alice, $"/api/conversations/{id}");
            Assert.Equal(bytes, await BytesAsync(aliceThere, $"/api/conversations/{id}"));
        }
        while ((await ReadsAsync(aliceThere)).Redis == 0);
    }

    [Theory, DatabaseData]
    public async Task Fifty_first_reads_at_once_are_one_of_the_database(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var alice = app.ClientFor("alice");
        var id = await alice.AddConversationAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => BytesAsync(alice, $"/api/conversations/{id}")));

        var bytes = await BytesAsync(alice, $"/api/conversations/{id}?limit=200");
        Assert.All(answers, answer => Assert.Equal(bytes, answer));
        Assert.Equal((49, 0, 1), await ReadsAsync(alice));
    }

    [Theory, DatabaseData]
    public async Task A_large_answer_is_not_kept(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var alice = app.ClientFor("alice");
        var id = await alice.AddConversationAsync();
        for (var i = 0; i < 12; i++)
        {
            await alice.AppendAsync(id, new string((char)('a' + i), 100_000));
        }

        var bytes = await BytesAsync(alice, $"/api/conversations/{id}?limit=200");

        Assert.Equal(bytes, await BytesAsync(alice, $"/api/conversations/{id}"));
        Assert.Equal(bytes, await BytesAsync(alice, $"/api/conversations/{id}"));
        Assert.Equal((0, 0, 2), await ReadsAsync(alice));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_Redis_stops_or_dies_in_the_middle_answers_stay_right(bool dies)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var app = NodeOf(redis);
        await UpAsync(app);
        var alice = app.ClientFor("alice");
        var (warm, cold) = (await alice.AddConversationAsync("warm"), await alice.AddConversationAsync("cold"));
        await alice.JsonAsync($"GET /api/conversations/{warm}");

        await (dies ? redis.KillAsync() : redis.StopAnsweringAsync());

        await EveryChangeIsSeenAsync(alice, alice);
        Assert.Equal("warm", (await alice.JsonAsync($"GET /api/conversations/{warm}")).Text("title"));
        Assert.Equal("cold", (await alice.JsonAsync($"GET /api/conversations/{cold}")).Text("title"));
        Assert.DoesNotContain("convoweb_cache_failures_total 0", await MetricsAsync(alice));
    }

    private static ConvoWebApp NodeOf(RedisServer redis, ConvoWebApp? first = null) =>
        new(Engine.Postgres, first) { Settings = { ["REDIS_URL"] = redis.Address } };

    /// <summary>Each change by <paramref name="writer"/>, read by <paramref name="reader"/>, who had read the state before.</summary>
    private static async Task EveryChangeIsSeenAsync(HttpClient writer, HttpClient reader)
    {
        var id = await writer.AddConversationAsync();
        var message = (await writer.AppendAsync(id, "Which museums are open?")).Text("id");
        (string Call, string? Json)[] changes =
        [
            ($"POST /v1/conversations/{id}/messages", """{"type":"ai","content":"The Munch."}"""),
            ($"PATCH /v1/conversations/{id}/messages/{message}", """{"content":"Which museums are open on Monday?"}"""),
            ($"DELETE /v1/conversations/{id}/messages/{message}", null),
            ($"PATCH /api/conversations/{id}", """{"title":"Trip to Bergen"}"""),
            ($"PATCH /api/conversations/{id}", """{"tags":["travel","norway"]}"""),
            ($"PATCH /api/conversations/{id}", """{"tags":["travel"]}"""),
            ($"PATCH /api/conversations/{id}", """{"starred":true}"""),
            ($"PATCH /api/conversations/{id}", """{"metadata":{"budget":100}}"""),
            ($"PATCH /api/conversations/{id}", """{"status":"archived"}"""),
            ($"DELETE /api/conversations/{id}", null),
            ($"POST /api/conversations/{id}/restore", null),
        ];

        var before = await BytesAsync(reader, $"/api/conversations/{id}");
        foreach (var (call, json) in changes)
        {
            Assert.True((await writer.SendAsync(call, json)).IsSuccessStatusCode, call);

            var after = await BytesAsync(reader, $"/api/conversations/{id}");

            Assert.Equal(await BytesAsync(writer, $"/api/conversations/{id}?limit=200"), after);
            Assert.False(before.AsSpan().SequenceEqual(after), call);
            Assert.Equal(after, await BytesAsync(reader, $"/api/conversations/{id}"));
            before = after;
        }
    }

    private static async Task<byte[]> BytesAsync(HttpClient client, string address)
    {
        var answer = await client.SendAsync($"GET {address}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var bytes = await answer.Content.ReadAsByteArrayAsync(Cancel);
        Assert.NotNull(JsonSerializer.Deserialize<JsonElement>(bytes).Text("id"));
        return bytes;
    }

    private static async Task<string[]> MetricsAsync(HttpClient client) =>
        (await (await client.SendAsync("GET /metrics")).Content.ReadAsStringAsync(Cancel)).Split('\n');

    private static async Task<(int Memory, int Redis, int Database)> ReadsAsync(HttpClient client)
    {
        var metrics = await MetricsAsync(client);
        return (Of("memory"), Of("redis"), Of("database"));

        int Of(string source) =>
            metrics.Select(line => line.Split(' ')).FirstOrDefault(line => line[0] == $"convoweb_cache_reads_total{{from=\"{source}\"}}") is [_, var count]
                ? int.Parse(count, System.Globalization.CultureInfo.InvariantCulture)
                : 0;
    }

    private static async Task UpAsync(ConvoWebApp app)
    {
        while (!app.Get<RedisConnection>().IsUp)
        {
            Cancel.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
