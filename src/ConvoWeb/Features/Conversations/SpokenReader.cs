using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Messages.Files;

namespace ConvoWeb.Features.Conversations;

/// <summary>A message that can be listened to.</summary>
/// <param name="Duration">In seconds, where it is known.</param>
/// <param name="IsThere">Its file has not been deleted.</param>
public sealed record SpokenMessage(int Seq, string Address, double? Duration, bool IsThere);

/// <summary>Lists what of a conversation can be listened to. An index holds those messages alone; most conversations have none.</summary>
public sealed class SpokenReader(IDatabase database, ConversationService conversations)
{
    private const string Select =
        """
        SELECT seq, audio_url, audio_duration,
            EXISTS (SELECT 1 FROM files WHERE id = substr(audio_url, @id_at) AND owner_id = @owner AND files.state = 'stored') AS is_there
        FROM messages
        WHERE conversation_id = @conversation_id AND audio_url IS NOT NULL AND substr(audio_url, 1, @id_at - 1) = @start
            AND EXISTS (SELECT 1 FROM conversations WHERE id = @conversation_id AND owner_id = @owner)
        ORDER BY seq
        """;

    /// <summary>In order, on the branch that goes through a message, or on the active one.</summary>
    public async Task<IReadOnlyList<SpokenMessage>> ReadAsync(CurrentUser user, Guid id, Guid? through, CancellationToken cancellationToken)
    {
        var spoken = new List<SpokenMessage>();
        await using var db = await database.ReadAsync(cancellationToken);
        await using (var row = await db
            .Statement(
                Select,
                ("@conversation_id", id),
                ("@owner", user.Id),
                ("@start", FileAddress.Start),
                ("@id_at", FileAddress.Start.Length + 1))
            .ExecuteReaderAsync(cancellationToken))
        {
            while (await row.ReadAsync(cancellationToken))
            {
                if (FileAddress.Parse(row.GetString(1)) is { } file)
                {
                    spoken.Add(new SpokenMessage(row.GetInt32(0), FileAddress.Of(file), row.SecondsOrNull(2), row.GetBoolean(3)));
                }
            }
        }

        if (spoken.Count == 0 || await conversations.FindAsync(user, id, cancellationToken) is not { } conversation)
        {
            return [];
        }

        var branch = await Branches.NumbersAsync(db, conversation, through, cancellationToken);
        return [.. spoken.Where(message => branch.Contains(message.Seq))];
    }
}
