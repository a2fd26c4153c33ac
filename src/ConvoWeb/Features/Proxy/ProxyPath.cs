using Microsoft.AspNetCore.Http.Features;

namespace ConvoWeb.Features.Proxy;

/// <summary>What of a request's address is passed on: what stands behind <c>/v1</c>, as the caller wrote it.</summary>
internal static class ProxyPath
{
    private const string Start = "/v1/";

    /// <summary>As often as a server in between may have undone it.</summary>
    private const int MostEscapes = 3;

    /// <summary>With its slash and its query. Null when it would lead out of the upstream's address, or to what is ours.</summary>
    public static string? Of(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var upstream = context.GetRouteValue("upstream") as string;
        var from = target.IndexOf(upstream is null ? Start : $"/{upstream}{Start}", StringComparison.OrdinalIgnoreCase);
        if (from < 0)
        {
            return null;
        }

        var rest = target[(from + (upstream is null ? 0 : upstream.Length + 1) + Start.Length - 1)..];
        return IsSafe(rest.Split('?', 2)[0]) ? rest : null;
    }

    private static bool IsSafe(string path)
    {
        for (var i = 0; i <= MostEscapes; i++, path = Uri.UnescapeDataString(path))
        {
            var segments = path.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries);
            if (segments.Any(segment => segment is "." or "..") || segments is [var first, ..] && first.Equals("conversations", StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }
}
