using System.Text.Json;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Proxy.Recording;
using ConvoWeb.Platform.Network;
using ConvoWeb.Platform.Requests;

namespace ConvoWeb.Features.Proxy;

/// <summary>Takes the place of OpenAI's server for programs: what they ask is passed on, and the talk is recorded when its owner has agreed.</summary>
internal static class ProxyEndpoints
{
    /// <summary>Those of the protocol. TRACE would answer with what we sign in with.</summary>
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete];

    /// <summary>
    /// The rest of the protocol. One by one, because a route for all of <c>/v1</c> would take what is refused of our own
    /// (<c>conversations</c>) for something else; what is not among them has the address with the upstream's name.
    /// </summary>
    private static readonly string[] Resources =
    [
        "assistants", "audio", "batches", "chat", "completions", "containers", "detokenize", "edits", "embeddings", "engines", "evals", "files", "fine_tuning", "images",
        "messages", "models", "moderations", "realtime", "rerank", "responses", "score", "threads", "tokenize", "uploads", "vector_stores", "videos",
    ];

    public static void MapProxy(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Proxy").RequireAuthorization().AddEndpointFilter(routes.ServiceProvider.GetRequiredService<ProxyLimits>());

        group.MapPost("/v1/chat/completions", (RequestDelegate)ChatAsync).WithName("CreateChatCompletion");
        group.MapGet("/v1/models", (RequestDelegate)PassAsync).WithName("ListModels");

        // By its name, for a program that has no models to tell them apart by.
        group.MapPost("/upstreams/{upstream}/v1/chat/completions", (RequestDelegate)ChatAsync).ExcludeFromDescription();
        group.MapMethods("/upstreams/{upstream}/v1/{**path}", Methods, (RequestDelegate)PassAsync).ExcludeFromDescription();

        foreach (var resource in Resources)
        {
            group.MapMethods($"/v1/{resource}/{{**path}}", Methods, (RequestDelegate)PassAsync).ExcludeFromDescription();
        }
    }

    private static async Task ChatAsync(HttpContext context)
    {
        var isRecorded = await RecordHeader.BindAsync(context, null!) is { IsOff: false };
        using var body = await ReadAsync(context);
        if (await FindAsync(context, ModelOf(body.Bytes)) is not var (upstream, path))
        {
            return;
        }

        var recording = isRecorded && CurrentUser.From(context.User) is { } user
            ? context.RequestServices.GetRequiredService<Recorder>().Begin(new AskedTalk(user, body.Bytes, RecordedRequest.Of(context.Request)))
            : null;
        try
        {
            await PassOnAsync(context, upstream, path, new ReadOnlyMemoryContent(body.Bytes), recording);
        }
        finally
        {
            recording?.Ended(ForwardOutcome.Cut); // if nobody has said how
        }
    }

    /// <summary>Where there are several upstreams, the model in a JSON body says which; what is sent as a form goes to the one that takes any.</summary>
    private static async Task PassAsync(HttpContext context)
    {
        var upstreams = context.RequestServices.GetRequiredService<Upstreams>();
        using var body = upstreams.AreSeveral && context.Request.HasJsonContentType() && context.GetRouteValue("upstream") is null ? await ReadAsync(context) : null;
        if (await FindAsync(context, body is null ? null : ModelOf(body.Bytes)) is var (upstream, path))
        {
            await PassOnAsync(context, upstream, path, body is null ? null : new ReadOnlyMemoryContent(body.Bytes), listener: null);
        }
    }

    private static Task PassOnAsync(HttpContext context, Upstream upstream, string path, HttpContent? body, IAnswerListener? listener) =>
        context.RequestServices.GetRequiredService<Forwarder>().ForwardAsync(context, upstream, path, body, listener);

    /// <summary>Null when there is none; that is answered then.</summary>
    private static async Task<(Upstream Upstream, string Path)?> FindAsync(HttpContext context, string? model)
    {
        var upstreams = context.RequestServices.GetRequiredService<Upstreams>();
        if (ProxyPath.Of(context) is not { } path)
        {
            await ProxyProblem.WriteAsync(context.Response, StatusCodes.Status404NotFound, "no_such_path", "There is nothing at this address.");
            return null;
        }

        var name = context.GetRouteValue("upstream") as string;
        if ((name is null ? upstreams.Of(model) : upstreams.Named(name)) is { } found)
        {
            return (found, path);
        }

        await ProxyProblem.WriteAsync(
            context.Response, StatusCodes.Status404NotFound, "no_upstream", "No server is set for this model: UPSTREAM_URL says where to pass it on to.");
        return null;
    }

    private static Task<AskedBody> ReadAsync(HttpContext context) =>
        AskedBody.ReadAsync(context, context.RequestServices.GetRequiredService<ProxyMemory>().Asked);

    /// <summary>Null when it is no JSON, which the upstream may say.</summary>
    private static string? ModelOf(ReadOnlySpan<byte> body)
    {
        try
        {
            var json = new Utf8JsonReader(body);
            while (json.Read())
            {
                if (json.TokenType is JsonTokenType.PropertyName && json.CurrentDepth == 1)
                {
                    var isModel = json.ValueTextEquals("model"u8);
                    json.Read();
                    if (isModel)
                    {
                        return json.TokenType is JsonTokenType.String ? json.GetString() : null;
                    }

                    json.Skip();
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Half a character in it.
        }

        return null;
    }
}
