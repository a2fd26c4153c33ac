using System.Globalization;
using System.Text;

namespace ConvoWeb.Bench.Corpus;

/// <summary>The text of one message: mostly sentences, here and there code, Chinese, Cyrillic, emoji, paths and addresses.</summary>
internal sealed class Prose(Dice dice, Vocabulary vocabulary)
{
    private static readonly string[] Languages = ["python", "csharp", "js", "bash", "sql"];
    private static readonly WeightedChoice Chinese = WeightedChoice.ByRank(ForeignWords.Chinese.Length, 8);

    public string MessageOf(CorpusRole role)
    {
        var words = role switch
        {
            CorpusRole.User => dice.LogNormal(32, 0.9, 1, 2000),
            CorpusRole.System => dice.LogNormal(40, 0.4, 5, 300),
            _ => dice.LogNormal(110, 0.8, 1, 2000),
        };

        return dice.Next() switch
        {
            < 0.06 => $"{Sentences(Math.Max(4, words / 2))}\n\n{Code(3 + dice.Below(30))}\n\n{Sentences(Math.Max(4, words / 4))}",
            < 0.10 => ChineseText(Math.Min(1500, words * 2)) + (dice.Chance(0.4) ? $"\n\n{Sentences(Math.Max(3, words / 8))}" : ""),
            < 0.13 => $"{Sentences(words)} {dice.Pick(ForeignWords.Emoji)}{dice.Pick(ForeignWords.Emoji)}",
            < 0.15 => CyrillicText(words),
            _ => Sentences(words),
        };
    }

    public string Sentences(int words)
    {
        var text = new StringBuilder();
        for (var sentence = 1; words > 0; sentence++)
        {
            var length = Math.Min(words, dice.LogNormal(13, 0.5, 3, 40));
            words -= length;
            AppendSentence(text, length);
            if (words > 0)
            {
                text.Append(sentence % 5 != 4 ? " " : dice.Chance(0.3) ? "\n\n- " : "\n\n");
            }
        }

        return text.ToString();
    }

    private void AppendSentence(StringBuilder text, int words)
    {
        text.Append(Vocabulary.Capitalized(Word()));
        for (var i = 1; i < words; i++)
        {
            text.Append(i % 7 == 6 && dice.Chance(0.5) ? ", " : " ").Append(Word());
        }

        text.Append(dice.Chance(0.1) ? '?' : '.');
    }

    private string Word() => dice.Next() switch
    {
        < 0.05 => vocabulary.Collocation(),
        < 0.056 => Token(),
        _ => vocabulary.Word(),
    };

    private string Token() => dice.Below(5) switch
    {
        0 => $"req-{dice.Hex(8)}",
        1 => dice.Below(100_000).ToString(CultureInfo.InvariantCulture),
        2 => $"/srv/{vocabulary.Among(100, 3000)}/{dice.Hex(4)}.log",
        3 => $"https://{vocabulary.Among(100, 3000)}.example/{dice.Hex(6)}",
        _ => vocabulary.Among(100, 3000) + Vocabulary.Capitalized(vocabulary.Among(100, 3000)),
    };

    private string Code(int lines)
    {
        var text = new StringBuilder("```").Append(dice.Pick(Languages)).Append('\n');
        for (var i = 0; i < lines; i++)
        {
            text.Append(' ', 4 * dice.Below(3)).Append(Statement()).Append('\n');
        }

        return text.Append("```").ToString();
    }

    private string Statement() => dice.Below(5) switch
    {
        0 => $"{Name()}_{Name()} = {Name()}({Name()}, {dice.Below(1000)})",
        1 => $"if ({Name()}.{Name()} > {dice.Below(100)}) {{ return {Name()}; }}",
        2 => $"// {Name()} {Name()} {Name()}",
        3 => $"await {Vocabulary.Capitalized(Name())}{Vocabulary.Capitalized(Name())}Async(\"{Name()}\", <{Vocabulary.Capitalized(Name())}>);",
        _ => $"SELECT {Name()}, {Name()} FROM {Name()} WHERE {Name()} = '{dice.Hex(6)}' & 1;",
    };

    private string Name() => vocabulary.Among(60, 800);

    private string ChineseText(int characters)
    {
        var text = new StringBuilder(characters + (characters / 17) + 1);
        for (var i = 0; i < characters; i++)
        {
            text.Append(ForeignWords.Chinese[Chinese.Draw(dice)]);
            if (i % 17 == 16)
            {
                text.Append(i % 51 == 50 ? '。' : ',');
            }
        }

        return text.Append('。').ToString();
    }

    private string CyrillicText(int words)
    {
        var text = new StringBuilder();
        for (var i = 0; i < words; i++)
        {
            text.Append(i == 0 ? "" : " ").Append(dice.Pick(ForeignWords.Cyrillic));
        }

        return text.Append('.').ToString();
    }
}
