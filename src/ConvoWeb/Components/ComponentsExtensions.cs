using System.Globalization;
using ConvoWeb.Components.Shared;
using Microsoft.AspNetCore.Diagnostics;

namespace ConvoWeb.Components;

internal static class ComponentsExtensions
{
    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        return services.AddSharedComponents();
    }

    /// <summary>What the shared components need, whoever renders them.</summary>
    public static IServiceCollection AddSharedComponents(this IServiceCollection services)
    {
        services.AddScoped<ToastService>();
        services.AddScoped<BrowserTime>();
        services.AddCascadingValue(circuit => circuit.GetRequiredService<BrowserTime>().Source);
        return services;
    }

    public static void UsePages(this WebApplication app)
    {
        // Pages and their circuits write as their reader does. What programs are answered is the same in every language.
        app.Use(async (context, next) =>
        {
            if (IsPerson(context.Request) || context.Request.Path.StartsWithSegments("/_blazor"))
            {
                CultureInfo.CurrentCulture = ReaderCulture.Of(context.Request.Headers.AcceptLanguage).Info;
            }

            await next(context);
        });
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.Use((context, next) =>
        {
            // A person who follows a wrong address gets the page, a program problem details.
            context.Features.Get<IStatusCodePagesFeature>()!.Enabled = IsPerson(context.Request);
            return next(context);
        });

        // Here and not by themselves at the very front, so that the page of a wrong address passes them too.
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
    }

    public static void MapPages(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null) // The header says it already.
            .RequireAuthorization()
            .WithStaticAssets();
    }

    private static bool IsPerson(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);
}
