namespace ConvoWeb.Features.Search;

internal static class SearchExtensions
{
    public static IServiceCollection AddSearch(this IServiceCollection services) => services.AddSingleton<SearchService>();
}
