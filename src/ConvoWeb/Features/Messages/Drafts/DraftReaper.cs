using ConvoWeb.Data.Providers;
using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Features.Messages.Drafts;

/// <summary>Looks for drafts whose writers fell silent.</summary>
internal sealed class DraftReaper(
    DraftService drafts, IDatabase database, DatabaseReadiness readiness, Settings settings, TimeProvider clock, ILogger<DraftReaper> logger)
    : RecurringWork(Pause(settings.DraftLease), database, readiness, clock, logger)
{
    /// <summary>A twelfth of the lease: what is late by that is not noticed.</summary>
    public static TimeSpan Pause(TimeSpan lease) => lease / 12 < TimeSpan.FromMilliseconds(250) ? TimeSpan.FromMilliseconds(250) : lease / 12;

    protected override Task RunAsync(CancellationToken cancellationToken) => drafts.InterruptSilentAsync(cancellationToken);
}
