using ConvoWeb.Features.Privacy.Redaction;
using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Features.Proxy.Recording;

/// <summary>Whether the owner of a talk has agreed to have it stored, and what is left out of it then.</summary>
internal sealed class TalkConsent(Patience patience, OwnerRedactions redactions, Settings settings)
{
    public async Task<bool> MayRecordAsync(RecordingContext context) => (await CurrentAsync(context)).MayBeRecorded;

    /// <summary>The same when the database is away: as it was when this node looked last.</summary>
    public bool MayBeSetAside(RecordingContext context) => redactions.LastKnown(context.User.Id) is { MayBeRecorded: true } && settings.PersistTranscripts;

    /// <exception cref="Privacy.Consent.NotRecordedException">They have not agreed.</exception>
    public async Task<RedactionPolicy> PolicyAsync(RecordingContext context) => (await CurrentAsync(context)).For(context.User);

    private Task<RedactionPolicy> CurrentAsync(RecordingContext context) =>
        patience.WaitAsync(() => redactions.CurrentAsync(context.User.Id, CancellationToken.None).AsTask(), context.GiveUp);
}
