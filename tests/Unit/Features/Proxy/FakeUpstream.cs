using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ConvoWeb.Tests.Unit.Features.Proxy;

/// <summary>A model's server that answers what the test says, and keeps what it was asked.</summary>
internal sealed class FakeUpstream : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeUpstream(WebApplication app) => _app = app;

    public Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    public ConcurrentQueue<AskedRequest> Asked { get; } = [];

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public static async Task<FakeUpstream> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var upstream = new FakeUpstream(builder.Build());
        upstream._app.Run(upstream.AnswerAsync);
        await upstream._app.StartAsync(Cancel);
        return upstream;
    }

    /// <summary>As OpenAI streams it.</summary>
    public void Stream(params string[] texts) => Answer = async context =>
    {
        context.Response.ContentType = "text/event-stream";
        foreach (var text in texts)
        {
            await SendAsync(context, Chunk(text));
        }

        await SendAsync(context, """{"id":"c1","object":"chat.completion.chunk","model":"test-1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""");
        await SendAsync(context, """{"id":"c1","object":"chat.completion.chunk","model":"test-1","choices":[],"usage":{"prompt_tokens":12,"completion_tokens":5}}""");
        await SendAsync(context, "[DONE]");
    };

    /// <summary>Each of them the data of one event, and then it ends in order.</summary>
    public void Events(params string[] events) => Answer = async context =>
    {
        context.Response.ContentType = "text/event-stream";
        foreach (var one in events.Append("[DONE]"))
        {
            await SendAsync(context, one);
        }
    };

    /// <summary>The second half only after the test has let it go on.</summary>
    public void StreamInHalves(string first, string second, Task goOn) => Answer = async context =>
    {
        context.Response.ContentType = "text/event-stream";
        await SendAsync(context, Chunk(first));
        await goOn;
        await SendAsync(context, Chunk(second));
        await SendAsync(context, "[DONE]");
    };

    public void Json(string body, int status = 200) => Answer = async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body);
    };

    /// <summary>One after the other, for as many requests.</summary>
    public void Repeat(params IReadOnlyList<Replay> answers)
    {
        var next = -1;
        Answer = context => answers[Interlocked.Increment(ref next)].AnswerAsync(context);
    }

    public static string Chunk(string text) =>
        $$$"""{"id":"c1","object":"chat.completion.chunk","model":"test-1","choices":[{"index":0,"delta":{"content":{{{System.Text.Json.JsonSerializer.Serialize(text)}}}},"finish_reason":null}]}""";

    public static async Task SendAsync(HttpContext context, string data)
    {
        await context.Response.WriteAsync($"data: {data}\n\n");
        await context.Response.Body.FlushAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        Asked.Enqueue(new AskedRequest(
            context.Request.Method,
            context.Request.Path + context.Request.QueryString,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync()));
        await Answer(context);
    }
}

internal sealed record AskedRequest(string Method, string Address, IReadOnlyDictionary<string, string> Headers, string Body);
