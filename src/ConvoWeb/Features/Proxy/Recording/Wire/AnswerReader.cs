namespace ConvoWeb.Features.Proxy.Recording.Wire;

/// <summary>Reads an answer beside its way to the client, from the bytes as they arrive. Nothing in them makes it throw.</summary>
/// <param name="isEventStream">It is <c>text/event-stream</c>; otherwise one JSON body, which is read at its end.</param>
/// <param name="isError">Its status is an error's.</param>
internal sealed class AnswerReader(bool isEventStream, bool isError)
{
    /// <summary>The text that came since the last call: whole characters, at most one entry of each choice.</summary>
    public IReadOnlyList<AnswerText> Read(ReadOnlySpan<byte> bytes) => throw new NotSupportedException($"{bytes.Length}, {isEventStream}, {isError}");

    public ChatAnswer End() => throw new NotSupportedException();
}
