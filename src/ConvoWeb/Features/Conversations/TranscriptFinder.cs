using System.Data.Common;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Messages;
using ConvoWeb.Features.Privacy.Redaction;

namespace ConvoWeb.Features.Conversations;

/// <summary>The numbers of the messages that were found, ascending.</summary>
/// <param name="IsMore">There are more than these.</param>
public sealed record FoundMessages(IReadOnlyList<int> Seqs, bool IsMore)
{
    public static FoundMessages None { get; } = new([], IsMore: false);

    /// <summary>Which of them it is, from 1.</summary>
    public int? PositionOf(int? seq) => Seqs.Index().Where(found => found.Item == seq).Select(found => (int?)found.Index + 1).FirstOrDefault();

    /// <summary>That message, or the next, or the last before it.</summary>
    public int? NearestTo(int? seq) => First(found => found >= (seq ?? 0)) ?? Last(_ => true);

    /// <summary>After the last comes the first.</summary>
    public int? After(int? seq) => First(found => found > (seq ?? 0)) ?? First(_ => true);

    /// <summary>Before the first comes the last.</summary>
    public int? Before(int? seq) => Last(found => found < (seq ?? int.MaxValue)) ?? Last(_ => true);

    private int? First(Func<int, bool> isWanted) => Seqs.Where(isWanted).Select(seq => (int?)seq).FirstOrDefault();

    private int? Last(Func<int, bool> isWanted) => Seqs.Where(isWanted).Select(seq => (int?)seq).LastOrDefault();
}

/// <summary>
/// Finds text in one conversation as a browser finds it in a page: anywhere in words, in everything that is to be seen. It
/// reads the whole conversation, so it costs as much as that is long.
/// </summary>
public sealed class TranscriptFinder(IDatabase database, ConversationService conversations, OwnerRedactions redactions)
{
    /// <summary>No more are listed.</summary>
    public const int Limit = 1_000;

    private const int PageSize = 500;

    private const string SelectPage =
        $"""
        SELECT seq, type, {MessageColumns.Content}, CASE type WHEN 'system' THEN metadata END FROM messages
        WHERE conversation_id = @conversation_id AND seq > @after ORDER BY seq LIMIT @limit
        """;

    /// <summary>
    /// In the branch that goes through a message, or in the active one. Null when the user has no such conversation.
    /// </summary>
    public async Task<FoundMessages?> FindAsync(CurrentUser user, Guid id, Guid? through, string text, CancellationToken cancellationToken)
    {
        if (await conversations.FindAsync(user, id, cancellationToken) is not { } conversation)
        {
            return null;
        }

        // Not on the thread of the page, which has to stay free for what is typed next: SQLite reads without waiting.
        return WantedText.Of(text) is { } wanted
            ? await Task.Run(() => FindAsync(conversation, through, wanted, cancellationToken), cancellationToken)
            : FoundMessages.None;
    }

    private async Task<FoundMessages> FindAsync(ConversationView conversation, Guid? through, WantedText wanted, CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        var policy = await redactions.AtAsync(db, conversation.OwnerId, conversation.Redaction);
        var branch = await Branches.NumbersAsync(db, conversation, through, cancellationToken);
        var found = new List<int>();
        for (int? after = 0; after is { } last;)
        {
            after = null;
            await using var row = await db
                .Statement(SelectPage, ("@conversation_id", conversation.Id), ("@after", last), ("@limit", PageSize))
                .ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                var seq = row.GetInt32(0);
                after = seq;
                if (!branch.Contains(seq) || !IsIn(row, wanted, policy))
                {
                    continue;
                }

                if (found.Count == Limit)
                {
                    return new FoundMessages(found, IsMore: true);
                }

                found.Add(seq);
            }
        }

        return new FoundMessages(found, IsMore: false);
    }

    private static bool IsIn(DbDataReader row, WantedText wanted, RedactionPolicy policy)
    {
        var (type, content) = (row.Word<MessageType>(1), row.GetString(2));
        return wanted.IsIn(type, policy.IsNone ? content : policy.Content(type, content, row.TextOrNull(3)));
    }
}
