using ConvoWeb.Features.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConvoWeb.Features.Stats.Prices;

internal static class PriceEndpoints
{
    public static IServiceCollection AddPrices(this IServiceCollection services) =>
        services
            .AddSingleton<PriceService>()
            .ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, PricesJson.Api));

    public static void MapPrices(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/prices").WithTags("Stats").RequireAuthorization();

        group.MapGet("/", List).WithName("ListPrices");
        group.MapPut("/", Replace).WithName("ReplacePrices").ProducesValidationProblem();
    }

    private static async Task<Ok<PriceList>> List(PriceService prices, CurrentUser user, CancellationToken cancellationToken) =>
        TypedResults.Ok(new PriceList(await prices.ListAsync(user, cancellationToken)));

    private static async Task<Ok<PriceList>> Replace(
        PriceListEdit list, PriceService prices, CurrentUser user, CancellationToken cancellationToken) =>
        TypedResults.Ok(new PriceList(await prices.ReplaceAsync(user, list, cancellationToken)));
}
