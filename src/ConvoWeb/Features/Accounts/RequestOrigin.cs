using System.Net;

namespace ConvoWeb.Features.Accounts;

/// <summary>From where a request comes, as the trail tells it. What it says of itself is not asked.</summary>
internal static class RequestOrigin
{
    public static string Of(HttpContext context)
    {
        var way = context.Request.Path switch
        {
            var path when path.StartsWithSegments("/api") || path.StartsWithSegments("/v1") => "api",
            var path when path.StartsWithSegments("/hubs") => "hub",
            _ => "page",
        };
        return context.Connection.RemoteIpAddress is { } address ? $"{way} {Plain(address)}" : way;
    }

    /// <summary>An IPv4 address that came over IPv6 is told as what it is.</summary>
    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
