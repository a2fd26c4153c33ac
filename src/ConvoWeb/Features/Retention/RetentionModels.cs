using System.Text.Json.Serialization;
using ConvoWeb.Data.Privacy;
using ConvoWeb.Platform.Errors;

namespace ConvoWeb.Features.Retention;

/// <summary>How long things are kept after the last message of their conversation, in days of 24 hours.</summary>
public sealed record RetentionSettings
{
    /// <summary>Null: for ever. It holds for every conversation whose personality has no rule of its own.</summary>
    public int? KeepDays { get; init; }

    /// <summary>Of the sound of a message, after its time, while its text stays. Null: as long as the text.</summary>
    public int? AudioDays { get; init; }

    /// <summary>So long the trash keeps what it has; left out, 7.</summary>
    public int? UndoDays { get; init; }

    /// <summary>What a rule deletes for good is written into a file before, and stays until that was read again and found whole.</summary>
    public bool? BackupFirst { get; init; }

    /// <summary>What the instance keeps at most, whatever stands above; null is no limit. It is only told: a longer rule is taken, and ends there.</summary>
    public int? CapDays { get; init; }

    public IReadOnlyList<PersonalitySettings>? Personalities { get; init; }

    public void Check(InputErrors errors)
    {
        CheckDays(errors, KeepDays, AudioDays, "");
        errors.Require(UndoDays is null or (>= 1 and <= OwnerPrivacy.MaxUndoDays), "undo_days", $"undo_days must be between 1 and {OwnerPrivacy.MaxUndoDays}.");
        var known = new HashSet<Guid>();
        foreach (var (i, rule) in (Personalities ?? []).Index())
        {
            var field = $"personalities[{i}]";
            if (rule is null || rule.PersonalityId == RetentionRule.Others)
            {
                errors.Add(field, $"{field} must name a personality.");
                continue;
            }

            errors.Require(known.Add(rule.PersonalityId), $"{field}.personality_id", "A personality has one rule.");
            CheckDays(errors, rule.KeepDays, rule.AudioDays, $"{field}.");
        }
    }

    internal static RetentionSettings Of(RetentionRules rules, int? capDays) => new()
    {
        KeepDays = rules.KeepDays,
        AudioDays = rules.AudioDays,
        UndoDays = rules.UndoDays,
        BackupFirst = rules.BackupFirst,
        CapDays = capDays,
        Personalities = [.. rules.Personalities.Select(rule => new PersonalitySettings(rule.PersonalityId, rule.KeepDays, rule.AudioDays))],
    };

    internal RetentionRules ToRules(string ownerId) => new()
    {
        OwnerId = ownerId,
        KeepDays = KeepDays,
        AudioDays = AudioDays,
        UndoDays = UndoDays ?? OwnerPrivacy.DefaultUndoDays,
        BackupFirst = BackupFirst is true,
        Personalities = [.. (Personalities ?? []).Select(rule => new PersonalityRule(rule.PersonalityId, rule.KeepDays, rule.AudioDays))],
    };

    private static void CheckDays(InputErrors errors, int? keepDays, int? audioDays, string prefix)
    {
        foreach (var (field, days) in new[] { ($"{prefix}keep_days", keepDays), ($"{prefix}audio_days", audioDays) })
        {
            errors.Require(days is null or (>= 1 and <= RetentionRule.MaxDays), field, $"{field} must be between 1 and {RetentionRule.MaxDays}.");
        }

        errors.Require(!(audioDays > keepDays), $"{prefix}audio_days", $"{prefix}audio_days must not be more than keep_days: sound goes with its text.");
    }
}

/// <summary>What holds for the conversations of one personality, in place of the rule for all.</summary>
/// <param name="KeepDays">Null: for ever.</param>
public sealed record PersonalitySettings(Guid PersonalityId, int? KeepDays, int? AudioDays);

/// <summary>What rules would do, from now on, to what is there.</summary>
public sealed record RetentionPreview
{
    public required RetentionTotals Totals { get; init; }

    /// <summary>Every conversation that goes some time, the first to go first.</summary>
    public required IReadOnlyList<RetentionItem> Items { get; init; }

    public required string? NextCursor { get; init; }
}

/// <summary>What they would do at once. Each conversation counts in one place.</summary>
public sealed record RetentionTotals
{
    /// <summary>Conversations that go to the trash.</summary>
    public required int Due { get; init; }

    /// <summary>Of those, the ones that are not exported as they are.</summary>
    public required int NotExported { get; init; }

    /// <summary>They are old enough, and stay because they are held; or, those that are not, because of their star.</summary>
    public required int Held { get; init; }

    public required int Starred { get; init; }

    /// <summary>They are not old enough, or somebody writes in them at the moment.</summary>
    public required int Recent { get; init; }

    /// <summary>The last message of the oldest that goes.</summary>
    public required DateTimeOffset? OldestDue { get; init; }

    /// <summary>Conversations that are in the trash for longer than it keeps them, and go for good.</summary>
    public required int Purged { get; init; }

    /// <summary>Sound that goes while its text stays.</summary>
    public required int AudioFiles { get; init; }

    public required long AudioBytes { get; init; }
}

/// <summary>A conversation that goes to the trash when it stays as it is.</summary>
/// <param name="IsExported">As it is now.</param>
public sealed record RetentionItem(Guid Id, string Title, DateTimeOffset LastMessageAt, DateTimeOffset MovesAt, bool IsExported);

/// <summary>What goes to the trash soon and is not exported as it is.</summary>
/// <param name="MovesAt">When the first of them goes.</param>
public sealed record RetentionWarning(int Count, DateTimeOffset MovesAt)
{
    /// <summary>What an export has to ask for, to have exactly these.</summary>
    [JsonIgnore]
    public IReadOnlyList<Guid> Ids { get; init; } = [];
}
