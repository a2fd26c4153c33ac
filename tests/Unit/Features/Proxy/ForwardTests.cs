using System.Net;
using System.Text;

namespace ConvoWeb.Tests.Unit.Features.Proxy;

/// <summary>What passes through the proxy, in both directions.</summary>
public sealed class ForwardTests
{
    [Fact]
    public async Task What_the_caller_gets_is_what_the_upstream_sent_and_as_it_came()
    {
        await using var scene = await ProxyScene.StartAsync();
        var (isRead, bytes) = (new TaskCompletionSource(), "data: {\"choices\":[{\"delta\":{\"content\":\"Mo\"}}]}\r\n\r\n"u8.ToArray());
        scene.Upstream.Answer = async context =>
        {
            context.Response.StatusCode = 203;
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers["x-request-id"] = "r1";
            context.Response.Headers.SetCookie = "a=b";
            context.Response.Headers.AccessControlAllowOrigin = "*";
            await context.Response.Body.WriteAsync(bytes);
            await context.Response.Body.FlushAsync();
            await isRead.Task;
            await context.Response.Body.WriteAsync(": end\n\n"u8.ToArray());
        };

        using var request = scene.Request(ProxyScene.Body(("user", "Hello")));
        using var answer = await scene.Alice.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        await using var body = await answer.Content.ReadAsStreamAsync(Cancel);
        var first = new byte[bytes.Length];
        await body.ReadExactlyAsync(first, Cancel);
        isRead.SetResult();
        using var rest = new StreamReader(body);

        Assert.Equal(bytes, first);
        Assert.Equal(": end\n\n", await rest.ReadToEndAsync(Cancel));
        Assert.Equal(((HttpStatusCode)203, "text/event-stream", "r1"), (answer.StatusCode, answer.Content.Headers.ContentType!.ToString(), answer.Headers.GetValues("x-request-id").Single()));
        Assert.Contains("sandbox", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task What_the_upstream_gets_is_what_the_caller_sent_but_for_what_is_ours()
    {
        await using var scene = await ProxyScene.StartAsync();
        scene.Upstream.Json("{}");
        const string body = "{ \"model\": \"test-1\",  \"messages\": [], \"é\": \"\\u00e9\" }";

        await scene.AskAsync(body, ("Authorization", "Bearer own"), ("OpenAI-Organization", "org"), ("X-ConvoWeb-Record", "off"), ("Cookie", "a=b"));

        var asked = Assert.Single(scene.Upstream.Asked);
        Assert.Equal(("POST", "/v1/chat/completions", body), (asked.Method, asked.Address, asked.Body));
        Assert.Equal(("Bearer own", "org", "application/json"), (asked.Headers["Authorization"], asked.Headers["OpenAI-Organization"], asked.Headers["Content-Type"]));
        Assert.DoesNotContain(asked.Headers.Keys, name => name.StartsWith("X-ConvoWeb", StringComparison.OrdinalIgnoreCase) || name is "Cookie" or "traceparent");
    }

    [Fact]
    public async Task A_key_of_the_settings_takes_the_place_of_the_callers()
    {
        await using var scene = await ProxyScene.StartAsync(settings: ("UPSTREAM_KEY", "of-the-settings"));
        scene.Upstream.Json("{}");

        await scene.AskAsync("{}", ("Authorization", "Bearer own"), ("api-key", "own"), ("Connection", "x-private"), ("x-private", "1"));

        var asked = Assert.Single(scene.Upstream.Asked);
        Assert.Equal("Bearer of-the-settings", asked.Headers["Authorization"]);
        Assert.DoesNotContain(asked.Headers.Keys, name => name is "api-key" or "x-private");
    }

    [Fact]
    public async Task The_rest_of_the_protocol_passes_and_what_is_ours_never_does()
    {
        await using var scene = await ProxyScene.StartAsync();
        scene.Upstream.Json("""{"data":[]}""");

        Assert.Equal("""{"data":[]}""", await scene.Alice.GetStringAsync("/v1/models?limit=3", Cancel));
        await scene.Alice.PostAsync("/v1/embeddings", new StringContent("{}", Encoding.UTF8, "application/json"), Cancel);
        await scene.Alice.DeleteAsync("/v1/files/file%2F1", Cancel);
        foreach (var own in (string[])
            ["/v1/conversations", "/v1/conversations/x", "/v1/conversations/x/y/z", "/v1//conversations", "/v1/%63onversations/x", "/v1/files/%252e%252e/conversations", "/v1/files/%252e%252e/%252e%252e/admin", "/v1/files/a%5c..%5cb", "/upstreams/default/v1/%63onversations", "/upstreams/default/v1/%252e%252e/x"])
        {
            Assert.Equal(HttpStatusCode.NotFound, (await scene.Alice.GetAsync(own, Cancel)).StatusCode);
        }

        Assert.Equal(["GET /v1/models?limit=3", "POST /v1/embeddings", "DELETE /v1/files/file%2F1"], scene.Upstream.Asked.Select(asked => $"{asked.Method} {asked.Address}"));
    }

    [Fact]
    public async Task Models_are_sent_to_the_upstream_that_has_them()
    {
        await using var other = await FakeUpstream.StartAsync();
        await using var scene = await ProxyScene.StartAsync(settings:
            [("UPSTREAMS:MINE:URL", $"{other.Address}/api/v1/"), ("UPSTREAMS:MINE:MODELS", "llama-, mistral"), ("UPSTREAMS:MINE:KEY", "mine")]);
        scene.Upstream.Json("{}");
        other.Json("{}");

        await scene.AskAsync("""{"messages": [{"content": {"model": "x"}}], "model": "llama-3"}""");
        await scene.AskAsync("""{"model": "gpt-4o"}""");
        await scene.Alice.PostAsync("/v1/embeddings", new StringContent("""{"input": "private", "model": "mistral-embed"}""", Encoding.UTF8, "application/json"), Cancel);
        await scene.Alice.PostAsync("/upstreams/mine/v1/chat/completions", new StringContent("{}", Encoding.UTF8, "application/json"), Cancel);
        await scene.Alice.GetAsync("/upstreams/mine/v1/models", Cancel);

        Assert.Equal(["/api/v1/chat/completions", "/api/v1/embeddings", "/api/v1/chat/completions", "/api/v1/models"], other.Asked.Select(asked => asked.Address));
        Assert.Equal("/v1/chat/completions", Assert.Single(scene.Upstream.Asked).Address);
        Assert.Equal(HttpStatusCode.NotFound, (await scene.Alice.GetAsync("/upstreams/nobody/v1/models", Cancel)).StatusCode);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task Errors_of_the_upstream_come_as_they_are(int status)
    {
        await using var scene = await ProxyScene.StartAsync();
        scene.Upstream.Json("""{"error":{"message":"No.","type":"some_error"}}""", status);

        using var request = scene.Request("{}");
        using var answer = await scene.Alice.SendAsync(request, Cancel);

        Assert.Equal((status, """{"error":{"message":"No.","type":"some_error"}}"""), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel)));
    }

    [Fact]
    public async Task An_answer_that_breaks_off_breaks_off_for_the_caller_too()
    {
        await using var scene = await ProxyScene.StartAsync();

        await scene.BreakOffAsync("Mo", ("user", "Hello"));
    }

    [Fact]
    public async Task A_caller_who_leaves_is_gone_for_the_upstream_too()
    {
        await using var scene = await ProxyScene.StartAsync();
        var (isAsked, isGone) = (new TaskCompletionSource(), new TaskCompletionSource());
        scene.Upstream.Answer = async context =>
        {
            await using var _ = context.RequestAborted.Register(isGone.SetResult);
            isAsked.SetResult();
            await isGone.Task;
        };
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        using var request = scene.Request(ProxyScene.Body(("user", "Hello")));
        var asking = scene.Alice.SendAsync(request, leaving.Token);
        await isAsked.Task.WaitAsync(Cancel);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await isGone.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    [Fact]
    public async Task Without_an_upstream_or_when_it_is_away_the_caller_is_told_in_the_words_of_the_protocol()
    {
        await using var alone = new ConvoWebApp().OnKestrel();
        using var none = await alone.ClientFor("alice").PostAsync("/v1/chat/completions", new StringContent("{}", Encoding.UTF8, "application/json"), Cancel);
        Assert.Equal((HttpStatusCode.NotFound, "no_upstream"), (none.StatusCode, (await none.JsonAsync()).GetProperty("error").Text("code")));

        await using var scene = await ProxyScene.StartAsync();
        await scene.Upstream.DisposeAsync();
        using var request = scene.Request("{}");
        using var away = await scene.Alice.SendAsync(request, Cancel);
        Assert.Equal((HttpStatusCode.BadGateway, "upstream_unreachable"), (away.StatusCode, (await away.JsonAsync()).GetProperty("error").Text("code")));
    }
}
