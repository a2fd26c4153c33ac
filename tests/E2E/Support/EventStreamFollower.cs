using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ConvoWeb.Tests.E2E.Clients;
using ConvoWeb.Tests.E2E.Clients.DotNet;

namespace ConvoWeb.Tests.E2E.Support;

/// <summary>A program on the server-sent events, from the beginning of a conversation on.</summary>
internal sealed class EventStreamFollower : IFollower
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Transcript _transcript = new();
    private readonly SemaphoreSlim _changed = new(0);
    private readonly CancellationTokenSource _closed = new();
    private readonly HttpClient _http;
    private readonly string _conversation;
    private Task _reading = Task.CompletedTask;

    public EventStreamFollower(HttpClient http, string conversation) => (_http, _conversation) = (http, conversation);

    /// <summary>Returns when the server answers.</summary>
    public async Task JoinAsync()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/conversations/{_conversation}/events") { Headers = { { "Last-Event-ID", "0" } } };
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _closed.Token);
        response.EnsureSuccessStatusCode();
        _reading = ReadAsync(response);
    }

    public Task LeaveAsync() => DisposeAsync().AsTask();

    public async Task UntilAsync(Func<Place, bool> condition, CancellationToken cancellationToken)
    {
        while (!_transcript.Read(held => condition(new Place(held.Version, held.Drafts))))
        {
            if (!await _changed.WaitAsync(Patience, cancellationToken))
            {
                throw new TimeoutException($"It stays at version {_transcript.Version}.");
            }
        }
    }

    public Task<Held> HoldAsync() => Task.FromResult(_transcript.Hold());

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        await _reading;
    }

    private async Task ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            try
            {
                using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(_closed.Token));
                var name = "";
                while (await lines.ReadLineAsync(_closed.Token) is { } line)
                {
                    if (line.StartsWith("event: ", StringComparison.Ordinal))
                    {
                        name = line["event: ".Length..];
                    }
                    else if (line.StartsWith("data: ", StringComparison.Ordinal))
                    {
                        await _transcript.ApplyAsync(name, JsonElement.Parse(line["data: ".Length..]), ReadMessageAsync);
                        _changed.Release();
                    }
                }
            }
            catch (OperationCanceledException) when (_closed.IsCancellationRequested)
            {
                // It has left.
            }
        }
    }

    private async Task<JsonElement?> ReadMessageAsync(string message)
    {
        using var answer = await _http.GetAsync($"/api/conversations/{_conversation}/messages/{message}", _closed.Token);
        return answer.StatusCode is HttpStatusCode.NotFound ? null : await answer.Content.ReadFromJsonAsync<JsonElement>(_closed.Token);
    }
}
