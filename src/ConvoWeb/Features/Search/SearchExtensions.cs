namespace ConvoWeb.Features.Search;

internal static class SearchExtensions
{
    public static IServiceCollection AddSearch(this IServiceCollection services) =>
        services
            .AddSingleton<SearchService>()
            .ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, SearchJson.Api));

    public static void MapSearch(this IEndpointRouteBuilder routes) => routes.MapSearchMessages();
}
