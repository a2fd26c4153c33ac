using System.Globalization;
using ConvoWeb.Data;
using ConvoWeb.Platform.Caching;
using ConvoWeb.Platform.Errors;
using ConvoWeb.Platform.Json;
using ConvoWeb.Platform.Observability;
using ConvoWeb.Platform.Redis;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace ConvoWeb.Platform.Hosting;

/// <summary>What every feature stands on, and the pipeline around it.</summary>
internal static class PlatformExtensions
{
    public static WebApplicationBuilder AddPlatform(this WebApplicationBuilder builder, Settings settings)
    {
        // What does not ask for a reader's culture is written for programs, whatever language the machine speaks.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");

        // The addresses that were checked, whatever a Kestrel section of the configuration says.
        builder.WebHost.UseUrls(settings.Urls).PreferHostingUrls(true);
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);

        builder.Services
            .AddSingleton(settings)
            .AddSingleton(TimeProvider.System)
            .AddConvoData(settings.Database)
            .AddSingleton<DatabaseReadiness>()
            .AddHostedService<DatabaseStartup>()
            .AddSingleton<IConfigureOptions<KeyManagementOptions>, ProtectionKeys>()
            .AddErrors()
            .AddObservability()
            .AddOpenApi()
            .ConfigureHttpJsonOptions(options => ApiJson.Configure(options.SerializerOptions));

        if (settings.Redis is { } redis)
        {
            builder.Services.AddRedis(redis);
        }

        builder.Services.AddAnswerCache(settings);

        // What cannot be bound becomes an exception, and so a problem that names the field.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.AddDataProtection().SetApplicationName("ConvoWeb");
        return builder;
    }

    public static WebApplication UsePlatform(this WebApplication app)
    {
        app.UseRequestMetrics();
        app.UseErrors();
        app.UseSecurityHeaders();
        app.UseOwnAddressOnly();
        app.UseReadyDatabase();
        return app;
    }

    public static void MapPlatform(this WebApplication app)
    {
        app.MapObservability();
        app.MapOpenApi();
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "docs";
            page.SwaggerEndpoint("/openapi/v1.json", "ConvoWeb");
            page.DocumentTitle = "ConvoWeb API";
        });
    }
}
