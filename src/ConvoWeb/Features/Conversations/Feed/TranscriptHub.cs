using System.Threading.Channels;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Messages;
using ConvoWeb.Features.Messages.Drafts;
using Microsoft.AspNetCore.SignalR;

namespace ConvoWeb.Features.Conversations.Feed;

/// <summary>
/// For programs: follow conversations, and write to them. Events: <see cref="FeedEventName"/>, each with one argument.
/// What a call refuses comes as a <see cref="HubException"/> in the words of the HTTP contract.
/// </summary>
public sealed class TranscriptHub : Hub
{
    public const string Path = "/hubs/transcript";

    /// <summary>That one connection may follow at a time.</summary>
    private const int MaxFollowed = 200;

    private const int MaxTogether = 256;

    private readonly ConversationService _conversations;
    private readonly AppendService _appends;
    private readonly DraftService _drafts;
    private readonly TranscriptFeeds _feeds;
    private readonly TranscriptConnections _connections;

    public TranscriptHub(
        ConversationService conversations, AppendService appends, DraftService drafts, TranscriptFeeds feeds, HubLifetimeManager<TranscriptHub> connections) =>
        (_conversations, _appends, _drafts, _feeds, _connections) = (conversations, appends, drafts, feeds, (TranscriptConnections)connections);

    private CurrentUser User => CurrentUser.From(Context.User!) ?? throw new HubException("401 Nobody is signed in.");

    private Dictionary<Guid, FeedViewer> Viewers
    {
        get
        {
            if (!Context.Items.TryGetValue(nameof(Viewers), out var viewers))
            {
                Context.Items[nameof(Viewers)] = viewers = new Dictionary<Guid, FeedViewer>();
            }

            return (Dictionary<Guid, FeedViewer>)viewers!;
        }
    }

    /// <summary>
    /// Sends everything that changed after <paramref name="afterVersion"/> (0: everything there is), then answers, then
    /// follows: each change once, in order.
    /// </summary>
    /// <param name="drafts">The open drafts that the caller knows, and of each the number of the next delta.</param>
    public async Task<JoinedView> Join(Guid conversationId, long afterVersion, IReadOnlyDictionary<Guid, int>? drafts)
    {
        if (await _conversations.FindAsync(User, conversationId, Context.ConnectionAborted) is null)
        {
            throw NoConversation();
        }

        await Leave(conversationId);
        if (Viewers.Count == MaxFollowed)
        {
            throw new HubException($"400 One connection follows at most {MaxFollowed} conversations.");
        }

        var connection = _connections.Find(Context.ConnectionId);
        var viewer = _feeds.Follow(
            conversationId,
            new FeedPosition(afterVersion, drafts),
            TranscriptConnections.WriterOf(connection),
            _ => connection.Abort());
        Viewers.Add(conversationId, viewer);
        await viewer.CaughtUp.WaitAsync(Context.ConnectionAborted);
        return new JoinedView(conversationId, viewer.Version);
    }

    public async Task Leave(Guid conversationId)
    {
        if (Viewers.Remove(conversationId, out var viewer))
        {
            await viewer.DisposeAsync();
        }
    }

    /// <summary>With <c>"state": "draft"</c> it begins a streamed one.</summary>
    public async Task<MessageView> AppendMessage(Guid conversationId, NewMessage message) =>
        (await _appends.AppendAsync(User, conversationId, message, null, Context.ConnectionAborted) ?? throw NoConversation()).Message;

    public async Task<NextView> AppendDelta(Guid conversationId, Guid messageId, NewDelta delta) =>
        await AppendAsync(User, conversationId, messageId, [delta], Context.ConnectionAborted);

    /// <summary>Deltas as they come, up one call; those that come together are stored together. Answers when the stream ends.</summary>
    public async Task<NextView> AppendDeltas(Guid conversationId, Guid messageId, ChannelReader<NewDelta> deltas)
    {
        var (user, aborted) = (User, Context.ConnectionAborted);
        var together = new List<NewDelta>();
        var next = new NextView(0);
        while (await deltas.WaitToReadAsync(aborted))
        {
            while (together.Count < MaxTogether && deltas.TryRead(out var delta))
            {
                together.Add(delta);
            }

            next = await AppendAsync(user, conversationId, messageId, together, aborted);
            together.Clear();
        }

        return next;
    }

    public async Task<MessageView> FinalizeMessage(Guid conversationId, Guid messageId, DraftEnd? end) =>
        (await _drafts.FinalizeAsync(User, conversationId, messageId, end ?? new DraftEnd(), Context.ConnectionAborted) ?? throw NoMessage()).Message;

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        foreach (var viewer in Viewers.Values)
        {
            await viewer.DisposeAsync();
        }

        await base.OnDisconnectedAsync(exception);
    }

    private async Task<NextView> AppendAsync(
        CurrentUser user, Guid conversationId, Guid messageId, IReadOnlyList<NewDelta> deltas, CancellationToken cancellationToken) =>
        await _drafts.AppendAsync(user, conversationId, messageId, deltas, cancellationToken) is { } appended
            ? new NextView(appended.Next)
            : throw NoMessage();

    private static HubException NoConversation() => new("404 There is no such conversation.");

    private static HubException NoMessage() => new("404 There is no such message.");
}

/// <summary>The answer of <c>Join</c>.</summary>
/// <param name="Version">Everything up to it was sent.</param>
public sealed record JoinedView(Guid ConversationId, long Version);
