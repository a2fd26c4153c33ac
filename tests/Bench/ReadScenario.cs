using System.Text.Json;
using ConvoWeb.Bench.Databases;
using ConvoWeb.Bench.Measuring;
using ConvoWeb.Bench.Processes;

namespace ConvoWeb.Bench;

/// <summary>A conversation with 50 messages as JSON; and the same again when nothing changed.</summary>
internal sealed class ReadScenario(Sides sides, BenchOptions options) : IScenario
{
    private readonly Verdict _verdict = new(options);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var id = sides.Corpus.ConversationsWith(CorpusSeeder.ReadMessages, CorpusSeeder.ReadMessages)[0];
        var path = $"/api/conversations/{id}";
        var answer = await CheckAsync(sides.ConvoWeb, path, cancellationToken);
        var floorAnswer = await CheckAsync(sides.Floor, path, cancellationToken);
        Console.WriteLine($"read, a conversation with {CorpusSeeder.ReadMessages} messages: {answer.Bytes:N0} bytes of JSON, the floor's {floorAnswer.Bytes:N0}");

        var convoWeb = new Contender("ConvoWeb", sides.ConvoWeb, [Requests.Get(sides.ConvoWeb, path)]);
        var floor = new Contender("floor: reader, Utf8JsonWriter", sides.Floor, [Requests.Get(sides.Floor, path)]);
        var unchanged = new Contender("ConvoWeb, 304", sides.ConvoWeb, [Requests.Get(sides.ConvoWeb, path, answer.ETag)])
        {
            ExpectedStatus = StatusCodes.Status304NotModified,
        };
        var plainText = new Contender("floor: plain text", sides.Floor, [Requests.Get(sides.Floor, "/plaintext")]);

        await new Comparison(options, convoWeb, floor, unchanged, plainText).RunAsync(cancellationToken);
        _verdict.AtMost(1.25, convoWeb.CpuOf(floor), "CPU, of the bare reader's");
        _verdict.AtMost(3, unchanged.CpuOf(plainText), "CPU of an answer by ETag, of plain text's");
    }

    private static async Task<Answer> CheckAsync(Server server, string path, CancellationToken cancellationToken)
    {
        using var response = await server.Client.GetAsync(path, cancellationToken);
        response.EnsureSuccessStatusCode();
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        using var json = JsonDocument.Parse(body);
        var messages = json.RootElement.GetProperty("messages").GetArrayLength();

        return messages == CorpusSeeder.ReadMessages
            ? new Answer(body.Length, response.Headers.ETag?.ToString())
            : throw new BenchFailureException($"{path} has {messages} messages, not {CorpusSeeder.ReadMessages}.");
    }

    private sealed record Answer(int Bytes, string? ETag);
}
