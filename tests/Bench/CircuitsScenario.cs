using System.Globalization;
using System.Text.Json;
using ConvoWeb.Bench.Circuits;
using ConvoWeb.Bench.Corpus;
using ConvoWeb.Bench.Floors;
using ConvoWeb.Bench.Floors.Pages;
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
        var texts = Texts(_messages);
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
            await ImportAsync(convoWeb, texts[i..(i + 2)], cancellationToken);
        }

        var brief = await ImportAsync(convoWeb, [.. texts.TakeLast(OnPlainPage)], cancellationToken);
        var whole = await ImportAsync(convoWeb, texts, cancellationToken);
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

    private static List<PlainMessage> Texts(int count)
    {
        var dice = new Dice(ConversationCorpus.DefaultSeed);
        var prose = new Prose(dice, new Vocabulary(dice));
        return
        [
            .. Enumerable.Range(1, count).Select(seq =>
                seq % 2 == 1 ? new PlainMessage(seq, "user", prose.MessageOf(CorpusRole.User)) : new PlainMessage(seq, "ai", prose.MessageOf(CorpusRole.Assistant))),
        ];
    }

    /// <returns>The conversation's id.</returns>
    private static async Task<string> ImportAsync(Server server, List<PlainMessage> messages, CancellationToken cancellationToken)
    {
        var began = new DateTimeOffset(2026, 11, 1, 9, 0, 0, TimeSpan.Zero);
        var id = Guid.CreateVersion7(began);
        Guid? before = null;
        var lines = new List<string>();
        foreach (var message in messages)
        {
            var at = began.AddSeconds(message.Seq);
            var line = new { id = Guid.CreateVersion7(at), parent_id = before, type = message.Type, content = message.Content, timestamp = at };
            lines.Add(JsonSerializer.Serialize(line));
            before = line.id;
        }

        var header = JsonSerializer.Serialize(new { type = "conversation", format = "convoweb/1", id, title = "Bench", created_at = began });
        using var file = new MultipartFormDataContent { { new StringContent(string.Join('\n', [header, .. lines])), "file", "bench.jsonl" } };
        using var response = await server.Client.PostAsync("/api/import", file, cancellationToken);
        response.EnsureSuccessStatusCode();
        var report = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        var item = report.GetProperty("items")[0];
        return item.GetProperty("messages").GetInt32() == messages.Count
            ? item.GetProperty("id").GetString()!
            : throw new BenchFailureException($"{item.GetProperty("messages")} of {messages.Count} messages were imported: {item.GetProperty("reason")}");
    }
}
