using System.Text;
using ConvoWeb.Features.Privacy.Redaction.Rules;

namespace ConvoWeb.Features.Privacy.Redaction;

/// <summary>Replaces the private details of texts. It holds nothing of them, so that one serves every thread.</summary>
public sealed class Redactor
{
    /// <summary>How much of the end of a stored text <see cref="Redact(string, string)"/> needs to see.</summary>
    public const int ContextLength = 1024;

    private const int MostPasses = 4;

    private static readonly IRedactionRule[] AllRules =
    [
        // The first that claims a place names it.
        new PrivateKeyRule(), .. KeyShape.Groups.Select(group => new KeyRule(group)), new TokenRule(), new CredentialRule(), .. AssignmentRule.All,
        new IbanRule(), new CardRule(), new EmailRule(), new PhoneRule(),
    ];

    private static readonly Redactor[] Instances =
        [.. Enumerable.Range(0, (int)RedactionWords.All + 1).Select(profiles => new Redactor((RedactionProfiles)profiles))];

    private readonly IRedactionRule[] _rules;

    private Redactor(RedactionProfiles profiles)
    {
        Profiles = profiles;
        _rules = [.. AllRules.Where(rule => profiles.HasFlag(rule.Profile))];
    }

    /// <summary>Changes nothing.</summary>
    public static Redactor None { get; } = For(RedactionProfiles.None);

    public RedactionProfiles Profiles { get; }

    public static Redactor For(RedactionProfiles profiles) => Instances[(int)(profiles & RedactionWords.All)];

    /// <summary>In order, none over another.</summary>
    public IReadOnlyList<RedactionMatch> Find(string text)
    {
        var found = new List<RedactionMatch>();
        foreach (var rule in _rules)
        {
            rule.Find(text, found);
        }

        return found.Count == 0 ? [] : Apart(found, Placeholder.In(text));
    }

    /// <summary>The same instance when there is nothing to remove. Twice is as once.</summary>
    public string Redact(string text)
    {
        // What one detail was glued to may be seen as another when it has gone.
        for (var pass = 0; pass < MostPasses && Find(text) is { Count: > 0 } matches; pass++)
        {
            text = Replace(text, matches, from: 0);
        }

        return text;
    }

    /// <summary>
    /// What a further piece makes of a text that grows. All is at least as redacted as if it had come at once, and more where the end of a
    /// detail could not be known: digits behind a phone number are taken for a part of it when they begin a piece.
    /// </summary>
    /// <param name="tail">The end of the text as it is stored: <see cref="ContextLength"/> of it, or all when there is less.</param>
    public RedactedTail Redact(string tail, string piece)
    {
        if (Profiles is RedactionProfiles.None || piece.Length == 0)
        {
            return new RedactedTail(0, piece);
        }

        var continued = Continuation.Of(tail, piece, Profiles);
        var kept = tail[..^continued.TakenBack];
        var text = string.Concat(kept, continued.Appended);
        var matches = Find(text);
        var from = matches.Count == 0 ? kept.Length : Math.Min(kept.Length, matches[0].Start);
        return new RedactedTail(tail.Length - from, Replace(text, matches, from));
    }

    /// <summary>The strings of a JSON text; its names and its shape stay. The same instance when there is nothing to remove.</summary>
    public string RedactJson(string json) => Profiles is RedactionProfiles.None ? json : JsonRedaction.Redact(json, this);

    private static string Replace(string text, IReadOnlyList<RedactionMatch> matches, int from)
    {
        var redacted = new StringBuilder(text.Length);
        foreach (var match in matches)
        {
            redacted.Append(text, from, match.Start - from);
            redacted.Append(PrivateKeyRule.IsOpen(text, match) ? Placeholder.OfOpenKey : Placeholder.Of(match.Kind));
            from = match.End;
        }

        return redacted.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>Where two lie over each other all of both goes, by the name of the longer; what touches a placeholder was looked at before.</summary>
    private static List<RedactionMatch> Apart(List<RedactionMatch> found, IReadOnlyList<Placeholder.Place> placeholders)
    {
        var apart = new List<RedactionMatch>(found.Count);
        var passed = 0;
        foreach (var match in found.OrderBy(match => match.Start).ThenByDescending(match => match.Length)) // stable: the first rule stays first
        {
            while (passed < placeholders.Count && placeholders[passed].End < match.Start)
            {
                passed++;
            }

            if (passed < placeholders.Count && placeholders[passed].Touches(match))
            {
                continue;
            }

            if (apart.Count > 0 && apart[^1] is var last && match.Start < last.End)
            {
                var kind = match.Length > last.Length ? match.Kind : last.Kind;
                apart[^1] = last with { Length = Math.Max(last.End, match.End) - last.Start, Kind = kind };
            }
            else
            {
                apart.Add(match);
            }
        }

        return apart;
    }
}

/// <summary>What becomes of the end of a stored text: so many of its characters go, and the text comes instead.</summary>
public sealed record RedactedTail(int TakenBack, string Appended);
