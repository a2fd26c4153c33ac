using System.Runtime.InteropServices;

namespace ConvoWeb.Data.Search;

/// <summary>Where words stand in a text that was found by them: the index knows only that they do.</summary>
public static class WordPlaces
{
    /// <summary>The places of the words that are wanted, in order; none lies in another. No more than <paramref name="limit"/> are looked for.</summary>
    public static IReadOnlyList<WordPlace> Of(string text, WordQuery words, int limit)
    {
        List<WordTerm> terms = [.. words.Clauses.Where(clause => !clause.IsUnwanted).SelectMany(clause => clause.Any)];
        if (terms.Count == 0)
        {
            return [];
        }

        var folded = new FoldedText(text);
        var tokens = TokensOf(folded.Folded);
        List<WordPlace> places = [];
        for (var i = 0; i < tokens.Count && places.Count < limit; i++)
        {
            foreach (var term in terms)
            {
                if (EndOf(term, folded.Folded, tokens, i) is { } end)
                {
                    Add(places, folded.StartOf(tokens[i].Start), folded.EndOf(end - 1));
                }
            }
        }

        return places;
    }

    /// <summary>Where the term ends that begins with that token; null when none does.</summary>
    private static int? EndOf(WordTerm term, string folded, List<Token> tokens, int first)
    {
        if (tokens.Count - first < term.Words.Count)
        {
            return null;
        }

        for (var i = 0; i < term.Words.Count; i++)
        {
            var word = tokens[first + i].WordIn(folded);
            var isBeginning = term.IsPrefix && i == term.Words.Count - 1;
            if (isBeginning ? !word.StartsWith(term.Words[i], StringComparison.Ordinal) : !word.SequenceEqual(term.Words[i]))
            {
                return null;
            }
        }

        // One character was asked for; its word are two.
        var last = tokens[first + term.Words.Count - 1];
        return term.IsPrefix && SearchText.IsOneIdeograph(term.Words[^1]) ? last.Start + term.Words[^1].Length : last.End;
    }

    private static void Add(List<WordPlace> places, int start, int end)
    {
        if (places is [.., var last] && start < last.End)
        {
            places[^1] = new WordPlace(last.Start, Math.Max(last.End, end) - last.Start);
        }
        else
        {
            places.Add(new WordPlace(start, end - start));
        }
    }

    /// <summary>As <see cref="SearchText.Of"/> makes them.</summary>
    private static List<Token> TokensOf(string folded)
    {
        List<Token> tokens = [];
        foreach (var run in new SearchText.Runs(folded))
        {
            if (run.IsIdeographic)
            {
                AddPairs(tokens, folded, run);
                continue;
            }

            var length = SearchText.Cut(folded.AsSpan(run.Start, run.Length)).Length;
            if (run.IsFlag)
            {
                tokens.Add(new Token(run.Start - 2, length + 2, run.End));
            }

            tokens.Add(new Token(run.Start, length, run.End));
            if (run.Suffix is { Length: > 0 } suffix)
            {
                tokens.Add(new Token(run.Start, run.Length + suffix.Length, run.End + suffix.Length));
            }
        }

        return tokens;
    }

    private static void AddPairs(List<Token> tokens, string folded, SearchText.Run run)
    {
        for (var at = run.Start; at < run.End;)
        {
            var next = at + (char.IsSurrogatePair(folded, at) ? 2 : 1);
            var end = next < run.End ? next + (char.IsSurrogatePair(folded, next) ? 2 : 1) : next;
            tokens.Add(new Token(at, end - at, end));
            at = next;
        }
    }

    /// <param name="Length">As far as the index has it.</param>
    /// <param name="End">Of all of it.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Token(int Start, int Length, int End)
    {
        public ReadOnlySpan<char> WordIn(string folded) => folded.AsSpan(Start, Length);
    }
}

/// <summary>In UTF-16 units.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct WordPlace(int Start, int Length)
{
    public int End => Start + Length;
}
