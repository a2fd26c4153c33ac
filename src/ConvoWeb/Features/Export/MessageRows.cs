using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Features.Export;

/// <summary>What a row becomes while its page is read.</summary>
internal interface IRowReader<T>
{
    /// <summary>Nobody needs anything of the page before any more.</summary>
    void BeginPage();

    T Read(DbDataReader row);

    /// <summary>About how much memory it takes.</summary>
    int LengthOf(T item);
}

/// <summary>
/// The messages of some conversations, in pages that go over the border of one conversation into the next, so that short
/// ones cost no statement of their own. Each page is read whole before it is handed out: a slow download holds no
/// connection, and no snapshot that keeps the database from tidying up.
/// </summary>
internal sealed class MessageRows<T>(IDatabase database, IReadOnlyList<ConversationView> conversations, IRowReader<T> reader)
{
    private const int PageMessages = 4000, PageLength = 1024 * 1024;

    private readonly List<Row> _page = [];
    private int _next;
    private (Guid Conversation, int Seq)? _last;
    private bool _isAll = conversations.Count == 0;

    /// <summary>In the order of <c>seq</c>. What was appended since the conversation was read is not part of it.</summary>
    /// <exception cref="InvalidDataException">A row cannot be read; those of the next conversation can.</exception>
    public async IAsyncEnumerable<T> OfAsync(ConversationView conversation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await PeekAsync(cancellationToken) is { } row && row.Conversation.CompareTo(conversation.Id) <= 0)
        {
            _next++;
            if (row.Conversation == conversation.Id && row.Seq < conversation.NextSeq)
            {
                row.Fault?.Throw();
                yield return row.Item!;
            }
        }
    }

    private async ValueTask<Row?> PeekAsync(CancellationToken cancellationToken)
    {
        if (_next == _page.Count && !_isAll)
        {
            await ReadPageAsync(cancellationToken);
        }

        return _next < _page.Count ? _page[_next] : null;
    }

    private async Task ReadPageAsync(CancellationToken cancellationToken)
    {
        _page.Clear();
        _next = 0;
        reader.BeginPage();
        var parameters = new StatementParameters();
        var from = _last is { } last ? $"AND (conversation_id > {parameters.Add(last.Conversation)} OR seq > {parameters.Add(last.Seq)})" : "";
        List<Guid> ids = [.. conversations.Select(conversation => conversation.Id).SkipWhile(id => _last is not null && id != _last.Value.Conversation)];
        var sql =
            $"""
            SELECT {MessageColumns.List} FROM messages
            WHERE conversation_id IN ({parameters.AddAll(ids)}) AND state <> 'draft' {from}
            ORDER BY conversation_id, seq LIMIT {PageMessages}
            """;

        await using var db = await database.ReadAsync(cancellationToken);
        await using var row = await db.Statement(sql, parameters.Values).ExecuteReaderAsync(cancellationToken);
        for (var length = 0L; length < PageLength && await row.ReadAsync(cancellationToken);)
        {
            var message = Read(row);
            length += message.Fault is null ? reader.LengthOf(message.Item!) : 0;
            _page.Add(message);
        }

        _isAll = _page.Count == 0;
        _last = _isAll ? _last : (_page[^1].Conversation, _page[^1].Seq);
    }

    private Row Read(DbDataReader row)
    {
        var (conversation, seq) = (row.Id(1), row.GetInt32(2));
        try
        {
            return new Row(conversation, seq, reader.Read(row), null);
        }
        catch (Exception exception) when (exception is FormatException or InvalidCastException or ArgumentException or System.Text.Json.JsonException)
        {
            var fault = new InvalidDataException($"Its message {seq} cannot be read: {exception.Message}", exception);
            return new Row(conversation, seq, default, ExceptionDispatchInfo.Capture(fault));
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Row(Guid Conversation, int Seq, T? Item, ExceptionDispatchInfo? Fault);
}
