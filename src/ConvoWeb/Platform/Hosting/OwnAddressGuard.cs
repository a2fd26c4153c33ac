using System.Net;

namespace ConvoWeb.Platform.Hosting;

/// <summary>
/// Without sign-in, a request must name us and come from our own pages: a foreign <c>Host</c> is DNS rebinding, a foreign
/// <c>Origin</c> another site's page that uses the person's browser.
/// </summary>
internal static class OwnAddressGuard
{
    public static IApplicationBuilder UseOwnAddressOnly(this IApplicationBuilder app)
    {
        var publicUrl = app.ApplicationServices.GetRequiredService<Settings>().PublicUrl;
        return app.Use((context, next) =>
        {
            var request = context.Request;
            if (!IsOwnHost(request.Host, publicUrl))
            {
                return RefuseAsync(context, "Host", request.Host.Value);
            }

            if (request.Headers["Sec-Fetch-Site"] == "cross-site" && request.Headers["Sec-Fetch-Mode"] != "navigate")
            {
                // A foreign page that embeds one of our addresses sends no Origin with a GET.
                return RefuseAsync(context, "Sec-Fetch-Site", "cross-site");
            }

            string? origin = request.Headers.Origin;
            return origin is null || IsOwnOrigin(origin, request.Host, publicUrl) ? next(context) : RefuseAsync(context, "Origin", origin);
        });
    }

    private static bool IsOwnHost(HostString host, Uri? publicUrl) =>
        IsLoopback(host.Host) || (publicUrl is not null && string.Equals(host.Host, publicUrl.Host, StringComparison.OrdinalIgnoreCase));

    /// <summary>The same host and port that the request was sent to, or the public address.</summary>
    private static bool IsOwnOrigin(string origin, HostString host, Uri? publicUrl) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && ((IsLoopback(uri.Host) && string.Equals(uri.Authority, host.Value, StringComparison.OrdinalIgnoreCase))
            || (publicUrl is not null && string.Equals(uri.Authority, publicUrl.Authority, StringComparison.OrdinalIgnoreCase)));

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host is "127.0.0.1" or "[::1]"
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static Task RefuseAsync(HttpContext context, string header, string? value) =>
        TypedResults.Problem(
            statusCode: StatusCodes.Status403Forbidden,
            title: "That is not the address of this server.",
            detail: $"{header} '{value}' is neither this machine nor PUBLIC_URL. Behind a proxy, set PUBLIC_URL to the address that people see.")
            .ExecuteAsync(context);
}
