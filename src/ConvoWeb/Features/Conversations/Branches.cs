using System.Data.Common;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Features.Conversations;

/// <summary>Ways along the tree of messages, each for one index lookup a message.</summary>
internal static class Branches
{
    /// <summary>From the leaf up to the root: the parent of a parent, so that the cost is that of what is shown.</summary>
    private const string SelectBranch =
        $"""
        WITH RECURSIVE branch(message_id, next_id, depth) AS (
            SELECT id, parent_id, 1 FROM messages WHERE id = @leaf AND conversation_id = @conversation_id
            UNION ALL
            SELECT m.id, m.parent_id, branch.depth + 1
            FROM branch JOIN messages m ON m.id = branch.next_id
            WHERE branch.depth < @limit)
        SELECT {MessageColumns.List} FROM branch JOIN messages ON messages.id = branch.message_id ORDER BY branch.depth DESC
        """;

    /// <summary>
    /// From a message, which comes first, to the end of its branch: the newest answer of each. The index on parent_id serves
    /// it. The last column says whether there are other answers.
    /// </summary>
    private const string SelectNewestOnwards =
        $"""
        WITH RECURSIVE onwards(message_id, depth) AS (
            SELECT id, 0 FROM messages WHERE id = @from AND conversation_id = @conversation_id
            UNION ALL
            SELECT (SELECT id FROM messages WHERE parent_id = onwards.message_id ORDER BY seq DESC LIMIT 1), depth + 1
            FROM onwards WHERE onwards.depth < @limit AND onwards.message_id IS NOT NULL)
        SELECT {MessageColumns.List}, (SELECT count(*) FROM messages answers WHERE answers.parent_id = messages.id) AS answers
        FROM onwards JOIN messages ON messages.id = onwards.message_id ORDER BY onwards.depth
        """;

    /// <summary>The same on the active branch, without the message itself: only the way up from the leaf knows where that goes.</summary>
    private const string SelectActiveOnwards =
        $"""
        WITH RECURSIVE branch(message_id, next_id, number) AS (
            SELECT id, parent_id, seq FROM messages WHERE id = @leaf AND conversation_id = @conversation_id AND seq > @seq
            UNION ALL
            SELECT m.id, m.parent_id, m.seq
            FROM branch JOIN messages m ON m.id = branch.next_id
            WHERE m.seq > @seq)
        SELECT {MessageColumns.List}
        FROM (SELECT message_id, number FROM branch ORDER BY number LIMIT @limit) AS nearest JOIN messages ON messages.id = nearest.message_id
        ORDER BY nearest.number
        """;

    private const string SelectNumbersUpTo =
        """
        WITH RECURSIVE branch(seq, next_id) AS (
            SELECT seq, parent_id FROM messages WHERE id = @leaf AND conversation_id = @conversation_id
            UNION ALL
            SELECT m.seq, m.parent_id FROM branch JOIN messages m ON m.id = branch.next_id)
        SELECT seq FROM branch
        """;

    private const string SelectNumbersOnwards =
        """
        WITH RECURSIVE onwards(message_id) AS (
            SELECT id FROM messages WHERE id = @from AND conversation_id = @conversation_id
            UNION ALL
            SELECT (SELECT id FROM messages WHERE parent_id = onwards.message_id ORDER BY seq DESC LIMIT 1)
            FROM onwards WHERE onwards.message_id IS NOT NULL)
        SELECT seq FROM onwards JOIN messages ON messages.id = onwards.message_id
        """;

    private const string SelectNearest =
        """
        SELECT id, seq FROM (
            SELECT id, seq FROM messages WHERE conversation_id = @conversation_id AND seq <= @seq ORDER BY seq DESC LIMIT 1) AS before
        UNION ALL
        SELECT id, seq FROM (
            SELECT id, seq FROM messages WHERE conversation_id = @conversation_id AND seq > @seq ORDER BY seq LIMIT 1) AS after
        """;

