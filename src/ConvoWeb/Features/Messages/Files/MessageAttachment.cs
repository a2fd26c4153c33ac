using System.Text.Json;

namespace ConvoWeb.Features.Messages.Files;

/// <summary>Something that came with a message, as <c>metadata.attachments</c> lists it: whatever it says, it is only text.</summary>
/// <param name="Address">Where its bytes are; null when they are not to be had, as those of most chat exports.</param>
/// <param name="IsStored">They are here: others are links, and never loaded.</param>
public sealed record MessageAttachment(string Name, string? Address, bool IsStored, string? MediaType, long? Size)
{
    /// <summary>No more are shown.</summary>
    private const int Most = 100;

    public bool IsPicture => IsStored && MediaType is not null && MediaTypes.IsPicture(MediaType);

    /// <param name="audioUrl">The sound of the message itself, which is heard and not listed as well.</param>
    public static IReadOnlyList<MessageAttachment> Of(string? metadata, string? audioUrl = null)
    {
        if (metadata?.Contains("\"attachments\"", StringComparison.Ordinal) is not true)
        {
            return [];
        }

        using var document = JsonDocument.Parse(metadata);
        return document.RootElement.TryGetProperty("attachments", out var attachments) && attachments.ValueKind is JsonValueKind.Array
            ? [.. attachments.EnumerateArray().Where(item => item.ValueKind is JsonValueKind.Object).Select(Read).Where(item => audioUrl is null || item.Address != audioUrl).Take(Most)]
            : [];
    }

    private static MessageAttachment Read(JsonElement item)
    {
        var url = Text(item, "url");
        var stored = Guid.TryParseExact(Text(item, "file_id"), "D", out var id) ? id : FileAddress.Parse(url);
        var address = stored is { } file ? FileAddress.Of(file)
            : Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? url
            : null;
        var mediaType = Text(item, "media_type") ?? Text(item, "mime_type");
        return new MessageAttachment(
            Text(item, "name") ?? ((Text(item, "content_type") ?? mediaType)?.StartsWith("image", StringComparison.Ordinal) is true ? MessagesTexts.Image : MessagesTexts.File),
            address,
            stored is not null,
            mediaType,
            Number(item, "size") ?? Number(item, "size_bytes"));
    }

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static long? Number(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0 ? number : null;
}
