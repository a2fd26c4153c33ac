using ConvoWeb.Data.Providers;

namespace ConvoWeb.Data.Privacy;

/// <summary>All that an owner has settled about how long things are kept.</summary>
public sealed record RetentionRules
{
    public required string OwnerId { get; init; }

    public int? KeepDays { get; init; }

    public int? AudioDays { get; init; }

    public int UndoDays { get; init; } = OwnerPrivacy.DefaultUndoDays;

    /// <summary>What goes for good by a rule has a backup first.</summary>
    public bool BackupFirst { get; init; }

    /// <summary>When the owner was told last of what goes soon.</summary>
    public DateTimeOffset? WarnedAt { get; init; }

    /// <summary>Those that have a rule of their own.</summary>
    public IReadOnlyList<PersonalityRule> Personalities { get; init; } = [];

    /// <summary>What they come to, each for conversations that no other is for.</summary>
    /// <param name="capDays">What the instance keeps at most; null is no limit.</param>
    public IReadOnlyList<RetentionTerm> Terms(int? capDays) =>
    [
        new RetentionTerm(OwnerId, null, Shorter(KeepDays, capDays), AudioDays) { Except = [.. Personalities.Select(rule => rule.PersonalityId)] },
        .. Personalities.Select(rule => new RetentionTerm(OwnerId, rule.PersonalityId, Shorter(rule.KeepDays, capDays), rule.AudioDays)),
    ];

    /// <summary>What is in the trash since then goes for good. Null: nothing is kept for a time only, so the trash is its owner's to empty.</summary>
    public DateTimeOffset? TrashedBefore(DateTimeOffset now, int? capDays) =>
        Terms(capDays).Any(term => term.KeepDays is not null) ? now.AddDays(-UndoDays) : null;

    private static int? Shorter(int? one, int? other) => one < other || other is null ? one : other;
}

public sealed record PersonalityRule(Guid PersonalityId, int? KeepDays, int? AudioDays);

/// <summary>For how long some of an owner's conversations are kept, and their sound.</summary>
/// <param name="PersonalityId">Null: those of every personality but <see cref="Except"/>, and of none.</param>
/// <param name="KeepDays">Null: for ever.</param>
public sealed record RetentionTerm(string OwnerId, Guid? PersonalityId, int? KeepDays, int? AudioDays)
{
    public IReadOnlyList<Guid> Except { get; init; } = [];
}

/// <summary>The only statements that read and change them.</summary>
public static class RetentionRuleWrites
{
    /// <param name="locking">Of <paramref name="db"/>, or nothing.</param>
    public static async ValueTask<RetentionRules> ReadAsync(DatabaseScope db, string ownerId, string locking = "")
    {
        var settled = new RetentionRules { OwnerId = ownerId };
        await using (var privacy = await db
            .Statement("SELECT undo_days, warned_at, backup_first FROM owner_privacy WHERE owner_id = @owner " + locking, ("@owner", ownerId))
            .ExecuteReaderAsync())
        {
            if (await privacy.ReadAsync())
            {
                settled = settled with { UndoDays = privacy.GetInt32(0), WarnedAt = privacy.TimeOrNull(1), BackupFirst = privacy.GetBoolean(2) };
            }
        }

        var rules = new List<PersonalityRule>();
        await using var row = await db
            .Statement("SELECT personality_id, keep_days, audio_days FROM retention_rules WHERE owner_id = @owner ORDER BY personality_id", ("@owner", ownerId))
            .ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            rules.Add(new PersonalityRule(row.Id(0), row.NumberOrNull(1), row.NumberOrNull(2)));
        }

        var others = rules.Find(rule => rule.PersonalityId == RetentionRule.Others);
        return settled with { KeepDays = others?.KeepDays, AudioDays = others?.AudioDays, Personalities = [.. rules.Where(rule => rule != others)] };
    }

    /// <summary>As <see cref="ReadAsync"/>; until the transaction ends, nobody else changes them.</summary>
    public static async ValueTask<RetentionRules> LockAsync(DatabaseScope db, string ownerId)
    {
        await OwnerPrivacyWrites.AddAsync(db, ownerId);
        return await ReadAsync(db, ownerId, db.ForUpdate);
    }

    /// <summary>In place of all that were there.</summary>
    public static async ValueTask ReplaceAsync(DatabaseScope db, RetentionRules rules, DateTimeOffset now)
    {
        await db.ExecuteAsync(
            "UPDATE owner_privacy SET undo_days = @days, backup_first = @backup_first WHERE owner_id = @owner",
            ("@days", rules.UndoDays),
            ("@backup_first", rules.BackupFirst),
            ("@owner", rules.OwnerId));
        await db.ExecuteAsync("DELETE FROM retention_rules WHERE owner_id = @owner", ("@owner", rules.OwnerId));
        foreach (var rule in rules.Personalities.Append(new PersonalityRule(RetentionRule.Others, rules.KeepDays, rules.AudioDays)))
        {
            await db.ExecuteAsync(
                """
                INSERT INTO retention_rules (owner_id, personality_id, keep_days, audio_days, updated_at)
                VALUES (@owner, @personality, @keep_days, @audio_days, @now)
                """,
                ("@owner", rules.OwnerId),
                ("@personality", rule.PersonalityId),
                ("@keep_days", rule.KeepDays),
                ("@audio_days", rule.AudioDays),
                ("@now", now));
        }
    }

    /// <summary>That the owner is told now of what goes soon. False: they were told after <paramref name="before"/> already.</summary>
    public static async ValueTask<bool> WarnAsync(DatabaseScope db, string ownerId, DateTimeOffset before, DateTimeOffset now)
    {
        await OwnerPrivacyWrites.AddAsync(db, ownerId);
        return await db.ExecuteAsync(
            "UPDATE owner_privacy SET warned_at = @now WHERE owner_id = @owner AND coalesce(warned_at, 0) <= @before",
            ("@now", now),
            ("@owner", ownerId),
            ("@before", before)) == 1;
    }

    /// <summary>Those for whom anything is kept for a time only.</summary>
    /// <param name="isCapped">Then it is everybody.</param>
    public static async ValueTask<IReadOnlyList<string>> OwnersAsync(DatabaseScope db, bool isCapped)
    {
        var owners = new List<string>();
        if (!isCapped)
        {
            await using var row = await db
                .Statement("SELECT DISTINCT owner_id FROM retention_rules WHERE keep_days IS NOT NULL OR audio_days IS NOT NULL ORDER BY owner_id")
                .ExecuteReaderAsync();
            while (await row.ReadAsync())
            {
                owners.Add(row.GetString(0));
            }

            return owners;
        }

        // From one to the next in the index: there are few owners and many conversations. Nobody is before all of them.
        for (var last = PurgeWrites.Nobody; await NextAsync(last) is { } next; last = next)
        {
            owners.Add(next);
        }

        return owners;

        async ValueTask<string?> NextAsync(string after) =>
            await db.Statement("SELECT owner_id FROM conversations WHERE owner_id > @after ORDER BY owner_id LIMIT 1", ("@after", after)).ExecuteScalarAsync() as string;
    }
}
