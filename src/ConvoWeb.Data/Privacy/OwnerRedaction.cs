using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Privacy;

/// <summary>What an owner wants removed from texts before they are stored, and when they are shown.</summary>
/// <param name="Profiles">Words with commas between.</param>
/// <param name="RecordingVersion">Of the note that they agreed to, so that what passes through the proxy may be stored.</param>
/// <param name="Revision">0 when nothing was ever chosen.</param>
public sealed record OwnerRedaction(string Profiles, bool StripsSystem, int? RecordingVersion, long Revision)
{
    /// <summary>For a statement that reads a conversation as <c>c</c>: no way of its own to the server.</summary>
    internal const string RevisionColumn = "coalesce((SELECT p.redaction_revision FROM owner_privacy p WHERE p.owner_id = c.owner_id), 0)";

    /// <summary>The same for one that reads <c>conversations</c> under their own name.</summary>
    public const string RevisionOfConversation =
        "coalesce((SELECT p.redaction_revision FROM owner_privacy p WHERE p.owner_id = conversations.owner_id), 0)";

    public static OwnerRedaction None { get; } = new("", false, null, 0);

    public static async ValueTask<OwnerRedaction> ReadAsync(DatabaseScope db, string ownerId)
    {
        await using var row = await db
            .Statement("SELECT redaction, strips_system, recording_version, redaction_revision FROM owner_privacy WHERE owner_id = @owner", ("@owner", ownerId))
            .ExecuteReaderAsync();
        return await row.ReadAsync() ? new OwnerRedaction(row.GetString(0), row.GetBoolean(1), row.NumberOrNull(2), row.GetInt64(3)) : None;
    }

    public static async ValueTask<long> ReadRevisionAsync(DatabaseScope db, string ownerId) =>
        await db.Statement("SELECT redaction_revision FROM owner_privacy WHERE owner_id = @owner", ("@owner", ownerId)).ExecuteScalarAsync() as long? ?? 0;

    /// <summary>Holds for every write that begins after it.</summary>
    /// <returns>The revision from then on.</returns>
    public static async ValueTask<long> SaveAsync(DatabaseScope db, string ownerId, string profiles, bool stripsSystem)
    {
        await OwnerPrivacyWrites.AddAsync(db, ownerId);
        return (long)(await db
            .Statement(
                """
                UPDATE owner_privacy SET redaction = @redaction, strips_system = @strips_system, redaction_revision = redaction_revision + 1
                WHERE owner_id = @owner RETURNING redaction_revision
                """,
                ("@owner", ownerId),
                ("@redaction", profiles),
                ("@strips_system", stripsSystem))
            .ExecuteScalarAsync())!;
    }
}
