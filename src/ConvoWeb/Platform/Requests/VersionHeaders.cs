using System.Globalization;
using System.Reflection;
using Microsoft.Net.Http.Headers;

namespace ConvoWeb.Platform.Requests;

/// <summary>
/// The <c>ETag</c> of a thing is its version; while something in it is still being written, how far that is; and where something of it may not be
/// shown, by which choice.
/// </summary>
public static class ETags
{
    /// <param name="progress">Of what is being written: goes up while the version stays; null when nothing is.</param>
    /// <param name="redaction">Of what is removed from it: goes up when that changes; 0 when nothing ever was.</param>
    public static string Of(long version, long? progress = null, long redaction = 0) => (progress, redaction) switch
    {
        (null, 0) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\""),
        (_, 0) => string.Create(CultureInfo.InvariantCulture, $"\"{version}.{progress}\""),
        _ => string.Create(CultureInfo.InvariantCulture, $"\"{version}.{progress}.r{redaction}\""),
    };

    public static void SetETag(this HttpResponse response, long version) => response.Headers.ETag = Of(version);

    /// <summary>Whether the client has what this tag names already (<c>If-None-Match</c>).</summary>
    public static bool HasETag(this HttpRequest request, string current)
    {
        var known = request.Headers.IfNoneMatch;
        if (known.Count == 0)
        {
            return false;
        }

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
            : long.TryParse(VersionOf(header.AsSpan().Trim().TrimStart("W/").Trim('"')), NumberStyles.None, CultureInfo.InvariantCulture, out var tag) ? tag
            : Unknown;
        return ValueTask.FromResult<IfMatch?>(new IfMatch(version));
    }

    /// <summary>What is being written meanwhile changes no version.</summary>
    private static ReadOnlySpan<char> VersionOf(ReadOnlySpan<char> tag) => tag.IndexOf('.') is >= 0 and var dot ? tag[..dot] : tag;
}
