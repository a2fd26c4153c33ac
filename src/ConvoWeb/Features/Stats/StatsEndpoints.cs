using ConvoWeb.Features.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConvoWeb.Features.Stats;

/// <summary>The time zone in which days are kept.</summary>
/// <param name="TimeZone">As in <c>Europe/Berlin</c>.</param>
internal sealed record StatsTimeZone(string? TimeZone);

internal static class StatsEndpoints
{
    public static void MapStatsOfHistory(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/stats").WithTags("Stats").ProducesValidationProblem().RequireAuthorization();

        group.MapGet("/", Get).WithName("GetStats");
        group.MapPut("/time-zone", ChooseTimeZone).WithName("ChooseStatsTimeZone");
    }

    private static async Task<Ok<StatsView>> Get(
        [AsParameters] StatsQuery query, StatsService stats, CurrentUser user, TimeProvider clock, CancellationToken cancellationToken) =>
        TypedResults.Ok(await stats.ReadAsync(user, await query.ToRequestAsync(user, stats, clock.GetUtcNow(), cancellationToken), cancellationToken));

    private static async Task<Accepted> ChooseTimeZone(
        StatsTimeZone zone, StatsService stats, CurrentUser user, CancellationToken cancellationToken)
    {
        await stats.ChooseTimeZoneAsync(user, StatsQuery.ZoneOf(zone.TimeZone ?? ""), cancellationToken);
        return TypedResults.Accepted((string?)null);
    }
}
