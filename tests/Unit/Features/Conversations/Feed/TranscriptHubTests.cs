using System.Net.Http.Headers;
using System.Text.Json;
using ConvoWeb.Tests.Support;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace ConvoWeb.Tests.Unit.Features.Conversations.Feed;

/// <summary>The hub and the server-sent events, over real sockets.</summary>
public sealed class TranscriptHubTests : IAsyncLifetime
{
    private readonly ConvoWebApp _app = new ConvoWebApp().OnKestrel();
    private HttpClient _alice = null!;

    public ValueTask InitializeAsync()
    {
        _alice = _app.ClientFor("alice");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_program_streams_an_answer_and_another_follows_it()
    {
        var id = await _alice.AddConversationAsync();
        await using var writer = await ConnectAsync();
        await using var reader = await ConnectAsync();
        Assert.Equal(1, await reader.JoinAsync(id, 1));

        var draft = await writer.Connection.InvokeAsync<JsonElement>("AppendMessage", id, new { type = "ai", state = "draft" }, Cancel);
        var message = draft.Text("id")!;
        Assert.Equal(1, (await writer.Connection.InvokeAsync<JsonElement>("AppendDelta", id, message, new { n = 0, text = "Oslo " }, Cancel)).Number("next"));
        Assert.Equal(51, (await writer.Connection.InvokeAsync<JsonElement>("AppendDeltas", id, message, DeltasAsync(1, 51), Cancel)).Number("next"));
        await writer.Connection.InvokeAsync<JsonElement>("FinalizeMessage", id, message, new { tokens_out = 51 }, Cancel);

        await reader.UntilAsync(events => events.Any(e => e.Name == "MessageFinalized"), Cancel);
        var events = reader.Events.ToList();
        Assert.Equal("MessageAdded", events[0].Name);
        Assert.Equal("MessageFinalized", events[^1].Name);
        Assert.Equal("Oslo " + string.Concat(Enumerable.Range(1, 50)), string.Concat(events.Where(e => e.Name == "DeltaAppended").Select(e => e.Body.Text("text"))));
        Assert.Equal(51, events[^1].Body.GetProperty("message").Number("tokens_out"));
    }

    [Fact]
    public async Task After_leaving_nothing_comes_and_after_joining_again_what_was_missed()
    {
        var id = await _alice.AddConversationAsync();
        await using var reader = await ConnectAsync();
        await reader.JoinAsync(id, 1);
        await reader.Connection.InvokeAsync("Leave", id, Cancel);

        await _alice.AppendAsync(id, "meanwhile");
        Assert.Equal(2, await reader.JoinAsync(id, 1));

        await reader.UntilAsync(events => events.Count == 2, Cancel);
        Assert.Equal(["MessageAdded", "ConversationChanged"], reader.Events.Select(e => e.Name));
        Assert.Equal(2, await reader.JoinAsync(id, 2));
        Assert.Equal(2, reader.Events.Count);
    }

    [Fact]
    public async Task A_caller_is_told_what_is_wrong_and_strangers_that_there_is_nothing()
    {
        var id = await _alice.AddConversationAsync();
        await using var alice = await ConnectAsync();
        await using var bob = await ConnectAsync("bob");
        var message = (await alice.Connection.InvokeAsync<JsonElement>("AppendMessage", id, new { type = "ai", state = "draft" }, Cancel)).Text("id")!;

        await RefusedAsync("(next=0)", alice.Connection.InvokeAsync<JsonElement>("AppendDelta", id, message, new { n = 5, text = "x" }, Cancel));
        await RefusedAsync("400 text is missing.", alice.Connection.InvokeAsync<JsonElement>("AppendDelta", id, message, new { n = 0 }, Cancel));
        await RefusedAsync("404", bob.JoinAsync(id));
        await RefusedAsync("404", bob.Connection.InvokeAsync<JsonElement>("AppendDelta", id, message, new { n = 0, text = "x" }, Cancel));
        await RefusedAsync("404", bob.Connection.InvokeAsync<JsonElement>("AppendMessage", id, new { type = "user", content = "x" }, Cancel));
        Assert.Empty(bob.Events);
    }

    [Fact]
    public async Task Server_sent_events_resume_where_the_last_one_was()
    {
        var id = await _alice.AddConversationAsync();
        await _alice.AppendAsync(id, "before");
        string lastId;
        using (var stream = await EventStream.OpenAsync(_alice, id))
        {
            Assert.Equal("2", (await stream.NextAsync()).Id);
            var draft = (await _alice.JsonAsync($"POST /v1/conversations/{id}/messages", """{"type":"ai","state":"draft"}""")).Text("id");
            Assert.Equal("3", (await stream.NextAsync("MessageAdded")).Id);
            await _alice.JsonAsync($"POST /v1/conversations/{id}/messages/{draft}/deltas", """[{"n":0,"text":"a"},{"n":1,"text":"b"}]""");
            lastId = (await stream.NextAsync("DeltaAppended")).Id;
            Assert.Equal($"3.{draft}.1", lastId);
            await _alice.JsonAsync($"POST /v1/conversations/{id}/messages/{draft}/deltas", """{"n":2,"text":"c"}""");
        }

        using var resumed = await EventStream.OpenAsync(_alice, id, lastId);
        var delta = await resumed.NextAsync("DeltaAppended");
        Assert.Equal("c", JsonElement.Parse(delta.Data).Text("text"));
        await _alice.AppendAsync(id, "after");
        Assert.Equal("4", (await resumed.NextAsync("MessageAdded")).Id);
    }

    [Fact]
    public async Task Server_sent_events_of_a_stranger_or_after_nonsense_are_refused()
    {
        var id = await _alice.AddConversationAsync();

        await _app.ClientFor("bob").SendAsync($"GET /api/conversations/{id}/events").ProblemAsync(System.Net.HttpStatusCode.NotFound);
        Assert.Equal(["last_event_id"], await _alice.SendAsync($"GET /api/conversations/{id}/events", null, ("Last-Event-ID", "yesterday")).RefusedFieldsAsync());
    }

    private static async Task RefusedAsync(string reason, Task call) =>
        Assert.Contains(reason, (await Assert.ThrowsAsync<HubException>(() => call)).Message, StringComparison.Ordinal);

    private static async IAsyncEnumerable<object> DeltasAsync(int from, int to)
    {
        for (var n = from; n < to; n++)
        {
            yield return new { n, text = n.ToString(System.Globalization.CultureInfo.InvariantCulture) };
            await Task.Yield();
        }
    }

    private Task<HubClient> ConnectAsync(string user = "alice") => HubClient.ConnectAsync(_alice.BaseAddress!, (TestSignIn.Header, user));

    private sealed class EventStream(HttpResponseMessage response, StreamReader lines) : IDisposable
    {
        public static async Task<EventStream> OpenAsync(HttpClient client, string id, string? lastId = null)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, $"/api/conversations/{id}/events");
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
            if (lastId is not null)
            {
                request.Headers.Add("Last-Event-ID", lastId);
            }

            var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
            Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
            return new EventStream(response, new StreamReader(await response.Content.ReadAsStreamAsync(Cancel)));
        }

        /// <summary>The next of that name: one who was still catching up is told of the conversation in between.</summary>
        public async Task<(string Name, string Id, string Data)> NextAsync(string name)
        {
            while (true)
            {
                var next = await NextAsync();
                if (next.Name == name)
                {
                    return next;
                }

                Assert.Equal("ConversationChanged", next.Name);
            }
        }

        public async Task<(string Name, string Id, string Data)> NextAsync()
        {
            var (name, id, data) = ("", "", "");
            while (await lines.ReadLineAsync(Cancel) is { } line && (line.Length > 0 || (name + id).Length == 0))
            {
                (name, id, data) = line.Split(": ", 2) switch
                {
                    ["event", var value] => (value, id, data),
                    ["id", var value] => (name, value, data),
                    ["data", var value] => (name, id, value),
                    _ => (name, id, data),
                };
            }

            return (name, id, data);
        }

        public void Dispose() => response.Dispose();
    }
}
