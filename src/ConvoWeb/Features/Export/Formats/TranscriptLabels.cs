using System.Globalization;
using System.Text.Json;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Features.Export.Formats;

/// <summary>What the formats for people call things.</summary>
internal static class TranscriptLabels
{
    /// <summary>Who says it, and what a reader should know of it: a tool's output, a thought, or what no page showed.</summary>
    public static string SpeakerOf(MessageView message, ExportDocument document)
    {
        using var metadata = JsonDocument.Parse(message.Metadata ?? "{}");
        var speaker = message.Type switch
        {
            MessageType.User => "User",
            MessageType.Ai => document.Personality is { } personality ? OneLine(personality.Name) : "AI",
            MessageType.System => Text(metadata, "role") is "tool" ? "Tool" : "System",
            _ => throw new ArgumentOutOfRangeException(nameof(message)),
        };
        string?[] marks =
        [
            Text(metadata, "kind") is "reasoning" ? "reasoning" : null,
            metadata.RootElement.TryGetProperty("hidden", out var hidden) && hidden.ValueKind is JsonValueKind.True ? "hidden" : null,
            message.State is MessageState.Final ? null : "interrupted",
        ];
        return string.Join(", ", marks.OfType<string>()) is { Length: > 0 } mark ? $"{speaker} ({mark})" : speaker;
    }

    /// <summary>From when to when, and with which model.</summary>
    public static string DatesOf(ExportDocument document)
    {
        var conversation = document.Conversation;
        var (from, to) = (Time(conversation.CreatedAt), Time(conversation.LastMessageAt));
        var dates = from == to ? $"{from} UTC" : $"{from} to {to} UTC";
        return conversation.Model is null ? dates : $"{dates}, {OneLine(conversation.Model)}";
    }

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string? Text(JsonDocument metadata, string name) =>
        metadata.RootElement.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
