using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;

namespace ConvoWeb.Features.History.PrivacySettings;

/// <summary>How much is kept.</summary>
/// <param name="Conversations">All that are the owner's, those in the trash too.</param>
/// <param name="InTrash">Of those.</param>
/// <param name="Messages">Of all of them.</param>
/// <param name="Bytes">Of the whole database.</param>
public sealed record Kept(long Conversations, long InTrash, long Messages, long Bytes);

/// <summary>Counts what is kept without touching a message: both counts are answered by indexes over the conversations.</summary>
public sealed class KeptService(IDatabase database)
{
    internal const string Sums = "SELECT count(*), coalesce(sum(message_count), 0) FROM conversations WHERE owner_id = @owner";

    internal const string Trash = "SELECT count(*) FROM conversations WHERE owner_id = @owner AND status = @status";

    public async Task<Kept> ReadAsync(CurrentUser user, CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        var (conversations, messages) = (0L, 0L);
        await using (var row = await db.Statement(Sums, ("owner", user.Id)).ExecuteReaderAsync(cancellationToken))
        {
            if (await row.ReadAsync(cancellationToken))
            {
                (conversations, messages) = (row.GetInt64(0), row.GetInt64(1));
            }
        }

        var inTrash = (long)(await db.Statement(Trash, ("owner", user.Id), ("status", ConversationStatus.Deleted)).ExecuteScalarAsync(cancellationToken))!;
        return new Kept(conversations, inTrash, messages, await database.SizeAsync(cancellationToken));
    }
}
