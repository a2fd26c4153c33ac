using System.Text;
using ConvoWeb.Data.Search;

namespace ConvoWeb.Features.Search.Finding;

/// <summary>A line or two of a message, around what was looked for.</summary>
internal sealed record Snippet(string Text, IReadOnlyList<Highlight> Highlights)
{
    private const int MaxLength = 220;

    /// <summary>So much of it stands before the first word.</summary>
    private const int LeadLength = 50;

    public static Snippet Of(string content, WordPlaces words)
    {
        var places = words.In(content);
        var start = StartOf(content, places);
        var end = EndOf(content, start);

        var text = new StringBuilder(MaxLength + 2).Append(start > 0 ? "…" : null);
        List<Highlight> highlights = [];
        var at = start;
        foreach (var place in places.Where(place => place.Start >= start && place.Start < end))
        {
            Squeeze(text, content.AsSpan(at, place.Start - at));
            var from = text.Length;
            at = Math.Min(place.End, end);
            Squeeze(text, content.AsSpan(place.Start, at - place.Start));
            highlights.Add(new Highlight(from, text.Length - from));
        }

        Squeeze(text, content.AsSpan(at, end - at));
        return new Snippet(text.Append(end < content.Length ? "…" : null).ToString().TrimEnd(), highlights);
    }

    /// <summary>Where most of the words stand together.</summary>
    private static int StartOf(string content, IReadOnlyList<WordPlace> places)
    {
        var (best, most) = (0, 0);
        for (int first = 0, last = 0; first < places.Count; first++)
        {
            while (last < places.Count && places[last].End <= places[first].Start + MaxLength - LeadLength)
            {
                last++;
            }

            if (last - first > most)
            {
                (best, most) = (places[first].Start, last - first);
            }
        }

        if (best <= LeadLength)
        {
            return 0;
        }

        // It begins with a word.
        var start = content.AsSpan(best - LeadLength, LeadLength).IndexOfAny(' ', '\n') is >= 0 and var blank ? best - LeadLength + blank + 1 : best - LeadLength;
        return char.IsLowSurrogate(content[start]) ? start + 1 : start;
    }

    private static int EndOf(string content, int start)
    {
        if (content.Length - start <= MaxLength)
        {
            return content.Length;
        }

        var blank = content.AsSpan(start, MaxLength).LastIndexOfAny(' ', '\n');
        var end = start + (blank > MaxLength / 2 ? blank : MaxLength);
        return char.IsHighSurrogate(content[end - 1]) ? end - 1 : end;
    }

    /// <summary>White space, and line breaks with it, become one blank.</summary>
    private static void Squeeze(StringBuilder text, ReadOnlySpan<char> part)
    {
        foreach (var character in part)
        {
            if (!char.IsWhiteSpace(character))
            {
                text.Append(character);
            }
            else if (text.Length > 0 && text[^1] is not (' ' or '…'))
            {
                text.Append(' ');
            }
        }
    }
}
