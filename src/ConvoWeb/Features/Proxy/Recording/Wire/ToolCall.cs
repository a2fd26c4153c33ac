using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace ConvoWeb.Features.Proxy.Recording.Wire;

/// <param name="Kind"><see cref="Function"/> or <see cref="Custom"/>; null in the older form, <c>function_call</c>, that has no id either.</param>
/// <param name="Arguments">As the model wrote them: JSON most often, and not always valid.</param>
internal sealed record ToolCall(string? Id, string? Kind, string Name, string Arguments)
{
    public const string Function = "function", Custom = "custom";

    /// <summary>Of one message.</summary>
    public const int MaxCount = 128;

    public static string KindOf(JsonElement call) => call.Member("custom"u8) is null ? Function : Custom;

    /// <summary>Where name and arguments are.</summary>
    public static JsonElement BodyOf(JsonElement call) => call.Object("function"u8) ?? call.Object("custom"u8) ?? default;

    /// <summary>Some write them as an object instead of as text.</summary>
    public static string? ArgumentsOf(JsonElement body) =>
        (body.Member("arguments"u8) ?? body.Member("input"u8)) is not { } arguments ? null
        : arguments.ValueKind is JsonValueKind.String ? arguments.RawText()
        : Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(arguments));
}
