using System.Net.Http.Headers;
using ConvoWeb.Platform.Network;
using Microsoft.Net.Http.Headers;

namespace ConvoWeb.Features.Proxy;

/// <summary>Which headers pass, in both directions.</summary>
internal static class ProxyHeaders
{
    public const string OwnPrefix = "X-ConvoWeb-";

    /// <summary>Of one connection, not of the request (RFC 9110, 7.6.1); and what is said of a body anew.</summary>
    private static readonly HashSet<string> OfOneHop = new(StringComparer.OrdinalIgnoreCase)
    {
        HeaderNames.Connection, HeaderNames.KeepAlive, HeaderNames.ProxyAuthenticate, HeaderNames.ProxyAuthorization, HeaderNames.ProxyConnection,
        HeaderNames.TE, HeaderNames.Trailer, HeaderNames.TransferEncoding, HeaderNames.Upgrade,
    };

    /// <summary>Those are ours: the caller's cookies and pages are none of the upstream's business.</summary>
    private static readonly HashSet<string> NotSent = new(StringComparer.OrdinalIgnoreCase)
    {
        HeaderNames.Host, HeaderNames.Cookie, HeaderNames.Authorization, HeaderNames.Origin, HeaderNames.Referer, HeaderNames.Expect, HeaderNames.ContentLength,
        "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded",
    };

    /// <summary>What would hold for this address in the caller's browser.</summary>
    private static readonly HashSet<string> NotReturned = new(StringComparer.OrdinalIgnoreCase)
    {
        HeaderNames.SetCookie, HeaderNames.StrictTransportSecurity, HeaderNames.AltSvc, HeaderNames.ContentSecurityPolicy, "Clear-Site-Data", "NEL", "Report-To",
    };

    /// <summary>Ways to sign in that some servers know beside <c>Authorization</c>: where a key is set here, the caller's stays here.</summary>
    private static readonly HashSet<string> SignsIn = new(StringComparer.OrdinalIgnoreCase) { "api-key", "x-api-key", "x-goog-api-key" };

    /// <summary>What a caller signs in with at the model's server.</summary>
    public static string? KeyOf(HttpRequest request) =>
        SignsIn.Prepend(HeaderNames.Authorization).Select(name => request.Headers[name].ToString()).FirstOrDefault(key => key.Length > 0);

    /// <param name="isRead">The answer is read here too, so it must not come packed.</param>
    public static void CopyTo(HttpRequestMessage message, HttpRequest request, Upstream upstream, bool isRead)
    {
        var nominated = request.Headers.GetCommaSeparatedValues(HeaderNames.Connection);
        foreach (var (name, values) in request.Headers)
        {
            if (OfOneHop.Contains(name)
                || nominated.Contains(name, StringComparer.OrdinalIgnoreCase)
                || (upstream.HasKey && SignsIn.Contains(name))
                || NotSent.Contains(name)
                || name.StartsWith(OwnPrefix, StringComparison.OrdinalIgnoreCase)
                || (isRead && name.Equals(HeaderNames.AcceptEncoding, StringComparison.OrdinalIgnoreCase)))
            {
                continue;
            }

            if (!message.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        if (upstream.Authorization(request.Headers.Authorization) is { Length: > 0 } authorization)
        {
            message.Headers.TryAddWithoutValidation(HeaderNames.Authorization, authorization);
        }
    }

    public static void CopyFrom(HttpResponseMessage message, HttpResponse response)
    {
        Copy(message.Headers);
        Copy(message.Content.Headers);

        // It is served from our address, and no page of ours: it runs nothing there.
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox; frame-ancestors 'none'";

        void Copy(HttpHeaders headers)
        {
            foreach (var (name, values) in headers.NonValidated)
            {
                if (!OfOneHop.Contains(name)
                    && !NotReturned.Contains(name)
                    && !message.Headers.Connection.Contains(name, StringComparer.OrdinalIgnoreCase)
                    && !name.StartsWith(OwnPrefix, StringComparison.OrdinalIgnoreCase)
                    && !name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase))
                {
                    response.Headers[name] = values.ToArray();
                }
            }
        }
    }
}
