using ConvoWeb.Data.Privacy;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Retention;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.Retention;

/// <summary>However long the history: a sweep that has nothing to do goes through none of it.</summary>
public sealed class RetentionPlanTests
{
    private static readonly string[] Tables = ["conversations", "messages", "c", "m"];

    [Theory, DatabaseData]
    public async Task Nothing_is_looked_at_that_is_not_due(Engine engine)
    {
        RecordingDatabase? recording = null;
        var clock = new TestClock();
        await using var app = new ConvoWebApp(engine)
        {
            Clock = clock,
            Replace = services =>
            {
                var database = services.Last(service => service.ServiceType == typeof(IDatabase));
                services.AddSingleton<IDatabase>(provider => recording = new RecordingDatabase((IDatabase)database.ImplementationFactory!(provider)));
            },
        };
        app.StartServer();
        await FillAsync(app.Stored, clock.GetUtcNow());

        foreach (var isAnalyzed in new[] { false, true })
        {
            recording!.Statements.Clear();
            await app.Get<RetentionSweep>().RunAsync(Cancel);

            var statements = recording.Statements.Where(one => one.Key.Contains("conversations", StringComparison.Ordinal)).ToList();
            Assert.True(statements.Count >= 4, $"Only {statements.Count} statements were seen.");
            foreach (var (sql, values) in statements)
            {
                var plan = await PlanAsync(app.Stored, sql, values);
                Assert.True(!plan.Exists(IsTableScan), $"{isAnalyzed}\n{string.Join('\n', plan)}\n\n{sql}");
            }

            await app.Stored.Database.WriteAsync(db => db.ExecuteAsync("ANALYZE"), Cancel);
        }
    }

    private static bool IsTableScan(string step) =>
        Tables.Any(table => step == $"SCAN {table}") || step.Contains("Seq Scan on conversations", StringComparison.Ordinal) || step.Contains("Seq Scan on messages", StringComparison.Ordinal);

    private static async Task FillAsync(TestDatabase stored, DateTimeOffset now)
    {
        var personality = Guid.CreateVersion7();
        await stored.Database.WriteAsync(
            async db =>
            {
                await db.ExecuteAsync(
                    "INSERT INTO personalities (id, owner_id, name, name_key, color, created_at, updated_at, version) VALUES (@id, 'alice', 'x', 'x', 'rose', 0, 0, 1)", ("@id", personality));
                await db.ExecuteAsync(
                    """
                    INSERT INTO conversations (
                        id, owner_id, title, title_key, personality_id, created_at, updated_at, stored_at, last_message_at, last_exported_at, status,
                        message_count, audio_duration, tokens_in, tokens_out, next_seq, version, open_drafts, starred, preview)
                    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
                    SELECT substr('00000000-0000-7000-8000-000000000000', 1, 36 - length(CAST(i AS TEXT))) || i, CASE WHEN i % 2 = 0 THEN 'alice' ELSE 'bob' END, 'x', 'x',
                           CASE WHEN i % 3 = 0 THEN @personality END, 0, 0, 0, @now - i * 60000, @now, 'active', 0, 0, 0, 0, 1, 1, 0, FALSE, '' FROM n
                    """,
                    ("@personality", personality),
                    ("@now", now));
                await db.ExecuteAsync(
                    """
                    INSERT INTO messages (id, conversation_id, seq, type, state, timestamp, version, added_version, audio_url, tokens_estimated, content)
                    SELECT id, id, 1, 'user', 'final', last_message_at, 1, 1, CASE WHEN last_message_at % 7 = 0 THEN 'https://elsewhere.example' END, FALSE, 'x' FROM conversations
                    """);
                await RetentionRuleWrites.LockAsync(db, "alice");
                await RetentionRuleWrites.ReplaceAsync(
                    db,
                    new RetentionRules { OwnerId = "alice", KeepDays = 30, AudioDays = 20, Personalities = [new PersonalityRule(personality, 40, null)] },
                    now);
                return true;
            },
            Cancel);
    }

    private static async Task<List<string>> PlanAsync(TestDatabase stored, string sql, (string Name, object? Value)[] values)
    {
        await using var db = await stored.Database.ReadAsync(Cancel);
        List<string> steps = [];
        await using var step = await db.Statement((stored.Engine is Engine.Sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + sql, values).ExecuteReaderAsync(Cancel);
        while (await step.ReadAsync(Cancel))
        {
            steps.Add(step.GetString(step.FieldCount - 1));
        }

        return steps;
    }
}
