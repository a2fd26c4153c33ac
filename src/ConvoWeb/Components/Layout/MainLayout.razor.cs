using ConvoWeb.Components.Shared;
using ConvoWeb.Platform.Hosting;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ConvoWeb.Components.Layout;

/// <summary>The frame of every page. It asks the browser for its time zone, and keeps a page's failure inside the page.</summary>
public sealed partial class MainLayout : LayoutComponentBase
{
    private static readonly LanguageMarkup Skip = new(() => Markup.Of($"<a class=\"cw-skip\" href=\"#main\" data-skip>{LayoutTexts.SkipToContent}</a>"));

    private PageBoundary? _boundary;
    private RenderFragment? _shown;

    [Inject]
    public required BrowserTime Time { get; init; }

    [Inject]
    public required IJSRuntime Scripts { get; init; }

    [Inject]
    public required Settings Settings { get; init; }

    [Inject]
    public required IEnumerable<ShellPart> Parts { get; init; }

    protected override void OnParametersSet()
    {
        if (_shown != Body)
        {
            // Another page: the failure of the one before is over.
            _shown = Body;
            _boundary?.Recover();
        }
    }

    private RenderFragment At(ShellPlace place) => builder =>
    {
        foreach (var part in Parts.Where(part => part.Place == place))
        {
            builder.AddContent(0, part.Content);
        }
    };

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await using var script = new ScriptModule(Scripts, "./Components/Layout/MainLayout.razor.js");
            await Time.SetZoneAsync(await script.AskAsync<string>("timeZone"));
        }
    }
}
