using System.Text.RegularExpressions;

namespace ConvoWeb.Features.Export.Formats.Html;

/// <summary>The style sheet that stands in the file: the values of the pages, and the rules for what a file has of them.</summary>
internal static partial class HtmlStyle
{
    private const int RegexTimeout = 1000;

    public static string Text { get; } = Read("tokens.css") + Read("export.css");

    private static string Read(string name)
    {
        var assembly = typeof(HtmlStyle).Assembly;
        var resource = assembly.GetManifestResourceNames().Single(found => found.EndsWith($".{name}", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return Blank().Replace(Comment().Replace(reader.ReadToEnd(), ""), "\n").TrimStart();
    }

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline, RegexTimeout)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\s*\n\s*", RegexOptions.None, RegexTimeout)]
    private static partial Regex Blank();
}
