using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Messages.Files;

namespace ConvoWeb.Features.Export.Bulk;

/// <summary>The sound and the attachments that messages name, as far as they are stored here.</summary>
public sealed class AttachedFiles(IDatabase database)
{
    private const string Select =
        """
        SELECT audio_url, CASE WHEN metadata LIKE '%"attachments"%' THEN metadata END FROM messages
        WHERE conversation_id = @conversation_id AND (audio_url LIKE '/api/files/%' OR metadata LIKE '%"attachments"%')
        ORDER BY seq
        """;

    public async Task<IReadOnlyList<Guid>> NamedByAsync(Guid conversationId, CancellationToken cancellationToken)
    {
        var named = new List<Guid>();
        await using var db = await database.ReadAsync(cancellationToken);
        await using var row = await db.Statement(Select, ("@conversation_id", conversationId)).ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            string?[] addresses =
            [
                row.TextOrNull(0),
                .. MessageAttachment.Of(row.TextOrNull(1)).Where(attachment => attachment.IsStored).Select(attachment => attachment.Address),
            ];
            named.AddRange(addresses.Select(FileAddress.Parse).OfType<Guid>());
        }

        return [.. named.Distinct()];
    }
}
