using System.Text.Json;
using ConvoWeb.Data;
using ConvoWeb.Data.Idempotency;
using ConvoWeb.Data.Providers;
using ConvoWeb.Platform.Hosting;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;

namespace ConvoWeb.Platform.Errors;

internal static class ErrorExtensions
{
    private const long MaxDropped = 64 * 1024 * 1024;

    public static IServiceCollection AddErrors(this IServiceCollection services) =>
        services
            .AddProblemDetails(options => options.CustomizeProblemDetails = Complete)
            .AddExceptionHandler<ProblemExceptionHandler>();

    public static IApplicationBuilder UseErrors(this IApplicationBuilder app) =>
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            // What we translate is an answer and no failure of the program. A failure is logged once, with its reference.
            SuppressDiagnosticsCallback = _ => true,
        }).UseStatusCodePages();

    /// <summary>
    /// A body over its limit is told the limit. What is left of it is read and dropped by the server, up to
    /// <see cref="MaxDropped"/>: a client that still sends would otherwise see the connection break instead of the answer.
    /// </summary>
    private static void Complete(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        if (problem.Status is StatusCodes.Status413PayloadTooLarge
            && context.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { MaxRequestBodySize: { } limit } body)
        {
            if (!body.IsReadOnly)
            {
                body.MaxRequestBodySize = limit + MaxDropped;
            }

            problem.Title = "The body is too large.";
            problem.Extensions["errors"] = new Dictionary<string, string[]>(StringComparer.Ordinal)
            {
                ["body"] = [$"The body is larger than {limit / (1024 * 1024)} MiB."],
            };
        }
    }
}

/// <summary>Turns what went wrong into RFC 9457 problem details; what nobody foresaw stays a 500 without its text.</summary>
internal sealed partial class ProblemExceptionHandler(
    IProblemDetailsService problems, IDatabase database, ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var problem = Describe(exception);
        SecurityHeaders.Set(context.Response.Headers); // what was set before is gone with the answer that was begun
        context.Response.StatusCode = problem.Status!.Value;
        if (problem.Status is StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = "2";
        }

        if (!await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = problem, Exception = exception }))
        {
            // The client accepts no JSON. It is told what is wrong all the same.
            await context.Response.WriteAsJsonAsync(problem, problem.GetType(), options: null, "application/problem+json", cancellationToken);
        }

        return true;
    }

    private ProblemDetails Describe(Exception exception)
    {
        switch (exception)
        {
            case InvalidInputException invalid:
                return new HttpValidationProblemDetails(new Dictionary<string, string[]>(invalid.Errors, StringComparer.Ordinal))
                {
                    Status = StatusCodes.Status400BadRequest,
                    Title = "The request is not valid.",
                };

            case VersionMismatchException:
                return Problem(StatusCodes.Status412PreconditionFailed, "It was changed in the meantime.", "Read it again, and send its new ETag as If-Match.");

            case ConflictException conflict:
                var contradiction = Problem(StatusCodes.Status409Conflict, "That contradicts what is stored.", exception.Message);
                if (conflict.Link is { } link)
                {
                    contradiction.Extensions["link"] = link;
                }

                return contradiction;

            case DeltaGapException gap:
                var missing = Problem(StatusCodes.Status409Conflict, "A delta is missing.", exception.Message);
                missing.Extensions["next"] = gap.Expected;
                return missing;

            case IdempotencyMismatchException:
                return FieldProblem(StatusCodes.Status422UnprocessableEntity, "Idempotency-Key was used before.", "idempotency_key", exception.Message);

            case InvalidOperationException { Message: var message } when message.Contains("is not a known encoding", StringComparison.Ordinal):
                return Problem(StatusCodes.Status415UnsupportedMediaType, "The charset is not known.", "Send the body as UTF-8.");

            case BadHttpRequestException { InnerException: JsonException json }:
                return FieldProblem(
                    StatusCodes.Status400BadRequest,
                    "The body is not valid.",
                    InputErrors.FieldOf(json),
                    json.InnerException is FormatException format ? format.Message : "is not the JSON that is expected here.");

            case BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } bad:
                return FieldProblem(bad.StatusCode, "The request is not valid.", FieldOf(bad), "is missing, or is not what is expected here.");

            case BadHttpRequestException bad:
                return Problem(bad.StatusCode, "The request is not valid.", bad.Message);

            default:
                if (database.Translate(exception) is not { } fault)
                {
                    var failure = ReferencedException.Of(exception);
                    LogFailure(failure);
                    var unforeseen = Problem(
                        StatusCodes.Status500InternalServerError, "Something went wrong on the server.", $"Try again. If it happens again, the log says why under the reference {failure.Reference}.");
                    unforeseen.Extensions["reference"] = failure.Reference;
                    return unforeseen;
                }

                LogDatabaseFault(fault.Message);
                return fault.Kind is DatabaseFaultKind.DiskFull
                    ? Problem(StatusCodes.Status507InsufficientStorage, "The disk is full.", fault.Message)
                    : Problem(StatusCodes.Status503ServiceUnavailable, "The database cannot be used at the moment.", fault.Message);
        }
    }

    private static HttpValidationProblemDetails FieldProblem(int status, string title, string field, string message) =>
        new(new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [message] }) { Status = status, Title = title };

    private static ProblemDetails Problem(int status, string title, string detail) =>
        new() { Status = status, Title = title, Detail = detail };

    /// <summary>Which parameter could not be bound stands only in the text: <c>Failed to bind parameter "Nullable&lt;int&gt; limit" from "many".</c></summary>
    private static string FieldOf(BadHttpRequestException bad) =>
        bad.Message.Split('"') is ["Failed to bind parameter ", var parameter, ..]
            ? JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter[(parameter.LastIndexOf(' ') + 1)..])
            : "body";

    [LoggerMessage(LogLevel.Error, "A request failed")]
    private partial void LogFailure(Exception exception);

    [LoggerMessage(LogLevel.Error, "{Reason}")]
    private partial void LogDatabaseFault(string reason);
}
