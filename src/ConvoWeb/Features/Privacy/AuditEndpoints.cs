using System.Text;
using ConvoWeb.Data.Audit;
using ConvoWeb.Data.Conventions;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Audit;
using ConvoWeb.Platform.Csv;
using ConvoWeb.Platform.Json;
using ConvoWeb.Platform.Paging;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConvoWeb.Features.Privacy;

/// <summary>What was done to one's own data. There is no call that changes an entry.</summary>
internal static class AuditEndpoints
{
    public const string CsvAddress = "/api/audit/csv";

    private const string Names = "at,actor,action,origin,conversation_id,count,detail\r\n";

    public static void MapAudit(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/audit", List).WithTags("Privacy").WithName("ListAudit").ProducesValidationProblem().RequireAuthorization();
        routes.MapGet(CsvAddress, Csv).WithTags("Privacy").WithName("GetAuditCsv").Produces<string>(StatusCodes.Status200OK, "text/csv").RequireAuthorization();
    }

    private static async Task<Ok<Page<AuditView>>> List(string? cursor, int? limit, AuditTrail trail, CurrentUser user, CancellationToken cancellationToken) =>
        TypedResults.Ok(await trail.ListAsync(user.Id, cursor, limit, cancellationToken));

    /// <summary>All of it, the newest first, written as it is read.</summary>
    private static async Task Csv(AuditTrail trail, CurrentUser user, HttpResponse response, CancellationToken cancellationToken)
    {
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = "attachment; filename=convoweb-audit.csv";

        // Spreadsheets take a file without a byte order mark for one of the machine's old code page.
        await response.BodyWriter.WriteAsync(Encoding.UTF8.Preamble.ToArray(), cancellationToken);
        await response.WriteAsync(Names, cancellationToken);
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await trail.ListAsync(user.Id, cursor, PageLimits.Max, cancellationToken);
            await response.WriteAsync(string.Concat(page.Items.Select(Line)), cancellationToken);
            cursor = page.NextCursor;
        }
    }

    private static string Line(AuditView entry)
    {
        Span<byte> time = stackalloc byte[UtcTimeConverter.MaxLength];
        var at = Encoding.ASCII.GetString(UtcTimeConverter.Format(entry.At, time));
        return FormattableString.Invariant(
            $"{at},{CsvCell.Of(entry.Actor)},{Words<AuditAction>.Of(entry.Action)},{CsvCell.Of(entry.Origin)},{entry.ConversationId},{entry.Count},{CsvCell.Of(entry.Detail)}\r\n");
    }
}
