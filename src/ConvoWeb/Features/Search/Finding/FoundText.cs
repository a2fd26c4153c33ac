using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Search;

namespace ConvoWeb.Features.Search.Finding;

/// <summary>A message of which something is shown.</summary>
internal sealed record FoundText(Guid Id, int Seq, MessageType Type, DateTimeOffset Timestamp, string Content)
{
    public SearchHit ToHit(WordPlaces words)
    {
        var snippet = Snippet.Of(Content, words);
        return new SearchHit
        {
            MessageId = Id,
            Seq = Seq,
            Type = Type,
            Timestamp = Timestamp,
            Snippet = snippet.Text,
            Highlights = snippet.Highlights,
        };
    }
}
