using Microsoft.Net.Http.Headers;

namespace ConvoWeb.Features.Messages.Files;

/// <summary>What a file is: told by its first bytes where they are known, never by its name.</summary>
internal static class MediaTypes
{
    public const string Unknown = "application/octet-stream";

    /// <summary>So many bytes are enough to know.</summary>
    public const int KnownBy = 16;

    private const int MaxLength = 100;

    private static readonly HashSet<string> Pictures = new(StringComparer.Ordinal) { "image/png", "image/jpeg", "image/gif", "image/webp" };

    private static readonly HashSet<string> Sounds = new(StringComparer.Ordinal)
    {
        "audio/wav", "audio/mpeg", "audio/aac", "audio/ogg", "audio/flac", "audio/mp4", "audio/webm",
    };

    /// <summary>A browser may show or play it within a page of ours: nothing in it can run.</summary>
    public static bool IsSafeInPlace(string mediaType) => IsPicture(mediaType) || IsSound(mediaType);

    public static bool IsSound(string mediaType) => Sounds.Contains(mediaType);

    /// <summary>For a file without a name: <c>image.png</c>.</summary>
    public static string NameOf(string mediaType) => IsSafeInPlace(mediaType) ? mediaType.Replace('/', '.') : "file";

    public static bool IsPicture(string mediaType) => Pictures.Contains(mediaType);

    /// <param name="start">The first <see cref="KnownBy"/> bytes, or all there are.</param>
    /// <param name="claimed">What the sender says.</param>
    public static string Of(ReadOnlySpan<byte> start, string? claimed)
    {
        var claim = Clean(claimed);
        return OfBytes(start, claim) ?? (IsSafeInPlace(claim) ? Unknown : claim);
    }

    private static string? OfBytes(ReadOnlySpan<byte> start, string claim)
    {
        var isSound = claim.StartsWith("audio/", StringComparison.Ordinal);
        return start switch
        {
            [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => "image/png",
            [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
            _ when start.StartsWith("GIF87a"u8) || start.StartsWith("GIF89a"u8) => "image/gif",
            _ when start.StartsWith("%PDF-"u8) => "application/pdf",
            _ when start.StartsWith("fLaC"u8) => "audio/flac",
            _ when start.StartsWith("ID3"u8) => "audio/mpeg",
            _ when start.StartsWith("OggS"u8) => claim is "video/ogg" ? claim : "audio/ogg",
            [0x1A, 0x45, 0xDF, 0xA3, ..] => isSound ? "audio/webm" : "video/webm",
            _ when IsBox(start, "RIFF"u8, 0) && IsBox(start, "WAVE"u8, 8) => "audio/wav",
            _ when IsBox(start, "RIFF"u8, 0) && IsBox(start, "WEBP"u8, 8) => "image/webp",
            _ when IsBox(start, "ftyp"u8, 4) => isSound || IsBox(start, "M4A "u8, 8) ? "audio/mp4" : "video/mp4",

            // Two bytes alone say little: only where the sender says that it is sound.
            [0xFF, var second, ..] when isSound && (second & 0xF6) == 0xF0 => "audio/aac",
            [0xFF, var second, ..] when isSound && (second & 0xE0) == 0xE0 && (second & 0x06) != 0 => "audio/mpeg",
            _ => null,
        };
    }

    private static bool IsBox(ReadOnlySpan<byte> start, ReadOnlySpan<byte> name, int at) => start.Length >= at + 4 && start.Slice(at, 4).SequenceEqual(name);

    /// <summary>Without parameters, in lower case.</summary>
    private static string Clean(string? claimed) =>
        MediaTypeHeaderValue.TryParse(claimed, out var type) && type.MediaType.Length is > 0 and <= MaxLength && !type.MatchesAllTypes
            ? type.MediaType.Value!.ToLowerInvariant()
            : Unknown;
}
