using System.Globalization;
using System.Runtime.InteropServices;
using ConvoWeb.Bench;
using ConvoWeb.Bench.Corpus;
using ConvoWeb.Bench.Floors;
using ConvoWeb.Bench.Processes;
using ConvoWeb.Bench.Streams;
using ConvoWeb.Bench.Viewers;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["floor"])
{
    await FloorServer.RunAsync();
    return 0;
}

if (args is [BroadcastServer.Command])
{
    await BroadcastServer.RunAsync();
    return 0;
}

if (args is [StreamUpstream.Command])
{
    await StreamUpstream.RunAsync();
    return 0;
}

if (args is [ForwardServer.Command])
{
    await ForwardServer.RunAsync();
    return 0;
}

if (args is [StreamProgram.Command])
{
    return await StreamProgram.RunAsync();
}

if (args is [PageServer.Command])
{
    await PageServer.RunAsync();
    return 0;
}

if (args is [ViewerProgram.Command, .. var viewers])
{
    return await ViewerProgram.RunAsync(viewers);
}

if (BenchOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(BenchOptions.Usage);
    return 2;
}

using var interrupted = new CancellationTokenSource();
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
try
{
    await RunAsync(options, interrupted.Token);
    return 0;
}
catch (Exception exception) when (exception is BenchFailureException or HttpRequestException or OperationCanceledException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

void Interrupt(PosixSignalContext signal)
{
    signal.Cancel = true;
    interrupted.Cancel();
}

static async Task RunAsync(BenchOptions options, CancellationToken cancellationToken)
{
    Directory.CreateDirectory(options.Folder);
    if (options.Scenarios is ["corpus"])
    {
        var file = Path.Combine(options.Folder, $"corpus-{options.Conversations}.jsonl");
        Console.WriteLine($"{await CorpusFile.WriteAsync(file, options.Conversations)}  {file}");
        return;
    }

    Surroundings.Print(options);
    await RunAloneAsync(options, cancellationToken);
    var onCorpus = options.Scenarios.Where(scenario => !IsAlone(scenario)).ToList();
    if (onCorpus is [])
    {
        return;
    }

    await using var sides = await Sides.StartAsync(options, cancellationToken);
    foreach (var scenario in onCorpus)
    {
        Console.WriteLine();
        await Scenario(scenario, sides, options).RunAsync(cancellationToken);
    }
}

// Those that start what they need, and not on the corpus.
static async Task RunAloneAsync(BenchOptions options, CancellationToken cancellationToken)
{
    foreach (var scenario in options.Scenarios.Where(IsAlone))
    {
        Console.WriteLine();
        var folder = Directory.CreateDirectory(Path.Combine(options.Folder, $"{scenario}-{Environment.ProcessId}")).FullName;
        try
        {
            await Alone(scenario, options, folder).RunAsync(cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

static bool IsAlone(string scenario) => scenario is "live" or "delta" or "circuits" or "pdf" or "proxy";

static IScenario Alone(string name, BenchOptions options, string folder) => name switch
{
    "live" => new LiveScenario(options, folder),
    "delta" => new DeltaScenario(options, folder),
    "pdf" => new PdfScenario(options, folder),
    "proxy" => new ProxyScenario(options, folder),
    _ => new CircuitsScenario(options, folder),
};

static IScenario Scenario(string name, Sides sides, BenchOptions options) => name switch
{
    "append" => new AppendScenario(sides, options),
    "read" => new ReadScenario(sides, options),
    "search" => new SearchScenario(sides, options),
    "export" => new ExportScenario(sides, options),
    "import" => new ImportScenario(sides, options),
    "cache" => new CacheScenario(sides, options),
    "stats" => new StatsScenario(sides, options),
    _ => new ListScenario(sides, options),
};
