using System.Globalization;
using System.Reflection;
using Microsoft.Net.Http.Headers;

namespace ConvoWeb.Platform.Requests;

/// <summary>The <c>ETag</c> of a thing is its version.</summary>
public static class ETags
{
    public static string Of(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    public static void SetETag(this HttpResponse response, long version) => response.Headers.ETag = Of(version);

    /// <summary>Whether the client has this version already (<c>If-None-Match</c>).</summary>
    public static bool HasVersion(this HttpRequest request, long version)
    {
        var known = request.Headers.IfNoneMatch;
        if (known.Count == 0)
        {
            return false;
        }

        var current = Of(version);
        return known.Count == 1 && known[0] == current
            || request.GetTypedHeaders().IfNoneMatch.Any(tag => tag.Tag == current || tag.Equals(EntityTagHeaderValue.Any));
    }
}

/// <summary>The <c>If-Match</c> header: the version that the client wants to change, if it says so.</summary>
public sealed record IfMatch(long? Version)
{
    /// <summary>No version is negative, so a tag that is none of ours never matches.</summary>
    private const long Unknown = -1;

    public static ValueTask<IfMatch?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        string? header = context.Request.Headers.IfMatch;
        long? version = header is null or "*" ? null
            : long.TryParse(header.AsSpan().Trim().TrimStart("W/").Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var tag) ? tag
            : Unknown;
        return ValueTask.FromResult<IfMatch?>(new IfMatch(version));
    }
}
