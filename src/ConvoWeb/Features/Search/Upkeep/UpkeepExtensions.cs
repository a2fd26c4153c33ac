using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Features.Search.Upkeep;

internal static class UpkeepExtensions
{
    public static IServiceCollection AddIndexUpkeep(this IServiceCollection services) =>
        services.AddSingleton<ICommand, IndexCheck>().AddSingleton<ICommand, IndexRebuild>();
}
