using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Privacy.Redaction;

namespace ConvoWeb.Features.Export;

/// <summary>Reads the messages of conversations in constant memory, however long they are and however slow the one who downloads.</summary>
public sealed class ExportReader(IDatabase database)
{
    /// <param name="conversations">By id, ascending; they must be read in this order, and each once.</param>
    public ExportBatch Open(IReadOnlyList<ConversationView> conversations, ExportOptions options, RedactionPolicy policy) =>
        new(database, conversations, options, policy);

    /// <summary>By conversation, where the branch that a reader sees ends without system messages; those with none are not in it.</summary>
    public async Task<IReadOnlyDictionary<Guid, Guid>> LeavesWithoutSystemAsync(IReadOnlyList<ConversationView> conversations, CancellationToken cancellationToken)
    {
        var parameters = new StatementParameters();
        var sql =
            $"""
            WITH RECURSIVE way(conversation_id, message_id, next_id, type) AS (
                SELECT m.conversation_id, m.id, m.parent_id, m.type FROM messages m
                WHERE m.id IN ({parameters.AddAll([.. conversations.Select(conversation => conversation.ActiveLeafId).OfType<Guid>()])})
                UNION ALL
                SELECT m.conversation_id, m.id, m.parent_id, m.type FROM way JOIN messages m ON m.id = way.next_id WHERE way.type = 'system')
            SELECT conversation_id, message_id FROM way WHERE type <> 'system'
            """;
        var leaves = new Dictionary<Guid, Guid>();
        await using var db = await database.ReadAsync(cancellationToken);
        await using var row = await db.Statement(sql, parameters.Values).ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            leaves.Add(row.Id(0), row.Id(1));
        }

        return leaves;
    }
}
