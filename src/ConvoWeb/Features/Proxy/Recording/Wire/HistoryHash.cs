namespace ConvoWeb.Features.Proxy.Recording.Wire;

/// <summary>
/// What a history is known by, turn after turn. The answer that was read from a stream and the message that a client sends
/// back in its next request come to the same.
/// </summary>
internal sealed class HistoryHash
{
    /// <summary>43 letters of base64url.</summary>
    public string Text => throw new NotSupportedException();

    public static HistoryHash Start(ReadOnlySpan<byte> key) => throw new NotSupportedException($"{key.Length} bytes");

    /// <summary>An empty answer changes nothing: clients leave it out, or put one before the calls.</summary>
    public HistoryHash Then(ChatTurn turn) => throw new NotSupportedException(turn.Content);
}
