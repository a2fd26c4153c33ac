using ConvoWeb.Features.Accounts;
using ConvoWeb.Platform.Paging;
using ConvoWeb.Platform.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConvoWeb.Features.Search.Saved;

internal static class SavedSearchEndpoints
{
    public static void MapSavedSearches(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/searches").WithTags("Saved searches").RequireAuthorization();

        group.MapGet("/", List).WithName("ListSavedSearches");
        group.MapPost("/", Create).WithName("CreateSavedSearch").ProducesValidationProblem().ProducesProblem(StatusCodes.Status409Conflict);
        group.MapGet("/{id:guid}", Get).WithName("GetSavedSearch");
        group.MapPut("/{id:guid}", Replace).WithName("ReplaceSavedSearch").ProducesValidationProblem().ProducesProblem(StatusCodes.Status409Conflict);
        group.MapDelete("/{id:guid}", Remove).WithName("RemoveSavedSearch");
    }

    private static async Task<Ok<Page<SavedSearchView>>> List(
        string? cursor, int? limit, SavedSearchService searches, CurrentUser user, CancellationToken cancellationToken) =>
        TypedResults.Ok(await searches.ListAsync(user, cursor, limit, cancellationToken));

    private static async Task<Created<SavedSearchView>> Create(
        SavedSearchEdit search, IdempotencyHeader idempotency, SavedSearchService searches, CurrentUser user, CancellationToken cancellationToken)
    {
        var created = await searches.CreateAsync(user, search, idempotency.For(search, SavedSearchJson.Api.SavedSearchEdit), cancellationToken);
        return TypedResults.Created($"/api/searches/{created.Id}", created);
    }

    private static async Task<Results<Ok<SavedSearchView>, NotFound>> Get(
        Guid id, SavedSearchService searches, CurrentUser user, CancellationToken cancellationToken) =>
        Answer(await searches.FindAsync(user, id, cancellationToken));

    private static async Task<Results<Ok<SavedSearchView>, NotFound>> Replace(
        Guid id, SavedSearchEdit search, SavedSearchService searches, CurrentUser user, CancellationToken cancellationToken) =>
        Answer(await searches.ReplaceAsync(user, id, search, cancellationToken));

    private static async Task<Results<NoContent, NotFound>> Remove(
        Guid id, SavedSearchService searches, CurrentUser user, CancellationToken cancellationToken) =>
        await searches.RemoveAsync(user, id, cancellationToken) is null ? TypedResults.NotFound() : TypedResults.NoContent();

    private static Results<Ok<SavedSearchView>, NotFound> Answer(SavedSearchView? search) =>
        search is null ? TypedResults.NotFound() : TypedResults.Ok(search);
}
