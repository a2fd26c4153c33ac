using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ConvoWeb.Data;

namespace ConvoWeb.Platform.Json;

/// <summary>PATCH is a merge patch (RFC 7396) on what PUT replaces: a missing member stays, null clears.</summary>
public static class MergePatch
{
    /// <exception cref="InvalidInputException">The patch is no object, or does not fit the type.</exception>
    public static T Apply<T>(T current, JsonElement patch, JsonTypeInfo<T> type)
    {
        if (patch.ValueKind is not JsonValueKind.Object)
        {
            throw new InvalidInputException("body", "The body must be a JSON object.");
        }

        var target = JsonSerializer.SerializeToNode(current, type)!.AsObject();
        foreach (var member in patch.EnumerateObject())
        {
            // The members are replaced as a whole: metadata is one value, not a tree to merge into.
            target[member.Name] = member.Value.ValueKind is JsonValueKind.Null ? null : JsonNode.Parse(member.Value.GetRawText());
        }

        try
        {
            return target.Deserialize(type)!;
        }
        catch (JsonException exception)
        {
            throw new InvalidInputException(
                exception.Path is { Length: > 2 } path ? path[2..] : "body",
                exception.InnerException is FormatException format ? format.Message : "is not the JSON that is expected here.");
        }
    }
}
