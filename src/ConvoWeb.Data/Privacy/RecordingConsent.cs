using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Privacy;

/// <summary>What an owner has agreed to: that what passes between their programs and a model is stored here.</summary>
/// <param name="Version">Of the note that they agreed to. Null: they did not, or took it back.</param>
public sealed record RecordingConsent(int? Version, DateTimeOffset? AgreedAt)
{
    public static RecordingConsent None { get; } = new(null, null);

    public static async ValueTask<RecordingConsent> ReadAsync(DatabaseScope db, string ownerId)
    {
        await using var row = await db
            .Statement("SELECT recording_version, recording_agreed_at FROM owner_privacy WHERE owner_id = @owner", ("@owner", ownerId))
            .ExecuteReaderAsync();
        return await row.ReadAsync() ? new RecordingConsent(row.NumberOrNull(0), row.TimeOrNull(1)) : None;
    }

    /// <summary>Holds for every write that begins after it: the revision that each of them reads goes up.</summary>
    public async ValueTask SaveAsync(DatabaseScope db, string ownerId)
    {
        await OwnerPrivacyWrites.AddAsync(db, ownerId);
        await db.ExecuteAsync(
            """
            UPDATE owner_privacy SET recording_version = @version, recording_agreed_at = @at, redaction_revision = redaction_revision + 1
            WHERE owner_id = @owner
            """,
            ("@version", Version),
            ("@at", AgreedAt),
            ("@owner", ownerId));
    }
}
