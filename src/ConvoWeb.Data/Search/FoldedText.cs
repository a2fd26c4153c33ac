using System.Globalization;
using System.Text;

namespace ConvoWeb.Data.Search;

/// <summary>A text as <see cref="SearchText.Fold"/> makes it, which knows where each of its characters stood.</summary>
internal sealed class FoldedText
{
    private readonly int[]? _offsets;

    public FoldedText(string text)
    {
        if (Ascii.IsValid(text))
        {
            Folded = SearchText.Fold(text);
            return;
        }

        var folded = new StringBuilder(text.Length);
        var offsets = new List<int>(text.Length + 1);
        for (var at = 0; at < text.Length;)
        {
            var isPlain = char.IsAscii(text[at]) && (at + 1 == text.Length || char.IsAscii(text[at + 1]));
            var length = isPlain ? 1 : StringInfo.GetNextTextElementLength(text, at);
            folded.Append(isPlain ? char.ToLowerInvariant(text[at]) : SearchText.Fold(text.Substring(at, length)));
            while (offsets.Count < folded.Length)
            {
                offsets.Add(at);
            }

            at += length;
        }

        offsets.Add(text.Length);
        Folded = folded.ToString();
        _offsets = [.. offsets];
    }

    public string Folded { get; }

    /// <summary>Where the character of the folded text stood.</summary>
    public int StartOf(int at) => _offsets?[at] ?? at;

    /// <summary>Where it ended.</summary>
    public int EndOf(int at)
    {
        if (_offsets is null)
        {
            return at + 1;
        }

        // Several may have come from one.
        var next = at + 1;
        while (_offsets[next] == _offsets[at])
        {
            next++;
        }

        return _offsets[next];
    }
}
