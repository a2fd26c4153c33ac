using System.Text.Json;
using System.Text.Json.Serialization;

namespace ConvoWeb.Bench.Floors;

internal sealed record PostedMessage(string Type, string Content);

internal sealed record StoredMessage(string Id, int Seq, long Version);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PostedMessage))]
[JsonSerializable(typeof(StoredMessage))]
internal sealed partial class FloorJson : JsonSerializerContext
{
    public static async Task<PostedMessage> ReadMessageAsync(HttpRequest request) =>
        (await JsonSerializer.DeserializeAsync(request.BodyReader, Default.PostedMessage, request.HttpContext.RequestAborted))!;

    public static Task WriteAsync(HttpResponse response, StoredMessage message)
    {
        response.StatusCode = StatusCodes.Status201Created;
        response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(response.BodyWriter, message, Default.StoredMessage, response.HttpContext.RequestAborted);
    }
}
