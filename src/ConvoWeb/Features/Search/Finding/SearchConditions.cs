using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Search;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Search.Syntax;

namespace ConvoWeb.Features.Search.Finding;

/// <summary>All that a request asks beside its words, and who asks.</summary>
internal sealed class SearchConditions
{
    private readonly List<SearchCondition> _all = [];

    public SearchConditions(SearchDialect dialect, string ownerId, SearchRequest request)
    {
        var sql = new FilterSql(dialect, ownerId, request.Zone);
        Add(SearchScope.Conversation, parameters => $"c.owner_id = {parameters.Add(ownerId)} AND {Status(request.Within.Status)}");
        AddAny<FromFilter>(sql, request.Query, SearchDimension.Type);
        AddAny<PersonalityFilter>(sql, request.Query, SearchDimension.Personality);
        AddAny<ModelFilter>(sql, request.Query, SearchDimension.Model);
        AddAny<SourceFilter>(sql, request.Query);
        AddAny<ByFilter>(sql, request.Query);
        AddAny<StatusFilter>(sql, request.Query);
        foreach (var filter in request.Query.Filters.Where(filter => filter.IsUnwanted || !IsAlternative(filter)))
        {
            Add(sql, filter, filter is TimeFilter { IsUnwanted: false } ? SearchDimension.Time : SearchDimension.None);
        }

        if (!request.Query.Title.IsEmpty)
        {
            Add(SearchScope.Conversation, parameters => dialect.IsTitled(request.Query.Title, parameters));
        }

        AddWithin(sql, request);

        // Last, because the hour of each message has to be worked out.
        AddAny<HourFilter>(sql, request.Query);
        AddAny<WeekdayFilter>(sql, request.Query);
    }

    public bool HasMessageConditions => _all.Exists(condition => condition.Scope is SearchScope.Message);

    public bool Has(SearchDimension dimension) => _all.Exists(condition => condition.Dimension == dimension);

    public void Add(SearchScope scope, Func<StatementParameters, string> sql, SearchDimension dimension = SearchDimension.None) =>
        _all.Add(new SearchCondition(scope, dimension, sql));

    /// <param name="without">Its conditions are left out.</param>
    public string All(StatementParameters parameters, SearchDimension without = SearchDimension.None) =>
        Join(Without(without), parameters);

    public string OfConversation(StatementParameters parameters, SearchDimension without = SearchDimension.None) =>
        Join(Without(without).Where(condition => condition.Scope is SearchScope.Conversation), parameters);

    private IEnumerable<SearchCondition> Without(SearchDimension dimension) =>
        _all.Where(condition => dimension is SearchDimension.None || condition.Dimension != dimension);

    private static string Join(IEnumerable<SearchCondition> conditions, StatementParameters parameters) =>
        string.Join(" AND ", conditions.Select(condition => condition.Sql(parameters)));

    private static string Status(ConversationScope scope) => scope switch
    {
        ConversationScope.Active => "c.status = 'active'",
        ConversationScope.Archived => "c.status = 'archived'",
        ConversationScope.All => "c.status <> 'deleted'",
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, "The trash is never searched."),
    };

    /// <summary>Of these, one that holds is enough; of all others each must hold.</summary>
    private static bool IsAlternative(SearchFilter filter) =>
        filter is FromFilter or PersonalityFilter or ModelFilter or SourceFilter or ByFilter or StatusFilter or HourFilter or WeekdayFilter;

    private void AddAny<TFilter>(FilterSql sql, SearchQuery query, SearchDimension dimension = SearchDimension.None)
        where TFilter : SearchFilter
    {
        var any = query.Filters.OfType<TFilter>().Where(filter => !filter.IsUnwanted).ToList();
        if (any.Count > 0)
        {
            Add(
                FilterSql.ScopeOf(any[0]),
                parameters => $"({string.Join(" OR ", any.Select(filter => sql.Of(filter, parameters)))})",
                dimension);
        }
    }

    private void AddWithin(FilterSql sql, SearchRequest request)
    {
        var within = request.Within;
        if (within.PersonalityId is { } personality)
        {
            Add(sql, new PersonalityFilter(personality.ToString("D")));
        }

        if (within.Tag is { Length: > 0 } tag)
        {
            Add(sql, new TagFilter(tag));
        }

        if (within.Model is { Length: > 0 } model)
        {
            Add(SearchScope.Conversation, parameters => $"c.model = {parameters.Add(model)}");
        }

        if (within.Source is { Length: > 0 } source)
        {
            Add(sql, new SourceFilter(source));
        }

        if ((within.From ?? within.To) is not null)
        {
            Add(SearchScope.Conversation, parameters => FilterSql.Range("c.last_message_at", within.From, within.To, parameters));
        }

        if (within.Starred is { } starred)
        {
            Add(sql, new StarredFilter { IsUnwanted = !starred });
        }

        if (within.Audio is { } audio)
        {
            Add(SearchScope.Conversation, _ => audio ? "c.audio_duration > 0" : "c.audio_duration = 0");
        }

        if (request.Time is { } time)
        {
            Add(sql, time, SearchDimension.Time);
        }
    }

    private void Add(FilterSql sql, SearchFilter filter, SearchDimension dimension = SearchDimension.None) => Add(
        FilterSql.ScopeOf(filter),
        parameters => filter.IsUnwanted ? $"({sql.Of(filter, parameters)}) IS NOT TRUE" : sql.Of(filter, parameters),
        dimension);
}
