using System.Reflection;
using ConvoWeb.Bench.Databases;

namespace ConvoWeb.Bench.Processes;

/// <summary>What is compared: ConvoWeb and the floor, each a process of its own on its own copy of the corpus.</summary>
internal sealed class Sides : IAsyncDisposable
{
    private readonly string _folder;

    private Sides(string folder, CorpusDatabase corpus, Server convoWeb, Server floor)
    {
        _folder = folder;
        Corpus = corpus;
        ConvoWeb = convoWeb;
        Floor = floor;
    }

    public CorpusDatabase Corpus { get; }

    public Server ConvoWeb { get; }

    public Server Floor { get; }

    public static async Task<Sides> StartAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(options.Folder, $"run-{Environment.ProcessId}")).FullName;
        try
        {
            var corpus = await CorpusDatabase.PrepareAsync(options, folder, cancellationToken);
            var (convoWeb, floor) = await StartAsync(folder, corpus, cancellationToken);
            return new Sides(folder, corpus, convoWeb, floor);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Once more, on a copy of its own, with other settings.</summary>
    public Task<Server> StartConvoWebAsync(string databaseName, CancellationToken cancellationToken, params (string Key, string Value)[] settings)
    {
        var database = Path.Combine(_folder, databaseName);
        Corpus.CopyTo(database);
        return Server.StartAsync(ConvoWebAssembly, [], database, cancellationToken, settings);
    }

    public async ValueTask DisposeAsync()
    {
        await ConvoWeb.DisposeAsync();
        await Floor.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<(Server ConvoWeb, Server Floor)> StartAsync(
        string folder, CorpusDatabase corpus, CancellationToken cancellationToken)
    {
        var convoWeb = StartAsync(ConvoWebAssembly, [], "convoweb.db");
        var floor = StartAsync(typeof(Sides).Assembly.Location, ["floor"], "floor.db");
        try
        {
            return (await convoWeb, await floor);
        }
        catch
        {
            await StopAsync(convoWeb);
            await StopAsync(floor);
            throw;
        }

        Task<Server> StartAsync(string assembly, string[] arguments, string databaseName)
        {
            var database = Path.Combine(folder, databaseName);
            corpus.CopyTo(database);
            return Server.StartAsync(assembly, arguments, database, cancellationToken);
        }
    }

    /// <summary>One that did not start has nothing left to stop.</summary>
    private static async Task StopAsync(Task<Server> starting)
    {
        await Task.WhenAny(starting);
        if (starting.IsCompletedSuccessfully)
        {
            await (await starting).DisposeAsync();
        }
    }

    public static string ConvoWebAssembly => typeof(Sides).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key is nameof(ConvoWebAssembly))
        .Value!;
}
