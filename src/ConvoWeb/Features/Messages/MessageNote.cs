using System.Text.Json;

namespace ConvoWeb.Features.Messages;

/// <summary>What a message's metadata says about how to show it.</summary>
/// <param name="IsTool">What a tool answered.</param>
/// <param name="IsHidden">Hidden where it came from.</param>
/// <param name="IsReasoning">All of it is what the model thought before it answered.</param>
/// <param name="Reasoning">What the model thought before it said this.</param>
/// <param name="Name">Of the tool, where it is known.</param>
/// <param name="HasAttachments">Something belongs to it that is shown beside its text.</param>
internal sealed record MessageNote(bool IsTool, bool IsHidden, bool IsReasoning, string? Reasoning, string? Name, bool HasAttachments)
{
    private static readonly MessageNote None = new(false, false, false, null, null, false);

    /// <summary>Folded: it is not part of the talk.</summary>
    public bool IsAside => IsTool || IsHidden || IsReasoning;

    /// <summary>As metadata: what a message cannot be without, or it would be taken for words of the talk. Null when there is nothing.</summary>
    public string? Marks
    {
        get
        {
            if (!IsAside)
            {
                return null;
            }

            string?[] marks = [IsTool ? "\"role\":\"tool\"" : null, IsReasoning ? "\"kind\":\"reasoning\"" : null, IsHidden ? "\"hidden\":true" : null];
            return $"{{{string.Join(',', marks.OfType<string>())}}}";
        }
    }

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
            Text(root, "kind") is "reasoning",
            Text(root, "reasoning") ?? Text(root, "thinking"),
            Text(root, "name") ?? Text(root, "tool") ?? Text(root, "tool_name"),
            root.TryGetProperty("attachments", out _));
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
