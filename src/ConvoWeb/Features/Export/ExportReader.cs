using System.Runtime.CompilerServices;
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

    private const string SelectBranch =
        """
        WITH RECURSIVE branch(seq, next_id) AS (
            SELECT seq, parent_id FROM messages WHERE id = @leaf AND conversation_id = @conversation_id
            UNION ALL
            SELECT m.seq, m.parent_id FROM branch JOIN messages m ON m.id = branch.next_id)
        SELECT seq FROM branch
        """;

    /// <summary>
    /// Page by page, each read whole before it is handed out: a slow download holds no connection, and no snapshot that
    /// keeps the database from tidying up. What is appended meanwhile is not part of it.
    /// </summary>
    public async IAsyncEnumerable<MessageView> MessagesAsync(ConversationView conversation, [EnumeratorCancellation] CancellationToken cancellationToken)
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
    public async IAsyncEnumerable<MessageView> BranchAsync(ConversationView conversation, [EnumeratorCancellation] CancellationToken cancellationToken)
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
