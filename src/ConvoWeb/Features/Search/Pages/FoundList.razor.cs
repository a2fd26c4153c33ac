using ConvoWeb.Features.Conversations.Personalities;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.Search.Pages;

/// <summary>How much was found, in which order, and the conversations with it.</summary>
public sealed partial class FoundList : ComponentBase
{
    private static readonly (SearchOrder Order, string Name)[] Orders =
    [
        (SearchOrder.Best, "Best match"), (SearchOrder.Relevance, "Most relevant of all"), (SearchOrder.Newest, "Newest first"),
    ];

    [Parameter, EditorRequired]
    public required FoundResults Found { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<PersonalityView> Personalities { get; set; }

    /// <summary>The part that follows is on its way.</summary>
    [Parameter]
    public bool IsReading { get; set; }

    /// <summary>Something newer is being looked for, and takes its time.</summary>
    [Parameter]
    public bool IsOld { get; set; }

    [Parameter]
    public EventCallback<SearchOrder> OnOrder { get; set; }

    [Parameter]
    public EventCallback OnMore { get; set; }

    /// <summary>In how many conversations is known once all of them are there.</summary>
    private string Sum
    {
        get
        {
            var results = Found.Results;
            var messages = SearchWords.Count(results.Total, "message", "messages", results.TotalIsMore);
            var isWhole = results.NextCursor is null && !results.TotalIsMore && !results.IsPartial;
            var byTitle = results.Items.Count(item => item.HitCount == 0);
            return (isWhole, results.Total) switch
            {
                (_, 0) => SearchWords.Count(results.Items.Count, "conversation", "conversations", !isWhole) + " by title",
                (false, _) => messages,
                (true, _) when byTitle == 0 => $"{messages} in {SearchWords.Count(results.Items.Count, "conversation", "conversations")}",
                (true, _) => $"{messages} in {SearchWords.Count(results.Items.Count - byTitle, "conversation", "conversations")}, and {SearchWords.Count(byTitle, "title", "titles")}",
            };
        }
    }
}
