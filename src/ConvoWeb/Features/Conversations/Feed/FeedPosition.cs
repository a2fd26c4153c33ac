using System.Globalization;
using ConvoWeb.Data;
using ConvoWeb.Features.Live;

namespace ConvoWeb.Features.Conversations.Feed;

public enum FeedStep
{
    Next,

    /// <summary>Known already.</summary>
    Seen,

    /// <summary>Something before it is missing.</summary>
    Later,
}

/// <summary>How far a viewer has come: the conversation's version, and of each open draft the number of the next delta.</summary>
public sealed class FeedPosition(long version, IReadOnlyDictionary<Guid, int>? drafts = null)
{
    private readonly Dictionary<Guid, int> _drafts = drafts is null ? [] : new Dictionary<Guid, int>(drafts);

    public long Version { get; private set; } = version;

    /// <summary>Null when it is of no draft that the viewer knows.</summary>
    public int? NextN(Guid messageId) => _drafts.TryGetValue(messageId, out var next) ? next : null;

    /// <summary>What a server-sent event's id says: <c>version</c>, or <c>version.message.n</c>.</summary>
    /// <exception cref="InvalidInputException">It is none of ours.</exception>
    public static FeedPosition Parse(string id)
    {
        var parts = id.Split('.');
        if (long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            if (parts is [_])
            {
                return new FeedPosition(version);
            }

            if (parts is [_, var message, var last]
                && Guid.TryParse(message, out var messageId)
                && int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
                && n < int.MaxValue)
            {
                return new FeedPosition(version, new Dictionary<Guid, int> { [messageId] = n + 1 });
            }
        }

        throw new InvalidInputException("last_event_id", "Last-Event-ID is not one that this address gave out.");
    }

    /// <summary>What an event of that version is to this viewer; a delta's version is the one that opened its draft.</summary>
    public FeedStep StepTo(long eventVersion, Guid? messageId, LiveDelta? delta)
    {
        if (delta is null)
        {
            return eventVersion <= Version ? FeedStep.Seen : eventVersion == Version + 1 ? FeedStep.Next : FeedStep.Later;
        }

        if (eventVersion > Version)
        {
            return FeedStep.Later; // its draft is not known yet
        }

        // A draft that is not known any more has ended, and its end brought the text.
        return NextN(messageId!.Value) is not { } next || delta.Next <= next ? FeedStep.Seen
            : delta.N == next ? FeedStep.Next
            : FeedStep.Later;
    }

    public void MoveTo(FeedEvent feedEvent)
    {
        if (!feedEvent.IsStored)
        {
            return;
        }

        Version = Math.Max(Version, feedEvent.Version);
        if (feedEvent.MessageId is not { } message)
        {
            return;
        }

        if ((feedEvent.Delta?.Next ?? feedEvent.NextN) is { } next)
        {
            _drafts[message] = next;
        }
        else
        {
            _drafts.Remove(message);
        }
    }

    /// <summary>To the beginning, for one who claims to have seen what never was.</summary>
    public void Reset()
    {
        Version = 0;
        _drafts.Clear();
    }

    /// <summary>Forgets drafts that ended without this viewer's seeing it.</summary>
    public void KeepDrafts(IReadOnlySet<Guid> open)
    {
        foreach (var gone in _drafts.Keys.Where(message => !open.Contains(message)).ToList())
        {
            _drafts.Remove(gone);
        }
    }
}
