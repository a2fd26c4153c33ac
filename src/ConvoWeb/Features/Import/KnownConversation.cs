using System.Text;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Import.Formats;

namespace ConvoWeb.Features.Import;

/// <summary>What of an imported conversation is here already.</summary>
internal sealed class KnownConversation
{
    private readonly Dictionary<string, KnownMessage> _messages = new(StringComparer.Ordinal);

    private KnownConversation(Guid id, ConversationStatus status, DateTimeOffset storedAt) => (Id, Status, StoredAt) = (id, status, storedAt);

    public Guid Id { get; }

    public ConversationStatus Status { get; }

    public DateTimeOffset StoredAt { get; }

    /// <summary>By its id when it is one of our own, else by what it is called at its source.</summary>
    public static async ValueTask<KnownConversation?> FindAsync(DatabaseScope db, string ownerId, ImportedConversation conversation)
    {
        const string ById = "SELECT id, status, stored_at FROM conversations WHERE owner_id = @owner AND id = @id";
        const string BySource = "SELECT id, status, stored_at FROM conversations WHERE owner_id = @owner AND source = @source AND external_id = @external_id";

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

    /// <summary>Which messages it has, and how large they are, read when nobody changes them any more.</summary>
    public async ValueTask ReadMessagesAsync(DatabaseScope db)
    {
        await using var row = await db
            .Statement(
                """
                SELECT id, external_id, version = added_version AND state = 'final', octet_length(content), coalesce(octet_length(metadata), 0), tokens_out
                FROM messages WHERE conversation_id = @id
                """,
                ("@id", Id))
            .ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            var message = new KnownMessage(row.Id(0), row.GetBoolean(2), row.GetInt32(3), row.GetInt32(4), row.NumberOrNull(5) is not null);
            _messages[message.Id.ToString()] = message;
            if (row.TextOrNull(1) is { } externalId)
            {
                _messages[externalId] = message;
            }
        }
    }

    public Guid? Find(ImportedMessage message) => FindMessage(message)?.Id;

    public Guid? Find(string key) => _messages.GetValueOrDefault(key)?.Id;

    /// <summary>Those that were still being written when they were imported, and of which there is more now. What was changed here stays as it is.</summary>
    public async ValueTask<List<(Guid Id, MessageChange Whole)>> FindCutAsync(DatabaseScope db, ImportedConversation conversation)
    {
        var cut = new List<(Guid, MessageChange)>();
        foreach (var message in conversation.Messages)
        {
            if (FindMessage(message) is { } known && known.MayBeginOf(message) && await WholeAsync(db, known, message) is { } whole)
            {
                cut.Add((known.Id, whole));
            }
        }

        return cut;
    }

    private static async ValueTask<MessageChange?> WholeAsync(DatabaseScope db, KnownMessage known, ImportedMessage message)
    {
        await using var row = await db
            .Statement("SELECT content, model, audio_url, audio_duration, tokens_in, tokens_out, metadata FROM messages WHERE id = @id", ("@id", known.Id))
            .ExecuteReaderAsync();
        return await row.ReadAsync() && message.Content.StartsWith(row.GetString(0), StringComparison.Ordinal)
            ? new MessageChange
            {
                Content = message.Content,
                Model = message.Model ?? row.TextOrNull(1),
                AudioUrl = message.AudioUrl ?? row.TextOrNull(2),
                AudioDuration = message.AudioDuration ?? row.SecondsOrNull(3),
                TokensIn = message.TokensIn ?? row.NumberOrNull(4),
                TokensOut = message.TokensOut ?? row.NumberOrNull(5),
                Metadata = message.Metadata ?? row.TextOrNull(6),
            }
            : null;
    }

    private KnownMessage? FindMessage(ImportedMessage message) =>
        _messages.GetValueOrDefault(message.Key) ?? (message.ExternalId is { } externalId ? _messages.GetValueOrDefault(externalId) : null);

    private static async ValueTask<KnownConversation?> ReadAsync(DatabaseScope db, string sql, params (string, object?)[] parameters)
    {
        await using var row = await db.Statement(sql, parameters).ExecuteReaderAsync();
        return await row.ReadAsync() ? new KnownConversation(row.Id(0), row.Word<ConversationStatus>(1), row.Time(2)) : null;
    }

    /// <param name="IsAsItCame">Nobody changed it since.</param>
    private sealed record KnownMessage(Guid Id, bool IsAsItCame, int ContentBytes, int MetadataBytes, bool HasTokens)
    {
        /// <summary>Sizes alone say no of nearly all, without a look at the text.</summary>
        public bool MayBeginOf(ImportedMessage message)
        {
            if (!IsAsItCame)
            {
                return false;
            }

            var (content, metadata) = (Encoding.UTF8.GetByteCount(message.Content), Encoding.UTF8.GetByteCount(message.Metadata ?? ""));
            return content > ContentBytes
                || (content == ContentBytes && (metadata > MetadataBytes || (metadata == MetadataBytes && !HasTokens && message.TokensOut is not null)));
        }
    }
}
