using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ConvoWeb.Features.Proxy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ConvoWeb.Tests.Unit.Features.Proxy;

/// <summary>How much is passed on, for whom and at once.</summary>
public sealed class LimitTests
{
    private static readonly string Question = ProxyScene.Body(("user", "Hello"));

    private readonly TestClock _clock = new();

    [Theory]
    [InlineData("chat/completions", false)]
    [InlineData("chat/completions", true)]
    [InlineData("embeddings", false)]
    [InlineData("embeddings", true)]
    public async Task A_body_over_the_limit_is_refused_in_the_words_of_the_protocol(string resource, bool isChunked)
    {
        await using var scene = await StartAsync(("PROXY_MAX_BODY", "1"), ("PROXY_RATE", isChunked ? "2" : "1")); // one whose length is told is not begun
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/{resource}") { Content = new ByteArrayContent(new byte[(1024 * 1024) + 1]) };
        request.Headers.TransferEncodingChunked = isChunked;

        using var answer = await scene.Alice.SendAsync(request, Cancel);

        await AssertRefusedAsync(answer, HttpStatusCode.RequestEntityTooLarge, "body_too_large", retryAfter: null);
        Assert.Empty(scene.Upstream.Asked);
        await MetricsAsync(scene, "convoweb_proxy_refusals_total{reason=\"body\"} 1", "convoweb_proxy_under_way 0");
        Assert.Equal(HttpStatusCode.OK, await AskAsync(scene, new string(' ', 1024 * 1024)));
    }

    [Fact]
    public async Task Who_asks_too_often_is_told_when_to_ask_again_and_is_let_through_then()
    {
        await using var scene = await StartAsync(("PROXY_RATE", "7"));
        for (var i = 0; i < 7; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await AskAsync(scene, Question, key: "sk-one"));
        }

        using var request = scene.Request(Question, ("Authorization", "Bearer sk-one"));
        using var refused = await scene.Alice.SendAsync(request, Cancel);

