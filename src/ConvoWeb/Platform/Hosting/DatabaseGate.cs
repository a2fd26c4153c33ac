using ConvoWeb.Data;

namespace ConvoWeb.Platform.Hosting;

/// <summary>While the database is not ready, requests that need it are told why: programs as problem details, people as a page.</summary>
internal static class DatabaseGate
{
    public static IApplicationBuilder UseReadyDatabase(this IApplicationBuilder app)
    {
        var readiness = app.ApplicationServices.GetRequiredService<DatabaseReadiness>();
        return app.Use((context, next) =>
        {
            if (readiness.Fault is not { } fault || IsOpen(context.Request.Path))
            {
                return next(context);
            }

            var status = fault.Kind is DatabaseFaultKind.DiskFull ? StatusCodes.Status507InsufficientStorage : StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "2";
            return context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)
                ? FaultPage.WriteAsync(context.Response, status, fault.Message)
                : TypedResults.Problem(statusCode: status, title: "The database cannot be used at the moment.", detail: fault.Message).ExecuteAsync(context);
        });
    }

    private static bool IsOpen(PathString path) =>
        path.StartsWithSegments("/health") || path.StartsWithSegments("/metrics") || path.StartsWithSegments("/openapi") || path.StartsWithSegments("/docs")
        || Path.GetExtension(path.Value) is ".css" or ".svg"; // what the fault page looks like
}
