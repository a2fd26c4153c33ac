using System.Diagnostics;
using System.Globalization;
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

    private const int MostWritesPerTurn = 640;

    private const int TurnsPerRound = 40;

    private static readonly DateOnly First = new(2024, 11, 1), Last = new(2026, 10, 31);

    private readonly Verdict _verdict = new(options);

    private int Turns => options.IsSmoke ? 2 : TurnsPerRound * options.Rounds;

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
        var path = sides.ConvoWeb.DatabasePath + "-written";
        sides.Corpus.CopyTo(path);
        await using var services = new ServiceCollection().AddConvoData(new SqliteUrl(path)).BuildServiceProvider();
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
        for (var round = 0; round < options.Rounds; round++)
        {
            await append.MeasureAsync(options.Window, cancellationToken);
        }

        var whole = Median.Of(append.Samples.Select(sample => sample.CpuMicroseconds));
        var turns = conversations.Select(Guid.Parse).Chunk(Math.Min(MostWritesPerTurn, conversations.Count / 4)).ToList();
        for (var warmed = Stopwatch.StartNew(); warmed.Elapsed < options.WarmUp;)
        {
            await WriteAsync(database, turns[0], counting: true, cancellationToken);
        }

        var goingOn = await RollupCostAsync(database, Enumerable.Repeat(turns[0], Turns), cancellationToken);
        Console.WriteLine($"stats, {Writers} writers: a whole append takes {whole:N1} µs of CPU; rollups take {goingOn} of them where conversations go on,");

        var resumed = await RollupCostAsync(database, turns.Skip(1).Take(Turns), cancellationToken);
        Console.WriteLine($"  and {resumed} where each was last written to on another day");
        _verdict.AtMost(0.05, goingOn.Microseconds / whole, "CPU of keeping rollups, of an append's");
    }

    /// <summary>In many short turns, so that what else the machine does meets both.</summary>
    /// <param name="turns">The conversations to write to in each.</param>
    private static async Task<RollupCost> RollupCostAsync(IDatabase database, IEnumerable<IReadOnlyList<Guid>> turns, CancellationToken cancellationToken)
    {
        List<double> differences = [];
        foreach (var (number, pair) in turns.Chunk(2).Where(pair => pair.Length == 2).Index())
        {
            var isCountedFirst = number % 2 == 0;
            var first = await WriteAsync(database, pair[0], isCountedFirst, cancellationToken);
            var second = await WriteAsync(database, pair[1], !isCountedFirst, cancellationToken);
            differences.Add(isCountedFirst ? first - second : second - first);
        }

        return RollupCost.Of(differences);
    }

    /// <summary>One message for each of the conversations; a short one, because rollups take the same for all, and indexing does not.</summary>
    /// <returns>Microseconds of CPU for each.</returns>
    private static async Task<double> WriteAsync(IDatabase database, IReadOnlyList<Guid> conversations, bool counting, CancellationToken cancellationToken)
    {
        var (taken, cpu) = (-1, Environment.CpuUsage.TotalTime);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async _ =>
        {
            while (Interlocked.Increment(ref taken) is var number && number < conversations.Count)
            {
                var now = TimeProvider.System.GetUtcNow();
                var message = new NewMessageRow
                {
                    Id = Guid.CreateVersion7(now),
                    Type = number % 2 == 0 ? MessageType.User : MessageType.Ai,
                    Content = "Hello",
                    Timestamp = now,
                };
                await database.WriteAsync(
                    async db =>
                    {
                        var locked = await LockedConversation.LockAsync(db, CorpusSeeder.Owner, conversations[number]);
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
        return (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / conversations.Count;
    }

    /// <param name="Error">The standard error of the mean.</param>
    private sealed record RollupCost(double Microseconds, double Error)
    {
        public static RollupCost Of(IReadOnlyList<double> differences)
        {
            var mean = differences.Average();
            return new RollupCost(mean, Math.Sqrt(differences.Sum(one => (one - mean) * (one - mean))) / differences.Count);
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Microseconds:N1} ± {Error:N1} µs");
    }
}
