using ConvoWeb.Data.Providers;
using ConvoWeb.Platform.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConvoWeb.Platform.Observability;

/// <summary>What <c>/health/ready</c> says; <see cref="Reason"/> is there when it is not ready.</summary>
public sealed record HealthView(string Status, string? Reason = null);

internal static class ObservabilityExtensions
{
    public static IServiceCollection AddObservability(this IServiceCollection services) =>
        services.AddMetrics().AddSingleton<ConvoWebMetrics>().AddSingleton<PrometheusText>();

    public static IApplicationBuilder UseRequestMetrics(this IApplicationBuilder app)
    {
        app.ApplicationServices.GetRequiredService<PrometheusText>(); // counts from the first request on
        var metrics = app.ApplicationServices.GetRequiredService<ConvoWebMetrics>();
        return app.Use(async (context, next) =>
        {
            var status = StatusCodes.Status500InternalServerError; // when the answer breaks off
            try
            {
                await next(context);
                status = context.Response.StatusCode;
            }
            finally
            {
                metrics.Request(status);
            }
        });
    }

    public static void MapObservability(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/").WithTags("Operation");
        group.MapGet("/health/live", () => TypedResults.Ok(new HealthView("live")));
        group.MapGet("/health/ready", Ready);
        group.MapGet("/metrics", (PrometheusText metrics) => TypedResults.Text(metrics.Render(), "text/plain; version=0.0.4"));
    }

    private static async Task<Results<Ok<HealthView>, JsonHttpResult<HealthView>>> Ready(
        DatabaseReadiness readiness, IDatabase database, CancellationToken cancellationToken)
    {
        var fault = readiness.Fault;
        if (fault is null)
        {
            try
            {
                await database.PingAsync(cancellationToken);
                return TypedResults.Ok(new HealthView("ready"));
            }
            catch (Exception exception) when (database.Translate(exception) is not null)
            {
                fault = database.Translate(exception);
            }
        }

        return TypedResults.Json(new HealthView("not ready", fault!.Message), statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}
