using ConvoWeb.Data;
using ConvoWeb.Data.Providers;
using Microsoft.Data.Sqlite;

namespace ConvoWeb.Bench.Databases;

/// <summary>A database that holds the corpus. It is made once and kept; what is measured works on copies.</summary>
internal sealed class CorpusDatabase
{
    private CorpusDatabase(string path) => Path = path;

    public string Path { get; }

    /// <summary>Where what others make of the same texts is kept.</summary>
    public string PeersPath => System.IO.Path.ChangeExtension(Path, "peers.db");

    /// <summary>Nobody writes to it any more. Opened otherwise it would get a log beside it.</summary>
    public string ImmutableAddress => $"file:{Path}?immutable=1";

    /// <summary>The one that the options name, or the one in their folder.</summary>
    public static async Task<CorpusDatabase> PrepareAsync(BenchOptions options, string runFolder, CancellationToken cancellationToken)
    {
        if (options.CorpusPath is not { } path)
        {
            return await PrepareAsync(options.Folder, runFolder, options.Conversations, cancellationToken);
        }

        var named = new CorpusDatabase(path);
        if (File.Exists(path))
        {
            await UpdateAsync(path, cancellationToken);
        }
        else
        {
            await named.MakeAsync(runFolder, options.Conversations, cancellationToken);
        }

        var conversations = named.ConversationsWith(0, int.MaxValue).Count - CorpusSeeder.ConversationsToRead;
        return conversations == options.Conversations
            ? named
            : throw new BenchFailureException($"{path} holds {conversations:N0} conversations, not {options.Conversations:N0}: name their number too.");
    }

    /// <param name="folder">Where it is kept.</param>
    /// <param name="runFolder">Where it is made: one that is not finished disappears with the run.</param>
    public static async Task<CorpusDatabase> PrepareAsync(
        string folder, string runFolder, int conversations, CancellationToken cancellationToken)
    {
        // Another build of the data layer may have other tables, or count otherwise.
        var build = typeof(ConvoDbContext).Module.ModuleVersionId;
        var corpus = new CorpusDatabase(System.IO.Path.Combine(folder, $"corpus-{conversations}-{build:N}.db"));
        if (!File.Exists(corpus.Path))
        {
            foreach (var outdated in Directory.EnumerateFiles(folder, $"corpus-{conversations}-*"))
            {
                File.Delete(outdated);
            }

            await corpus.MakeAsync(runFolder, conversations, cancellationToken);
        }

        return corpus;
    }

    /// <summary>On the disk when it returns, so that writing it back disturbs nothing that is measured.</summary>
    public void CopyTo(string path)
    {
        File.Copy(Path, path);
        using var copy = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(copy);
    }

    /// <summary>In the order of the corpus, those with so many messages.</summary>
    public IReadOnlyList<string> ConversationsWith(int fewest, int most)
    {
        using var connection = OpenForReading(ImmutableAddress);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id FROM conversations WHERE message_count BETWEEN @fewest AND @most ORDER BY rowid";
        command.Parameters.AddWithValue("@fewest", fewest);
        command.Parameters.AddWithValue("@most", most);

        using var row = command.ExecuteReader();
        var ids = new List<string>();
        while (row.Read())
        {
            ids.Add(row.GetString(0));
        }

        return ids;
    }

    /// <summary>The full-text index without the texts.</summary>
    public long MeasureIndex() => MeasureIndex(ImmutableAddress, "messages_fts");

    /// <summary>In bytes, what the blocks of an FTS5 table hold.</summary>
    public static long MeasureIndex(string source, string table)
    {
        using var connection = OpenForReading(source);
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT sum(length(block)) FROM {table}_data";
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    public static int CountMessages(string path) => Count(path, "SELECT count(*) FROM messages");

    /// <summary>Those that are whole.</summary>
    public static int CountAnswers(string path) => Count(path, "SELECT count(*) FROM messages WHERE type = 'ai' AND state = 'final'");

    private static int Count(string path, string statement)
    {
        using var connection = OpenForReading(path);
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        return Convert.ToInt32(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task MakeAsync(string runFolder, int conversations, CancellationToken cancellationToken)
    {
        Console.WriteLine($"Seeding {conversations:N0} conversations; they are kept for the next run.");
        var seeded = System.IO.Path.Combine(runFolder, "corpus.db");
        await SeedAsync(seeded, conversations, cancellationToken);
        File.Delete(PeersPath); // of other rows
        File.Move(seeded, Path, overwrite: true);
    }

    /// <summary>An older build may have made it.</summary>
    private static async Task UpdateAsync(string path, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection().AddConvoData(new SqliteUrl(path)).BuildServiceProvider();
        await services.GetRequiredService<IDatabase>().PrepareAsync(cancellationToken);
    }

    private static async Task SeedAsync(string path, int conversations, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection().AddConvoData(new SqliteUrl(path)).BuildServiceProvider();
        var database = services.GetRequiredService<IDatabase>();
        await database.PrepareAsync(cancellationToken);
        await new CorpusSeeder(database).SeedAsync(conversations, cancellationToken);
    }

    private static SqliteConnection OpenForReading(string source)
    {
        var connection = new SqliteConnection($"Data Source={source};Mode=ReadOnly;Pooling=False");
        connection.Open();
        return connection;
    }
}
