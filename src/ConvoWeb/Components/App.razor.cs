using ConvoWeb.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Components;

/// <summary>
/// The document, rendered once per request. What the request says of its reader goes to the page as parameters, so that it
/// is the same while the page is rendered here and in the circuit that follows.
/// </summary>
public sealed partial class App : ComponentBase
{
    /// <summary>Written by wwwroot/theme.js.</summary>
    private const string ZoneCookie = "cw-zone";

    private string? _culture;
    private string? _zone;

    [CascadingParameter]
    public HttpContext? Context { get; set; }

    protected override void OnInitialized()
    {
        _culture = ReaderCulture.Of(Context?.Request.Headers.AcceptLanguage ?? default).Name;
        _zone = Context?.Request.Cookies[ZoneCookie];
    }
}
