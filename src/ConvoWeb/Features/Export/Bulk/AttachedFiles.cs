using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Messages.Files;

namespace ConvoWeb.Features.Export.Bulk;

/// <summary>The sound and the attachments that messages name, as far as they are stored here.</summary>
public sealed class AttachedFiles(IDatabase database)
{
    /// <summary>By conversation, each once and in the order of the messages.</summary>
    public async Task<ILookup<Guid, Guid>> NamedByAsync(IReadOnlyList<Guid> conversations, CancellationToken cancellationToken)
    {
        var parameters = new StatementParameters();
        var sql =
            $"""
            SELECT conversation_id, audio_url, CASE WHEN metadata LIKE '%"attachments"%' THEN metadata END FROM messages
            WHERE conversation_id IN ({parameters.AddAll(conversations)}) AND (audio_url LIKE '/api/files/%' OR metadata LIKE '%"attachments"%')
            ORDER BY conversation_id, seq
            """;
        var named = new List<(Guid Conversation, Guid File)>();
        await using var db = await database.ReadAsync(cancellationToken);
        await using var row = await db.Statement(sql, parameters.Values).ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            string?[] addresses =
            [
                row.TextOrNull(1),
                .. MessageAttachment.Of(row.TextOrNull(2)).Where(attachment => attachment.IsStored).Select(attachment => attachment.Address),
            ];
            named.AddRange(addresses.Select(FileAddress.Parse).OfType<Guid>().Select(file => (row.Id(0), file)));
        }

        return named.Distinct().ToLookup(pair => pair.Conversation, pair => pair.File);
    }
}
