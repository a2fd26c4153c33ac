using System.Text.Json;
using ConvoWeb.Bench.Corpus;
using ConvoWeb.Bench.Databases;
using ConvoWeb.Bench.Measuring;
using ConvoWeb.Bench.Processes;

namespace ConvoWeb.Bench;

/// <summary>One message a request, on the disk and in the search index when it is acknowledged.</summary>
internal sealed class AppendScenario(Sides sides, BenchOptions options) : IScenario
{
    private const int Connections = 64;

    /// <summary>Texts that the seeded corpus does not hold.</summary>
    private const uint Seed = 43;

    private const int MostTexts = 10_000;

    private readonly Verdict _verdict = new(options);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var texts = TextsOf(options.Conversations);
        await CompareThroughputAsync(texts, cancellationToken);
        await CompareDepthsAsync(texts, cancellationToken);
    }

    private async Task CompareThroughputAsync(JsonElement[] texts, CancellationToken cancellationToken)
    {
        Console.WriteLine($"append, {Connections} connections, spread over the conversations");
        IReadOnlyList<string> conversations = [.. sides.Corpus.ConversationsWith(1, 8), .. sides.Corpus.ConversationsWith(13, 1999)];
        var convoWeb = Appending("ConvoWeb", sides.ConvoWeb, "/v1/conversations");
        var groupCommit = Appending("floor: group commit", sides.Floor, "/v1/conversations");
        var saveChanges = Appending("floor: SaveChanges each", sides.Floor, "/save-changes/conversations");

        var convoWebBefore = CorpusDatabase.CountMessages(sides.ConvoWeb.DatabasePath);
        var floorBefore = CorpusDatabase.CountMessages(sides.Floor.DatabasePath);
        await new Comparison(options, convoWeb, groupCommit, saveChanges).RunAsync(cancellationToken);

        RequireStored(sides.ConvoWeb, convoWebBefore + convoWeb.Acknowledged);
        RequireStored(sides.Floor, floorBefore + groupCommit.Acknowledged + saveChanges.Acknowledged);
        _verdict.AtLeast(0.60, convoWeb.RateOf(groupCommit), "requests/s, of the group commit's");
        _verdict.AtLeast(5, convoWeb.RateOf(saveChanges), "requests/s, of SaveChanges'");

        Contender Appending(string name, Server server, string root)
        {
            var requests = texts.Select((text, i) => Requests.Post(server, $"{root}/{conversations[i * 7 % conversations.Count]}/messages", text));
            return new Contender(name, server, [.. requests]) { Connections = Connections, ExpectedStatus = StatusCodes.Status201Created };
        }
    }

    private async Task CompareDepthsAsync(JsonElement[] texts, CancellationToken cancellationToken)
    {
        Console.WriteLine();
        Console.WriteLine("append, one after the other, at the beginning and far down");
        var young = sides.Corpus.ConversationsWith(9, 12);
        var old = sides.Corpus.ConversationsWith(ConversationCorpus.Longest, ConversationCorpus.Longest)[0];

        // Two for each young conversation, so that it is still young at the end.
        var perWindow = Math.Min(500, young.Count * 2 / options.Rounds);
        var beginning = Appending("ConvoWeb, at message 12", i => young[i % young.Count]);
        var farDown = Appending($"ConvoWeb, from message {ConversationCorpus.Longest:N0} on", _ => old);
        await new Comparison(options, beginning, farDown).RunWarmAsync(cancellationToken);
        _verdict.AtMost(1.20, farDown.CpuOf(beginning), "CPU far down, of that at the beginning");

        Contender Appending(string name, Func<int, string> conversation)
        {
            var requests = texts.Select((text, i) => Requests.Post(sides.ConvoWeb, $"/v1/conversations/{conversation(i)}/messages", text));
            return new Contender(name, sides.ConvoWeb, [.. requests])
            {
                Connections = 1,
                RequestsPerWindow = perWindow,
                ExpectedStatus = StatusCodes.Status201Created,
            };
        }
    }

    /// <summary>Messages to append, which the seeded corpus does not hold.</summary>
    public static JsonElement[] TextsOf(int conversations) =>
    [
        .. ConversationCorpus.Generate(conversations, Seed)
            .SelectMany(conversation => conversation.Messages)
            .Where(message => message.Role != CorpusRole.System)
            .Select(message => JsonSerializer.SerializeToElement(
                new { type = message.Role == CorpusRole.User ? "user" : "ai", content = message.Content }))
            .Take(MostTexts),
    ];

    private static void RequireStored(Server server, int expected)
    {
        var stored = CorpusDatabase.CountMessages(server.DatabasePath);
        if (stored != expected)
        {
            throw new BenchFailureException($"{server.DatabasePath} holds {stored:N0} messages; acknowledged were {expected:N0}.");
        }
    }
}
