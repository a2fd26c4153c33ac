using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Rollups;
using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Features.Stats.Upkeep;

internal sealed class StatsRebuild(IDatabase database, RollupCounter counter) : ICommand
{
    public string Name => "stats rebuild";

    public string Description => "makes the statistics anew from the history";

    public async Task<bool> RunAsync(string? argument, TextWriter output, CancellationToken cancellationToken)
    {
        foreach (var owner in await FindOwnersAsync(cancellationToken))
        {
            await database.WriteAsync(
                async db =>
                {
                    await RollupRecount.BeginAsync(db, owner, timeZone: null, isChosen: null);
                    return true;
                },
                cancellationToken);
        }

        await counter.CountAllAsync(cancellationToken);
        await output.WriteLineAsync("The statistics are made anew from the history.");
        return true;
    }

    private async Task<IReadOnlyList<string>> FindOwnersAsync(CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        return await RollupCheck.FindOwnersAsync(db);
    }
}
