using System.Globalization;
using System.Runtime.InteropServices;
using ConvoWeb.Bench;
using ConvoWeb.Bench.Corpus;
using ConvoWeb.Bench.Floors;
using ConvoWeb.Bench.Processes;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["floor"])
{
    await FloorServer.RunAsync();
    return 0;
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
    await using var sides = await Sides.StartAsync(options, cancellationToken);
    foreach (var scenario in options.Scenarios)
    {
        Console.WriteLine();
        await Scenario(scenario, sides, options).RunAsync(cancellationToken);
    }
}

static IScenario Scenario(string name, Sides sides, BenchOptions options) => name switch
{
    "append" => new AppendScenario(sides, options),
    "read" => new ReadScenario(sides, options),
    _ => new ListScenario(sides, options),
};
