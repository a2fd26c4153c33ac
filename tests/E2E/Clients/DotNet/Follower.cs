using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ConvoWeb.Tests.Support;
using Microsoft.AspNetCore.SignalR.Client;

namespace ConvoWeb.Tests.E2E.Clients.DotNet;

/// <summary>
/// Follows one conversation, as any .NET program may: it joins, keeps what it is told, and whenever its line comes back
/// joins again with where it is.
/// </summary>
internal sealed class Follower : IFollower
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _changed = new(0);
    private readonly HttpClient _http;
    private readonly HubConnection _connection;
    private readonly string _conversation;
    private bool _isFollowing;
    private int _joins;

    private Follower(Uri server, string conversation, Transcript transcript)
    {
        (_conversation, Transcript) = (conversation, transcript);
        _http = new HttpClient { BaseAddress = server };
        _connection = HubClient.To(server).WithAutomaticReconnect(new Stubborn()).Build();
        foreach (var name in HubClient.EventNames)
        {
            _connection.On<JsonElement>(name, async body =>
            {
                await Transcript.ApplyAsync(name, body, ReadAsync);
                _changed.Release();
            });
        }

        _connection.Reconnected += _ => _isFollowing ? JoinAsync() : Task.CompletedTask;
    }

    public Transcript Transcript { get; }

    /// <summary>How often it was told that it follows.</summary>
    public int Joins => Volatile.Read(ref _joins);

    /// <summary>Connected, and not following yet. With what it held before, it goes on from there.</summary>
    public static async Task<Follower> ConnectAsync(Uri server, string conversation, Transcript? held = null)
    {
        var follower = new Follower(server, conversation, held ?? new Transcript());
        await follower._connection.StartAsync();
        return follower;
    }

    public async Task JoinAsync()
    {
        _isFollowing = true;
        var (version, drafts) = Transcript.Read(held => (held.Version, new Dictionary<string, int>(held.Drafts, StringComparer.Ordinal)));
        await _connection.InvokeAsync<JsonElement>("Join", _conversation, version, drafts);
        Interlocked.Increment(ref _joins);
        _changed.Release();
    }

    public async Task LeaveAsync()
    {
        _isFollowing = false;
        await _connection.InvokeAsync("Leave", _conversation);
    }

    public Task UntilAsync(Func<Place, bool> condition, CancellationToken cancellationToken) =>
        UntilAsync(follower => follower.Transcript.Read(held => condition(new Place(held.Version, held.Drafts))), cancellationToken);

    /// <summary>Returns when it has come to where the condition holds. One at a time may wait.</summary>
    public async Task UntilAsync(Func<Follower, bool> condition, CancellationToken cancellationToken)
    {
        while (!condition(this))
        {
            if (!await _changed.WaitAsync(Patience, cancellationToken))
            {
                throw new TimeoutException($"It stays at version {Transcript.Version}.");
            }
        }
    }

    public Task<Held> HoldAsync() => Task.FromResult(Transcript.Hold());

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _http.Dispose();
    }

    private async Task<JsonElement?> ReadAsync(string message)
    {
        using var answer = await _http.GetAsync($"/api/conversations/{_conversation}/messages/{message}");
        return answer.StatusCode is HttpStatusCode.NotFound ? null : await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Tries again and again, soon.</summary>
    private sealed class Stubborn : IRetryPolicy
    {
        public TimeSpan? NextRetryDelay(RetryContext retryContext) => TimeSpan.FromMilliseconds(100);
    }
}
