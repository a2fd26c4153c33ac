using System.Runtime.CompilerServices;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Features.Export;

/// <summary>Reads the messages of a conversation in constant memory, however long it is and however slow the one who downloads.</summary>
public sealed class ExportReader(IDatabase database)
{
    private const int PageSize = 200, PageCharacters = 1024 * 1024;

    private const string SelectPage =
        $"""
        SELECT {MessageColumns.List} FROM messages
        WHERE conversation_id = @conversation_id AND seq > @after AND seq < @before AND state <> 'draft' ORDER BY seq LIMIT @limit
        """;

    /// <summary>
    /// Page by page, each read whole before it is handed out: a slow download holds no connection, and no snapshot that
    /// keeps the database from tidying up. What is appended meanwhile is not part of it. A message has a higher number than
    /// the one it answers, so that a branch is in order as well.
    /// </summary>
    public async IAsyncEnumerable<MessageView> MessagesAsync(
        ConversationView conversation, ExportOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var branch = options.Branches is ExportBranches.Active ? await BranchAsync(conversation, cancellationToken) : null;
        for (var after = 0; await PageAsync(conversation, after, cancellationToken) is { Count: > 0 } page; after = page[^1].Seq)
        {
            foreach (var message in page.Where(IsAskedFor))
            {
                yield return options.Metadata ? message : message with { Metadata = null };
            }
        }

        bool IsAskedFor(MessageView message) =>
            (branch is null || branch.Contains(message.Seq)) && (options.System || message.Type is not MessageType.System);
    }

    private async Task<HashSet<int>> BranchAsync(ConversationView conversation, CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        return await Branches.NumbersAsync(db, conversation, through: null, cancellationToken);
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
}
