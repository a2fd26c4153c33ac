using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Privacy;
using ConvoWeb.Data.Providers;

namespace ConvoWeb.Tests.Unit.Features.Retention;

/// <summary>One owner, with rules and conversations at random, and what must become of them by plain arithmetic.</summary>
internal sealed class RandomRetention
{
    private static readonly int?[] Terms = [null, 1, 30, 90, 365, 366, 1461];

    private readonly Random _random;
    private readonly TimeZoneInfo _zone;
    private readonly List<RandomConversation> _conversations = [];

    public RandomRetention(string ownerId, Random random, DateTimeOffset now, TimeZoneInfo zone)
    {
        (OwnerId, _random, _zone) = (ownerId, random, zone);
        Rules = new RetentionRules
        {
            OwnerId = ownerId,
            KeepDays = Term(),
            UndoDays = random.Next(20) == 0 ? random.Next(1, 60) : OwnerPrivacy.MaxUndoDays,
            Personalities = [.. Personalities.Where(_ => random.Next(2) == 0).Select(id => new PersonalityRule(id, Term(), null))],
        };
        for (var i = random.Next(1, 8); i > 0; i--)
        {
            _conversations.Add(Conversation(now));
        }
    }

    public string OwnerId { get; }

    public RetentionRules Rules { get; }

    public IReadOnlyList<Guid> Personalities { get; } = [Guid.CreateVersion7(), Guid.CreateVersion7()];

    /// <summary>Those that are not purged.</summary>
    public IReadOnlyList<RandomConversation> Conversations => _conversations;

    /// <summary>Ids with their times, as the preview must have them.</summary>
    public IReadOnlyList<(Guid Id, DateTimeOffset MovesAt)> Moves =>
        [.. from one in _conversations where MovesAt(one) is not null orderby MovesAt(one), one.Id select (one.Id, MovesAt(one)!.Value)];

    /// <summary>By the writes of the product, as if it had been done at those times.</summary>
    public async ValueTask WriteAsync(DatabaseScope db, DateTimeOffset now)
    {
        foreach (var (i, id) in Personalities.Index())
        {
            await db.ExecuteAsync(
                """
                INSERT INTO personalities (id, owner_id, name, name_key, color, created_at, updated_at, version)
                VALUES (@id, @owner, @name, @name, 'rose', 0, 0, 1)
                """,
                ("@id", id),
                ("@owner", OwnerId),
                ("@name", $"juno {i}"));
        }

        foreach (var conversation in _conversations)
        {
            await conversation.WriteAsync(db, OwnerId, now);
        }

        await RetentionRuleWrites.LockAsync(db, OwnerId);
        await RetentionRuleWrites.ReplaceAsync(db, Rules, now);
    }

    /// <summary>What happens between two sweeps.</summary>
    public async ValueTask ActAsync(DatabaseScope db, DateTimeOffset now)
    {
        foreach (var conversation in _conversations.Where(_ => _random.Next(3) == 0))
        {
            if (conversation.DeletedAt is not null)
            {
                await conversation.ApplyAsync(db, OwnerId, BulkAction.Restore, now);
                (conversation.DeletedAt, conversation.RestoredAt) = (null, now);
                continue;
            }

            switch (_random.Next(4))
            {
                case 0:
                    await conversation.RenameAsync(db, now);
                    break;
                case 1:
                    await conversation.AppendAsync(db, OwnerId, now, now);
                    conversation.LastMessageAt = now > conversation.LastMessageAt ? now : conversation.LastMessageAt;
                    break;
                default:
                    conversation.IsStarred = !conversation.IsStarred;
                    await conversation.ApplyAsync(db, OwnerId, conversation.IsStarred ? BulkAction.Star : BulkAction.Unstar, now);
                    break;
            }
        }
    }

    /// <summary>What a sweep does.</summary>
    public void Sweep(DateTimeOffset now)
    {
        foreach (var conversation in _conversations.Where(one => MovesAt(one) <= now).ToList())
        {
            conversation.DeletedAt = now;
        }

        if (Rules.KeepDays is not null || Rules.Personalities.Any(rule => rule.KeepDays is not null))
        {
            _conversations.RemoveAll(one => one.DeletedAt + TimeSpan.FromHours(24 * Rules.UndoDays) <= now && !one.IsHeld);
        }
    }

    private DateTimeOffset? MovesAt(RandomConversation one)
    {
        var days = Rules.Personalities.FirstOrDefault(rule => rule.PersonalityId == one.PersonalityId) is { } own ? own.KeepDays : Rules.KeepDays;
        return days is null || one.DeletedAt is not null || one.IsStarred || one.IsHeld || one.IsWritten
            ? null
            : (one.RestoredAt > one.LastMessageAt ? one.RestoredAt.Value : one.LastMessageAt) + TimeSpan.FromHours(24 * days.Value);
    }

    private int? Term() => _random.Next(4) == 0 ? _random.Next(1, 800) : Terms[_random.Next(Terms.Length)];

