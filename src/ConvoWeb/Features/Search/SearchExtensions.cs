using ConvoWeb.Components.Layout;
using ConvoWeb.Features.Search.Palette;
using ConvoWeb.Features.Search.Saved;
using ConvoWeb.Features.Search.Upkeep;
using ConvoWeb.Platform.Hosting;

namespace ConvoWeb.Features.Search;

internal static class SearchExtensions
{
    public static IServiceCollection AddSearch(this IServiceCollection services) =>
        services
            .AddSingleton<SearchService>()
            .AddSingleton<ICommand, IndexCheck>()
            .AddSingleton<ICommand, IndexRebuild>()
            .AddSingleton<SavedSearchService>()
            .AddScoped<SavedSearchActions>()
            .AddSingleton<PaletteSource>()
            .AddSingleton(ShellPart.Of<PaletteDialog>(ShellPlace.Floating))
            .ConfigureHttpJsonOptions(options =>
            {
                options.SerializerOptions.TypeInfoResolverChain.Insert(0, SavedSearchJson.Api);
                options.SerializerOptions.TypeInfoResolverChain.Insert(0, SearchJson.Api);
            });

    public static void MapSearch(this IEndpointRouteBuilder routes)
    {
        routes.MapSearchMessages();
        routes.MapSavedSearches();
    }
}
