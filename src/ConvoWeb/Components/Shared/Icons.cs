using System.Collections.Concurrent;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Components.Shared;

/// <summary>
/// Pictures in the colour of the text around them. They are markup and no components: a page has dozens, and a component
/// takes kilobytes of its circuit. Their shapes stand once in the page (<see cref="Shapes"/>), outside of any circuit.
/// </summary>
internal static class Icons
{
    private static readonly ConcurrentDictionary<(IconName, bool, bool, string?), MarkupString> Decorations = new();

    public static MarkupString Shapes { get; } = new(
        $"<svg hidden>{string.Concat(Enum.GetValues<IconName>().Select(name => $"<symbol id=\"{Id(name)}\" viewBox=\"0 0 20 20\">{IconShapes.Of(name)}</symbol>"))}</svg>");

    /// <param name="label">What it means, where no text beside it says so; without one it is decoration.</param>
    public static MarkupString Of(IconName name, string? label = null, bool small = false, bool filled = false, string? css = null) =>
        label is null
            ? Decorations.GetOrAdd((name, small, filled, css), static key => Draw(key.Item1, Markup.Of($"aria-hidden=\"true\""), key.Item2, key.Item3, key.Item4))
            : Draw(name, Markup.Of($"role=\"img\" aria-label=\"{label}\""), small, filled, css);

    private static MarkupString Draw(IconName name, MarkupString meaning, bool small, bool filled, string? css)
    {
        var classes = string.Join(' ', ((string?[])["cw-i", small ? "cw-i--s" : null, filled ? "cw-i--fill" : null, css]).Where(part => part is not null));
        return Markup.Of($"<svg class=\"{classes}\" {meaning}><use href=\"#{Id(name)}\"/></svg>");
    }

    private static string Id(IconName name) => $"i-{name.ToString().ToLowerInvariant()}";
}
