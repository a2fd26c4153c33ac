using System.Runtime.InteropServices;
using System.Text.Json;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Privacy.Redaction;

namespace ConvoWeb.Features.Conversations;

/// <summary>
/// Conversations as they are shown: what was stored before their owner wanted it removed is not told. Each row brings the revision of what is
/// wanted, so that this costs a look into memory when nothing is.
/// </summary>
internal static class ShownConversations
{
    /// <summary>More than a preview or a title is made of, in code points.</summary>
    private const int SourceLength = 8_000;

    /// <param name="stored">All of one owner, read by one statement.</param>
    public static async ValueTask<IReadOnlyList<ConversationView>> OfAsync(
        IDatabase database, OwnerRedactions redactions, IReadOnlyList<ConversationView> stored, CancellationToken cancellationToken)
    {
        if (stored is not [var one, ..] || redactions.Known(one.OwnerId, one.Redaction) is { IsNone: true })
        {
            return stored;
        }

        await using var db = await database.ReadAsync(cancellationToken);
        return await OfAsync(db, redactions, stored, cancellationToken);
    }

    /// <inheritdoc cref="OfAsync(IDatabase, OwnerRedactions, IReadOnlyList{ConversationView}, CancellationToken)"/>
    public static async ValueTask<IReadOnlyList<ConversationView>> OfAsync(
        DatabaseScope db, OwnerRedactions redactions, IReadOnlyList<ConversationView> stored, CancellationToken cancellationToken)
    {
        if (stored is not [var one, ..] || await redactions.AtAsync(db, one.OwnerId, one.Redaction) is not { IsNone: false } policy)
        {
            return stored;
        }

        var sources = await SourcesAsync(db, [.. stored.Select(conversation => conversation.Id)], cancellationToken);
        return [.. stored.Select(conversation => Redacted(conversation, policy, sources.GetValueOrDefault(conversation.Id)))];
    }

    /// <summary>All but its tags, as members of an object that was begun.</summary>
    public static async ValueTask WriteMembersAsync(
        DatabaseScope db, OwnerRedactions redactions, ConversationView stored, Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        var shown = (await OfAsync(db, redactions, [stored], cancellationToken))[0];
        foreach (var member in JsonSerializer.SerializeToElement(shown, ConversationsJson.Api.ConversationView).EnumerateObject().Where(member => !member.NameEquals("tags"u8)))
        {
            member.WriteTo(json);
        }
    }

    private static ConversationView Redacted(ConversationView stored, RedactionPolicy policy, Source source)
    {
        var title = policy.Text(TitleOf(stored.Title, policy, source.First));
        return stored with
        {
            Title = title,
            StoredTitleKey = title == stored.Title ? null : Conversation.TitleKeyOf(stored.Title),
            Preview = policy.Text(source.Newest is { } newest ? Previews.Of(Beginning(newest, policy)) : stored.Preview),
            Metadata = policy.Json(stored.Metadata),
        };
    }

    /// <summary>What was cut may have lost the end that a detail is known by, so it is made anew of what it was cut from.</summary>
    private static string TitleOf(string title, RedactionPolicy policy, string? first) =>
        first is not null && ConversationTitles.Of(null, first) == title ? ConversationTitles.Of(null, Beginning(first, policy)) : title;

    private static string Beginning(string source, RedactionPolicy policy)
    {
        var redacted = policy.Text(source);

        // Where the source itself was cut a detail may be as well; it is not much, unless most of it was removed.
        return source.Length < SourceLength ? redacted : redacted[..Math.Max(0, redacted.Length - Redactor.ContextLength)];
    }

    private static async Task<Dictionary<Guid, Source>> SourcesAsync(DatabaseScope db, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var parameters = new StatementParameters();
        var sql =
            $"""
            SELECT c.id,
                (SELECT substr(content, 1, {SourceLength}) FROM messages
                 WHERE conversation_id = c.id AND type <> 'system' AND state <> 'draft' ORDER BY seq DESC LIMIT 1),
                CASE WHEN c.title LIKE '%…' THEN
                    (SELECT substr(content, 1, {SourceLength}) FROM messages WHERE conversation_id = c.id AND type <> 'system' ORDER BY seq LIMIT 1) END
            FROM conversations c WHERE c.id IN ({parameters.AddAll(ids)})
            """;
        var sources = new Dictionary<Guid, Source>();
        await using var row = await db.Statement(sql, parameters.Values).ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            sources.Add(row.Id(0), new Source(row.TextOrNull(1), row.TextOrNull(2)));
        }

        return sources;
    }

    /// <param name="Newest">The beginning of the message that the preview is of.</param>
    /// <param name="First">The beginning of the one that the title may be made of.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Source(string? Newest, string? First);
}
