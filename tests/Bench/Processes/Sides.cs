using System.Reflection;
using ConvoWeb.Bench.Databases;
using ConvoWeb.Bench.Floors;

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
    public Task<Server> StartConvoWebAsync(string databaseName, CancellationToken cancellationToken, params (string Key, string Value)[] settings) =>
        StartConvoWebAsync(Corpus, databaseName, cancellationToken, settings);

    /// <summary>Once more, on fewer conversations.</summary>
    public async Task<Server> StartSmallerAsync(BenchOptions options, int conversations, CancellationToken cancellationToken)
    {
        var corpus = await CorpusDatabase.PrepareAsync(options.Folder, _folder, conversations, cancellationToken);
        return await StartConvoWebAsync(corpus, "smaller.db", cancellationToken);
    }

    /// <summary>What the floor searches in.</summary>
    public SearchPeers PreparePeers() => SearchPeers.Prepare(Corpus, _folder);

    public async ValueTask DisposeAsync()
    {
        await ConvoWeb.DisposeAsync();
        await Floor.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private Task<Server> StartConvoWebAsync(
        CorpusDatabase corpus, string databaseName, CancellationToken cancellationToken, params (string Key, string Value)[] settings)
    {
        var database = Path.Combine(_folder, databaseName);
        corpus.CopyTo(database);
        return Server.StartAsync(ConvoWebAssembly, [], database, cancellationToken, settings);
    }

    private static async Task<(Server ConvoWeb, Server Floor)> StartAsync(
        string folder, CorpusDatabase corpus, CancellationToken cancellationToken)
    {
        var convoWeb = StartAsync(ConvoWebAssembly, [], "convoweb.db");
        var floor = StartAsync(typeof(Sides).Assembly.Location, ["floor"], "floor.db", (FloorServer.PeersSetting, corpus.PeersPath));
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

        Task<Server> StartAsync(string assembly, string[] arguments, string databaseName, params (string Name, string Value)[] settings)
        {
            var database = Path.Combine(folder, databaseName);
            corpus.CopyTo(database);
            return Server.StartAsync(assembly, arguments, database, cancellationToken, settings);
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
