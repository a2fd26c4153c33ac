using System.Globalization;
using System.Text.Json;
using ConvoWeb.Bench.Circuits;
using ConvoWeb.Bench.Corpus;
using ConvoWeb.Bench.Floors;
using ConvoWeb.Bench.Measuring;
using ConvoWeb.Bench.Processes;

namespace ConvoWeb.Bench;

/// <summary>What an open page costs the server's memory: circuits without a browser, counted after a full collection.</summary>
internal sealed class CircuitsScenario(BenchOptions options, string folder) : IScenario
{
    private const int OnPlainPage = 50;

    /// <summary>So many other conversations stand in the list beside it.</summary>
    private const int Listed = 100;

    /// <summary>Opened before the first look, so that what is there once is not counted.</summary>
    private const int First = 10;

    private readonly int _circuits = options.IsSmoke ? 3 : 400;

    private readonly int _messages = options.IsSmoke ? 300 : 20_000;

    private readonly Verdict _verdict = new(options);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Console.WriteLine($"circuits, {_circuits:N0} of each page, after a full collection");
        var texts = PlainConversation.Texts(_messages);
        await using var started = new Started();

        var plainFile = Path.Combine(folder, "messages.json");
        await File.WriteAllTextAsync(plainFile, JsonSerializer.Serialize(texts.TakeLast(OnPlainPage)), cancellationToken);
        var plainHeap = new HeapProbe();
        var plain = await started.AddAsync(Server.StartAsync(
            "dotnet",
            _ => [typeof(CircuitsScenario).Assembly.Location, PageServer.Command],
            [(PageServer.MessagesSetting, plainFile), .. plainHeap.Settings],
            cancellationToken));
        await MeasureAsync("floor: hello, world", plain, PageServer.Hello, plainHeap, cancellationToken);
        var floor = await MeasureAsync($"floor: a plain page of {OnPlainPage} messages", plain, PageServer.Messages, plainHeap, cancellationToken);

        var heap = new HeapProbe();
        var convoWeb = await started.AddAsync(
            ConvoWebNode.StartAsync(folder, $"file:{Path.Combine(folder, "circuits.db")}", cancellationToken, heap.Settings));
        for (var i = 0; i < Listed; i++)
        {
            await PlainConversation.ImportAsync(convoWeb, texts[i..(i + 2)], cancellationToken);
        }

        var brief = await PlainConversation.ImportAsync(convoWeb, [.. texts.TakeLast(OnPlainPage)], cancellationToken);
        var whole = await PlainConversation.ImportAsync(convoWeb, texts, cancellationToken);
        await MeasureAsync("ConvoWeb, the list alone", convoWeb, "/", heap, cancellationToken);
        await MeasureAsync($"ConvoWeb, {OnPlainPage} messages", convoWeb, $"/c/{brief}", heap, cancellationToken);
        var transcript = await MeasureAsync($"ConvoWeb, at the end of {_messages:N0} messages", convoWeb, $"/c/{whole}", heap, cancellationToken);
        await MeasureAsync("ConvoWeb, in the middle of them", convoWeb, $"/c/{whole}?m={_messages / 2}", heap, cancellationToken);
        _verdict.AtMost(1.5, transcript / floor, $"memory of the transcript, of a plain page of {OnPlainPage} messages");
    }

    /// <returns>Bytes for each circuit.</returns>
    private async Task<double> MeasureAsync(string name, Server server, string path, HeapProbe heap, CancellationToken cancellationToken)
    {
        var open = new List<Circuit>();
        try
        {
            await OpenAsync(open, First, server, path, cancellationToken);
            var before = await heap.MeasureAsync(cancellationToken);
            await OpenAsync(open, _circuits, server, path, cancellationToken);
            var each = (double)(await heap.MeasureAsync(cancellationToken) - before) / _circuits;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name}: {each / 1024:N0} KB"));
            return each;
        }
        finally
        {
            foreach (var circuit in open)
            {
                await circuit.DisposeAsync();
            }
        }
    }

    /// <summary>Returns when none of them has anything more to say.</summary>
    private static async Task OpenAsync(List<Circuit> open, int count, Server server, string path, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            open.Add(await Circuit.OpenAsync(server, path, cancellationToken));
        }

        while (open.Exists(circuit => circuit.Silence < TimeSpan.FromSeconds(1)))
        {
            await Task.Delay(100, cancellationToken); // until all is still: this measures, it asserts nothing
        }
    }
}
