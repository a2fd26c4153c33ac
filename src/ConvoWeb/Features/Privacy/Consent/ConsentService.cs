using System.Text.Json;
using ConvoWeb.Data;
using ConvoWeb.Data.Audit;
using ConvoWeb.Data.Privacy;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;

namespace ConvoWeb.Features.Privacy.Consent;

/// <summary>Takes a person's consent to recording, and its withdrawal.</summary>
public sealed class ConsentService(IDatabase database, TimeProvider clock)
{
    private const string Field = "recording.agreed_version";

    public async Task<RecordingSettings> GetAsync(CurrentUser user, CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        return View(await RecordingConsent.ReadAsync(db, user.Id));
    }

    /// <summary>Whether a patch changes it, and to what.</summary>
    /// <param name="agreed">The version agreed to; null withdraws.</param>
    /// <exception cref="InvalidInputException">It is neither the version of the note that holds nor null.</exception>
    public static bool IsChange(JsonElement patch, out int? agreed)
    {
        agreed = null;
        if (patch.ValueKind is not JsonValueKind.Object)
        {
            throw new InvalidInputException("recording", "recording must be a JSON object.");
        }

        if (!patch.TryGetProperty("agreed_version", out var version))
        {
            return false;
        }

        agreed = version.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.Number when version.TryGetInt32(out var number) && number == RecordingNote.Version => number,
            _ => throw new InvalidInputException(Field, $"agreed_version must be {RecordingNote.Version}, which is the version of the note that holds, or null."),
        };
        return true;
    }

    /// <summary>Holds for the very next write, on all nodes and in streams too. Agreeing once more, or withdrawing what was not given, changes nothing.</summary>
    public async Task<RecordingSettings> SaveAsync(CurrentUser user, bool agrees, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return View(await database.WriteAsync(
            async db =>
            {
                var before = await RecordingConsent.ReadAsync(db, user.Id);
                var after = agrees ? new RecordingConsent(RecordingNote.Version, now) : RecordingConsent.None;
                if (before.Version == after.Version)
                {
                    return before;
                }

                await after.SaveAsync(db, user.Id);
                var version = after.Version ?? before.Version;
                await AuditWrites.AddAsync(
                    db, user.Did(agrees ? AuditAction.ConsentGiven : AuditAction.ConsentWithdrawn, now, detail: $$"""{"version":{{version}}}"""));
                return after;
            },
            cancellationToken));
    }

    private static RecordingSettings View(RecordingConsent consent) => new()
    {
        AgreedVersion = consent.Version,
        AgreedAt = consent.AgreedAt,
        NoteVersion = RecordingNote.Version,
    };
}
