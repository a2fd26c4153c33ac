using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Search;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.Search;

/// <summary>However many messages there are, no search goes through them one by one.</summary>
public sealed class SearchPlanTests
{
    private static readonly string[] Words =
    [
        "", "common", "rare7", "\"common words\"", "com*", "-rare7", "common -rare7", "rare7 OR rare8", "title:trip", "-title:trip", "title:trip common",
    ];

    private static readonly string[] Filters =
    [
        "", "from:user", "personality:guide", "model:gpt-4o", "model:gpt*", "by:gpt-4o", "by:gpt*", "source:chatgpt", "tag:work", "status:archived", "before:2026-02", "after:2026-02", "on:2026-01-03", "has:audio",
        "has:code", "has:link", "duration:>5m", "tokens:>1000", "hour:9-17", "weekday:mon", "is:starred", "-from:user", "-personality:guide", "-model:gpt-4o", "-by:gpt-4o", "-source:chatgpt", "-tag:work",
        "-has:code", "-is:starred", "tag:work from:user after:2026-02", "personality:guide personality:other model:gpt*", "is:starred has:code on:2026-01",
    ];

    [Theory, DatabaseData]
    public async Task No_search_reads_all_messages(Engine engine)
    {
        RecordingDatabase? recording = null;
        await using var app = new ConvoWebApp(engine)
        {
            Replace = services =>
            {
                var database = services.Last(service => service.ServiceType == typeof(IDatabase));
                services.AddSingleton<IDatabase>(provider => recording = new RecordingDatabase((IDatabase)database.ImplementationFactory!(provider)));
            },
        };
        var client = app.ClientFor("alice");
        await FillAsync(app.Stored);
        await SearchAllAsync(client);
        await ReadsNoTableAsync(app.Stored, recording!);

        recording!.Statements.Clear();
        await app.Stored.Database.WriteAsync(db => db.ExecuteAsync("ANALYZE"), Cancel);
        await SearchAllAsync(client);

        await ReadsNoTableAsync(app.Stored, recording);
    }

    private static async Task SearchAllAsync(HttpClient client)
    {
        var best = from words in Words from filters in Filters select (Text: $"{words} {filters}", Order: "best");
        var exact = from words in Words from order in (string[])["relevance", "newest"] select (Text: $"{words} from:user", Order: order);
        foreach (var (text, order) in best.Concat(exact))
        {
            await client.JsonAsync($"GET /api/conversations/search?limit=20&time_zone=Europe/Oslo&order={order}&q={Uri.EscapeDataString(text)}");
        }

        foreach (var parameters in new[] { "date=2026-01-01..2026-01-31", "tag=work", "model=gpt-4o", "source=chatgpt", "starred=true", "from=2026-01-01", "personality=guide", "status=archived" })
        {
            await client.JsonAsync($"GET /api/conversations/search?q=common&{parameters}");
            await client.JsonAsync($"GET /api/conversations/search?{parameters}");
        }
    }

    private static async Task ReadsNoTableAsync(TestDatabase stored, RecordingDatabase recording)
    {
        var searches = recording.Statements.Where(statement => statement.Key.Contains("messages", StringComparison.Ordinal)).ToList();
        Assert.True(searches.Count > 100, $"Only {searches.Count} statements were seen.");
        foreach (var (sql, values) in searches)
        {
            var plan = await PlanAsync(stored, sql, values);
            Assert.True(!plan.Exists(IsTableScan), $"{string.Join('\n', plan)}\n\n{sql}");
        }
    }

    /// <summary>By an index it is no scan of the table; and FTS5 is asked for words (its index "0:" without more would be everything).</summary>
    private static bool IsTableScan(string step) =>
        step is "SCAN m" or "SCAN messages" or "SCAN t"
        || step.EndsWith("VIRTUAL TABLE INDEX 0:", StringComparison.Ordinal)
        || step.Contains("Seq Scan on messages", StringComparison.Ordinal);

    private static async Task<List<string>> PlanAsync(TestDatabase stored, string sql, (string Name, object? Value)[] values)
    {
        await using var db = await stored.Database.ReadAsync(Cancel);
        await stored.Services.GetRequiredService<SearchDialect>().BeginAsync(db);
        List<string> steps = [];
        await using var step = await db.Statement((stored.Engine is Engine.Sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + sql, values).ExecuteReaderAsync(Cancel);
        while (await step.ReadAsync(Cancel))
        {
            steps.Add(step.GetString(step.FieldCount - 1));
        }

        return steps;
    }

    /// <summary>12,000 messages in 600 conversations; every other one has the common words, every thousandth a rare one.</summary>
    private static async Task FillAsync(TestDatabase stored) => await stored.Database.WriteAsync(
        async db =>
        {
            var numbers = stored.Engine is Engine.Sqlite
                ? "WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < {0} - 1)"
                : "WITH numbers(n) AS (SELECT generate_series(0, {0} - 1))";
            var no = stored.Engine is Engine.Sqlite ? "0" : "false";
            const string Id = "'00000000-0000-7000-8000-' || CAST(100000000000 + {0} AS text)";

            await db.ExecuteAsync("INSERT INTO personalities (id, owner_id, name, name_key, color, created_at, updated_at, version) VALUES (@id, 'alice', 'Guide', 'guide', 'teal', 0, 0, 1)", ("@id", Guid.CreateVersion7()));
            await db.ExecuteAsync(
                $"""
                {string.Format(null, numbers, 600)}
                INSERT INTO conversations (id, owner_id, title, title_key, created_at, updated_at, last_message_at, status, message_count, audio_duration,
                    tokens_in, tokens_out, next_seq, version, starred, preview, open_drafts, model, personality_id)
                SELECT {string.Format(null, Id, "n")}, 'alice', 'Trip ' || n, 'trip', 1767225600000 + n * 1000, 0, 1767225600000 + n * 1000,
                    CASE WHEN n % 10 = 0 THEN 'archived' ELSE 'active' END, 20, 0, 0, 0, 21, 1, n % 50 = 0, '', 0,
                    CASE WHEN n % 3 = 0 THEN 'gpt-4o' END, CASE WHEN n % 7 = 0 THEN (SELECT id FROM personalities LIMIT 1) END
                FROM numbers
                """);
            await db.ExecuteAsync(
                $"""
                {string.Format(null, numbers, 600)}
                INSERT INTO conversation_tags (conversation_id, owner_id, name) SELECT {string.Format(null, Id, "n")}, 'alice', 'work' FROM numbers WHERE n % 100 = 0
                """);
            return await db.ExecuteAsync(
                $"""
                {string.Format(null, numbers, 12_000)}
                INSERT INTO messages (id, conversation_id, seq, type, state, timestamp, version, added_version, tokens_estimated, content, tokens_out)
                SELECT {string.Format(null, Id, "n + 1000000")}, {string.Format(null, Id, "n / 20")}, n % 20 + 1, CASE WHEN n % 2 = 0 THEN 'user' ELSE 'ai' END, 'final',
                    1767225600000 + n * 60000, 1, 1, {no}, CASE WHEN n % 4 < 2 THEN 'some common words' ELSE 'others' END || CASE WHEN n % 1000 = 0 THEN ' rare7' ELSE '' END, n
                FROM numbers
                """);
        },
        Cancel);
}
