using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.Search.Pages;

/// <summary>Plain text, with what was looked for marked in it.</summary>
public sealed partial class MarkedText : ComponentBase
{
    private List<(string Text, bool IsMarked)> _parts = [];

    [Parameter, EditorRequired]
    public required string Text { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<Highlight> Highlights { get; set; }

    protected override void OnParametersSet() => _parts = Cut(Text, Highlights);

    private static List<(string Text, bool IsMarked)> Cut(string text, IReadOnlyList<Highlight> highlights)
    {
        List<(string, bool)> parts = [];
        var at = 0;
        foreach (var highlight in highlights.OrderBy(highlight => highlight.Start))
        {
            var start = Math.Clamp(highlight.Start, at, text.Length);
            var end = Math.Clamp(highlight.Start + highlight.Length, start, text.Length);
            if (end > start)
            {
                parts.Add((text[at..start], false));
                parts.Add((text[start..end], true));
                at = end;
            }
        }

        parts.Add((text[at..], false));
        return parts;
    }
}
