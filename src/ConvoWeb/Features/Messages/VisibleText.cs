using System.Buffers;
using System.Text;
using AngleSharp.Dom;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Search;

namespace ConvoWeb.Features.Messages;

/// <summary>
/// What of a message a reader sees, to find text in it: without Markdown's marks, without case and accents, white space as
/// one blank, and what stands apart (paragraphs, cells) on lines of its own. The script of the find bar reads the page alike.
/// </summary>
internal static class VisibleText
{
    private const string Apart = "\n\n";

    /// <summary>Without any of these a text is shown as it is written.</summary>
    private static readonly SearchValues<char> Marks = SearchValues.Create("*_~`#>[]|\\<&^=+$");

    private static readonly HashSet<string> Inline = new(StringComparer.Ordinal)
    {
        "strong", "em", "del", "ins", "sub", "sup", "mark", "code", "a", "span", "input", "br", "button", "svg",
    };

    /// <summary>System messages are never Markdown.</summary>
    public static bool HasMarks(MessageType type, string content) => type is not MessageType.System && content.AsSpan().ContainsAny(Marks);

    /// <summary>Without the characters that Markdown's marks are made of: they may stand inside a word, or belong to the text.</summary>
    public static string WithoutMarks(string folded)
    {
        var rest = new StringBuilder(folded.Length);
        foreach (var character in folded)
        {
            if (!Marks.Contains(character))
            {
                rest.Append(character);
            }
        }

        return rest.ToString();
    }

    public static string Of(MessageType type, string content) =>
        Squeeze(SearchText.Fold(HasMarks(type, content) && MarkdownText.Read(content) is { } body ? Text(body) : content));

    /// <summary>One blank for white space, one line break where it goes over more than one.</summary>
    public static string Squeeze(string text)
    {
        var squeezed = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var (end, breaks) = (at, 0);
            for (; end < text.Length && char.IsWhiteSpace(text[end]); end++)
            {
                breaks += text[end] is '\n' ? 1 : 0;
            }

            squeezed.Append(end == at ? text[end++] : breaks > 1 ? '\n' : ' ');
            at = end;
        }

        return squeezed.ToString();
    }

    private static string Text(IElement body)
    {
        var text = new StringBuilder();
        Add(body);
        return text.ToString();

        void Add(INode node)
        {
            foreach (var child in node.ChildNodes)
            {
                switch (child)
                {
                    case IText words:
                        text.Append(words.Data.Replace('\n', ' '));
                        break;
                    case IElement { LocalName: "br" }:
                        text.Append(' ');
                        break;
                    case IElement { LocalName: "button" }:
                        break; // it copies the code; it is not in the message
                    case IElement element when Inline.Contains(element.LocalName):
                        Add(element);
                        break;
                    default:
                        text.Append(Apart);
                        Add(child);
                        text.Append(Apart);
                        break;
                }
            }
        }
    }
}
