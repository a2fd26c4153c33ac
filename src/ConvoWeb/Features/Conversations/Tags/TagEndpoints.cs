using ConvoWeb.Features.Accounts;
using ConvoWeb.Platform.Paging;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConvoWeb.Features.Conversations.Tags;

internal static class TagEndpoints
{
    public static void MapTags(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/tags", List).WithTags("Tags").WithName("ListTags").ProducesValidationProblem().RequireAuthorization();

    private static async Task<Ok<Page<TagView>>> List(
        string? cursor, int? limit, TagService tags, CurrentUser user, CancellationToken cancellationToken) =>
        TypedResults.Ok(await tags.ListAsync(user, cursor, limit, cancellationToken));
}
