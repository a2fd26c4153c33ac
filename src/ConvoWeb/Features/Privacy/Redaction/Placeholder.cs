using System.Runtime.InteropServices;

namespace ConvoWeb.Features.Privacy.Redaction;

/// <summary>What stands in a text where something was removed: <c>[API key removed]</c>. No rule matches it.</summary>
internal static class Placeholder
{
    /// <summary>Of a private key whose END line has not come: what follows still belongs to it.</summary>
    public const string OfOpenKey = "[private key removed…]";

    private const string Mark = " removed";

    private static readonly RedactionKind[] Kinds = Enum.GetValues<RedactionKind>();

    private static readonly string[] Texts = [.. Kinds.Select(kind => $"[{kind.Word()}{Mark}]")];

    public static string Of(RedactionKind kind) => Texts[(int)kind];

    public static RedactionKind? At(ReadOnlySpan<char> end)
    {
        foreach (var kind in Kinds)
        {
            if (end.EndsWith(Of(kind)))
            {
                return kind;
            }
        }

        return null;
    }

    /// <summary>Where the placeholders of a text stand, in order.</summary>
    public static IReadOnlyList<Place> In(string text)
    {
        List<Place>? places = null;
        for (var at = text.IndexOf(Mark, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Mark, at + 1, StringComparison.Ordinal))
        {
            var after = at + Mark.Length;
            var end = after < text.Length && text[after] == ']' ? after + 1
                : after + 1 < text.Length && text[after] == '…' && text[after + 1] == ']' ? after + 2
                : -1;
            var start = end < 0 ? -1 : text.LastIndexOf('[', at, Math.Min(at + 1, 20));
            if (start >= 0 && Array.Exists(Kinds, kind => text.AsSpan(start + 1, at - start - 1).SequenceEqual(kind.Word())))
            {
                (places ??= []).Add(new Place(start, end));
            }
        }

        return places ?? (IReadOnlyList<Place>)[];
    }

    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Place(int Start, int End)
    {
        public bool Touches(RedactionMatch match) => match.Start <= End && Start <= match.End;
    }
}