    /// <summary>The message with that number, or the nearest there is; null when there is none at all.</summary>
    public static async Task<(Guid Id, int Seq)?> FindNearestAsync(DatabaseScope db, Guid conversation, int seq, CancellationToken cancellationToken)
    {
        (Guid Id, int Seq)? nearest = null;
        await using var row = await db.Statement(SelectNearest, ("@conversation_id", conversation), ("@seq", seq)).ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            var found = (Id: row.Id(0), Seq: row.GetInt32(1));
            if (nearest is not { } other || Math.Abs((long)found.Seq - seq) < Math.Abs((long)other.Seq - seq))
            {
                nearest = found;
            }
        }

        return nearest;
    }

    /// <summary>The part that ends with a message.</summary>
    public static Task<List<MessageView>> UpToAsync(DatabaseScope db, Guid conversation, Guid last, int limit, CancellationToken cancellationToken) =>
        ReadAsync(db.Statement(SelectBranch, ("@leaf", last), ("@conversation_id", conversation), ("@limit", limit)), cancellationToken);

    /// <summary>What comes after a message, and whether there is more: on the active branch if that holds it, else the newest answer of each.</summary>
    public static async Task<(List<MessageView> Messages, bool HasMore)> OnwardsAsync(
        DatabaseScope db, ConversationView conversation, Guid from, int limit, CancellationToken cancellationToken)
    {
        var branch = new List<MessageView>();
        MessageView? fork = null;
        await using (var row = await db
            .Statement(SelectNewestOnwards, ("@from", from), ("@conversation_id", conversation.Id), ("@limit", limit + 1))
            .ExecuteReaderAsync(cancellationToken))
        {
            while (await row.ReadAsync(cancellationToken))
            {
                branch.Add(MessageColumns.Read(row));
                fork ??= row.GetInt64(MessageColumns.Count) > 1 ? branch[^1] : null;
            }
        }

        if (fork is not null && conversation.ActiveLeafId is { } leaf)
        {
            var shared = branch.IndexOf(fork) + 1;
            var active = await ReadAsync(
                db.Statement(
                    SelectActiveOnwards,
                    ("@leaf", leaf),
                    ("@conversation_id", conversation.Id),
                    ("@seq", fork.Seq),
                    ("@limit", limit + 2 - shared)),
                cancellationToken);
            branch = active is [var first, ..] && first.ParentId == fork.Id ? [.. branch.Take(shared), .. active] : branch;
        }

        var onwards = branch.Skip(1).Take(limit).ToList();
        return (onwards, branch.Count > onwards.Count + 1);
    }

    /// <summary>The numbers of the whole branch that goes through a message; of the active one when that does, or when there is no such message.</summary>
    public static async Task<HashSet<int>> NumbersAsync(
        DatabaseScope db, ConversationView conversation, Guid? through, CancellationToken cancellationToken)
    {
        var active = await ReadNumbersAsync(
            db.Statement(SelectNumbersUpTo, ("@leaf", conversation.ActiveLeafId), ("@conversation_id", conversation.Id)), cancellationToken);
        if (through is null || through == conversation.ActiveLeafId)
        {
            return active;
        }

        var onwards = await ReadNumbersAsync(
            db.Statement(SelectNumbersOnwards, ("@from", through), ("@conversation_id", conversation.Id)), cancellationToken);
        if (onwards.Count == 0 || active.Contains(onwards.Min()))
        {
            return active;
        }

        onwards.UnionWith(await ReadNumbersAsync(
            db.Statement(SelectNumbersUpTo, ("@leaf", through), ("@conversation_id", conversation.Id)), cancellationToken));
        return onwards;
    }

    private static async Task<HashSet<int>> ReadNumbersAsync(DbCommand statement, CancellationToken cancellationToken)
    {
        var numbers = new HashSet<int>();
        await using var row = await statement.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            numbers.Add(row.GetInt32(0));
        }

        return numbers;
    }

    private static async Task<List<MessageView>> ReadAsync(DbCommand statement, CancellationToken cancellationToken)
    {
        var messages = new List<MessageView>();
        await using var row = await statement.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            messages.Add(MessageColumns.Read(row));
        }

        return messages;
    }
}
