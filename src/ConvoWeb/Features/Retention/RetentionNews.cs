using System.Collections.Concurrent;
using ConvoWeb.Features.Conversations.Feed;
using ConvoWeb.Features.Live;
using ConvoWeb.Platform.Json;
using Microsoft.AspNetCore.SignalR;

namespace ConvoWeb.Features.Retention;

/// <summary>Tells an owner's hub clients on this node of their rules: <c>RetentionChanged</c> and <c>RetentionWarning</c>.</summary>
internal sealed class RetentionNews(ILiveEvents live, IHubContext<TranscriptHub> hub) : IHostedService
{
    private readonly ConcurrentQueue<LiveEvent> _news = [];
    private IDisposable? _subscription;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = live.Subscribe(LiveTopic.All, Note, SendAsync);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _subscription?.Dispose();
        return Task.CompletedTask;
    }

    private bool Note(LiveEvent change)
    {
        if (change.Kind is not (LiveEventKind.RetentionChanged or LiveEventKind.RetentionWarning))
        {
            return false;
        }

        _news.Enqueue(change);
        return true;
    }

    private async Task SendAsync()
    {
        while (_news.TryDequeue(out var news))
        {
            await hub.Clients.User(news.OwnerId).SendAsync(news.Kind.ToString(), new RawJson(news.Message));
        }
    }
}
