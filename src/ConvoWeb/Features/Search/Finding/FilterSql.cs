using System.Globalization;
using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Search;
using ConvoWeb.Features.Search.Syntax;

namespace ConvoWeb.Features.Search.Finding;

/// <summary>What each filter of a query asks of a message <c>m</c> and its conversation <c>c</c>.</summary>
internal sealed class FilterSql(SearchDialect dialect, string ownerId, TimeZoneInfo zone)
{
    public static SearchScope ScopeOf(SearchFilter filter) =>
        filter is PersonalityFilter or ModelFilter or SourceFilter or TagFilter or StatusFilter or DurationFilter or StarredFilter
            ? SearchScope.Conversation
            : SearchScope.Message;

    public string Of(SearchFilter filter, StatementParameters parameters) => filter switch
    {
        FromFilter from => $"m.type = {parameters.Add(from.Type)}",
        PersonalityFilter personality => Personality(personality.IdOrName, parameters),
        ModelFilter model => Model("c.model", model.Name, model.IsPrefix, parameters),
        ByFilter { IsExact: true, IsPrefix: false } by => $"m.type = 'ai' AND m.model = {parameters.Add(by.Name)}",
        ByFilter by => $"m.type = 'ai' AND {Model("m.model", by.Name, by.IsPrefix, parameters)}",
        SourceFilter source => $"c.source = {parameters.Add(source.Name)}",
        TagFilter tag =>
            $"c.id IN (SELECT conversation_id FROM conversation_tags WHERE owner_id = {parameters.Add(ownerId)} AND name = {parameters.Add(tag.Name)})",
        StatusFilter status => $"c.status = {parameters.Add(status.Status)}",
        TimeFilter time => Range("m.timestamp", time.From, time.To, parameters),
        HasFilter has => Has(has.What),
        DurationFilter duration => Within("c.audio_duration", duration.Seconds, parameters),
        TokensFilter tokens => Within("coalesce(m.tokens_in + m.tokens_out, m.tokens_in, m.tokens_out)", tokens.Tokens, parameters),
        HourFilter hour => Hours(hour, parameters),
        WeekdayFilter weekday =>
            $"{dialect.HourOfWeek(zone, parameters)} / 24 IN ({string.Join(", ", weekday.Days.Select(day => ((int)day).ToString(CultureInfo.InvariantCulture)))})",
        StarredFilter => "c.starred",
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "No filter of ours."),
    };

    /// <summary>From inclusive to exclusive.</summary>
    public static string Range(string column, DateTimeOffset? from, DateTimeOffset? to, StatementParameters parameters) =>
        (from, to) switch
        {
            ({ } first, { } end) => $"{column} >= {parameters.Add(first)} AND {column} < {parameters.Add(end)}",
            ({ } first, null) => $"{column} >= {parameters.Add(first)}",
            (null, { } end) => $"{column} < {parameters.Add(end)}",
            _ => "1 = 1",
        };

    private string Personality(string idOrName, StatementParameters parameters)
    {
        var (column, value) = Guid.TryParse(idOrName, out var id) ? ("id", (object)id) : ("name_key", Data.Conversations.Personality.NameKeyOf(idOrName));
        return $"c.personality_id IN (SELECT id FROM personalities WHERE owner_id = {parameters.Add(ownerId)} AND {column} = {parameters.Add(value)})";
    }

    private static string Model(string column, string name, bool isPrefix, StatementParameters parameters) => isPrefix
        ? $"substr(lower({column}), 1, {parameters.Add(LengthOf(name))}) = {parameters.Add(Lower(name))}"
        : $"lower({column}) = {parameters.Add(Lower(name))}";

    private static string Has(MessageContains what) => what switch
    {
        MessageContains.Audio => "m.has_audio",
        MessageContains.Code => "m.has_code",
        MessageContains.Link => "m.has_link",
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };

    private static string Within(string number, Bounds bounds, StatementParameters parameters)
    {
        List<string> ends = [];
        if (bounds.Min is { } min)
        {
            ends.Add($"{number} {(bounds.MinIsOut ? ">" : ">=")} {parameters.Add(min)}");
        }

        if (bounds.Max is { } max)
        {
            ends.Add($"{number} {(bounds.MaxIsOut ? "<" : "<=")} {parameters.Add(max)}");
        }

        return ends.Count > 0 ? string.Join(" AND ", ends) : "1 = 1";
    }

    /// <summary>They may go over midnight.</summary>
    private string Hours(HourFilter hours, StatementParameters parameters) => hours.First <= hours.Last
        ? $"{dialect.HourOfWeek(zone, parameters)} % 24 BETWEEN {parameters.Add(hours.First)} AND {parameters.Add(hours.Last)}"
        : $"{dialect.HourOfWeek(zone, parameters)} % 24 NOT BETWEEN {parameters.Add(hours.Last + 1)} AND {parameters.Add(hours.First - 1)}";

    /// <summary>As both databases do it: no other letters have a case to them.</summary>
    private static string Lower(string text) => string.Concat(text.Select(letter => char.IsAsciiLetterUpper(letter) ? char.ToLowerInvariant(letter) : letter));

    private static int LengthOf(string text) => text.EnumerateRunes().Count();
}
