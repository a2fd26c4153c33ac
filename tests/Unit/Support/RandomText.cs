using System.Globalization;
using System.Text;

namespace ConvoWeb.Tests.Unit.Support;

/// <summary>Texts of few words that come often, so that every word is in many texts: accents, ideographs, code, and what is no word.</summary>
internal sealed class RandomText(Random random)
{
    public static readonly IReadOnlyList<string> Words =
    [
        "museum", "Museums", "OSLO", "open", "the", "gallery", "fjord", "résumé", "re\u0301sume\u0301", "café", "naïve", "straße", "STRASSE", "ﬁne", "ＦＵＬＬ",
        "Ёлка", "МИР", "ὀδυσσεύς", "İstanbul", "天气", "今天天气很好", "京", "東京タワー", "안녕하세요", "foo_bar", "node.js", "C++", "C#", "c", "--flag", "-x",
        "don't", "18+", "2026-03-05", "https://example.org/a?b=c", "```", "x²", "😀", "\u200b", "\ufffd", "'", "\"", "*", "%",
    ];

    /// <summary>In the words before the last blank; not between ideographs and the letters beside them.</summary>
    private static readonly string[] Gaps = [" ", " ", " ", " ", "\n", ", ", ". ", "-", ""];

    /// <summary>None, a few or, now and then, more words than a place in an index has room for.</summary>
    public string Message() => random.Next(1000) switch
    {
        0 => Repeated(17_000),
        < 10 => Repeated(300),
        < 30 => "",
        _ => Of(random.Next(1, 20)),
    };

    public string Title() => Of(random.Next(1, 6)).Trim();

    /// <summary>A part of a text: it may begin or end within a word.</summary>
    public string Piece()
    {
        var text = Of(random.Next(1, 5));
        return random.Next(3) == 0 && char.IsAscii(text[0]) ? text[1..] : text;
    }

    private string Of(int words)
    {
        var text = new StringBuilder();
        for (var i = 0; i < words; i++)
        {
            text.Append(Word()).Append(Gaps[random.Next(Gaps.Length)]);
        }

        return text.ToString();
    }

    private string Repeated(int times)
    {
        var word = Word() + " ";
        return Of(5) + " " + string.Concat(Enumerable.Repeat(word, times)) + Of(5);
    }

    private string Word() =>
        random.Next(5) == 0 ? string.Create(CultureInfo.InvariantCulture, $"w{random.Next(400)}") : Words[random.Next(Words.Count)];
}
