using ConvoWeb.Features.Conversations.Personalities;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.Search.Pages;

/// <summary>How much was found, in which order, and the conversations with it.</summary>
public sealed partial class FoundList : ComponentBase
{
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

    [Inject]
    public required IEnumerable<FoundPart> Parts { get; init; }

    private static IEnumerable<(SearchOrder Order, string Name)> Orders =>
    [
        (SearchOrder.Best, SearchTexts.OrderBest), (SearchOrder.Relevance, SearchTexts.OrderRelevance), (SearchOrder.Newest, SearchTexts.OrderNewest),
    ];
}
