using System.Globalization;
using System.Threading.Channels;
using ConvoWeb.Features.Accounts;
using Microsoft.AspNetCore.Http.Features;

namespace ConvoWeb.Features.Conversations.Feed;

/// <summary>The feed as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html), for programs without SignalR.</summary>
internal static class EventsEndpoint
{
    /// <summary>A line that says nothing, so that a proxy keeps the connection and we notice when it is gone.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public static void MapEvents(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/{id:guid}/events", FollowAsync)
            .WithName("FollowConversation")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream")
            .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task FollowAsync(
        Guid id,
        HttpContext context,
        ConversationService conversations,
        TranscriptFeeds feeds,
        IHostApplicationLifetime lifetime,
        TimeProvider clock,
        CurrentUser user)
    {
        string? lastId = context.Request.Headers["Last-Event-ID"];
        var known = string.IsNullOrEmpty(lastId) ? null : FeedPosition.Parse(lastId);
        if (await conversations.FindAsync(user, id, context.RequestAborted) is not { } conversation)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        if (known is null)
        {
            // Where it begins, so that a connection that breaks before the first event misses nothing.
            await context.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"id: {conversation.Version}\n\n"), stop.Token);
        }

        // A line that is full fills this, and then the viewer waits.
        var events = Channel.CreateBounded<FeedEvent>(new BoundedChannelOptions(16) { SingleReader = true, SingleWriter = true });
        await using var viewer = feeds.Follow(
            id,
            known ?? new FeedPosition(conversation.Version),
            feedEvent => events.Writer.WriteAsync(feedEvent, stop.Token),
            exception => events.Writer.TryComplete(exception));
        try
        {
            await WriteAsync(context.Response, events.Reader, clock, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The client has gone, or the program ends.
        }
    }

    private static async Task WriteAsync(HttpResponse response, ChannelReader<FeedEvent> events, TimeProvider clock, CancellationToken cancellationToken)
    {
        await response.BodyWriter.FlushAsync(cancellationToken);
        Task<bool>? arriving = null;
        Task? heartbeat = null;
        while (true)
        {
            arriving ??= events.WaitToReadAsync(cancellationToken).AsTask();
            heartbeat ??= Task.Delay(Heartbeat, clock, cancellationToken);
            if (await Task.WhenAny(arriving, heartbeat) != arriving)
            {
                await heartbeat;
                heartbeat = null;
                await response.BodyWriter.WriteAsync(":\n\n"u8.ToArray(), cancellationToken);
                continue;
            }

            if (!await arriving)
            {
                return;
            }

            arriving = null;
            while (events.TryRead(out var feedEvent))
            {
                await response.BodyWriter.WriteAsync(feedEvent.ServerSent, cancellationToken);
            }
        }
    }
}
