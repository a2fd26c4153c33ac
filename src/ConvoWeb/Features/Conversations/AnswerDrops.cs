using ConvoWeb.Features.Live;
using ConvoWeb.Platform.Caching;

namespace ConvoWeb.Features.Conversations;

/// <summary>Drops the kept answers of a conversation at every change, on every node: the live bus says so.</summary>
internal sealed class AnswerDrops(ILiveEvents live, AnswerCache answers) : IHostedService
{
    private IDisposable? _listening;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listening = live.Listen(LiveTopic.All, Drop);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _listening?.Dispose();
        return Task.CompletedTask;
    }

    private void Drop(LiveEvent change)
    {
        switch (change.Kind)
        {
            case LiveEventKind.Missed:
                answers.Clear();
                break;
            case LiveEventKind.ConversationRemoved:
                answers.Remove(change.OwnerId, change.ConversationId);
                break;
            default:
                answers.Drop(change.OwnerId, change.ConversationId, change.Version);
                break;
        }
    }
}
