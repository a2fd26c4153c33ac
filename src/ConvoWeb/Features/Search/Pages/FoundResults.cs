using ConvoWeb.Features.Search.Syntax;

namespace ConvoWeb.Features.Search.Pages;

/// <summary>What was found for a query: it may be one that the box has moved on from.</summary>
public sealed record FoundResults(SearchQuery Query, SearchOrder Order, SearchResults Results)
{
    /// <summary>The query as the transcript finds the same by it: what was half typed and found as a beginning is written as one.</summary>
    public required string LinkedQuery { get; init; }

    /// <summary>With the page that follows; a conversation that stands there already stays where it is.</summary>
    public FoundResults With(SearchResults next)
    {
        var known = Results.Items.Select(item => item.Conversation.Id).ToHashSet();
        return this with
        {
            Results = Results with { Items = [.. Results.Items, .. next.Items.Where(item => known.Add(item.Conversation.Id))], NextCursor = next.NextCursor },
        };
    }
}
