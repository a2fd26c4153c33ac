using System.Text;
using System.Text.Json;
using ConvoWeb.Features.Proxy.Recording.Wire;

namespace ConvoWeb.Tests.Unit.Features.Proxy.Wire;

/// <summary>An answer that was fed to a reader, and the text that it told on the way.</summary>
internal sealed record Fed(ChatAnswer Answer, IReadOnlyDictionary<int, string> Live)
{
    public AnswerChoice Choice => Assert.Single(Answer.Choices);

    public ChatTurn Turn => Choice.Turn;

    public string Content => Turn.Content;

    public static Fed Stream(string text, int piece = int.MaxValue) => Of(Encoding.UTF8.GetBytes(text), isStream: true, isError: false, _ => piece);

    /// <summary>Each of them an event of its own.</summary>
    public static Fed Chunks(params IEnumerable<string> chunks) => Stream(string.Concat(chunks.Select(chunk => $"data: {chunk}\n\n")));

    /// <summary>Each of them the delta of the only answer.</summary>
    public static Fed Deltas(params IEnumerable<string> deltas) =>
        Chunks(deltas.Select(delta => $$"""{"choices":[{"index":0,"delta":{{delta}}}]}"""));

    public static Fed Body(string json, bool isError = false) => Of(Encoding.UTF8.GetBytes(json), isStream: false, isError, _ => int.MaxValue);

    public static Fed Of(Recording recording, Func<int, int> piece, int? length = null) =>
        Of(recording.Bytes.AsSpan(0, length ?? recording.Bytes.Length), recording.IsStream, recording.IsError, piece);

    /// <param name="piece">How long the next piece is, from where it begins.</param>
    public static Fed Of(ReadOnlySpan<byte> bytes, bool isStream, bool isError, Func<int, int> piece)
    {
        var (reader, live) = (new AnswerReader(isStream, isError), new SortedDictionary<int, StringBuilder>());
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(piece(at), bytes.Length - at);
            foreach (var (choice, text) in reader.Read(bytes.Slice(at, length)))
            {
                live.TryAdd(choice, new StringBuilder());
                live[choice].Append(text);
            }

            at += length;
        }

        return new Fed(reader.End(), live.ToDictionary(choice => choice.Key, choice => choice.Value.ToString()));
    }

    /// <summary>All of it, to be compared.</summary>
    public override string ToString() => JsonSerializer.Serialize((object[])[Answer, Live]);
}
