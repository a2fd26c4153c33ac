using ConvoWeb.Features.Search.Syntax;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.Search.Pages;

/// <summary>The filters that are on, each to be removed with a click, and two that are often wanted.</summary>
public sealed partial class SearchChips : ComponentBase
{
    private ElementReference _group;

    [Parameter, EditorRequired]
    public required SearchQuery Query { get; set; }

    [Parameter, EditorRequired]
    public required SearchFacets Facets { get; set; }

    /// <summary>Told the text as it is with the choice.</summary>
    [Parameter]
    public EventCallback<string> OnChoose { get; set; }

    /// <summary>On a phone, where the filters have no room beside the results.</summary>
    [Parameter]
    public EventCallback OnFilters { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    private IEnumerable<(string Name, string Text, FacetCount? Count)> Offers
    {
        get
        {
            if (!Query.Wanted<StarredFilter>().Any())
            {
                yield return (SearchTexts.OnlyStarred, "is:starred", null);
            }

            if (!Query.Wanted<HasFilter>().Any(filter => filter.What is MessageContains.Code))
            {
                yield return (SearchTexts.WithCode, "has:code", Facets.Contains.FirstOrDefault(facet => facet.Value is "code"));
            }
        }
    }

    private async Task ChooseAsync(string text)
    {
        // The button goes with what it stands for; the focus stays in the row.
        await _group.FocusAsync(preventScroll: true);
        await OnChoose.InvokeAsync(text);
    }
}
