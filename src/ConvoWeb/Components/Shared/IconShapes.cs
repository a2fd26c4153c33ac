using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Components.Shared;

public enum IconName
{
    Archive,
    Chat,
    Check,
    Copy,
    Down,
    Export,
    Filter,
    Import,
    Info,
    Keys,
    Left,
    Live,
    Mic,
    Moon,
    More,
    Offline,
    Pencil,
    Plug,
    Plus,
    Restore,
    Right,
    Search,
    Shield,
    Star,
    Tag,
    Tool,
    Trash,
    Up,
    Warn,
    X,
}

/// <summary>The shapes of the icons on a grid of 20 pixels; strokes only.</summary>
internal static class IconShapes
{
    /// <summary>A whole small icon, for what there is so much of that a component each would cost too much.</summary>
    public static MarkupString Small(IconName name, string? className = null, string? label = null) => new(
        $"""
        <svg class="{$"cw-i cw-i--s {className}".TrimEnd()}" viewBox="0 0 20 20" {(label is null ? "aria-hidden=\"true\"" : $"role=\"img\" aria-label=\"{label}\"")}>{Of(name)}</svg>
        """);

    public static string Of(IconName name) => name switch
    {
        IconName.Archive => """<path d="M3 4h14v3.5H3zM4.25 7.5v8.75h11.5V7.5M8 10.75h4"/>""",
        IconName.Chat => """<path d="M3 4.75h14v9.5H9.5L6 17.25v-3H3z"/><path d="M6.5 8h7M6.5 11h4"/>""",
        IconName.Check => """<path d="m4.5 10.5 3.75 3.75L15.5 6.5"/>""",
        IconName.Copy => """<rect x="7" y="7" width="9.5" height="9.5" rx="2"/><path d="M13 7V5a1.5 1.5 0 0 0-1.5-1.5H5A1.5 1.5 0 0 0 3.5 5v6.5A1.5 1.5 0 0 0 5 13h2"/>""",
        IconName.Down => """<path d="M4.5 8 10 13.5 15.5 8"/>""",
        IconName.Export => """<path d="M10 12.25V3M6.5 6.5 10 3l3.5 3.5M3.5 13v3.5h13V13"/>""",
        IconName.Filter => """<path d="M3 5.5h14M5.5 10h9M8.25 14.5h3.5"/>""",
        IconName.Import => """<path d="M10 3v9M6.5 8.75 10 12.25l3.5-3.5M3.5 13v3.5h13V13"/>""",
        IconName.Info => """<circle cx="10" cy="10" r="7.25"/><path d="M10 9.25v4.25M10 6.5h0.01"/>""",
        IconName.Keys => """<rect x="2.5" y="5" width="15" height="10" rx="2"/><path d="M5.5 8.25h0.01M8.5 8.25h0.01M11.5 8.25h0.01M14.5 8.25h0.01M7 11.75h6"/>""",
        IconName.Left => """<path d="M12 4.5 6.5 10l5.5 5.5"/>""",
        IconName.Live => """<circle cx="10" cy="10" r="1.9" fill="currentColor"/><path d="M6.3 13.7a5.2 5.2 0 0 1 0-7.4M13.7 6.3a5.2 5.2 0 0 1 0 7.4M3.8 16.2a8.75 8.75 0 0 1 0-12.4M16.2 3.8a8.75 8.75 0 0 1 0 12.4"/>""",
        IconName.Mic => """<rect x="7.5" y="2.75" width="5" height="9" rx="2.5"/><path d="M4.5 9.75a5.5 5.5 0 0 0 11 0M10 15.25v2.25"/>""",
        IconName.Moon => """<path d="M16.5 11.8A6.9 6.9 0 0 1 8.2 3.5a6.9 6.9 0 1 0 8.3 8.3z"/>""",
        IconName.More => """<path d="M4.5 10h0.01M10 10h0.01M15.5 10h0.01" stroke-width="2.4"/>""",
        IconName.Offline => """<path d="M2.5 7.5a11 11 0 0 1 4-2.3M17.5 7.5a11 11 0 0 0-6.5-2.9M5.25 10.75a7 7 0 0 1 2.9-1.7M14.75 10.75a7 7 0 0 0-1.6-1.1M8 13.75a3 3 0 0 1 4 0M10 16.25h0.01M3.5 3l13 14"/>""",
        IconName.Pencil => """<path d="m4 16 0.75-3.4L13.5 3.9l2.6 2.6-8.7 8.75z"/><path d="m11.75 5.65 2.6 2.6"/>""",
        IconName.Plug => """<path d="M7 2.75v4M13 2.75v4M5 6.75h10v2.75a5 5 0 0 1-10 0zM10 14.5v2.75"/>""",
        IconName.Plus => """<path d="M10 4.25v11.5M4.25 10h11.5"/>""",
        IconName.Restore => """<path d="M6.5 3.75 3.25 7l3.25 3.25M3.5 7h8a4.75 4.75 0 0 1 0 9.5H7"/>""",
        IconName.Right => """<path d="M8 4.5 13.5 10 8 15.5"/>""",
        IconName.Search => """<circle cx="8.75" cy="8.75" r="5.25"/><path d="m12.7 12.7 4.3 4.3"/>""",
        IconName.Shield => """<path d="M10 2.75 4 5v4.6c0 3.7 2.5 6.4 6 7.65 3.5-1.25 6-3.95 6-7.65V5z"/><path d="m7.4 9.9 1.9 1.9 3.4-3.6"/>""",
        IconName.Star => """<path d="m10 3 2.1 4.5 4.9.6-3.6 3.4.9 4.9-4.3-2.4-4.3 2.4.9-4.9L3 8.1l4.9-.6z"/>""",
        IconName.Tag => """<path d="M3 3.5h6.5l7.5 7.5-6 6L3.5 9.5z"/><path d="M6.5 7h0.01" stroke-width="2.2"/>""",
        IconName.Tool => """<rect x="2.75" y="4" width="14.5" height="12" rx="2"/><path d="m6 8 2.25 2L6 12M10.25 12.25H14"/>""",
        IconName.Trash => """<path d="M3.5 5.5h13M8 5.5V3.25h4V5.5M5.25 5.5l.75 11.25h8l.75-11.25M8.5 8.5v5M11.5 8.5v5"/>""",
        IconName.Up => """<path d="M4.5 12 10 6.5 15.5 12"/>""",
        IconName.Warn => """<path d="M10 3.25 2.5 16.5h15z"/><path d="M10 8.25v3.75M10 14.25h0.01"/>""",
        IconName.X => """<path d="m5.5 5.5 9 9M14.5 5.5l-9 9"/>""",
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such icon."),
    };
}
