using System.Buffers;
using System.Runtime.InteropServices;

namespace ConvoWeb.Data.Search;

/// <summary>Says where in a text the words stand that it was found by: the index knows only that they do.</summary>
public sealed class WordPlaces
{
    /// <summary>So much of a text is looked at together, from the first word on.</summary>
    private const int StretchLength = 2_000;

    private readonly List<WordTerm> _terms;
    private readonly SearchValues<string> _beginnings;

    /// <summary>Of the words that are wanted.</summary>
    public WordPlaces(WordQuery words)
    {
        _terms = [.. words.Clauses.Where(clause => !clause.IsUnwanted).SelectMany(clause => clause.Any)];
        _beginnings = SearchValues.Create([.. _terms.Select(term => term.Words[0])], StringComparison.Ordinal);
    }

    /// <summary>In order, none in another: those of the first stretch that has any.</summary>
    public IReadOnlyList<WordPlace> In(string text)
    {
        if (_terms.Count == 0)
        {
            return [];
        }

        var folded = new FoldedText(text);
        List<WordPlace> places = [];
        for (var at = 0; places.Count == 0 && Next(folded.Folded, at) is { } start; at = start + StretchLength)
        {
            AddPlaces(places, folded, TokensOf(folded.Folded, start, start + StretchLength));
        }

        return places;
    }

    /// <summary>Where the word begins in which one of the wanted ones may stand.</summary>
    private int? Next(string folded, int from)
    {
        var found = from < folded.Length ? folded.AsSpan(from).IndexOfAny(_beginnings) : -1;
        if (found < 0)
        {
            return null;
        }

        var start = from + found;
        var earliest = Math.Max(0, from - SearchText.WordMaxLength);
        while (start > earliest && !char.IsWhiteSpace(folded[start - 1]))
        {
            start--;
        }

        return start;
    }

    private void AddPlaces(List<WordPlace> places, FoldedText folded, List<Token> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            foreach (var term in _terms)
            {
                if (EndOf(term, folded.Folded, tokens, i) is { } end)
                {
                    Add(places, folded.StartOf(tokens[i].Start), folded.EndOf(end - 1));
                }
            }
        }
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
    private static List<Token> TokensOf(string folded, int start, int end)
    {
        List<Token> tokens = [];
        foreach (var run in new SearchText.Runs(folded, start))
        {
            if (run.Start >= end)
            {
                break;
            }

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
