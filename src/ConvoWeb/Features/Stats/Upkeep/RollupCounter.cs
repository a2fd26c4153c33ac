using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Rollups;
using ConvoWeb.Features.Live;
using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Features.Stats.Upkeep;

/// <summary>Counts histories anew: after a time zone was chosen, and once after an update of the program.</summary>
internal sealed class RollupCounter(IDatabase database, ILiveEvents live, DatabaseReadiness readiness, TimeProvider clock, ILogger<RollupCounter> logger)
    : RecurringWork(TimeSpan.FromSeconds(2), database, readiness, clock, logger)
{
    private const int OwnersAtOnce = 10;

    private readonly IDatabase _database = database;

    /// <summary>Until no history is left to count.</summary>
    public async Task CountAllAsync(CancellationToken cancellationToken)
    {
        while (await FindOwnersAsync(cancellationToken) is { Count: > 0 } owners)
        {
            foreach (var owner in owners)
            {
                await CountAsync(owner, cancellationToken);
            }
        }
    }

    protected override Task RunAsync(CancellationToken cancellationToken) => CountAllAsync(cancellationToken);

    private async Task<IReadOnlyList<string>> FindOwnersAsync(CancellationToken cancellationToken)
    {
        await using var db = await _database.ReadAsync(cancellationToken);
        return await RollupRecount.FindOwnersAsync(db, OwnersAtOnce);
    }

    private async Task CountAsync(string ownerId, CancellationToken cancellationToken)
    {
        while (await _database.WriteAsync(db => RollupRecount.CountSomeAsync(db, ownerId), cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        live.Publish(new LiveEvent(LiveEventKind.ConversationChanged, ownerId, Guid.Empty, 0)); // whoever looks at numbers reads them again
        while (await _database.WriteAsync(db => RollupRecount.ForgetSomeAsync(db, ownerId), cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
