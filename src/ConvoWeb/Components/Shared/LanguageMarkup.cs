using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Components.Shared;

/// <summary>Markup that is the same on every page in one language: made once for each, so that no circuit holds its own.</summary>
internal sealed class LanguageMarkup(Func<MarkupString> make)
{
    private readonly ConcurrentDictionary<string, MarkupString> _made = new(StringComparer.Ordinal);

    public MarkupString Html => _made.GetOrAdd(CultureInfo.CurrentUICulture.Name, _ => make());
}
