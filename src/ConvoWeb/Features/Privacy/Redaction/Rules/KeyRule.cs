using System.Buffers;

namespace ConvoWeb.Features.Privacy.Redaction.Rules;

/// <summary>Keys that tell by their first characters whose they are.</summary>
internal sealed class KeyRule(IReadOnlyList<KeyShape> shapes) : IRedactionRule
{
    private readonly SearchValues<string> _beginnings = SearchValues.Create([.. shapes.Select(shape => shape.Beginning)], StringComparison.Ordinal);

    public RedactionProfiles Profile => RedactionProfiles.Secrets;

    public void Find(string text, List<RedactionMatch> found)
    {
        for (var at = Next(text, 0); at >= 0; at = Next(text, at))
        {
            at = Spelling.IsInsideWord(text, at) ? at + 1 : ReadAt(text, at, found);
        }
    }

    private int Next(string text, int from) => text.AsSpan(from).IndexOfAny(_beginnings) is >= 0 and var offset ? from + offset : -1;

    /// <summary>Where to go on: behind the whole of a key, so that a long one is read once.</summary>
    private int ReadAt(string text, int at, List<RedactionMatch> found)
    {
        foreach (var shape in shapes)
        {
            if (!text.AsSpan(at).StartsWith(shape.Beginning))
            {
                continue;
            }

            var body = at + shape.Beginning.Length;
            var end = Spelling.EndOf(text, body, shape.Body);
            while (text[end - 1] == '.' && end > body)
            {
                end--; // of the sentence
            }

            if (shape.Fits(text.AsSpan(body, end - body)) && !(end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_')))
            {
                var start = shape.KeepsBeginning ? body : at;
                found.Add(new RedactionMatch(start, end - start, RedactionKind.ApiKey));
            }

            return Math.Max(end, at + 1);
        }

        return at + 1;
    }
}