        await AssertRefusedAsync(refused, HttpStatusCode.TooManyRequests, "rate_limit_exceeded", retryAfter: "9"); // 60 / 7 seconds
        Assert.Equal(7, scene.Upstream.Asked.Count);
        _clock.Advance(TimeSpan.FromSeconds(8));
        Assert.Equal(HttpStatusCode.TooManyRequests, await AskAsync(scene, Question, key: "sk-one"));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(scene, Question, key: "sk-one"));
    }

    [Fact]
    public async Task Each_key_counts_for_itself_and_who_has_none_as_the_person_that_they_are()
    {
        await using var scene = await StartAsync(("PROXY_RATE", "1"));
        using var bob = scene.App.ClientFor("bob");
        Task<HttpResponseMessage> NewAsync(HttpClient client, params (string Name, string Value)[] headers) => client.SendAsync(scene.Request(Question, headers), Cancel);

        (HttpClient Client, (string Name, string Value)[] Headers)[] callers =
        [
            (scene.Alice, [("Authorization", "Bearer sk-one")]), (scene.Alice, [("Authorization", "Bearer sk-two")]), (scene.Alice, [("x-api-key", "sk-three")]),
            (scene.Alice, []), (bob, []),
        ];
        foreach (var (client, headers) in callers)
        {
            Assert.Equal(HttpStatusCode.OK, (await NewAsync(client, headers)).StatusCode);
            Assert.Equal(HttpStatusCode.TooManyRequests, (await NewAsync(client, headers)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await NewAsync(bob, ("Authorization", "Bearer sk-one"))).StatusCode);
        Assert.Equal(callers.Length, scene.Upstream.Asked.Count);
    }

    [Fact]
    public async Task What_is_refused_is_not_recorded()
    {
        await using var scene = await StartAsync(("PROXY_RATE", "1"));
        await scene.AgreeAsync();
        scene.Upstream.Stream("Hello.");
        await scene.AskAsync(("user", "First?"));

        await scene.AskAsync(("user", "Second?"));

        Assert.Equal(["First?"], (await scene.ConversationsAsync()).Texts("title"));
    }

    [Fact]
    public async Task What_is_refused_is_not_read()
    {
        await using var scene = await StartAsync(("PROXY_RATE", "1"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(scene, Question, key: "sk-one"));
        using var connection = new TcpClient();
        await connection.ConnectAsync(scene.Alice.BaseAddress!.Host, scene.Alice.BaseAddress.Port, Cancel);
        await using var stream = connection.GetStream();

        // Who would read it asks for it.
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /v1/chat/completions HTTP/1.1\r\nHost: {scene.Alice.BaseAddress.Authority}\r\n{TestSignIn.Header}: alice\r\nAuthorization: Bearer sk-one\r\nContent-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"),
            Cancel);
        using var answer = new StreamReader(stream);

        Assert.Equal("HTTP/1.1 429 Too Many Requests", await answer.ReadLineAsync(Cancel));
    }

    [Fact]
    public async Task While_as_many_are_under_way_as_may_be_another_is_told_to_come_back()
    {
        await using var scene = await StartAsync(("PROXY_MAX_STREAMS", "1"), ("PROXY_RATE", "2"));
        var (isAsked, isAllowed) = (new TaskCompletionSource(), new TaskCompletionSource());
        scene.Upstream.Answer = async context =>
        {
            isAsked.TrySetResult();
            await isAllowed.Task;
            await context.Response.WriteAsync("{}");
        };
        var first = AskAsync(scene, Question);
        await isAsked.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        await MetricsAsync(scene, "# TYPE convoweb_proxy_under_way gauge", "convoweb_proxy_under_way 1");

        using var request = scene.Request(Question);
        using var refused = await scene.Alice.SendAsync(request, Cancel);

        await AssertRefusedAsync(refused, HttpStatusCode.ServiceUnavailable, "too_many_streams", retryAfter: "1");
        isAllowed.SetResult();
        Assert.Equal(HttpStatusCode.OK, await first);
        await MetricsAsync(scene, "convoweb_proxy_refusals_total{reason=\"streams\"} 1", "convoweb_proxy_under_way 0");
        Assert.Equal(HttpStatusCode.OK, await AskAsync(scene, Question)); // the one that was refused does not count as asked
    }

    [Theory]
    [InlineData("chat/completions")]
    [InlineData("embeddings")]
    public async Task While_those_under_way_hold_as_much_memory_as_they_may_another_is_told_to_come_back(string resource)
    {
        await using var scene = await ProxyScene.StartAsync(
            Engine.Sqlite,
            services => services.Replace(ServiceDescriptor.Singleton(new ProxyMemory { Asked = new ByteRoom(1000) })),
            [("UPSTREAMS:OTHER:URL", "http://127.0.0.1:9/v1"), ("UPSTREAMS:OTHER:MODELS", "llama-")]); // where there are several, every body is read
        var (isAsked, isAllowed) = (new TaskCompletionSource(), new TaskCompletionSource());
        scene.Upstream.Answer = async context =>
        {
            isAsked.TrySetResult();
            await isAllowed.Task;
            await context.Response.WriteAsync("{}");
        };
        var first = AskAsync(scene, Question.PadRight(700));
        await isAsked.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        using var connection = new TcpClient();
        await connection.ConnectAsync(scene.Alice.BaseAddress!.Host, scene.Alice.BaseAddress.Port, Cancel);
        await using var stream = connection.GetStream();
        var head = $"POST /v1/{resource} HTTP/1.1\r\nHost: {scene.Alice.BaseAddress.Authority}\r\n{TestSignIn.Header}: alice\r\nContent-Type: application/json\r\nContent-Length: {{0}}\r\n\r\n";

        await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Format(CultureInfo.InvariantCulture, head, 4_000_000) + new string(' ', 200)), Cancel);
        await MetricsAsync(scene, "convoweb_proxy_held_bytes 900"); // there is room for its beginning
        await stream.WriteAsync(new byte[4_000_000 - 200], Cancel);
        Assert.StartsWith("HTTP/1.1 503 Service Unavailable\r\n", await ReadAsync(stream, until: "PROXY_MAX_STREAMS"), StringComparison.Ordinal);

        isAllowed.SetResult();
        Assert.Equal(HttpStatusCode.OK, await first);
        await MetricsAsync(scene, "convoweb_proxy_refusals_total{reason=\"memory\"} 1", "convoweb_proxy_under_way 0", "convoweb_proxy_held_bytes 0");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Format(CultureInfo.InvariantCulture, head, 2) + "{}"), Cancel); // on the same connection
        Assert.Contains("HTTP/1.1 200 OK\r\n", await ReadAsync(stream, until: "{}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_is_free_again_when_a_caller_leaves_or_an_upstream_breaks_off_or_cannot_be_reached()
    {
        await using var scene = await StartAsync(("PROXY_MAX_STREAMS", "1"));
        var isAsked = new TaskCompletionSource();
        scene.Upstream.Answer = context =>
        {
            isAsked.SetResult();
            return Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        using (var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancel))
        {
            using var request = scene.Request(Question);
            var asking = scene.Alice.SendAsync(request, leaving.Token);
            await isAsked.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        }

        await MetricsAsync(scene, "convoweb_proxy_under_way 0", "convoweb_proxy_requests_total{outcome=\"left\"} 1");

        await scene.BreakOffAsync("Mo", ("user", "Hello"));
        await MetricsAsync(scene, "convoweb_proxy_under_way 0", "convoweb_proxy_requests_total{outcome=\"cut\"} 1");

        await scene.Upstream.DisposeAsync();
        Assert.Equal(HttpStatusCode.BadGateway, await AskAsync(scene, Question));
        await MetricsAsync(scene, "convoweb_proxy_under_way 0", "convoweb_proxy_requests_total{outcome=\"unreachable\"} 1");
        Assert.Equal(HttpStatusCode.BadGateway, await AskAsync(scene, Question));
    }

    [Fact]
    public async Task What_passed_is_counted_and_no_key_and_no_model_by_its_name()
    {
        await using var scene = await StartAsync(("PROXY_RATE", "1"));
        scene.Upstream.Json("""{"model":"test-1"}""");
        Assert.Equal(HttpStatusCode.OK, await AskAsync(scene, Question, key: "sk-one"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await AskAsync(scene, Question, key: "sk-one"));

        var metrics = await MetricsAsync(
            scene,
            "convoweb_proxy_requests_total{outcome=\"whole\"} 1",
            "convoweb_proxy_refusals_total{reason=\"rate\"} 1",
            "convoweb_proxy_bytes_total 18");

        Assert.DoesNotContain("sk-one", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("test-1", metrics, StringComparison.Ordinal);
    }

    private async Task<ProxyScene> StartAsync(params (string Key, string Value)[] settings)
    {
        var scene = await ProxyScene.StartAsync(Engine.Sqlite, services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_clock)), settings);
        scene.Upstream.Json("{}");
        return scene;
    }

    private static async Task<HttpStatusCode> AskAsync(ProxyScene scene, string body, string? key = null)
    {
        using var request = scene.Request(body, key is null ? [] : [("Authorization", $"Bearer {key}")]);
        using var answer = await scene.Alice.SendAsync(request, Cancel);
        return answer.StatusCode;
    }

    private static async Task<string> ReadAsync(NetworkStream stream, string until)
    {
        var read = new StringBuilder();
        var buffer = new byte[4096];
        while (!read.ToString().Contains(until, StringComparison.Ordinal))
        {
            var count = await stream.ReadAsync(buffer, Cancel);
            Assert.True(count > 0, $"The connection has ended behind: {read}");
            read.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }

        return read.ToString();
    }

    private static async Task AssertRefusedAsync(HttpResponseMessage answer, HttpStatusCode status, string code, string? retryAfter)
    {
        Assert.Equal((status, retryAfter), (answer.StatusCode, answer.Headers.TryGetValues("Retry-After", out var values) ? values.Single() : null));
        var error = (await answer.JsonAsync()).GetProperty("error");
        Assert.Equal((code, "convoweb_error"), (error.Text("code"), error.Text("type")));
        Assert.Contains("PROXY_", error.Text("message"), StringComparison.Ordinal);
    }

    /// <summary>When these lines are there: a request is over for its caller before the server has counted it.</summary>
    private static async Task<string> MetricsAsync(ProxyScene scene, params string[] lines)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        late.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            var metrics = await scene.Alice.GetStringAsync("/metrics", Cancel);
            if (!lines.Except(metrics.Split('\n')).Any())
            {
                return metrics;
            }

            Assert.False(late.IsCancellationRequested, $"{string.Join(", ", lines)} is not in:\n{metrics}");
        }
    }
}
