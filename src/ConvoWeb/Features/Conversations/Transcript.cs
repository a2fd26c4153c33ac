using ConvoWeb.Features.Messages;

namespace ConvoWeb.Features.Conversations;

/// <summary>A stretch of one branch, oldest first: of the active one, unless another was asked for.</summary>
/// <param name="HasLater">The branch goes on after it.</param>
public sealed record Transcript(ConversationView Conversation, IReadOnlyList<MessageView> Messages, bool HasLater = false)
{
    /// <summary>Where the part before it ends: pass it to get that; null at the beginning.</summary>
    public Guid? Earlier => Messages is [{ ParentId: { } earlier }, ..] ? earlier : null;

    /// <summary>It goes to the end of the active branch: what is new belongs after it.</summary>
    public bool IsAtEnd => !HasLater && (Messages.Count == 0 || Messages[^1].Id == Conversation.ActiveLeafId);

    /// <summary>
    /// The same stretch after the changes; one at the end goes to the end of the branch that is active now. Null when that
    /// takes messages that are neither here nor among the changes: then it is to be read anew.
    /// </summary>
    public Transcript? With(TranscriptChanges changes) =>
        !changes.IsWhole ? null
        : IsAtEnd ? ToEndWith(changes)
        : StretchWith(changes);

    /// <summary>With the part before it, unless that belongs somewhere else.</summary>
    public Transcript After(Transcript earlier) =>
        earlier.Messages is [.., var last] && last.Id == Earlier ? this with { Messages = [.. earlier.Messages, .. Messages] } : this;

    /// <summary>With the part after it, unless that belongs somewhere else.</summary>
    public Transcript Before(Transcript later) =>
        later.Messages is not [var first, ..] ? this with { HasLater = false }
        : first.ParentId == Messages[^1].Id ? this with { Messages = [.. Messages, .. later.Messages], HasLater = later.HasLater }
        : this;

    /// <summary>At most so many: the last ones go, and are later ones again.</summary>
    public Transcript First(int max) => Messages.Count <= max ? this : this with { Messages = [.. Messages.Take(max)], HasLater = true };

    /// <summary>At most so many: the first ones go, and are earlier ones again.</summary>
    public Transcript Last(int max) => Messages.Count <= max ? this : this with { Messages = [.. Messages.TakeLast(max)] };

    /// <summary>The end as it was just read, and before it what was shown already.</summary>
    public Transcript EndingWith(Transcript end)
    {
        var at = end.Messages.Count == 0 ? -1 : Messages.ToList().FindIndex(message => message.Id == end.Messages[0].Id);
        return at <= 0 ? end : end with { Messages = [.. Messages.Take(at), .. end.Messages] };
    }

    private Transcript? ToEndWith(TranscriptChanges changes)
    {
        var known = Messages.ToDictionary(message => message.Id);
        foreach (var removed in changes.Removed)
        {
            known.Remove(removed);
        }

        var first = Messages.FirstOrDefault(message => known.ContainsKey(message.Id))?.Id;
        foreach (var changed in changes.Messages)
        {
            known[changed.Id] = changed;
        }

        var branch = new List<MessageView>(known.Count);
        var next = changes.Conversation.ActiveLeafId;
        while (next is { } id && known.Remove(id, out var message))
        {
            branch.Add(message);
            next = message.ParentId;
            if (id == first)
            {
                break;
            }
        }

        if (next is not null && (first is null || branch.Count == 0 || branch[^1].Id != first))
        {
            return null;
        }

        branch.Reverse();
        return new Transcript(changes.Conversation, branch);
    }

    /// <summary>Only an end that is shown grows; a branch that begins elsewhere changes nothing here.</summary>
    private Transcript? StretchWith(TranscriptChanges changes)
    {
        var changed = changes.Messages.ToDictionary(message => message.Id);
        var stretch = Messages
            .Where(message => !changes.Removed.Contains(message.Id))
            .Select(message => changed.GetValueOrDefault(message.Id, message))
            .ToList();
        if (stretch.Count == 0 || stretch.Zip(stretch.Skip(1)).Any(pair => pair.Second.ParentId != pair.First.Id))
        {
            return null;
        }

        while (!HasLater && changes.Messages.Where(message => message.ParentId == stretch[^1].Id).MaxBy(message => message.Seq) is { } next)
        {
            stretch.Add(next);
        }

        return new Transcript(changes.Conversation, stretch, HasLater);
    }
}

/// <summary>A stretch around one message.</summary>
/// <param name="Seq">The number of that message: the nearest to the one that was asked for. Null when there is no message at all.</param>
public sealed record TranscriptPlace(Transcript Transcript, int? Seq);

/// <summary>What changed in a conversation since a version.</summary>
/// <param name="Messages">As they are now, of whichever branch.</param>
/// <param name="IsWhole">False when there is more than was asked for.</param>
public sealed record TranscriptChanges(
    ConversationView Conversation, IReadOnlyList<MessageView> Messages, IReadOnlyList<Guid> Removed, bool IsWhole);
