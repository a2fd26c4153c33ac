using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Rollups;

/// <summary>
/// What the writes of a transaction change about rollups. They are noted as they happen, become sums at the end of each write,
/// and are written just before the commit: on SQLite once for everybody in the group, and no row is locked for longer than the
/// commit takes.
/// </summary>
public sealed class RollupChanges
{
    private readonly List<(ConversationKey Conversation, Guid? PersonalityId, CountedMessage Message, int Sign)> _messages = [];
    private readonly List<ConversationMove> _moves = [];
    private readonly List<(ConversationKey Key, CountedConversation Conversation, string Tag, int Sign)> _tags = [];
    private Dictionary<RollupKey, RollupSums> _sums = [];
    private Dictionary<RollupKey, RollupSums>? _atSavepoint;

    internal IReadOnlyDictionary<RollupKey, RollupSums> Sums => _sums;

    internal void Add(in ConversationKey conversation, Guid? personalityId, in CountedMessage message, int sign) =>
        _messages.Add((conversation, personalityId, message, sign));

    /// <param name="tags">Those it has on both sides; null: what is stored, which this write does not change.</param>
    internal void Move(in ConversationKey key, CountedConversation? before, CountedConversation? after, IReadOnlyCollection<string>? tags = null)
    {
        if (before != after)
        {
            _moves.Add(new ConversationMove(key, before, after, tags));
        }
    }

    internal void AddTag(in ConversationKey key, in CountedConversation conversation, string tag, int sign) => _tags.Add((key, conversation, tag, sign));

    /// <summary>At the beginning of a write that may be undone alone.</summary>
    internal void Begin() => _atSavepoint = _sums;

    /// <summary>The write is undone, with what it may have flushed of others'.</summary>
    internal void Undo()
    {
        _sums = _atSavepoint ?? [];
        Clear();
    }

    /// <summary>Makes sums of what was noted; nothing fails once it begins to.</summary>
    internal async ValueTask SumUpAsync(DatabaseScope db)
    {
        if (_messages.Count + _moves.Count + _tags.Count == 0)
        {
            return;
        }

        var owners = new Dictionary<string, RollupOwner>(StringComparer.Ordinal);
        foreach (var ownerId in OwnerIds())
        {
            owners[ownerId] = await RollupOwners.TakePartAsync(db, ownerId);
        }

        for (var i = 0; i < _moves.Count; i++)
        {
            _moves[i] = await WithTagsAsync(db, _moves[i]);
        }

        foreach (var (conversation, personalityId, message, sign) in _messages)
        {
            foreach (var era in ErasOf(owners[conversation.OwnerId], conversation))
            {
                era.Add(message, personalityId, sign);
            }
        }

        foreach (var move in _moves)
        {
            foreach (var era in ErasOf(owners[move.Key.OwnerId], move.Key))
            {
                Move(era, move);
            }
        }

        foreach (var (key, conversation, tag, sign) in _tags)
        {
            foreach (var era in ErasOf(owners[key.OwnerId], key))
            {
                era.AddTags(conversation, [tag], sign);
            }
        }

        Clear();
    }

    /// <summary>What was noted so far goes to these eras alone.</summary>
    internal void SumUp(string ownerId, params ReadOnlySpan<(int Number, TimeZoneInfo Zone)> eras)
    {
        foreach (var (number, zone) in eras)
        {
            var era = new RollupEra(ownerId, number, zone, _sums);
            foreach (var (_, personalityId, message, sign) in _messages)
            {
                era.Add(message, personalityId, sign);
            }

            foreach (var move in _moves)
            {
                Move(era, move);
            }
        }

        Clear();
    }

    internal async ValueTask FlushAsync(DatabaseScope db)
    {
        if (_sums.Count > 0)
        {
            var sums = _sums;
            _sums = [];
            await RollupWrites.AddAsync(db, sums);
        }
    }

    private static void Move(RollupEra era, ConversationMove move)
    {
        era.Move(move.Before, move.After);
        if (move.Before is { } before && move.Tags is { Count: > 0 })
        {
            era.AddTags(before, move.Tags, -1);
        }

        if (move.After is { } after && move.Tags is { Count: > 0 })
        {
            era.AddTags(after, move.Tags, 1);
        }
    }

    private void Clear()
    {
        _messages.Clear();
        _moves.Clear();
        _tags.Clear();
    }

    private HashSet<string> OwnerIds()
    {
        var owners = new HashSet<string>(StringComparer.Ordinal);
        owners.UnionWith(_messages.Select(message => message.Conversation.OwnerId));
        owners.UnionWith(_moves.Select(move => move.Key.OwnerId));
        owners.UnionWith(_tags.Select(tag => tag.Key.OwnerId));
        return owners;
    }

    private IEnumerable<RollupEra> ErasOf(RollupOwner owner, ConversationKey conversation)
    {
        yield return new RollupEra(owner.OwnerId, owner.Era, RollupOwners.ZoneOf(owner.TimeZone), _sums);
        if (owner.NextEra is { } next && RollupOwners.HasCounted(owner, conversation))
        {
            yield return new RollupEra(owner.OwnerId, next, RollupOwners.ZoneOf(owner.NextTimeZone!), _sums);
        }
    }

    /// <summary>Tags move only with a conversation whose last message is of another quarter of an hour than before.</summary>
    private static async ValueTask<ConversationMove> WithTagsAsync(DatabaseScope db, ConversationMove move)
    {
        if (move.Tags is not null)
        {
            return move;
        }

        if (move is { Before: { } before, After: { } after } && RollupTimes.SlotOf(before.LastMessageAt) == RollupTimes.SlotOf(after.LastMessageAt))
        {
            return move with { Tags = [] };
        }

        var tags = new List<string>();
        await using var row = await db
            .Statement("SELECT name FROM conversation_tags WHERE conversation_id = @id", ("@id", move.Key.Id))
            .ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            tags.Add(row.GetString(0));
        }

        return move with { Tags = tags };
    }

    private sealed record ConversationMove(ConversationKey Key, CountedConversation? Before, CountedConversation? After, IReadOnlyCollection<string>? Tags);
}
