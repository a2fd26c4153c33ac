using System.Runtime.CompilerServices;
using ConvoWeb.Data;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.Live;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Features.Export;

/// <summary>Reads a conversation for an exporter, in constant memory however long it is and however slow the reader.</summary>
public sealed class ExportService(
    IEnumerable<IConversationExporter> exporters,
    IDatabase database,
    ConversationService conversations,
    PersonalityService personalities,
    ILiveEvents live,
    TimeProvider clock)
{
    private const int PageSize = 200, PageCharacters = 1024 * 1024;

    private const string SelectPage =
        $"""
        SELECT {MessageColumns.List} FROM messages
        WHERE conversation_id = @conversation_id AND seq > @after AND seq < @before ORDER BY seq LIMIT @limit
        """;

    private const string SelectBranch =
        """
        WITH RECURSIVE branch(seq, next_id) AS (
            SELECT seq, parent_id FROM messages WHERE id = @leaf AND conversation_id = @conversation_id
            UNION ALL
            SELECT m.seq, m.parent_id FROM branch JOIN messages m ON m.id = branch.next_id)
        SELECT seq FROM branch
        """;

    /// <exception cref="InvalidInputException">There is no such format.</exception>
    public IConversationExporter Exporter(string? format) =>
        exporters.FirstOrDefault(exporter => exporter.Format.Name == format)
        ?? throw new InvalidInputException("format", $"format must be one of {string.Join(", ", exporters.Select(exporter => exporter.Format.Name))}.");

    /// <summary>Null when the user has no such conversation.</summary>
    public async Task<ExportDocument?> OpenAsync(CurrentUser user, Guid id, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (await conversations.FindAsync(user, id, cancellationToken) is not { } conversation)
        {
            return null;
        }

        return new ExportDocument
        {
            Conversation = conversation,
            ReadAt = now,
            Personality = conversation.PersonalityId is { } personality ? await personalities.FindAsync(user, personality, cancellationToken) : null,
            Messages = MessagesAsync(conversation, cancellationToken),
            Branch = BranchAsync(conversation, cancellationToken),
        };
    }

    /// <summary>For when the last byte is out. A conversation that went away meanwhile needs no mark.</summary>
    public async Task MarkExportedAsync(CurrentUser user, ExportDocument document)
    {
        var id = document.Conversation.Id;
        var version = await database.WriteAsync<long?>(
            async db =>
            {
                if (await LockedConversation.LockAsync(db, user.Id, id) is not { } conversation)
                {
                    return null;
                }

                await ConversationWrites.MarkExportedAsync(db, conversation, document.ReadAt);
                return conversation.Version;
            },
            CancellationToken.None);

        if (version is not null)
        {
            live.Publish(new LiveEvent(LiveEventKind.ConversationChanged, user.Id, id, version.Value));
        }
    }

    /// <summary>
    /// Page by page, each read whole before it is handed out: a slow download holds no connection, and no snapshot that
    /// keeps the database from tidying up. What is appended meanwhile is not part of it.
    /// </summary>
    private async IAsyncEnumerable<MessageView> MessagesAsync(ConversationView conversation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = 0;
        while (true)
        {
            var page = await PageAsync(conversation, after, cancellationToken);
            foreach (var message in page)
            {
                yield return message;
            }

            if (page.Count == 0)
            {
                yield break;
            }

            after = page[^1].Seq;
        }
    }

    private async Task<List<MessageView>> PageAsync(ConversationView conversation, int after, CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        await using var row = await db
            .Statement(
                SelectPage, ("@conversation_id", conversation.Id), ("@after", after), ("@before", conversation.NextSeq), ("@limit", PageSize))
            .ExecuteReaderAsync(cancellationToken);

        var page = new List<MessageView>();
        var characters = 0;
        while (characters < PageCharacters && await row.ReadAsync(cancellationToken))
        {
            page.Add(MessageColumns.Read(row));
            characters += page[^1].Content.Length;
        }

        return page;
    }

    /// <summary>A message has a higher number than the one it answers, so the branch is in order as well.</summary>
    private async IAsyncEnumerable<MessageView> BranchAsync(ConversationView conversation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var branch = await NumbersOfBranchAsync(conversation, cancellationToken);
        await foreach (var message in MessagesAsync(conversation, cancellationToken))
        {
            if (branch.Contains(message.Seq))
            {
                yield return message;
            }
        }
    }

    private async Task<HashSet<int>> NumbersOfBranchAsync(ConversationView conversation, CancellationToken cancellationToken)
    {
        var numbers = new HashSet<int>();
        if (conversation.ActiveLeafId is { } leaf)
        {
            await using var db = await database.ReadAsync(cancellationToken);
            await using var row = await db
                .Statement(SelectBranch, ("@leaf", leaf), ("@conversation_id", conversation.Id))
                .ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                numbers.Add(row.GetInt32(0));
            }
        }

        return numbers;
    }
}
