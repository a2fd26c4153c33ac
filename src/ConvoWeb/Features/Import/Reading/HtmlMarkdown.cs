using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace ConvoWeb.Features.Import.Reading;

/// <summary>HTML that a product made of an answer, as the Markdown that it may have been: all of its text, and what stands apart.</summary>
internal sealed partial class HtmlMarkdown
{
    /// <summary>What is nested deeper is text only.</summary>
    private const int MaxDepth = 100;

    private readonly StringBuilder _text = new();
    private string _indent = "";
    private int _breaks;
    private bool _isBegun; // by a mark, which what stands apart follows at once
    private int? _number; // of the next item, in a list that has numbers

    private HtmlMarkdown()
    {
    }

    public static string Of(string html)
    {
        var markdown = new HtmlMarkdown();
        markdown.AddAll(new HtmlParser().ParseDocument(html).Body!, depth: 0);
        return markdown._text.ToString().TrimEnd();
    }

    private void AddAll(INode parent, int depth)
    {
        foreach (var child in parent.ChildNodes)
        {
            if (child is IText text)
            {
                var words = WhiteSpace().Replace(text.Data, " ");
                Write(_breaks > 0 || _text.Length == 0 ? words.TrimStart(' ') : words);
            }
            else if (child is IElement element and not { LocalName: "script" or "style" or "template" })
            {
                Add(element, depth + 1);
            }
        }
    }

    private void Add(IElement element, int depth)
    {
        if (depth > MaxDepth)
        {
            Write(element.TextContent);
            return;
        }

        switch (element.LocalName)
        {
            case "br":
                Break(1);
                break;
            case "hr":
                Block(() => Write("---"));
                break;
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6":
                Block(() => Around(element, new string('#', element.LocalName[1] - '0') + " ", "", depth));
                break;
            case "pre":
                Block(() => Fence(element.TextContent.Trim('\n')));
                break;
            case "ul" or "ol":
                var outer = _number;
                _number = element.LocalName is "ol" ? 1 : null;
                Block(() => AddAll(element, depth), _indent.Length > 0 ? 1 : 2);
                _number = outer;
                break;
            case "li":
                Break(1);
                Write(_number is { } number ? $"{number}. " : "- ");
                _number++;
                _isBegun = true;
                Indented("   ", () => AddAll(element, depth));
                break;
            case "tr":
                Break(1);
                Around(element, "|", "", depth);
                Break(1);
                break;
            case "td" or "th":
                Around(element, " ", " |", depth);
                break;
            case "blockquote":
                Block(() => Indented("> ", () => AddAll(element, depth), isFirstToo: true));
                break;
            case "p" or "div" or "table" or "section" or "article":
                Block(() => AddAll(element, depth));
                break;
            case "code" when !element.TextContent.Contains('`', StringComparison.Ordinal):
                Write($"`{element.TextContent}`");
                break;
            case "strong" or "b":
                Around(element, "**", "**", depth);
                break;
            case "em" or "i":
                Around(element, "*", "*", depth);
                break;
            case "a" when element.GetAttribute("href") is { Length: > 0 } address && address != element.TextContent:
                Around(element, "[", $"]({address})", depth);
                break;
            case "img":
                Write($"![{element.GetAttribute("alt")}]({element.GetAttribute("src")})");
                break;
            default:
                AddAll(element, depth);
                break;
        }
    }

    private void Around(IElement element, string before, string after, int depth)
    {
        Write(before);
        AddAll(element, depth);
        Write(after);
    }

    private void Block(Action add, int breaks = 2)
    {
        Break(breaks);
        add();
        Break(breaks);
    }

    private void Indented(string indent, Action add, bool isFirstToo = false)
    {
        var outer = _indent;
        _indent += indent;
        if (isFirstToo && _text.Length == 0)
        {
            _text.Append(indent);
            (_breaks, _isBegun) = (0, true);
        }

        add();
        _indent = outer;
    }

    /// <summary>Longer than any row of backticks inside.</summary>
    private void Fence(string code)
    {
        var fence = new string('`', Backticks().Matches(code).Select(row => row.Length + 1).Append(3).Max());
        foreach (var line in (string[])[fence, .. code.Split('\n'), fence])
        {
            Write(line);
            WriteBreaks(1);
        }

        _text.Length -= 1 + _indent.Length;
    }

    private void Break(int count) => _breaks = _isBegun ? _breaks : Math.Max(_breaks, count);

    private void Write(string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        if (_text.Length > 0 && _breaks > 0)
        {
            WriteBreaks(_breaks);
        }

        (_breaks, _isBegun) = (0, false);
        _text.Append(text);
    }

    private void WriteBreaks(int count) => _text.Append('\n', count).Append(_indent);

    [GeneratedRegex(@"[ \t\r\n]+", RegexOptions.None, 1000)]
    private static partial Regex WhiteSpace();

    [GeneratedRegex("`+", RegexOptions.None, 1000)]
    private static partial Regex Backticks();
}
