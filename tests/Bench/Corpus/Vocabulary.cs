namespace ConvoWeb.Bench.Corpus;

/// <summary>60,000 words, the common ones English, the others made of syllables; drawn as a language draws them.</summary>
internal sealed class Vocabulary
{
    private const int InventedWords = 60_000;

    private static readonly string[] FunctionWords = Split(
        """
        the to of and a in is it you that for on with this be as are can if or not your we i have so an will do at by from
        but what when there use which then all how they more one my also was would just has like
        """);

    /// <summary>The common ones that a person might look for.</summary>
    public static readonly string[] ContentWords = Split(
        """
        server data time file code query user value error message function database table model test request name system
        work line image index type list memory page change point cache token session stream update plan result
        """);

    private static readonly string[] Consonants = Split("b c d f g h j k l m n p r s t v w z br ch cl dr fl gr pl pr sh st tr");
    private static readonly string[] Vowels = Split("a e i o u ai ea io ou");

    private readonly Dice _dice;
    private readonly string[] _words;
    private readonly string[] _collocations;
    private readonly WeightedChoice _word;
    private readonly WeightedChoice _collocation;

    public Vocabulary(Dice dice)
    {
        _dice = dice;
        string[] common = [.. FunctionWords, .. ContentWords];
        _words = [.. common, .. Shuffled(Invent().Except(common, StringComparer.Ordinal))];
        _word = WeightedChoice.ByRank(_words.Length, 3.7, 1.02);
        _collocations = new string[3000];
        for (var i = 0; i < _collocations.Length; i++)
        {
            _collocations[i] = $"{Among(60, 1500)} {Among(60, 4000)}";
        }

        // Phrases to look for, one of every frequency.
        (_collocations[20], _collocations[200], _collocations[1500]) = ("connection pool", "memory leak", "quarterly harvest");
        _collocation = WeightedChoice.ByRank(_collocations.Length, 5);
    }

    public string Word() => _words[_word.Draw(_dice)];

    public string Collocation() => _collocations[_collocation.Draw(_dice)];

    /// <summary>One of <paramref name="count"/> words by rank, each as likely as the other.</summary>
    public string Among(int first, int count) => _words[first + _dice.Below(count)];

    public static string Capitalized(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private static string[] Split(string words) => words.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private static List<string> Invent()
    {
        var numbers = new Sfc32(7, 7, 7, 7);
        var words = new List<string>(InventedWords);
        var known = new HashSet<string>(StringComparer.Ordinal);
        while (words.Count < InventedWords)
        {
            var word = "";
            for (var syllables = 2 + (int)(numbers.Next() * 3); syllables > 0; syllables--)
            {
                word += Pick(Consonants) + Pick(Vowels);
            }

            if (known.Add(word))
            {
                words.Add(word);
            }
        }

        return words;

        string Pick(string[] parts) => parts[(int)(numbers.Next() * parts.Length)];
    }

    private string[] Shuffled(IEnumerable<string> words)
    {
        var shuffled = words.ToArray();
        for (var i = shuffled.Length - 1; i > 0; i--)
        {
            var j = _dice.Below(i + 1);
            (shuffled[i], shuffled[j]) = (shuffled[j], shuffled[i]);
        }

        return shuffled;
    }
}
