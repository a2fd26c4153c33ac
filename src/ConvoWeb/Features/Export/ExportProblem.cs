using Microsoft.Net.Http.Headers;

namespace ConvoWeb.Features.Export;

/// <summary>What whoever asked is told of an export that failed, be it of one conversation or of many.</summary>
internal static class ExportProblem
{
    public static async Task TellAsync(HttpContext context, ExportFailedException failure)
    {
        if (context.Response.HasStarted)
        {
            context.Abort(); // half a file must not pass for a whole one
            return;
        }

        var (status, title) = failure.Failure switch
        {
            ExportFailure.Unavailable => (StatusCodes.Status503ServiceUnavailable, "This format is not available here."),
            ExportFailure.Busy => (StatusCodes.Status503ServiceUnavailable, "There is too much to do at the moment."),
            ExportFailure.TooLarge => (StatusCodes.Status413PayloadTooLarge, "It is too large for this format."),
            ExportFailure.Broken => (StatusCodes.Status500InternalServerError, "The export failed."),
            _ => throw new ArgumentOutOfRangeException(nameof(failure)),
        };
        context.Response.Headers.Remove(HeaderNames.ContentDisposition);
        if (failure.Failure is ExportFailure.Busy)
        {
            context.Response.Headers.RetryAfter = "10";
        }

        await TypedResults.Problem(failure.Message, statusCode: status, title: title).ExecuteAsync(context);
    }
}
