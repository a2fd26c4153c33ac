using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Import.Formats;

namespace ConvoWeb.Features.Import;

/// <summary>What of an imported conversation is here already.</summary>
internal sealed class KnownConversation
{
    private readonly Dictionary<string, Guid> _messages = new(StringComparer.Ordinal);

    private KnownConversation(Guid id, ConversationStatus status) => (Id, Status) = (id, status);

    public Guid Id { get; }

    public ConversationStatus Status { get; }

    /// <summary>By its id when it is one of our own, else by what it is called at its source.</summary>
    public static async ValueTask<KnownConversation?> FindAsync(DatabaseScope db, string ownerId, ImportedConversation conversation)
    {
        const string ById = "SELECT id, status FROM conversations WHERE owner_id = @owner AND id = @id";
        const string BySource = "SELECT id, status FROM conversations WHERE owner_id = @owner AND source = @source AND external_id = @external_id";

        if (conversation.Id is { } id && await ReadAsync(db, ById, ("@owner", ownerId), ("@id", id)) is { } own)
        {
            return own;
        }

        var (source, externalId) = OriginOf(conversation);
        return externalId is null
            ? null
            : await ReadAsync(db, BySource, ("@owner", ownerId), ("@source", source), ("@external_id", externalId));
    }

    /// <summary>One of our own whose id is somebody else's here is known by the id that it had.</summary>
    public static (string? Source, string? ExternalId) OriginOf(ImportedConversation conversation) =>
        conversation.ExternalId is null ? (ConvoWebReader.Name, conversation.Id?.ToString()) : (conversation.Source, conversation.ExternalId);

    /// <summary>The ids of its messages, read when nobody changes them any more.</summary>
    public async ValueTask ReadMessagesAsync(DatabaseScope db)
    {
        await using var row = await db
            .Statement("SELECT id, external_id FROM messages WHERE conversation_id = @id", ("@id", Id))
            .ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            var id = row.Id(0);
            _messages[id.ToString()] = id;
            if (row.TextOrNull(1) is { } externalId)
            {
                _messages[externalId] = id;
            }
        }
    }

    public Guid? Find(ImportedMessage message) =>
        _messages.TryGetValue(message.Key, out var id) || (message.ExternalId is { } externalId && _messages.TryGetValue(externalId, out id))
            ? id
            : null;

    private static async ValueTask<KnownConversation?> ReadAsync(DatabaseScope db, string sql, params (string, object?)[] parameters)
    {
        await using var row = await db.Statement(sql, parameters).ExecuteReaderAsync();
        return await row.ReadAsync() ? new KnownConversation(row.Id(0), row.Word<ConversationStatus>(1)) : null;
    }
}
