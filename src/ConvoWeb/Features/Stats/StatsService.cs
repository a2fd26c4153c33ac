using ConvoWeb.Features.Accounts;

namespace ConvoWeb.Features.Stats;

/// <summary>Reads what a history comes to.</summary>
public sealed class StatsService
{
    public Task<StatsView> ReadAsync(CurrentUser user, StatsRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<StatsChoices> ChoicesAsync(CurrentUser user, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>From now on the owner's days are counted in it; what is there already is counted anew in the background.</summary>
    public Task ChooseTimeZoneAsync(CurrentUser user, TimeZoneInfo zone, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
