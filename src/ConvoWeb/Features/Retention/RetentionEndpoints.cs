using ConvoWeb.Features.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConvoWeb.Features.Retention;

internal static class RetentionEndpoints
{
    public static void MapRetentionPreview(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/retention/preview").WithTags("Privacy").RequireAuthorization();

        group.MapGet("/", Saved).WithName("PreviewRetention").ProducesValidationProblem();
        group.MapPost("/", Proposed).WithName("PreviewProposedRetention").ProducesValidationProblem();
    }

    private static async Task<Ok<RetentionPreview>> Saved(
        string? cursor, int? limit, RetentionService retention, CurrentUser user, CancellationToken cancellationToken) =>
        TypedResults.Ok(await retention.PreviewAsync(user, null, cursor, limit, cancellationToken));

    /// <summary>What rules would do that are not saved.</summary>
    private static async Task<Ok<RetentionPreview>> Proposed(
        RetentionSettings? proposed, string? cursor, int? limit, RetentionService retention, CurrentUser user, CancellationToken cancellationToken) =>
        TypedResults.Ok(await retention.PreviewAsync(user, proposed, cursor, limit, cancellationToken));
}
