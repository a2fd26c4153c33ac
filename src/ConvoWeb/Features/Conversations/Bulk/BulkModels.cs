using ConvoWeb.Data.Conversations;

namespace ConvoWeb.Features.Conversations.Bulk;

/// <summary>Some conversations by their ids, or all that a filter shows but for some.</summary>
public sealed record BulkSelection
{
    private BulkSelection()
    {
    }

    /// <summary>Null: they are named one by one.</summary>
    public ConversationFilter? Filter { get; private init; }

    /// <summary>Those that are meant; with a filter, those that are not.</summary>
    public required IReadOnlySet<Guid> Ids { get; init; }

    public static BulkSelection Of(IReadOnlySet<Guid> ids) => new() { Ids = ids };

    public static BulkSelection All(ConversationFilter filter, IReadOnlySet<Guid> except) => new() { Filter = filter, Ids = except };
}

/// <summary>What was done so far, whether or not it came to its end: all that is needed to undo it.</summary>
/// <param name="onProgress">Told how many conversations were looked at.</param>
public sealed class BulkRun(Action<int>? onProgress = null)
{
    private readonly List<(BulkChange Change, IReadOnlyList<Guid> Ids)> _done = [];

    public IReadOnlyList<(BulkChange Change, IReadOnlyList<Guid> Ids)> Done => _done;

    /// <summary>Conversations that were changed, each of them once.</summary>
    public int Count => _done.Select(step => step.Change).Distinct().Count() == 1
        ? _done.Sum(step => step.Ids.Count)
        : _done.SelectMany(step => step.Ids).Distinct().Count();

    public int Seen { get; private set; }

    internal void Add(BulkChange change, IReadOnlyList<Guid> ids)
    {
        if (ids.Count > 0)
        {
            _done.Add((change, ids));
        }
    }

    internal void See(int count)
    {
        Seen += count;
        onProgress?.Invoke(Seen);
    }
}
