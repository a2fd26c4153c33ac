using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Live;

namespace ConvoWeb.Features.Conversations.Feed;

/// <summary>The conversations that are followed on this node.</summary>
public sealed class TranscriptFeeds(ILiveEvents live, FeedReader reader, IDatabase database, TimeProvider clock, ILogger<TranscriptFeeds> logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, TranscriptFeed> _feeds = [];

    /// <summary>
    /// Writes everything after <paramref name="position"/>, each event once and in order, until the viewer is disposed.
    /// Whether the viewer may see the conversation was asked before.
    /// </summary>
    /// <param name="write">Never called twice at once; while it does not complete, events wait or are read again later.</param>
    /// <param name="fail">Called when nothing more will be written: the viewer had better come anew.</param>
    public FeedViewer Follow(Guid conversationId, FeedPosition position, Func<FeedEvent, ValueTask> write, Action<Exception> fail)
    {
        FeedViewer viewer;
        lock (_gate)
        {
            if (!_feeds.TryGetValue(conversationId, out var feed))
            {
                feed = new TranscriptFeed(conversationId, live, reader, database, clock, logger, Remove);
                _feeds.Add(conversationId, feed);
            }

            viewer = new FeedViewer(feed, position, write, fail);
            feed.Add(viewer);
        }

        viewer.Start();
        return viewer;
    }

    private void Remove(TranscriptFeed feed, FeedViewer viewer)
    {
        lock (_gate)
        {
            if (feed.TakeOut(viewer))
            {
                _feeds.Remove(feed.ConversationId);
                feed.Close();
            }
        }
    }
}
