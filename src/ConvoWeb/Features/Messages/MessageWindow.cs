using System.Data.Common;
using System.IO.Pipelines;
using System.Text.Json;
using ConvoWeb.Data;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Privacy.Redaction;

namespace ConvoWeb.Features.Messages;

/// <summary>
/// A stretch of a conversation by <c>seq</c>, both ends exclusive, always read in ascending order:
/// the first <see cref="Limit"/> after <see cref="After"/>, or the last ones before <see cref="Before"/>.
/// </summary>
public sealed record MessageWindow(int After, int Before, int Limit, bool FromEnd)
{
    private const int FlushAt = 64 * 1024;

    private const string Select =
        $"""
        SELECT {MessageColumns.List} FROM messages
        WHERE conversation_id = @conversation_id AND seq > @after AND seq < @before ORDER BY seq LIMIT @limit
        """;

    /// <exception cref="InvalidInputException">The limit is out of its range.</exception>
    public static MessageWindow Of(int? after, int? before, int? limit, int defaultLimit, bool newestByDefault)
    {
        const int MaxLimit = 200;
        if (limit is < 1 or > MaxLimit)
        {
            throw new InvalidInputException("limit", $"limit must be between 1 and {MaxLimit}.");
        }

        return new MessageWindow(
            after ?? 0, before ?? int.MaxValue, limit ?? defaultLimit, FromEnd: after is null && (newestByDefault || before is not null));
    }

    /// <summary>The same window, when it is known to reach back to the first message: nothing has to be looked up for it.</summary>
    public MessageWindow WithinFirst(int messages) =>
        FromEnd && Before == int.MaxValue && messages <= Limit ? this with { After = 0, FromEnd = false } : this;

    /// <summary>Writes a JSON array as it reads; large messages leave before the next one is read.</summary>
    /// <returns>The last number, when there are more after it.</returns>
    public async ValueTask<int?> WriteAsync(
        DatabaseScope db, Guid conversationId, RedactionPolicy policy, Utf8JsonWriter json, PipeWriter output, CancellationToken cancellationToken)
    {
        var after = FromEnd ? await StartFromEndAsync(db, conversationId) : After;
        var count = 0;
        var last = 0;
        var isLast = true;

        json.WriteStartArray();
        await using DbDataReader row = await db
            .Statement(Select, ("@conversation_id", conversationId), ("@after", after), ("@before", Before), ("@limit", Limit + 1))
            .ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            if (count == Limit)
            {
                isLast = false;
                break;
            }

            MessageColumns.Write(json, row, policy);
            last = row.GetInt32(2);
            count++;
            if (json.BytesPending > FlushAt)
            {
                await json.FlushAsync(cancellationToken);
                await output.FlushAsync(cancellationToken);
            }
        }

        json.WriteEndArray();
        return isLast ? null : last;
    }

    /// <summary>The number before the window's first message. Read from the index alone.</summary>
    private async ValueTask<int> StartFromEndAsync(DatabaseScope db, Guid conversationId)
    {
        var first = await db
            .Statement(
                """
                SELECT min(seq) FROM (
                    SELECT seq FROM messages WHERE conversation_id = @conversation_id AND seq < @before
                    ORDER BY seq DESC LIMIT @limit) AS newest
                """,
                ("@conversation_id", conversationId),
                ("@before", Before),
                ("@limit", Limit))
            .ExecuteScalarAsync();
        return first is null or DBNull ? 0 : Convert.ToInt32(first, System.Globalization.CultureInfo.InvariantCulture) - 1;
    }
}
