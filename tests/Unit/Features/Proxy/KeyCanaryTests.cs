using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using ConvoWeb.Features.Proxy.Recording;
using ConvoWeb.Tests.Unit.Features.Retention.Purge;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ConvoWeb.Tests.Unit.Features.Proxy;

/// <summary>A key of its own in every place of what passes, looked for in all that is stored, logged and handed out.</summary>
public sealed class KeyCanaryTests
{
    private static readonly string[] Places = ["authorization", "header", "organization", "query", "system", "user", "answer", "arguments", "tool", "metadata", "error", "exception", "title"];

    [Theory, DatabaseData]
    public async Task No_key_is_left_anywhere(Engine engine)
    {
        var (log, traces) = (new WrittenLog(), new ConcurrentQueue<string>());
        using var tracer = Listen(traces);
        await using var upstream = await FakeUpstream.StartAsync();
        await using var app = new ConvoWebApp(engine)
        {
            Settings = { ["UPSTREAM_URL"] = upstream.Address, ["UPSTREAM_KEY"] = "" },
            Replace = services => services.AddSingleton<ILoggerProvider>(log),
        }.OnKestrel();
        var alice = app.ClientFor("alice");
        await alice.JsonAsync("PATCH /api/settings/privacy", """{"recording": {"agreed_version": 2}}""");

        upstream.Stream(Cut(KeyOf("answer")));
        await AskAsync(app, alice);
        upstream.Json($$$"""{"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"t","type":"function","function":{"name":"f","arguments":"{\"key\":\"{{{KeyOf("arguments")}}}\"}"}}]},"finish_reason":"tool_calls"}]}""");
        await AskAsync(app, alice);
        upstream.Json($$$"""{"error":{"message":"Incorrect API key provided: {{{KeyOf("error")}}}","type":"invalid_request_error","code":"invalid_api_key"}}""", 401);
        await AskAsync(app, alice);
        upstream.Answer = context => throw new InvalidOperationException(KeyOf("exception"));
        await AskAsync(app, alice);
        upstream.Answer = async context =>
        {
            await FakeUpstream.SendAsync(context, FakeUpstream.Chunk(KeyOf("answer")));
            context.Abort();
        };
        await AskAsync(app, alice);
        await upstream.DisposeAsync();
        await AskAsync(app, alice);

        Assert.True(await app.Stored.ScalarAsync<long>("SELECT count(*) FROM messages") >= 10);
        Assert.True(await app.Stored.ScalarAsync<long>("SELECT count(*) FROM messages WHERE content LIKE '%key%removed%'") > 0);
        var export = await ExportAsync(alice);
        foreach (var place in Places)
        {
            Assert.Empty(await app.PlacesOfAsync(KeyOf(place)));
            Assert.DoesNotContain(log.Lines, line => line.Contains(KeyOf(place), StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain(traces, line => line.Contains(KeyOf(place), StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain(KeyOf(place), export, StringComparison.OrdinalIgnoreCase);
        }

        Assert.NotEmpty(log.Lines);
        Assert.Contains(traces, line => line.Contains("/v1/chat/completions", StringComparison.Ordinal));
    }

    /// <summary>What a collector of traces would be told.</summary>
    private static ActivityListener Listen(ConcurrentQueue<string> traces)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => traces.Enqueue(
                $"{activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Events.SelectMany(one => one.Tags))} {string.Join(' ', activity.Baggage)}"),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    /// <summary>Of the shape that OpenAI gives its keys, and of no other place.</summary>
    private static string KeyOf(string place) => $"sk-proj-{Letters(place, 74)}T3BlbkFJ{Letters(place + "2", 74)}";

    private static string Letters(string seed, int length)
    {
        var hash = System.Security.Cryptography.SHA512.HashData(Encoding.UTF8.GetBytes(seed));
        return Convert.ToHexString(hash)[..length];
    }

    /// <summary>In pieces, as a model says it.</summary>
    private static string[] Cut(string key) => ["Take ", .. key.Chunk(5).Select(piece => new string(piece)), " and go."];

    private static async Task AskAsync(ConvoWebApp app, HttpClient alice)
    {
        var body = $$"""
            {"model":"m","stream":true,"metadata":{"note":"{{KeyOf("metadata")}}"},"messages":[
                {"role":"system","content":"Use {{KeyOf("system")}}."},
                {"role":"user","content":"{{KeyOf("title")}} is it, and {{KeyOf("user")}} too: {{Guid.NewGuid()}}"},
                {"role":"assistant","content":"Yes."},
                {"role":"tool","tool_call_id":"x","content":"{{KeyOf("tool")}}"}]}
            """;
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/chat/completions?api-key={KeyOf("query")}");
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", KeyOf("authorization"));
        request.Headers.Add("api-key", KeyOf("header"));
        request.Headers.Add("OpenAI-Organization", KeyOf("organization"));
        try
        {
            using var answer = await alice.SendAsync(request, Cancel);
            await answer.Content.ReadAsStringAsync(Cancel);
        }
        catch (HttpRequestException)
        {
            // Broke off.
        }

        await app.Get<Recorder>().WhenIdleAsync();
    }

    private static async Task<string> ExportAsync(HttpClient alice)
    {
        using var answer = await alice.PostAsync("/api/conversations/export/bulk", new StringContent("{}", Encoding.UTF8, "application/json"), Cancel);
        await using var archive = new ZipArchive(new MemoryStream(await answer.Content.ReadAsByteArrayAsync(Cancel)));
        var text = new StringBuilder();
        foreach (var entry in archive.Entries)
        {
            using var reader = new StreamReader(entry.Open());
            text.Append(await reader.ReadToEndAsync(Cancel));
        }

        return text.ToString();
    }
}
