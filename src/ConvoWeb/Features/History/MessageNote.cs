using System.Text.Json;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Features.History;

/// <summary>What a message's metadata says about how to show it.</summary>
/// <param name="IsTool">What a tool answered: folded.</param>
/// <param name="IsHidden">Hidden where it came from: folded.</param>
/// <param name="Name">Of the tool, where it is known.</param>
internal sealed record MessageNote(bool IsTool, bool IsHidden, string? Name)
{
    private static readonly MessageNote None = new(false, false, null);

    public static MessageNote Of(MessageView message)
    {
        if (message.Metadata is null)
        {
            return None;
        }

        using var metadata = JsonDocument.Parse(message.Metadata);
        var root = metadata.RootElement;
        return new MessageNote(
            Text(root, "role") is "tool",
            root.TryGetProperty("hidden", out var hidden) && hidden.ValueKind is JsonValueKind.True,
            Text(root, "name") ?? Text(root, "tool") ?? Text(root, "tool_name"));
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
