using ConvoWeb.Features.Search.Saved;
using ConvoWeb.Features.Search.Syntax;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.Search.Pages;

/// <summary>Where the query is typed; what of it means nothing stands below it. Without a script it is a plain form.</summary>
public sealed partial class SearchBox : ComponentBase
{
    private const int MaxLength = SavedSearchEdit.QueryMaxLength;

    private ElementReference _input;

    [Parameter, EditorRequired]
    public required string Text { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<SearchProblem> Problems { get; set; }

    [Parameter]
    public EventCallback<string> OnType { get; set; }

    [Parameter]
    public EventCallback OnEnter { get; set; }

    public ValueTask FocusAsync() => _input.FocusAsync();

    private string Part(SearchProblem problem)
    {
        var start = Math.Clamp(problem.Start, 0, Text.Length);
        return Text[start..Math.Clamp(problem.Start + problem.Length, start, Text.Length)];
    }
}
