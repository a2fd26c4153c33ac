using ConvoWeb.Features.Accounts;
using ConvoWeb.Platform.Paging;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConvoWeb.Features.Retention.Backups;

internal static class BackupEndpoints
{
    public static void MapBackups(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/backups").WithTags("Privacy").RequireAuthorization();

        group.MapGet("/", List).WithName("ListBackups").ProducesValidationProblem();
        group.MapDelete("/{id:guid}", Remove).WithName("RemoveBackup");
    }

    private static async Task<Ok<Page<BackupView>>> List(
        string? cursor, int? limit, BackupService backups, CurrentUser user, CancellationToken cancellationToken) =>
        TypedResults.Ok(await backups.ListAsync(user, cursor, limit, cancellationToken));

    /// <summary>No byte of it is left then.</summary>
    private static async Task<Results<NoContent, NotFound>> Remove(Guid id, BackupService backups, CurrentUser user, CancellationToken cancellationToken) =>
        await backups.RemoveAsync(user, id, cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();
}
