using System.Net;

namespace ConvoWeb.Bench.Floors;

/// <summary>Passes on and nothing else: a request by an <see cref="HttpMessageInvoker"/>, its answer copied and flushed whenever something comes.</summary>
internal static class ForwardServer
{
    public const string Command = "forward", Upstream = "FORWARD_TO";

    public static async Task RunAsync()
    {
        var upstream = Environment.GetEnvironmentVariable(Upstream)!;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
        });

        app.MapGet("/health/ready", () => Results.Ok());
        app.MapPost("/v1/chat/completions", (RequestDelegate)(context => ForwardAsync(context, invoker, upstream)));
        await app.RunAsync();
    }

    private static async Task ForwardAsync(HttpContext context, HttpMessageInvoker invoker, string upstream)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{upstream}{context.Request.Path}");
        request.Content = new StreamContent(context.Request.Body);
        foreach (var (name, values) in context.Request.Headers.Where(header => header.Key is not "Host"))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                request.Content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        using var answer = await invoker.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated).Where(header => header.Key is not "Transfer-Encoding"))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        await using var content = await answer.Content.ReadAsStreamAsync(context.RequestAborted);
        var buffer = new byte[32 * 1024];
        while (await content.ReadAsync(buffer, context.RequestAborted) is > 0 and var read)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}
