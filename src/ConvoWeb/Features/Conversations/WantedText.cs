using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Search;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Features.Conversations;

/// <summary>Text to find in messages as they are seen, without case and accents.</summary>
public sealed class WantedText
{
    /// <summary>Longer ones are cut: nobody types that.</summary>
    private const int MaxLength = 1_000;

    private readonly char[] _signs;
    private readonly string[] _words;

    private WantedText(string folded)
    {
        Folded = folded;
        _signs = [.. folded.Where(character => !char.IsLetterOrDigit(character) && character is not ' ').Distinct()];
        _words = [.. folded.Split([' ', .. _signs], StringSplitOptions.RemoveEmptyEntries)];
    }

    public string Folded { get; }

    /// <summary>Null when there is nothing to find.</summary>
    public static WantedText? Of(string text)
    {
        var folded = VisibleText.Squeeze(SearchText.Fold(text.Length > MaxLength ? text[..MaxLength] : text)).Replace('\n', ' ').Trim();
        return folded.Length == 0 ? null : new WantedText(folded);
    }

    public bool IsIn(MessageType type, string content) => MayBeIn(type, content) && VisibleText.Of(type, content).Contains(Folded, StringComparison.Ordinal);

    /// <summary>Markdown takes long to read, so only what has all the signs and words is: the words maybe with marks inside, the signs maybe as entities.</summary>
    private bool MayBeIn(MessageType type, string content)
    {
        var folded = SearchText.Fold(content);
        var hasMarks = VisibleText.HasMarks(type, content);
        return (hasMarks && folded.Contains('&', StringComparison.Ordinal))
            || (Array.TrueForAll(_signs, sign => folded.Contains(sign, StringComparison.Ordinal))
                && (HasWords(folded) || (hasMarks && HasWords(VisibleText.WithoutMarks(folded)))));
    }

    private bool HasWords(string folded) => Array.TrueForAll(_words, word => folded.Contains(word, StringComparison.Ordinal));
}
