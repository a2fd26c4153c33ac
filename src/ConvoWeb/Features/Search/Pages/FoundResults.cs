using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Search.Syntax;

namespace ConvoWeb.Features.Search.Pages;

/// <summary>What was found for a query: it may be one that the box has moved on from.</summary>
public sealed record FoundResults(SearchQuery Query, SearchOrder Order, SearchResults Results)
{
    /// <summary>The query as the transcript finds the same by it: what was half typed and found as a beginning is written as one.</summary>
    public required string LinkedQuery { get; init; }

    /// <summary>In how many conversations is known once all of them are there.</summary>
    public string Sum
    {
        get
        {
            var messages = Wording.Count(Results.Total, SearchTexts.OneMessage, SearchTexts.ManyMessages, Results.TotalIsMore);
            var isWhole = Results.NextCursor is null && !Results.TotalIsMore && !Results.IsPartial;
            var byTitle = Results.Items.Count(item => item.HitCount == 0);
            var conversations = Wording.Count(Results.Items.Count - byTitle, SearchTexts.OneConversation, SearchTexts.ManyConversations);
            return (Results.Total, isWhole, byTitle) switch
            {
                (0, _, 0) => SearchTexts.NothingFound,
                (0, _, _) => Wording.Count(byTitle, SearchTexts.OneConversationByTitle, SearchTexts.ManyConversationsByTitle, !isWhole),
                (_, false, _) => messages,
                (_, true, 0) => Wording.Of(SearchTexts.MessagesInConversations, messages, conversations),
                (_, true, _) => Wording.Of(SearchTexts.MessagesInConversationsAndTitles, messages, conversations, Wording.Count(byTitle, SearchTexts.OneTitle, SearchTexts.ManyTitles)),
            };
        }
    }

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
