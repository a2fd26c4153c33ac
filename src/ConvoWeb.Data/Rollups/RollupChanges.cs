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
    private readonly Dictionary<string, RollupOwner> _owners = new(StringComparer.Ordinal);
    private Dictionary<RollupKey, RollupSums> _sums = [];
    private Dictionary<RollupKey, RollupSums> _ofOthers = [];
    private Dictionary<RollupKey, RollupSums> _ofOthersAtBeginning = [];

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
    internal void Begin() => _ofOthersAtBeginning = _ofOthers;

    /// <summary>The write is undone, with what it may have flushed of those before it.</summary>
    internal void Undo()
    {
        _ofOthers = _ofOthersAtBeginning;
        _sums = [];
        _owners.Clear();
        Clear();
    }

    /// <summary>The write stays if those before it in the transaction stay.</summary>
    internal void Join()
    {
        if (_ofOthers.Count == 0)
        {
            (_ofOthers, _sums) = (_sums, []);
            return;
        }

        foreach (var (key, sums) in _sums)
        {
            if (!_ofOthers.TryAdd(key, sums))
            {
                _ofOthers[key].AddAll(sums);
            }
        }

        _sums.Clear();
    }

    /// <summary>What the owner counts by is another from here on.</summary>
    internal void Forget(string ownerId) => _owners.Remove(ownerId);

    /// <summary>Makes sums of what was noted; nothing fails once it begins to.</summary>
    internal async ValueTask SumUpAsync(DatabaseScope db)
    {
        if (_messages.Count + _moves.Count + _tags.Count == 0)
        {
            return;
        }

        var eras = new Dictionary<string, RollupEras>(1, StringComparer.Ordinal);
        foreach (var ownerId in OwnerIds())
        {
            eras[ownerId] = new RollupEras(await TakePartAsync(db, ownerId), _sums);
        }

        for (var i = 0; i < _moves.Count; i++)
        {
            _moves[i] = await WithTagsAsync(db, _moves[i]);
        }

        foreach (var (conversation, personalityId, message, sign) in _messages)
        {
            var of = eras[conversation.OwnerId];
            of.Current.Add(message, personalityId, sign);
            of.NextOf(conversation)?.Add(message, personalityId, sign);
        }

        foreach (var move in _moves)
        {
            var of = eras[move.Key.OwnerId];
            Move(of.Current, move);
            if (of.NextOf(move.Key) is { } next)
            {
                Move(next, move);
            }
        }

        foreach (var (key, conversation, tag, sign) in _tags)
        {
            var of = eras[key.OwnerId];
            of.Current.AddTags(conversation, [tag], sign);
            of.NextOf(key)?.AddTags(conversation, [tag], sign);
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

    /// <summary>At the end of a transaction, or where all that it changed has to be there.</summary>
    internal async ValueTask FlushAsync(DatabaseScope db)
    {
        _owners.Clear();
        if (_ofOthers.Count > 0)
        {
            var sums = _ofOthers;
            _ofOthers = [];
            await RollupWrites.AddAsync(db, sums);
        }

        if (_sums.Count > 0)
        {
            var sums = _sums;
            _sums = [];
            await RollupWrites.AddAsync(db, sums);
        }
    }

    /// <summary>Asked once in a transaction, however many writes are in it.</summary>
    private async ValueTask<RollupOwner> TakePartAsync(DatabaseScope db, string ownerId)
    {
        if (!_owners.TryGetValue(ownerId, out var owner))
        {
            owner = await RollupOwners.TakePartAsync(db, ownerId);
            _owners.Add(ownerId, owner);
        }

        return owner;
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

    /// <summary>As if nothing had been noted.</summary>
    internal void Clear()
    {
        _messages.Clear();
        _moves.Clear();
        _tags.Clear();
    }

    private IEnumerable<string> OwnerIds() =>
        _messages.Select(message => message.Conversation.OwnerId)
            .Concat(_moves.Select(move => move.Key.OwnerId))
            .Concat(_tags.Select(tag => tag.Key.OwnerId))
            .Distinct(StringComparer.Ordinal);

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

    /// <summary>The era that is read, and the one that is being counted.</summary>
    private sealed class RollupEras(RollupOwner owner, Dictionary<RollupKey, RollupSums> sums)
    {
        private readonly RollupEra? _next = owner.NextEra is { } next ? new(owner.OwnerId, next, RollupOwners.ZoneOf(owner.NextTimeZone!), sums) : null;

        public RollupEra Current { get; } = new(owner.OwnerId, owner.Era, RollupOwners.ZoneOf(owner.TimeZone), sums);

        /// <summary>Null while it has not come to that conversation.</summary>
        public RollupEra? NextOf(in ConversationKey conversation) => _next is not null && RollupOwners.HasCounted(owner, conversation) ? _next : null;
    }
}
