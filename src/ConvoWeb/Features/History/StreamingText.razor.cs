using ConvoWeb.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.History;

/// <summary>The text of a message while it is written. It renders alone: neither its message nor the transcript around it do.</summary>
public sealed partial class StreamingText : ComponentBase, IDisposable
{
    private const string Caret = """<span class="cw-caret" aria-hidden="true"></span>""";

    /// <summary>By then it is known what language it is in.</summary>
    private const int LanguageIsKnown = 1_000;

    private DraftText? _shown;
    private string? _language;
    private string _open = "";

    [Parameter, EditorRequired]
    public required DraftText Draft { get; set; }

    /// <summary>The words are still being recognised, and may change.</summary>
    [Parameter]
    public bool IsPartial { get; set; }

    public void Dispose()
    {
        if (_shown is not null)
        {
            _shown.Grown -= Show;
        }
    }

    protected override void OnParametersSet()
    {
        if (_shown == Draft)
        {
            return;
        }

        Dispose();
        _shown = Draft;
        Draft.Grown += Show;
        Describe();
    }

    private void Show()
    {
        Describe();
        StateHasChanged();
    }

    private void Describe()
    {
        if (_language is null || Draft.Text.Length < LanguageIsKnown)
        {
            _language = TextLanguage.Of(Draft.Text.Start(LanguageIsKnown));
        }

        var html = Draft.Text.OpenHtml();
        _open = IsPartial ? html : html.Insert(EndOfText(html), Caret);
    }

    /// <summary>Where the last word ends: before the tags that close there.</summary>
    private static int EndOfText(string html)
    {
        var end = html.AsSpan().TrimEnd().Length;
        while (end > 0 && html[end - 1] == '>' && html.LastIndexOf("</", end - 1, StringComparison.Ordinal) is >= 0 and var tag && html.IndexOf('>', tag) == end - 1)
        {
            end = html.AsSpan(0, tag).TrimEnd().Length;
        }

        return end;
    }
}
