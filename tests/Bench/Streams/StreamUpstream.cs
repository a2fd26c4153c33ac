using System.Diagnostics;
using System.Text;
using System.Text.Json;
using ConvoWeb.Bench.Viewers;

namespace ConvoWeb.Bench.Streams;

/// <summary>A model's server that answers with chunks, each with the time in it at which it was sent.</summary>
internal static class StreamUpstream
{
    public const string Command = "upstream";

    private static readonly byte[] Chunk = Event(
        $$$"""{"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1727346172,"model":"bench-1","system_fingerprint":"fp_5050236cbd","choices":[{"index":0,"delta":{"content":"{{{Stamp.Of(0)}}} "},"logprobs":null,"finish_reason":null}]}""");

    private static readonly byte[] End =
    [
        .. Event("""{"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1727346172,"model":"bench-1","system_fingerprint":"fp_5050236cbd","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]}"""),
        .. Event("""{"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1727346172,"model":"bench-1","system_fingerprint":"fp_5050236cbd","choices":[],"usage":{"prompt_tokens":30,"completion_tokens":200}}"""),
        .. Event("[DONE]"),
    ];

    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.MapGet("/health/ready", () => Results.Ok());
        app.MapPost("/v1/chat/completions", (RequestDelegate)AnswerAsync);
        await app.RunAsync();
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        var asked = (await JsonSerializer.DeserializeAsync<StreamRequest>(context.Request.Body, JsonSerializerOptions.Web))!;
        var (begun, pace, chunk) = (Stopwatch.GetTimestamp(), TimeSpan.FromMilliseconds(asked.Pace), Chunk.ToArray());
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        context.Response.Headers["x-request-id"] = "req_bench";
        for (var i = 0; i < asked.Chunks; i++)
        {
            if ((pace * i) - Stopwatch.GetElapsedTime(begun) is var early && early > TimeSpan.Zero)
            {
                await Task.Delay(early, context.RequestAborted);
            }

            Stamp.Renew(chunk);
            await context.Response.BodyWriter.WriteAsync(chunk, context.RequestAborted);
        }

        await context.Response.BodyWriter.WriteAsync(End, context.RequestAborted);
    }

    private static byte[] Event(string data) => Encoding.UTF8.GetBytes($"data: {data}\n\n");
}
