using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ConvoWeb.Bench.Databases;
using ConvoWeb.Bench.Measuring;
using ConvoWeb.Bench.Processes;
using ConvoWeb.Data;
using ConvoWeb.Data.Conventions;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Rollups;
using Microsoft.Data.Sqlite;

namespace ConvoWeb.Bench;

/// <summary>The figures of two years from the rollups, beside one query that goes through all messages; and what keeping rollups costs a write.</summary>
internal sealed class StatsScenario(Sides sides, BenchOptions options) : IScenario
{
    private const int Writers = 64;

    private static readonly DateOnly First = new(2024, 11, 1), Last = new(2026, 10, 31);

    private readonly Verdict _verdict = new(options);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await CompareReadsAsync(cancellationToken);
        Console.WriteLine();
        await CompareWritesAsync(cancellationToken);
    }

    private async Task CompareReadsAsync(CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection().AddConvoData(new SqliteUrl(sides.ConvoWeb.DatabasePath + "-read")).BuildServiceProvider();
        sides.Corpus.CopyTo(sides.ConvoWeb.DatabasePath + "-read");
        var database = services.GetRequiredService<IDatabase>();
        await using var db = await database.ReadAsync(cancellationToken);
        using var scan = Scan(sides.ConvoWeb.DatabasePath + "-read");
        var era = (await RollupOwners.FindAsync(db, CorpusSeeder.Owner))!.Era;
        var rollups = new RollupReads(db, CorpusSeeder.Owner, era);

        // Until the compiler has seen what is hot, as in a server that runs.
        for (var warmed = Stopwatch.StartNew(); warmed.Elapsed < options.WarmUp / 2;)
        {
            await ReadAsync(rollups);
        }

        List<double> read = [], scanned = [];
        for (var round = 0; round < options.Rounds + 2; round++)
        {
            var (figures, one) = await TimeAsync(() => ReadAsync(rollups));
            var (counted, other) = await TimeAsync(() => Task.FromResult(Count(scan)));
            if (figures != counted)
            {
                throw new BenchFailureException($"The rollups come to {figures:N0} messages, the table to {counted:N0}.");
            }

            if (round >= 2)
            {
                read.Add(one);
                scanned.Add(other);
            }
        }

        var path = string.Create(CultureInfo.InvariantCulture, $"/api/stats?date={First:yyyy-MM-dd}..{Last:yyyy-MM-dd}&time_zone=UTC");
        var asked = new Contender("ConvoWeb, GET /api/stats", sides.ConvoWeb, [Requests.Get(sides.ConvoWeb, path)]) { Connections = 1 };
        Console.WriteLine($"stats, {options.Conversations:N0} conversations, two years: {Median.Of(read):N2} ms in the database; one scan of the covering index {Median.Of(scanned):N1} ms");
        _verdict.AtMost(0.01, Median.Of(read.Zip(scanned, (mine, its) => mine / its)), "time in the database, of the covering index's scan");
        _verdict.AtMost(5, Median.Of(read), "milliseconds in the database");
        await new Comparison(options, asked) { TellsTime = true }.RunAsync(cancellationToken);
    }

    /// <summary>All that the page needs, without prices: days with their details, personalities and models, tags, and the range before.</summary>
    private static async Task<long> ReadAsync(RollupReads rollups)
    {
        await rollups.FindSlotsAsync();
        var days = await rollups.DaysAsync(First, Last);
        await rollups.DetailAsync(First, Last);
        await rollups.PartsAsync(First, Last);
        await rollups.TagsAsync(First, Last);
        await rollups.TotalAsync(First.AddDays(First.DayNumber - Last.DayNumber - 1), First.AddDays(-1));
        return days.Sum(day => day.Sums.UserMessages + day.Sums.AiMessages);
    }

    private static SqliteCommand Scan(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        var command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT timestamp / 86400000, count(*) FROM messages INDEXED BY "IX_messages_timeline"
            WHERE type <> 'system' AND state <> 'draft' AND timestamp >= @first AND timestamp < @end GROUP BY 1
            """;
        command.Parameters.AddWithValue("@first", Days.StartOf(First, TimeZoneInfo.Utc).ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("@end", Days.StartOf(Last.AddDays(1), TimeZoneInfo.Utc).ToUnixTimeMilliseconds());
        return command;
    }

    private static long Count(SqliteCommand scan)
    {
        var messages = 0L;
        using var row = scan.ExecuteReader();
        while (row.Read())
        {
            messages += row.GetInt64(1);
        }

        return messages;
    }

    private static async Task<(long Messages, double Milliseconds)> TimeAsync(Func<Task<long>> read)
    {
        var started = Stopwatch.GetTimestamp();
        var messages = await read();
        return (messages, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>The same writes with and without, in this process, where one can be had without the other; and a whole append of the server, to compare with.</summary>
    private async Task CompareWritesAsync(CancellationToken cancellationToken)
    {
        sides.Corpus.CopyTo(sides.ConvoWeb.DatabasePath + "-written");
        await using var services = new ServiceCollection().AddConvoData(new SqliteUrl(sides.ConvoWeb.DatabasePath + "-written")).BuildServiceProvider();
        var database = services.GetRequiredService<IDatabase>();
        var texts = AppendScenario.TextsOf(options.Conversations);
        IReadOnlyList<string> conversations = [.. sides.Corpus.ConversationsWith(1, 8), .. sides.Corpus.ConversationsWith(13, 1999)];
        var append = new Contender(
            "ConvoWeb, an append",
            sides.ConvoWeb,
            [.. conversations.Select((id, i) => Requests.Post(sides.ConvoWeb, $"/v1/conversations/{id}/messages", texts[i % texts.Length]))])
        {
            Connections = Writers,
            ExpectedStatus = StatusCodes.Status201Created,
        };

        await append.WarmUpAsync(options.WarmUp, cancellationToken);
        await WriteAsync(database, conversations, texts, counting: true, cancellationToken);
        await WriteAsync(database, conversations, texts, counting: false, cancellationToken);
        List<double> with = [], without = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            with.Add(await WriteAsync(database, conversations, texts, counting: true, cancellationToken));
            without.Add(await WriteAsync(database, conversations, texts, counting: false, cancellationToken));
            await append.MeasureAsync(options.Window, cancellationToken);
        }

        var whole = Median.Of(append.Samples.Select(sample => sample.CpuMicroseconds));
        Console.WriteLine($"stats, {Writers} writers: {Median.Of(with):N1} µs of CPU for a write with rollups, {Median.Of(without):N1} without; a whole append {whole:N1}");
        _verdict.AtMost(0.05, Median.Of(with.Zip(without, (one, other) => one - other)) / whole, "CPU of keeping rollups, of an append's");
    }

    /// <returns>Microseconds of CPU for each.</returns>
    private async Task<double> WriteAsync(
        IDatabase database, IReadOnlyList<string> conversations, JsonElement[] texts, bool counting, CancellationToken cancellationToken)
    {
        var (written, cpu, clock) = (0, Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async _ =>
        {
            while (clock.Elapsed < options.Window)
            {
                var number = Interlocked.Increment(ref written);
                var id = Guid.Parse(conversations[number * 7 % conversations.Count]);
                var now = TimeProvider.System.GetUtcNow();
                var message = new NewMessageRow
                {
                    Id = Guid.CreateVersion7(now),
                    Type = number % 2 == 0 ? MessageType.User : MessageType.Ai,
                    Content = texts[number % texts.Length].GetProperty("content").GetString()!,
                    Timestamp = now,
                };
                await database.WriteAsync(
                    async db =>
                    {
                        var locked = await LockedConversation.LockAsync(db, CorpusSeeder.Owner, id);
                        await MessageWrites.AppendAsync(db, locked!, [message], now);
                        if (!counting)
                        {
                            db.Rollups.Clear();
                        }

                        return true;
                    },
                    cancellationToken);
            }
        }));
        return (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / written;
    }
}
