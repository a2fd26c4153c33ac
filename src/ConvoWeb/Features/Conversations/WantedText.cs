using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Search;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Features.Conversations;

/// <summary>Text to find in messages as they are seen, without case and accents.</summary>
public sealed class WantedText
{
    /// <summary>Longer ones are cut: nobody types that.</summary>
    private const int MaxLength = 1_000;

    private readonly string[] _words;

    private WantedText(string folded)
    {
        Folded = folded;
        _words = [.. folded.Split([.. folded.Where(character => !char.IsLetterOrDigit(character)).Distinct()], StringSplitOptions.RemoveEmptyEntries)];
    }

    public string Folded { get; }

    /// <summary>Null when there is nothing to find.</summary>
    public static WantedText? Of(string text)
    {
        var folded = VisibleText.Squeeze(SearchText.Fold(text.Length > MaxLength ? text[..MaxLength] : text)).Replace('\n', ' ').Trim();
        return folded.Length == 0 ? null : new WantedText(folded);
    }

    /// <summary>Markdown is read only where the words are: it takes long.</summary>
    public bool IsIn(MessageType type, string content)
    {
        var folded = SearchText.Fold(content);
        return (HasWords(folded) || (VisibleText.HasMarks(type, content) && MayShowWords(folded)))
            && VisibleText.Of(type, content).Contains(Folded, StringComparison.Ordinal);
    }

    /// <summary>With a mark inside a word; or an entity, which stands for anything.</summary>
    private bool MayShowWords(string folded) => folded.Contains('&', StringComparison.Ordinal) || HasWords(VisibleText.WithoutMarks(folded));

    private bool HasWords(string folded) => Array.TrueForAll(_words, word => folded.Contains(word, StringComparison.Ordinal));
}
