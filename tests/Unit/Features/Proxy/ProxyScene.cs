using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ConvoWeb.Features.Privacy.Consent;
using ConvoWeb.Features.Proxy.Recording;
using ConvoWeb.Tests.Unit.Features.Proxy.Clients;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.Proxy;

/// <summary>A program that asks a model through the app.</summary>
internal sealed class ProxyScene : IAsyncDisposable
{
    private ProxyScene(FakeUpstream upstream, ConvoWebApp app)
    {
        (Upstream, App) = (upstream, app);
        Alice = app.ClientFor("alice");
    }

    public FakeUpstream Upstream { get; }

    public ConvoWebApp App { get; }

    public HttpClient Alice { get; }

    public static Task<ProxyScene> StartAsync(Engine engine = Engine.Sqlite, params IEnumerable<(string Key, string Value)> settings) =>
        StartAsync(engine, replace: null, settings);

    public static Task<ProxyScene> StartAsync(Engine engine, Action<IServiceCollection>? replace, params IEnumerable<(string Key, string Value)> settings) =>
        StartAsync(engine, clock: null, replace, settings);

    public static Task<ProxyScene> StartAsync(
        Engine engine, TimeProvider? clock, Action<IServiceCollection>? replace = null, params IEnumerable<(string Key, string Value)> settings) =>
        StartAsync(engine, clock, replace, database: null, settings);

    /// <param name="database">Of this app, which outlives the scene.</param>
    public static async Task<ProxyScene> StartAsync(
        Engine engine, TimeProvider? clock, Action<IServiceCollection>? replace, ConvoWebApp? database, params IEnumerable<(string Key, string Value)> settings)
    {
        var upstream = await FakeUpstream.StartAsync();
        var all = settings.Append(("UPSTREAM_URL", upstream.Address)).ToDictionary(one => one.Item1, one => one.Item2, StringComparer.Ordinal);
        return new ProxyScene(upstream, new ConvoWebApp(engine, database) { Settings = all, Clock = clock, Replace = replace }.OnKestrel());
    }

    public string Address => Alice.BaseAddress!.ToString().TrimEnd('/');

    public Task AgreeAsync(int? version = RecordingNote.Version) => AgreeAsync(Alice, version);

    public Task AgreeForAsync(string user) => AgreeAsync(App.ClientFor(user), RecordingNote.Version);

    public HttpRequestMessage Request(string body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    /// <summary>An upstream that breaks off when its caller has read the beginning of its answer.</summary>
    public async Task BreakOffAsync(string text, params (string Role, string Content)[] history)
    {
        var isRead = new TaskCompletionSource();
        Upstream.Answer = async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await FakeUpstream.SendAsync(context, FakeUpstream.Chunk(text));
            await isRead.Task;
            context.Abort();
        };
        using var request = Request(Body(history));
        using var answer = await Alice.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        await using var content = await answer.Content.ReadAsStreamAsync(Cancel);
        Assert.True(await content.ReadAsync(new byte[1], Cancel) == 1);
        isRead.SetResult();
        await Assert.ThrowsAnyAsync<IOException>(() => content.CopyToAsync(Stream.Null, Cancel));
        await RecordedAsync();
    }

    /// <summary>As a client does that knows of no recording.</summary>
    public async Task SendAsync(params (string Role, string Content)[] history)
    {
        using var request = Request(Body(history));
        using var answer = await Alice.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        using var body = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancel));
        while (await body.ReadLineAsync(Cancel) is { } line && line != "data: [DONE]")
        {
            // It looks no further.
        }
    }

    /// <summary>The whole answer, when everything that passed is stored.</summary>
    public async Task<string> AskAsync(string body, params (string Name, string Value)[] headers)
    {
        using var request = Request(body, headers);
        using var answer = await Alice.SendAsync(request, Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        await RecordedAsync();
        return text;
    }

    public Task<string> AskAsync(params (string Role, string Content)[] history) => AskAsync(Body(history));

    public static string Body(params (string Role, string Content)[] history) =>
        JsonSerializer.Serialize(new { model = "test-1", stream = true, messages = history.Select(turn => new { role = turn.Role, content = turn.Content }) });

    /// <summary>A request is over for its caller before the server has seen its end.</summary>
    public async Task RecordedAsync()
    {
        await App.Get<Recorder>().WhenIdleAsync().WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    public async Task<IReadOnlyList<JsonElement>> ConversationsAsync() => [.. (await Alice.JsonAsync("GET /api/conversations?sort=created_at")).Items()];

    /// <summary>What is stored of the only conversation: who, what, and how it ended.</summary>
    public async Task<IReadOnlyList<string>> MessagesAsync()
    {
        var conversation = Assert.Single(await ConversationsAsync());
        return [.. (await Alice.JsonAsync($"GET /api/conversations/{conversation.Text("id")}/messages")).Items().Select(message => $"{message.Text("type")} {message.Text("content")} ({message.Text("state")})")];
    }

    /// <summary>The conversation that was written to last.</summary>
    public async Task<StoredAnswer> LastAsync(string user)
    {
        using var client = App.ClientFor(user);
        var conversation = (await client.JsonAsync("GET /api/conversations?limit=1")).Items()[0];
        return new StoredAnswer((await client.JsonAsync($"GET /api/conversations/{conversation.Text("id")}/messages")).Items());
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    private static Task AgreeAsync(HttpClient client, int? version) =>
        client.JsonAsync("PATCH /api/settings/privacy", JsonSerializer.Serialize(new { recording = new { agreed_version = version } }));
}
