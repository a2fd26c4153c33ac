using System.Collections.Concurrent;
using ConvoWeb.Features.Live;

namespace ConvoWeb.Features.History;

/// <summary>What happened since it was taken last, until the page comes to it.</summary>
internal sealed class NotedEvents
{
    private readonly ConcurrentQueue<LiveEvent> _events = new();

    /// <summary>On any thread.</summary>
    public void Note(LiveEvent change) => _events.Enqueue(change);

    /// <param name="version">What is shown already.</param>
    public NotedChanges Take(long version)
    {
        var (isStoredChange, isMissed) = (false, false);
        var (relayed, deltas) = (new List<LiveEvent>(), new List<LiveEvent>());
        while (_events.TryDequeue(out var change))
        {
            if (!change.IsStored)
            {
                relayed.Add(change);
            }
            else if (change.Kind is LiveEventKind.DeltaAppended)
            {
                deltas.Add(change);
                isStoredChange |= change.Version > version; // that its draft was opened was lost on its way
            }
            else
            {
                isStoredChange = true;
                isMissed |= change.Kind is LiveEventKind.Missed or LiveEventKind.RedactionChanged;
            }
        }

        return new NotedChanges(relayed, deltas, isStoredChange, isMissed);
    }
}

/// <param name="Relayed">Of what is stored nowhere.</param>
/// <param name="Deltas">Of stored messages.</param>
/// <param name="IsStoredChange">There is something new to read.</param>
/// <param name="IsMissed">And it is not known how much: all that is shown may be another.</param>
internal sealed record NotedChanges(IReadOnlyList<LiveEvent> Relayed, IReadOnlyList<LiveEvent> Deltas, bool IsStoredChange, bool IsMissed);
