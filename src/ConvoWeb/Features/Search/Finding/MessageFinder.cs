using System.Collections.Frozen;
using System.Data.Common;
using System.Globalization;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Search;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Privacy.Redaction;

namespace ConvoWeb.Features.Search.Finding;

/// <summary>Reads what one request finds, on one connection.</summary>
internal sealed class MessageFinder(
    DatabaseScope db, SearchDialect dialect, OwnerRedactions redactions, string ownerId, SearchRequest request, CancellationToken cancellationToken)
{
    /// <summary>It is quicker to look into so many conversations than through all messages.</summary>
    private const int FewConversations = 500;

    /// <summary>In all of them.</summary>
    private const int FewMessages = 100_000;

    private const string Traits =
        """
        CASE m.type WHEN 'user' THEN 1 ELSE 0 END + CASE WHEN m.has_audio THEN 2 ELSE 0 END
        + CASE WHEN m.has_code THEN 4 ELSE 0 END + CASE WHEN m.has_link THEN 8 ELSE 0 END
        """;

    private readonly SearchConditions _conditions = new(dialect, ownerId, request);

    /// <summary>Only titles are asked for; every message of such a conversation would be a hit.</summary>
    public bool IsForTitles => request.Query.Words.IsEmpty && request.Query.Title.HasWanted && !_conditions.HasMessageConditions;

    private WordQuery Words => request.Query.Words;

    public bool Has(SearchDimension dimension) => _conditions.Has(dimension);

    /// <summary>Whether more messages than that hold the words, whoever's they are and whatever else is asked.</summary>
    public async Task<bool> HasMoreMatchesThanAsync(int limit)
    {
        if (!Words.HasWanted)
        {
            return false;
        }

        var parameters = new StatementParameters();
        return await CountAsync(dialect.CountMatches(Words, limit + 1, parameters), parameters) > limit;
    }

    /// <summary>The newest, at most so many, with all that the choices are counted by.</summary>
    /// <param name="isCommon">Many messages hold the words.</param>
    public async Task<Candidates> NewestAsync(bool isCommon, int limit, bool isRanked, SearchDimension without = SearchDimension.None)
    {
        var start = isRanked ? SearchStart.Words : await ChooseStartAsync(isCommon, without);
        var parameters = new StatementParameters();
        var sql =
            $"""
            SELECT m.row_id, m.conversation_id, m.timestamp, {Rank(isRanked, parameters)}, {Traits}, c.personality_id, c.model
            {dialect.FindMessages(start, Words, parameters)} AND {_conditions.All(parameters, without)}
            ORDER BY {dialect.NewestFirst(start)} LIMIT {parameters.Add(limit + 1)}
            """;
        var found = await ReadAsync(sql, parameters, row => new Candidate(
            row.GetInt64(0),
            row.GetString(1),
            row.GetInt64(2),
            row.GetDouble(3),
            (CandidateTraits)row.GetInt32(4),
            row.TextOrNull(5),
            row.TextOrNull(6)));
        return found.Count > limit ? new Candidates(found[..limit], IsMore: true) : new Candidates(found, IsMore: false);
    }

    /// <summary>All of them, in no order.</summary>
    public async IAsyncEnumerable<Candidate> AllAsync(bool isCommon, bool isRanked)
    {
        var start = isRanked ? SearchStart.Words : await ChooseStartAsync(isCommon);
        var parameters = new StatementParameters();
        var sql =
            $"""
            SELECT m.row_id, m.conversation_id, m.timestamp, {Rank(isRanked, parameters)}
            {dialect.FindMessages(start, Words, parameters)} AND {_conditions.All(parameters)}
            """;
        await using var row = await db.Statement(sql, parameters.Values).ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            yield return new Candidate(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetDouble(3));
        }
    }

    /// <summary>
    /// Conversations that have the words in their titles, the newest first, with the time of their last message. None when
    /// something is asked that only a message can have.
    /// </summary>
    public async Task<List<(string Id, long LastMessageAt)>> TitledAsync(int limit)
    {
        var words = IsForTitles ? request.Query.Title : Words;
        if (!words.HasWanted || _conditions.HasMessageConditions)
        {
            return [];
        }

        var parameters = new StatementParameters();
        var sql =
            $"""
            SELECT c.id, c.last_message_at {dialect.FindTitles(words, parameters)} AND {_conditions.OfConversation(parameters)}
            ORDER BY {dialect.NewestTitlesFirst} LIMIT {parameters.Add(limit)}
            """;
        return await ReadAsync(sql, parameters, row => (row.GetString(0), row.GetInt64(1)));
    }

    /// <summary>Of all that is found, be it a message or a title.</summary>
    public async Task<IReadOnlySet<Guid>> ConversationIdsAsync()
    {
        var titled = await TitledAsync(int.MaxValue - 1);
        HashSet<Guid> ids = [.. titled.Select(found => Guid.Parse(found.Id))];
        if (!IsForTitles)
        {
            var start = await ChooseStartAsync(isCommon: true);
            var parameters = new StatementParameters();
            var sql = $"SELECT DISTINCT m.conversation_id {dialect.FindMessages(start, Words, parameters)} AND {_conditions.All(parameters)}";
            ids.UnionWith(await ReadAsync(sql, parameters, row => row.Id(0)));
        }

        return ids;
    }

    /// <summary>The numbers of what is found in one conversation, ascending.</summary>
    public async Task<IReadOnlyList<int>> SeqsInAsync(Guid conversationId, int limit)
    {
        _conditions.Add(SearchScope.Conversation, parameters => $"c.id = {parameters.Add(conversationId)}");
        var start = await ChooseStartAsync(await HasMoreMatchesThanAsync(limit));
        var parameters = new StatementParameters();
        var sql =
            $"""
            SELECT m.seq {dialect.FindMessages(start, Words, parameters)} AND {_conditions.All(parameters)}
            ORDER BY m.seq LIMIT {parameters.Add(limit)}
            """;
        return await ReadAsync(sql, parameters, row => row.GetInt32(0));
    }

    /// <summary>As they are shown, whole: what is cut out of them cannot be half a detail, and the places of words in it are right.</summary>
    /// <param name="found">One of the conversations, which knows what is not to be shown.</param>
    public async Task<Dictionary<long, FoundText>> TextsAsync(IReadOnlyList<long> rowIds, ConversationView? found)
    {
        if (rowIds.Count == 0 || found is null)
        {
            return [];
        }

        var policy = await redactions.AtAsync(db, ownerId, found.Redaction);

        var parameters = new StatementParameters();
        var sql = $"SELECT row_id, id, seq, type, timestamp, content, CASE type WHEN 'system' THEN metadata END FROM messages WHERE row_id IN ({parameters.AddAll(rowIds)})";
        var texts = await ReadAsync(
            sql,
            parameters,
            row => (RowId: row.GetInt64(0), Text: new FoundText(row.Id(1), row.GetInt32(2), row.Word<MessageType>(3), row.Time(4), Shown(row, policy))));
        return texts.ToDictionary(text => text.RowId, text => text.Text);
    }

    /// <summary>Those that are still there, by id.</summary>
    public async Task<Dictionary<string, ConversationView>> ConversationsAsync(IEnumerable<string> ids)
    {
        var views = await ConversationReads.FindManyAsync(db, redactions, ownerId, [.. ids.Select(Guid.Parse)], cancellationToken);
        return views.ToDictionary(view => view.Id.ToString("D"), StringComparer.Ordinal);
    }

    /// <summary>The names of the personalities that they were held with, by id.</summary>
    public async Task<IReadOnlyDictionary<string, string>> PersonalitiesAsync(Candidates found)
    {
        List<string> ids = [.. found.Newest.Select(hit => hit.PersonalityId).OfType<string>().Distinct(StringComparer.Ordinal)];
        if (ids.Count == 0)
        {
            return FrozenDictionary<string, string>.Empty;
        }

        var parameters = new StatementParameters();
        var sql = $"SELECT id, name FROM personalities WHERE id IN ({parameters.AddAll(ids)})";
        var names = await ReadAsync(sql, parameters, row => (Id: row.GetString(0), Name: row.GetString(1)));
        return names.ToDictionary(personality => personality.Id, personality => personality.Name, StringComparer.Ordinal);
    }

    private static string Shown(DbDataReader row, RedactionPolicy policy) =>
        policy.IsNone ? row.GetString(5) : policy.Content(row.Word<MessageType>(3), row.GetString(5), row.TextOrNull(6));

    private string Rank(bool isRanked, StatementParameters parameters) => isRanked ? dialect.Rank(Words, parameters) : "0.0";

    private async ValueTask<SearchStart> ChooseStartAsync(bool isCommon, SearchDimension without = SearchDimension.None)
    {
        var usual = Words.HasWanted ? SearchStart.Words : SearchStart.Timeline;
        return dialect.ChoosesStart || (Words.HasWanted && !isCommon) || !await IsInFewAsync(without)
            ? usual
            : SearchStart.Conversations;
    }

    private async Task<bool> IsInFewAsync(SearchDimension without)
    {
        var parameters = new StatementParameters();
        var sql =
            $"""
            SELECT CASE WHEN count(*) > {FewConversations} THEN {FewMessages} + 1 ELSE coalesce(sum(message_count), 0) END
            FROM (SELECT c.message_count FROM conversations c WHERE {_conditions.OfConversation(parameters, without)} LIMIT {FewConversations} + 1) AS few
            """;
        return await CountAsync(sql, parameters) <= FewMessages;
    }

    private async Task<long> CountAsync(string sql, StatementParameters parameters) =>
        Convert.ToInt64(await db.Statement(sql, parameters.Values).ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);

    private async Task<List<T>> ReadAsync<T>(string sql, StatementParameters parameters, Func<DbDataReader, T> read)
    {
        List<T> rows = [];
        await using var row = await db.Statement(sql, parameters.Values).ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            rows.Add(read(row));
        }

        return rows;
    }
}
