using System.Globalization;
using ConvoWeb.Features.Messages;
using Markdig.Extensions.Footnotes;
using Markdig.Extensions.Mathematics;
using Markdig.Extensions.TaskLists;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace ConvoWeb.Features.Export.Formats.Pdf.Typesetting;

/// <summary>Words with their emphasis and links, as a text with styles.</summary>
internal static class InlineReader
{
    private const string Done = "☑", ToDo = "☐";

    public static StyledText Read(LeafBlock block, TextStyle style = TextStyle.None)
    {
        var text = new StyledText();
        if (block.Inline is not null)
        {
            Add(text, block.Inline, style, link: null);
        }

        text.TrimEnd();
        return text;
    }

    /// <summary>The box of an item that is a task.</summary>
    public static string? TaskOf(ListItemBlock item) =>
        item is [ParagraphBlock { Inline.FirstChild: TaskList task }, ..] ? BoxOf(task) : null;

    private static void Add(StyledText text, ContainerInline parent, TextStyle style, string? link)
    {
        foreach (var inline in parent)
        {
            Add(text, inline, style, link);
        }
    }

    private static void Add(StyledText text, Inline inline, TextStyle style, string? link)
    {
        switch (inline)
        {
            case LiteralInline literal:
                text.Append(literal.Content.ToString(), style, link);
                break;
            case LineBreakInline:
                text.Append("\n");
                break;
            case CodeInline code:
                text.Append(code.Content, style | TextStyle.Code, link);
                break;
            case MathInline math:
                text.Append($"${math.Content}$", style | TextStyle.Code, link);
                break;
            case HtmlEntityInline entity:
                text.Append(entity.Transcoded.ToString(), style, link);
                break;
            case AutolinkInline automatic:
                text.Append(automatic.Url, style, AddressOf(automatic.IsEmail ? "mailto:" + automatic.Url : automatic.Url));
                break;
            case LinkInline { IsImage: true } picture:
                AddPicture(text, picture, style, link);
                break;
            case LinkInline other:
                Add(text, other, style, AddressOf(other.Url) ?? link);
                break;
            case EmphasisInline emphasis:
                Add(text, emphasis, style | StyleOf(emphasis), link);
                break;
            case FootnoteLink { IsBackLink: false } note:
                text.Append(string.Create(CultureInfo.InvariantCulture, $"[{note.Footnote.Order}]"), style | TextStyle.Dim | TextStyle.Small, link);
                break;
            case TaskList { PreviousSibling: not null } task:
                text.Append(BoxOf(task), style, link);
                break;
            case TaskList { NextSibling: LiteralInline next }:
                next.Content.TrimStart(); // its box is the mark of the item
                break;
            case ContainerInline container:
                Add(text, container, style, link);
                break;
        }
    }

    /// <summary>Nothing is loaded: a link stands for it, as on the page.</summary>
    private static void AddPicture(StyledText text, LinkInline picture, TextStyle style, string? link)
    {
        var words = new StyledText();
        Add(words, picture, TextStyle.None, link: null);
        text.Append(words.ToString() is { Length: > 0 } alternative ? alternative : picture.Url ?? "", style, link ?? AddressOf(picture.Url));
    }

    private static string? AddressOf(string? url) => MarkdownText.IsOutside(url) ? new Uri(url!).AbsoluteUri : null;

    private static string BoxOf(TaskList task) => task.Checked ? Done : ToDo;

    private static TextStyle StyleOf(EmphasisInline emphasis) => (emphasis.DelimiterChar, emphasis.DelimiterCount) switch
    {
        ('~', _) => TextStyle.Strikethrough,
        (_, 1) => TextStyle.Italic,
        _ => TextStyle.Bold,
    };
}
