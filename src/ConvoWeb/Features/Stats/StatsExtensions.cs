using ConvoWeb.Features.Stats.Prices;
using ConvoWeb.Features.Stats.Upkeep;
using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Features.Stats;

internal static class StatsExtensions
{
    public static IServiceCollection AddStats(this IServiceCollection services) =>
        services
            .AddPrices()
            .AddSingleton<StatsService>()
            .AddSingleton<RollupCounter>()
            .AddHostedService(provider => provider.GetRequiredService<RollupCounter>())
            .AddSingleton<ICommand, StatsCheck>()
            .AddSingleton<ICommand, StatsRebuild>()
            .ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, StatsJson.Api));

    public static void MapStats(this IEndpointRouteBuilder routes)
    {
        routes.MapStatsOfHistory();
        routes.MapPrices();
    }
}
