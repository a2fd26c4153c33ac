using ConvoWeb.Features.Stats.Prices;

namespace ConvoWeb.Features.Stats;

internal static class StatsExtensions
{
    public static IServiceCollection AddStats(this IServiceCollection services) => services.AddPrices();

    public static void MapStats(this IEndpointRouteBuilder routes) => routes.MapPrices();
}
