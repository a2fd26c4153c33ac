using System.Text;
using ConvoWeb.Data;
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
        group.MapGet("/csv", GetCsv).WithName("GetStatsCsv");
        group.MapPut("/time-zone", ChooseTimeZone).WithName("ChooseStatsTimeZone");
    }

    private static async Task<Ok<StatsView>> Get(
        [AsParameters] StatsQuery query, StatsService stats, CurrentUser user, TimeProvider clock, CancellationToken cancellationToken) =>
        TypedResults.Ok(await stats.ReadAsync(user, await query.ToRequestAsync(user, stats, clock.GetUtcNow(), cancellationToken), cancellationToken));

    /// <param name="chart">days, hours, personalities, models, lengths, responses or tags.</param>
    private static async Task<FileContentHttpResult> GetCsv(
        string chart, [AsParameters] StatsQuery query, StatsService stats, CurrentUser user, TimeProvider clock, CancellationToken cancellationToken)
    {
        var view = await stats.ReadAsync(user, await query.ToRequestAsync(user, stats, clock.GetUtcNow(), cancellationToken), cancellationToken);
        var csv = StatsCsv.Of(view, chart)
            ?? throw new InvalidInputException("chart", "chart must be days, hours, personalities, models, lengths, responses or tags.");

        // Spreadsheets take a file without a byte order mark for one of the machine's old code page.
        return TypedResults.File((byte[])[.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(csv)], "text/csv; charset=utf-8", StatsCsv.FileName(chart, view.Range));
    }

    private static async Task<Accepted> ChooseTimeZone(
        StatsTimeZone zone, StatsService stats, CurrentUser user, CancellationToken cancellationToken)
    {
        await stats.ChooseTimeZoneAsync(user, StatsQuery.ZoneOf(zone.TimeZone ?? ""), cancellationToken);
        return TypedResults.Accepted((string?)null);
    }
}
