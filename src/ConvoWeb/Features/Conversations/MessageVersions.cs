using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Features.Conversations;

/// <summary>Which of the messages that continue the same one it is.</summary>
/// <param name="Position">From 1, in the order in which they were stored.</param>
public sealed record MessageVersions(int Position, int Count, MessageVersion? Earlier, MessageVersion? Later)
{
    /// <summary>
    /// An empty text beside it keeps SQLite from going through all first messages of everybody. Only where a conversation begins
    /// are they asked for.
    /// </summary>
    private const string SelectFirst =
        """
        SELECT m.parent_id, m.id, m.seq FROM messages m JOIN conversations c ON c.id = m.conversation_id
        WHERE m.conversation_id = @conversation_id AND c.owner_id = @owner AND (m.parent_id || '') IS NULL ORDER BY m.seq
        """;

    /// <summary>Of messages of one branch, those that have others beside them. One statement, whatever their number; the index on parent_id serves it.</summary>
    internal static async Task<IReadOnlyDictionary<Guid, MessageVersions>> FindAsync(
        DatabaseScope db, CurrentUser user, Guid conversationId, IReadOnlyList<MessageView> branch, CancellationToken cancellationToken)
    {
        var versions = new Dictionary<Guid, MessageVersions>();
        if (branch.Select(message => message.ParentId).OfType<Guid>().ToList() is { Count: > 0 } parents)
        {
            var parameters = new StatementParameters();
            var select =
                $"""
                SELECT m.parent_id, m.id, m.seq FROM messages m JOIN conversations c ON c.id = m.conversation_id
                WHERE m.parent_id IN ({parameters.AddAll(parents)}) AND c.id = {parameters.Add(conversationId)} AND c.owner_id = {parameters.Add(user.Id)}
                ORDER BY m.seq
                """;
            await AddAsync(db, select, parameters.Values, versions, cancellationToken);
        }

        if (branch.Any(message => message.ParentId is null))
        {
            await AddAsync(db, SelectFirst, [("@conversation_id", conversationId), ("@owner", user.Id)], versions, cancellationToken);
        }

        return versions;
    }

    private static async Task AddAsync(
        DatabaseScope db, string select, (string, object?)[] parameters, Dictionary<Guid, MessageVersions> versions, CancellationToken cancellationToken)
    {
        var found = new List<(Guid? ParentId, MessageVersion Version)>();
        await using var row = await db.Statement(select, parameters).ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            found.Add((row.IdOrNull(0), new MessageVersion(row.Id(1), row.GetInt32(2))));
        }

        foreach (var beside in found.GroupBy(one => one.ParentId, one => one.Version).Select(group => group.ToList()).Where(group => group.Count > 1))
        {
            for (var i = 0; i < beside.Count; i++)
            {
                versions[beside[i].Id] = new MessageVersions(i + 1, beside.Count, i > 0 ? beside[i - 1] : null, i + 1 < beside.Count ? beside[i + 1] : null);
            }
        }
    }
}

public sealed record MessageVersion(Guid Id, int Seq);
