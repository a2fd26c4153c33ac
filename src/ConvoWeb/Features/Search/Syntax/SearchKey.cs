using System.Collections.Frozen;
using ConvoWeb.Data.Conversations;

namespace ConvoWeb.Features.Search.Syntax;

/// <summary>What may stand before a colon.</summary>
/// <param name="Takes">Its values, as a sentence goes on after "takes".</param>
internal sealed record SearchKey(string Name, string Takes, Func<SearchToken, SearchDates, SearchMeaning> Read)
{
    private const string Dates = "a date such as 2026-03-05, 2026-03, yesterday or 7d";

    /// <summary>The one key whose values are words to look for.</summary>
    public static SearchKey Title { get; } = new("title", "a word, a \"phrase\" or a beginning*", (_, _) => SearchMeaning.None);

    private static readonly SearchKey[] All =
    [
        new("from", "user or ai", (token, _) => From(token.Text)),
        new("personality", "a name", (token, _) => new(new PersonalityFilter(token.Text))),
        new("model", "a name or a beginning*", (token, _) => new(new ModelFilter(token.Value.Trim(), token.IsPrefix))),
        new("by", "the name of a model or a beginning*", (token, _) => new(new ByFilter(token.Value.Trim(), token.IsPrefix, token.IsQuoted))),
        new("source", "the name of a product or program, such as chatgpt", (token, _) => new(new SourceFilter(token.Text))),
        new("tag", "a tag", (token, _) => new(new TagFilter(token.Text))),
        new("status", "active or archived", (token, _) => Status(token.Text)),
        Title,
        new("before", Dates, (token, dates) => dates.Before(token.Text)),
        new("after", Dates, (token, dates) => dates.After(token.Text)),
        new("on", Dates + ", or days such as 2026-03-01..2026-03-05", (token, dates) => dates.On(token.Text)),
        new("has", "audio, code or link", (token, _) => Has(token.Text)),
        new("duration", "a time such as >5m, 90s, 1h30m or 1m..5m", (token, _) => SearchNumbers.Duration(token.Text)),
        new("tokens", "a number such as >1000, 1.5k or 100..200", (token, _) => SearchNumbers.Tokens(token.Text)),
        new("hour", "an hour from 0 to 23, or two such as 9-17", (token, _) => SearchHours.Hour(token.Text)),
        new("weekday", "days such as mon, mon-fri, sat,sun, weekdays or weekend", (token, _) => SearchHours.Weekday(token.Text)),
        new("is", "starred", (token, _) => Is(token.Text)),
    ];

    private static readonly int NameMaxLength = All.Max(key => key.Name.Length);

    private static readonly FrozenDictionary<string, SearchKey>.AlternateLookup<ReadOnlySpan<char>> ByName =
        All.ToFrozenDictionary(key => key.Name, StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The key that stands there with its colon. A colon behind anything else belongs to a word, as in <c>12:30</c>.</summary>
    public static SearchKey? At(string text, int at)
    {
        var length = text.AsSpan(at, Math.Min(NameMaxLength + 1, text.Length - at)).IndexOf(':');
        return length > 0 && ByName.TryGetValue(text.AsSpan(at, length), out var key) ? key : null;
    }

    /// <summary>The filter that the token stands for, or why it stands for none.</summary>
    public SearchMeaning MeaningOf(SearchToken token, SearchDates dates)
    {
        if (string.IsNullOrWhiteSpace(token.Value))
        {
            return new(null, SearchProblems.NeedsValue(this));
        }

        var meaning = Read(token, dates);
        return meaning.Filter is { } filter
            ? new(filter with { IsUnwanted = token.IsUnwanted, Span = token.Span })
            : new(null, meaning.Why ?? SearchProblems.Takes(this, token.Text));
    }

    private static SearchMeaning From(string value) => value.ToLowerInvariant() switch
    {
        "user" => new(new FromFilter(MessageType.User)),
        "ai" => new(new FromFilter(MessageType.Ai)),
        _ => SearchMeaning.None,
    };

    private static SearchMeaning Status(string value) => value.ToLowerInvariant() switch
    {
        "active" => new(new StatusFilter(ConversationStatus.Active)),
        "archived" => new(new StatusFilter(ConversationStatus.Archived)),
        "deleted" or "trash" => new(null, "The trash is never searched: status: takes active or archived."),
        _ => SearchMeaning.None,
    };

    private static SearchMeaning Has(string value) => value.ToLowerInvariant() switch
    {
        "audio" => new(new HasFilter(MessageContains.Audio)),
        "code" => new(new HasFilter(MessageContains.Code)),
        "link" => new(new HasFilter(MessageContains.Link)),
        _ => SearchMeaning.None,
    };

    private static SearchMeaning Is(string value) =>
        value.Equals("starred", StringComparison.OrdinalIgnoreCase) ? new(new StarredFilter()) : SearchMeaning.None;
}
