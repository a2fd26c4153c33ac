using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Rollups;
using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Features.Stats.Upkeep;

internal sealed class StatsCheck(IDatabase database) : ICommand
{
    public string Name => "stats check";

    public string Description => "counts the history anew and compares it with the statistics";

    public async Task<bool> RunAsync(string? argument, TextWriter output, CancellationToken cancellationToken)
    {
        var isRight = true;
        foreach (var owner in await FindOwnersAsync(cancellationToken))
        {
            await using var db = await database.ReadAsync(cancellationToken);
            var findings = await RollupCheck.CompareAsync(db, owner);
            isRight &= findings.Count == 0;
            foreach (var finding in findings)
            {
                await output.WriteLineAsync(finding);
            }
        }

        await output.WriteLineAsync(isRight
            ? "The statistics agree with the history."
            : "The statistics do not agree with the history; 'stats rebuild' makes them anew.");
        return isRight;
    }

    private async Task<IReadOnlyList<string>> FindOwnersAsync(CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        return await RollupCheck.FindOwnersAsync(db);
    }
}