    private RandomConversation Conversation(DateTimeOffset now)
    {
        var last = now - Age(now);
        var deletedAt = _random.Next(10) == 0 ? last.AddDays(_random.Next(30)) : default(DateTimeOffset?);
        var isBack = deletedAt is not null && _random.Next(2) == 0;
        return new RandomConversation
        {
            PersonalityId = _random.Next(3) is var which and < 2 ? Personalities[which] : null,
            LastMessageAt = last,
            HasMessage = _random.Next(4) != 0,
            TrashedAt = deletedAt,
            DeletedAt = isBack ? null : deletedAt,
            RestoredAt = isBack ? deletedAt!.Value.AddHours(_random.Next(200)) : null,
            RenamedAt = _random.Next(3) == 0 ? now : null,
            IsStarred = deletedAt is null && _random.Next(8) == 0,
            IsHeld = _random.Next(12) == 0,
            IsWritten = deletedAt is null && _random.Next(12) == 0,
        };
    }

    /// <summary>Anything; or to the millisecond what a rule says; or since a midnight where the owner lives.</summary>
    private TimeSpan Age(DateTimeOffset now)
    {
        var days = Rules.KeepDays ?? 30;
        switch (_random.Next(4))
        {
            case 0:
                return TimeSpan.FromHours(24 * days) + TimeSpan.FromMilliseconds(_random.Next(-1, 2));
            case 1:
                var midnight = TimeZoneInfo.ConvertTime(now, _zone).Date.AddDays(-days);
                return now - new DateTimeOffset(midnight, _zone.GetUtcOffset(midnight));
            default:
                return TimeSpan.FromMilliseconds(_random.NextInt64(900L * 24 * 60 * 60 * 1000));
        }
    }
}

internal sealed class RandomConversation
{
    public Guid Id { get; } = Guid.CreateVersion7();

    public required Guid? PersonalityId { get; init; }

    public required DateTimeOffset LastMessageAt { get; set; }

    public required bool HasMessage { get; init; }

    public required DateTimeOffset? TrashedAt { get; init; }

    public required DateTimeOffset? DeletedAt { get; set; }

    public required DateTimeOffset? RestoredAt { get; set; }

    public required DateTimeOffset? RenamedAt { get; init; }

    public required bool IsStarred { get; set; }

    public required bool IsHeld { get; init; }

    public required bool IsWritten { get; init; }

    public async ValueTask WriteAsync(DatabaseScope db, string ownerId, DateTimeOffset now)
    {
        var conversation = new Conversation
        {
            Id = Id,
            OwnerId = ownerId,
            Title = "Trip to Oslo",
            TitleKey = Conversation.TitleKeyOf("Trip to Oslo"),
            PersonalityId = PersonalityId,
            CreatedAt = HasMessage ? LastMessageAt.AddDays(-3) : LastMessageAt,
            UpdatedAt = now,
            StoredAt = now,
            LastMessageAt = HasMessage ? LastMessageAt.AddDays(-3) : LastMessageAt,
            Starred = IsStarred,
            HeldAt = IsHeld ? now : null,
        };
        await ConversationWrites.TryAddAsync(db, conversation, []);
        if (HasMessage)
        {
            await AppendAsync(db, ownerId, LastMessageAt, now);
        }

        if (IsWritten)
        {
            await AppendAsync(db, ownerId, LastMessageAt, now, MessageState.Draft);
        }

        if (RenamedAt is { } renamedAt)
        {
            await RenameAsync(db, renamedAt);
        }

        if (TrashedAt is { } trashedAt)
        {
            await ApplyAsync(db, ownerId, BulkAction.Trash, trashedAt);
        }

        if (RestoredAt is { } restoredAt)
        {
            await ApplyAsync(db, ownerId, BulkAction.Restore, restoredAt);
        }
    }

    public async ValueTask AppendAsync(DatabaseScope db, string ownerId, DateTimeOffset at, DateTimeOffset now, MessageState state = MessageState.Final) =>
        await MessageWrites.AppendAsync(
            db,
            (await LockedConversation.LockAsync(db, ownerId, Id))!,
            [
                new NewMessageRow
                {
                    Id = Guid.CreateVersion7(),
                    Type = MessageType.User,
                    State = state,
                    Content = "Which museums are open?",
                    Timestamp = at,
                    Lease = state is MessageState.Draft ? new DraftLease("random", at.AddYears(100)) : null,
                },
            ],
            now);

    public async ValueTask RenameAsync(DatabaseScope db, DateTimeOffset at) =>
        await db.ExecuteAsync("UPDATE conversations SET title = 'Another', version = version + 1, updated_at = @at WHERE id = @id", ("@at", at), ("@id", Id));

    public async ValueTask ApplyAsync(DatabaseScope db, string ownerId, BulkAction action, DateTimeOffset at) =>
        Assert.Single(await BulkWrites.ApplyAsync(db, ownerId, new BulkChange(action), [Id], at));
}
