using System.Data.Common;
using System.Runtime.InteropServices;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Features.Conversations;

/// <summary>Ways along the tree of messages.</summary>
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

    /// <summary>
    /// Where a way up is long, the links are read at once and followed here: a database that knows nothing of a new table
    /// yet may take minutes for thousands of steps.
    /// </summary>
    private const string SelectLinks = "SELECT id, parent_id, seq FROM messages WHERE conversation_id = @conversation_id AND seq > @after";

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
                fork ??= row.GetInt64(MessageColumns.Count) > 1 && branch.Count <= limit + 1 ? branch[^1] : null;
            }
        }

        if (fork is not null && conversation.ActiveLeafId is { } leaf)
        {
            var shared = branch.IndexOf(fork) + 1;
            var links = await ReadLinksAsync(db, conversation.Id, fork.Seq, cancellationToken);
            var active = WayUp(links, leaf);
            if (active is [.., var first] && links[first].ParentId == fork.Id)
            {
                var count = Math.Min(limit + 2 - shared, active.Count);
                branch = [.. branch.Take(shared), .. await UpToAsync(db, conversation.Id, active[^count], count, cancellationToken)];
            }
        }

        var onwards = branch.Skip(1).Take(limit).ToList();
        return (onwards, branch.Count > onwards.Count + 1);
    }

    /// <summary>The numbers of the whole branch that goes through a message; of the active one when that does, or when there is no such message.</summary>
    public static async Task<HashSet<int>> NumbersAsync(
        DatabaseScope db, ConversationView conversation, Guid? through, CancellationToken cancellationToken)
    {
        var links = await ReadLinksAsync(db, conversation.Id, after: 0, cancellationToken);
        var active = conversation.ActiveLeafId is { } leaf ? NumbersOf(WayUp(links, leaf)) : [];
        if (through is not { } id || !links.TryGetValue(id, out var link) || active.Contains(link.Seq))
        {
            return active;
        }

        var branch = NumbersOf(WayUp(links, id));
        branch.UnionWith(NumbersOf(Onwards(links, id)));
        return branch;

        HashSet<int> NumbersOf(IEnumerable<Guid> way) => [.. way.Select(message => links[message].Seq)];
    }

    /// <summary>Where the branch through a message ends, by the newest answer of each; null when there is no such message.</summary>
    public static async Task<Guid?> FindEndAsync(DatabaseScope db, Guid conversation, Guid through)
    {
        var links = await ReadLinksAsync(db, conversation, after: 0, CancellationToken.None);
        return links.ContainsKey(through) ? Onwards(links, through).LastOrDefault(through) : null;
    }

    private static async Task<Dictionary<Guid, Link>> ReadLinksAsync(DatabaseScope db, Guid conversation, int after, CancellationToken cancellationToken)
    {
        var links = new Dictionary<Guid, Link>();
        await using var row = await db.Statement(SelectLinks, ("@conversation_id", conversation), ("@after", after)).ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            links.Add(row.Id(0), new Link(row.IdOrNull(1), row.GetInt32(2)));
        }

        return links;
    }

    /// <summary>From a message to the first that is among the links.</summary>
    private static List<Guid> WayUp(Dictionary<Guid, Link> links, Guid from)
    {
        var way = new List<Guid>();
        for (Guid? next = from; next is { } id && links.TryGetValue(id, out var link); next = link.ParentId)
        {
            way.Add(id);
        }

        return way;
    }

    /// <summary>After a message, the newest answer of each.</summary>
    private static IEnumerable<Guid> Onwards(Dictionary<Guid, Link> links, Guid from)
    {
        var newest = links.Where(child => child.Value.ParentId is not null).GroupBy(child => child.Value.ParentId!.Value)
            .ToDictionary(answers => answers.Key, answers => answers.MaxBy(answer => answer.Value.Seq).Key);
        while (newest.TryGetValue(from, out from))
        {
            yield return from;
        }
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

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Link(Guid? ParentId, int Seq);
}
