namespace ConvoWeb.Bench.Corpus;

/// <summary>Times are Unix milliseconds.</summary>
internal sealed record CorpusConversation
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    public required string Personality { get; init; }

    public required string User { get; init; }

    public required string Source { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public required long StartedAt { get; init; }

    public required IReadOnlyList<CorpusMessage> Messages { get; init; }

    public long EndedAt => Messages[^1].Timestamp;
}

internal sealed record CorpusMessage(string Id, CorpusRole Role, string Content, long Timestamp);

internal enum CorpusRole
{
    User,
    Assistant,
    System,
}
