using Microsoft.Net.Http.Headers;

namespace ConvoWeb.Features.Export;

/// <summary>The answer that is an export, be it of one conversation or of many.</summary>
internal static class ExportAnswer
{
    /// <summary>Of an export that fails before its first byte is out, whoever asked is told why; one that fails later is cut off: half a file must not pass for a whole one.</summary>
    /// <param name="noteBrokenOff">For the latter.</param>
    /// <returns>Whether all of it is out.</returns>
    public static async Task<bool> SendAsync(HttpContext context, Func<Task> write, Func<Task> noteBrokenOff)
    {
        try
        {
            await write();
            context.RequestAborted.ThrowIfCancellationRequested(); // the last bytes are taken without a word, also when nobody is there any more
            return true;
        }
        catch (ExportFailedException failure) when (!context.Response.HasStarted)
        {
            await TellAsync(context, failure);
            return false;
        }
        catch (Exception exception) when (context.Response.HasStarted)
        {
            context.Abort();
            await noteBrokenOff();
            if (exception is ExportFailedException)
            {
                return false;
            }

            throw;
        }
    }

    private static async Task TellAsync(HttpContext context, ExportFailedException failure)
    {
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
