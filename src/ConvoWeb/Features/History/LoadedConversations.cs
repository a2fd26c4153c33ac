using ConvoWeb.Features.Conversations;
using ConvoWeb.Platform.Paging;

namespace ConvoWeb.Features.History;

/// <summary>The part of the list that was read so far, newest first, kept in order while single conversations change.</summary>
internal sealed class LoadedConversations
{
    private readonly List<ConversationView> _items = [];

    public IReadOnlyList<ConversationView> Items => _items;

    /// <summary>Where to read on; null when all are here.</summary>
    public string? NextCursor { get; private set; }

    public void Add(Page<ConversationView> page)
    {
        // One that moved up while this page was read is here already.
        _items.AddRange(page.Items.Where(item => _items.TrueForAll(known => known.Id != item.Id)));
        NextCursor = page.NextCursor;
    }

    /// <summary>Puts it where it belongs now; one that lies past the part that was read comes with its page.</summary>
    public void Put(ConversationView conversation)
    {
        Remove(conversation.Id);
        var at = _items.FindIndex(item => Compare(conversation, item) < 0);
        if (at >= 0)
        {
            _items.Insert(at, conversation);
        }
        else if (NextCursor is null)
        {
            _items.Add(conversation);
        }
    }

    public void Remove(Guid id) => _items.RemoveAll(item => item.Id == id);

    /// <summary>As <see cref="ConversationOrder.NewestFirst"/>.</summary>
    private static int Compare(ConversationView left, ConversationView right) =>
        (right.LastMessageAt, right.Id).CompareTo((left.LastMessageAt, left.Id));
}
