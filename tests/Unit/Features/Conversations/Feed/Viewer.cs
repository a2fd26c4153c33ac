using System.Collections.Concurrent;
using System.Text.Json;
using ConvoWeb.Features.Conversations.Feed;

namespace ConvoWeb.Tests.Unit.Features.Conversations.Feed;

/// <summary>What a viewer was told, and what it would show.</summary>
internal sealed class Viewer : IAsyncDisposable
{
    private readonly ConcurrentQueue<FeedEvent> _events = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly FeedViewer _viewer;

    public Viewer(ConvoWebApp app, string conversation, long version, params (string Message, int Next)[] drafts)
        : this(app, conversation, version, isStuck: false, drafts)
    {
    }

    /// <param name="isStuck">From the first event on.</param>
    public Viewer(ConvoWebApp app, string conversation, long version, bool isStuck, params (string Message, int Next)[] drafts)
    {
        if (!isStuck)
        {
            Release();
        }

        var position = new FeedPosition(version, drafts.ToDictionary(draft => Guid.Parse(draft.Message), draft => draft.Next));
        _viewer = app.Get<TranscriptFeeds>().Follow(Guid.Parse(conversation), position, WriteAsync, _ => { });
        _ = _viewer.CaughtUp.ContinueWith(_ => _arrived.Release(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }

    public bool IsSlow { get; set; }

    /// <summary>An event has come, whether it goes on or not.</summary>
    public volatile bool IsWriting;

    public bool IsFollowing => _viewer.CaughtUp.IsCompletedSuccessfully;

    public IReadOnlyList<string> Names => [.. _events.Select(e => e.Name.ToString())];

    public IReadOnlyList<JsonElement> Bodies => [.. _events.Select(e => JsonElement.Parse(e.Json.Span))];

    public IReadOnlyList<long> Versions => [.. Bodies.Select(body => body.Number("version"))];

    public IReadOnlyList<string?> Contents => [.. Bodies.Where(body => body.TryGetProperty("message", out _)).Select(body => body.GetProperty("message").Text("content"))];

    /// <summary>As a client puts it together, which checks the numbers as it goes.</summary>
    public string TextOf(string draft)
    {
        var (text, next, hasEnded) = ("", -1L, false);
        foreach (var body in Bodies.Where(body => body.TryGetProperty("message_id", out var message) && message.GetString() == draft.Split('/')[^1]))
        {
            Assert.False(hasEnded, "Something came after the end.");
            if (body.TryGetProperty("message", out var message))
            {
                text = message.Text("content")!;
                hasEnded = message.Text("state") is "final";
                next = hasEnded ? -1 : message.Number("next_n");
            }
            else
            {
                Assert.Equal(next, body.Number("n"));
                text += body.Text("text");
                next = body.Number("next");
            }
        }

        return text;
    }

    public async Task UntilAsync(Func<Viewer, bool> condition)
    {
        while (!condition(this))
        {
            await _arrived.WaitAsync(Cancel);
        }
    }

    /// <summary>One that is stuck goes on.</summary>
    public void Release() => _released.TrySetResult();

    public ValueTask DisposeAsync() => _viewer.DisposeAsync();

    private async ValueTask WriteAsync(FeedEvent feedEvent)
    {
        IsWriting = true;
        _arrived.Release();
        await _released.Task.WaitAsync(Cancel);

        for (var i = 0; IsSlow && i < 100; i++)
        {
            await Task.Yield();
        }

        _events.Enqueue(feedEvent);
        _arrived.Release();
    }
}
