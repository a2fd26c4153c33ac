using System.Buffers;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html;
using AngleSharp.Html.Parser;
using ConvoWeb.Features.Messages.Code;
using Markdig;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace ConvoWeb.Features.Messages;

/// <summary>
/// Markdown as GitHub reads it, as HTML that may stand in a page. Raw HTML in the text is shown as text; what Markdig
/// writes passes an allow-list once more, so that no mistake of the one lets a script through both.
/// </summary>
internal static class MarkdownText
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .DisableHtml()
        .UsePipeTables()
        .UseTaskLists()
        .UseAutoLinks()
        .UseFootnotes()
        .UseAlertBlocks()
        .UseMathematics()
        .UseEmphasisExtras(EmphasisExtraOptions.Strikethrough)
        .UseSoftlineBreakAsHardlineBreak()
        .Build();

    private static readonly HtmlParser Parser = new();

    private static readonly HashSet<string> Allowed = new(StringComparer.Ordinal)
    {
        "p", "br", "hr", "strong", "em", "del", "sup", "code", "pre", "blockquote", "ul", "ol", "li", "h3", "h4", "h5", "h6",
        "table", "thead", "tbody", "tr", "th", "td", "a", "input", "div", "span", "figure", "figcaption", "button",
    };

    /// <summary>Gone with all that is in them: their text is not for readers.</summary>
    private static readonly HashSet<string> Dropped = new(StringComparer.Ordinal) { "script", "style", "svg", "template", "noscript", "iframe", "object", "embed" };

    private const string AlertPrefix = "markdown-alert-";

    /// <summary>
    /// The time that Markdown takes grows with the square of the marks that may begin a link or emphasis. Text beyond what
    /// people write is shown as it is.
    /// </summary>
    private const int MaxCharacters = 200_000, MaxMarks = 10_000;

    private const string CodeArguments = "data-arguments";

    private static readonly SearchValues<char> Marks = SearchValues.Create("[]*_~`<$");

    /// <param name="name">What of it can be led to is named after; without it nothing can.</param>
    public static string ToHtml(string markdown, string? name = null)
    {
        if (Read(markdown) is not { } body)
        {
            return $"<p>{System.Net.WebUtility.HtmlEncode(markdown)}</p>";
        }

        CodeFigure.ColourAll(body);
        FootnoteLinks.Name(body, name);
        return body.ChildNodes.ToHtml(HtmlMarkupFormatter.Instance);
    }

    /// <summary>What <see cref="ToHtml"/> writes, inside one element; null when the text is to be shown as it is.</summary>
    public static IElement? Read(string markdown)
    {
        if (Parse(markdown) is not { } parsed || ToUncheckedHtml(parsed) is not { } html)
        {
            return null;
        }

        var document = Parser.ParseDocument("");
        var body = document.Body!;
        foreach (var node in Parser.ParseFragment(html, body).ToList())
        {
            body.AppendChild(node);
        }

        Clean(body);
        return body;
    }

    /// <summary>What it means, before it is any HTML; null when the text is to be shown as it is.</summary>
    public static MarkdownDocument? Parse(string markdown) =>
        markdown.Length > MaxCharacters || CountMarks(markdown) > MaxMarks ? null : NullWhenDeep(() => Markdown.Parse(markdown, Pipeline));

    /// <summary>Nested deeper than Markdig follows: nobody wrote that to be read as Markdown.</summary>
    private static T? NullWhenDeep<T>(Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string? ToUncheckedHtml(MarkdownDocument document)
    {
        foreach (var code in document.Descendants<FencedCodeBlock>().Where(code => !string.IsNullOrEmpty(code.Arguments)))
        {
            code.GetAttributes().AddProperty(CodeArguments, code.Arguments!); // Markdig itself writes only the first word
        }

        return NullWhenDeep(() => document.ToHtml(Pipeline));
    }

    private static int CountMarks(ReadOnlySpan<char> text)
    {
        var count = 0;
        for (var next = text.IndexOfAny(Marks); next >= 0; next = text.IndexOfAny(Marks))
        {
            count++;
            text = text[(next + 1)..];
        }

        return count;
    }

    private static void Clean(IElement parent)
    {
        foreach (var node in parent.ChildNodes.ToList())
        {
            switch (node)
            {
                case IText:
                    break;
                case IElement element:
                    CleanElement(element);
                    break;
                default:
                    node.RemoveFromParent();
                    break;
            }
        }
    }

    private static void CleanElement(IElement element)
    {
        if (Dropped.Contains(element.LocalName))
        {
            element.Remove();
            return;
        }

        if (element.LocalName is "pre" && element.FirstElementChild is { LocalName: "code" } code)
        {
            ReplaceCode(element, code);
            return;
        }

        Clean(element);
        switch (element.LocalName)
        {
            case "a" or "li" when FootnoteLinks.TryKeep(element):
                break;
            case "span" or "div" when element.ClassList.Contains("math"):
                ReplaceMath(element);
                break;
            case "div" when element.ClassList.FirstOrDefault(name => name.StartsWith(AlertPrefix, StringComparison.Ordinal)) is { } kind:
                Strip(element);
                element.ClassName = $"alert {kind[AlertPrefix.Length..]}";
                break;
            case "div" when element.ClassList.Contains("footnotes"):
                Strip(element);
                element.ClassName = "footnotes";
                break;
            case "a":
                CleanLink(element);
                break;
            case "img":
                ReplacePicture(element);
                break;
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6":
                // The page has two levels above what is written in a message.
                Replace(element, "h" + Math.Min(6, element.LocalName[1] - '0' + 2));
                break;
            case "table":
                WrapTable(element);
                break;
            case "th" or "td":
                var right = element.GetAttribute("style")?.Contains("right", StringComparison.Ordinal) is true;
                Strip(element);
                Mark(element, "r", right);
                break;
            case "input":
                var done = element.HasAttribute("checked");
                Strip(element);
                element.SetAttribute("type", "checkbox");
                element.SetAttribute("disabled", "");
                element.SetAttribute("aria-label", done ? MessagesTexts.TaskDone : MessagesTexts.TaskToDo);
                element.ToggleAttribute("checked", done);
                break;
            case "ol":
                var start = element.GetAttribute("start");
                Strip(element);
                if (int.TryParse(start, System.Globalization.CultureInfo.InvariantCulture, out var number))
                {
                    element.SetAttribute("start", number.ToString(System.Globalization.CultureInfo.InvariantCulture));
                }

                break;
            case "li":
                var isTask = element.Children.Any(child => child.LocalName is "input");
                Strip(element);
                Mark(element, "task", isTask);
                break;
            case var name when !Allowed.Contains(name):
                Unwrap(element);
                break;
            default:
                Strip(element);
                break;
        }
    }

    /// <summary>Elsewhere, in another tab, and without a word about where one comes from. Everything else is text.</summary>
    private static void CleanLink(IElement link)
    {
        var address = link.GetAttribute("href");
        if (!IsOutside(address))
        {
            Unwrap(link);
            return;
        }

        Strip(link);
        link.SetAttribute("href", address);
        link.SetAttribute("target", "_blank");
        link.SetAttribute("rel", "noopener noreferrer nofollow ugc");
    }

    /// <summary>A picture from outside would tell its server who reads what, and when: it is shown as a link.</summary>
    private static void ReplacePicture(IElement picture)
    {
        var (address, words) = (picture.GetAttribute("src"), picture.GetAttribute("alt"));
        var shown = picture.Owner!.CreateElement("span");
        shown.TextContent = string.IsNullOrWhiteSpace(words) ? address ?? "" : words;
        if (IsOutside(address) && picture.Closest("a") is null)
        {
            var link = picture.Owner!.CreateElement("a");
            link.SetAttribute("href", address);
            link.TextContent = shown.TextContent;
            picture.Replace(link);
            CleanLink(link);
        }
        else
        {
            picture.Replace(shown);
        }
    }

    private static void ReplaceCode(IElement pre, IElement code)
    {
        const string Prefix = "language-";
        var language = code.ClassList.FirstOrDefault(name => name.StartsWith(Prefix, StringComparison.Ordinal))?[Prefix.Length..];
        pre.Replace(CodeFigure.Of(pre.Owner!, code.TextContent, $"{language} {code.GetAttribute(CodeArguments)}".Trim()));
    }

    /// <summary>Nothing here can set it: its source is shown, with the marks that it was written with.</summary>
    private static void ReplaceMath(IElement math)
    {
        const int Mark = 2; // Markdig puts it between \( and \) or \[ and \]
        var source = math.TextContent.Trim();
        source = source.Length >= 2 * Mark ? source[Mark..^Mark] : source;
        if (math.LocalName is "div")
        {
            math.Replace(CodeFigure.Of(math.Owner!, source.Trim('\n') + "\n", "math"));
        }
        else
        {
            var code = math.Owner!.CreateElement("code");
            code.TextContent = $"${source}$";
            math.Replace(code);
        }
    }

    private static void WrapTable(IElement table)
    {
        Strip(table);
        table.ClassName = "cw-table";
        var wrap = table.Owner!.CreateElement("div");
        wrap.ClassName = "cw-table-wrap";
        wrap.SetAttribute("tabindex", "0");
        wrap.SetAttribute("role", "group"); // a region would be a landmark, and a page may have many tables
        wrap.SetAttribute("aria-label", MessagesTexts.Table);
        table.Replace(wrap);
        wrap.AppendChild(table);
    }

    /// <summary>Whether a link may lead there.</summary>
    public static bool IsOutside(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "mailto";

    private static void Replace(IElement element, string name)
    {
        var replacement = element.Owner!.CreateElement(name);
        Move(element, replacement);
        element.Replace(replacement);
    }

    private static void Unwrap(IElement element) => element.Replace([.. element.ChildNodes]);

    private static void Move(IElement from, IElement to)
    {
        foreach (var child in from.ChildNodes.ToList())
        {
            to.AppendChild(child);
        }
    }

    private static void Mark(IElement element, string name, bool isSo)
    {
        if (isSo)
        {
            element.ClassName = name;
        }
    }

    private static void Strip(IElement element)
    {
        foreach (var attribute in element.Attributes.ToList())
        {
            element.RemoveAttribute(attribute.NamespaceUri, attribute.LocalName);
        }
    }
}
