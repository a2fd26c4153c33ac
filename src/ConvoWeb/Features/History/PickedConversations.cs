using System.Collections.Immutable;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Bulk;
using ConvoWeb.Features.Export.Bulk;
using ConvoWeb.Platform.Paging;

namespace ConvoWeb.Features.History;

/// <summary>Which conversations of a list are picked: some one by one, or all that its filter shows but for some.</summary>
public sealed record PickedConversations
{
    public static PickedConversations None { get; } = new();

    private bool IsAll { get; init; }

    /// <summary>Those that are picked; of all, those that are not.</summary>
    private ImmutableHashSet<Guid> Ids { get; init; } = [];

    /// <summary>How many the filter showed when all of them were picked.</summary>
    private int Total { get; init; }

    /// <summary>What was picked before the rows from <see cref="Anchor"/> on were.</summary>
    private ImmutableHashSet<Guid> Before { get; init; } = [];

    /// <summary>Where a stretch begins that is extended.</summary>
    public Cursor? Anchor { get; private init; }

    public int Count => IsAll ? Total - Ids.Count : Ids.Count;

    public bool Has(Guid id) => IsAll != Ids.Contains(id);

    /// <summary>Picks one, or no longer.</summary>
    public PickedConversations With(Guid id, Cursor place)
    {
        var ids = Ids.Contains(id) ? Ids.Remove(id) : Ids.Add(id);
        return this with { Ids = ids, Before = ids, Anchor = place };
    }

    /// <summary>Nothing yet, but a stretch begins there.</summary>
    public PickedConversations From(Cursor place) => this with { Before = Ids, Anchor = place };

    /// <summary>The whole stretch from <see cref="Anchor"/>, in the place of the one that it had before.</summary>
    public PickedConversations Through(IEnumerable<Guid> stretch) => this with { IsAll = false, Ids = IsAll ? [.. stretch] : Before.Union(stretch) };

    public static PickedConversations All(int total) => new() { IsAll = true, Total = total };

    /// <param name="list">What they were picked in.</param>
    public BulkExportRequest Export(ConversationListQuery list, TimeZoneInfo zone) =>
        IsAll ? ListExports.Of(list, zone) with { Except = [.. Ids] } : new BulkExportRequest { Ids = [.. Ids] };

    public BulkSelection Selection(ConversationFilter filter) => IsAll ? BulkSelection.All(filter, Ids) : BulkSelection.Of(Ids);
}
