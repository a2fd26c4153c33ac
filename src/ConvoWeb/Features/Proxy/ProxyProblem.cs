using System.Text.Json;
using System.Text.Json.Serialization;
using ConvoWeb.Platform.Json;

namespace ConvoWeb.Features.Proxy;

/// <summary>What went wrong here, in the shape in which OpenAI's clients expect it.</summary>
internal static class ProxyProblem
{
    public static async Task WriteAsync(HttpResponse response, int status, string code, string message)
    {
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        await JsonSerializer.SerializeAsync(
            response.Body, new ProblemBody(new ProblemError(message, "convoweb_error", null, code)), ProxyJson.Api.ProblemBody, response.HttpContext.RequestAborted);
    }
}

/// <summary>https://platform.openai.com/docs/guides/error-codes/api-errors</summary>
internal sealed record ProblemBody(ProblemError Error);

internal sealed record ProblemError(string Message, string Type, string? Param, string Code);

[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class ProxyJson : JsonSerializerContext
{
    public static ProxyJson Api { get; } = new(ApiJson.NewOptions());
}
