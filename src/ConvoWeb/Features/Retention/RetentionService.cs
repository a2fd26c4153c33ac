using System.Globalization;
using System.Text.Json;
using ConvoWeb.Data;
using ConvoWeb.Data.Audit;
using ConvoWeb.Data.Privacy;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Export.Bulk;
using ConvoWeb.Features.Live;
using ConvoWeb.Features.Privacy.Redaction;
using ConvoWeb.Platform.Errors;
using ConvoWeb.Platform.Hosting;
using ConvoWeb.Platform.Json;
using ConvoWeb.Platform.Paging;

namespace ConvoWeb.Features.Retention;

/// <summary>The rules of an owner, and what they do: before they are saved, and as long as they hold.</summary>
public sealed class RetentionService(IDatabase database, OwnerRedactions redactions, ILiveEvents live, Settings settings, TimeProvider clock)
{
    /// <summary>So long before they go to the trash the owner is told of conversations that are not exported.</summary>
    public static readonly TimeSpan WarnedBefore = TimeSpan.FromDays(7);

    private const string Order = "moves_at";

    public async Task<RetentionSettings> ReadAsync(CurrentUser user, CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        return RetentionSettings.Of(await RetentionRuleWrites.ReadAsync(db, user.Id), settings.RetentionMaxDays);
    }

    /// <exception cref="InvalidInputException">A field is over its limit, or names a personality that is not there.</exception>
    public Task<RetentionSettings> SaveAsync(CurrentUser user, RetentionSettings edit, CancellationToken cancellationToken) =>
        ChangeAsync(user, _ => edit, cancellationToken);

    /// <inheritdoc cref="SaveAsync"/>
    public Task<RetentionSettings> PatchAsync(CurrentUser user, JsonElement patch, CancellationToken cancellationToken) =>
        ChangeAsync(user, current => MergePatch.Apply(current, patch, RetentionJson.Api.RetentionSettings), cancellationToken);

    /// <summary>Exactly what the sweep would do now, and when it would do the rest.</summary>
    /// <param name="proposed">Null: the rules that hold.</param>
    /// <inheritdoc cref="SaveAsync" path="/exception"/>
    public async Task<RetentionPreview> PreviewAsync(
        CurrentUser user, RetentionSettings? proposed, string? cursor, int? limit, CancellationToken cancellationToken)
    {
        var size = PageLimits.Check(limit);
        var after = PlaceOf(Cursor.Parse(cursor, Order));
        var now = clock.GetUtcNow();
        await using var db = await database.ReadAsync(cancellationToken);
        await using var moment = await db.FreezeAsync();
        if (proposed is not null)
        {
            await CheckAsync(db, user, proposed);
        }

        var rules = proposed?.ToRules(user.Id) ?? await RetentionRuleWrites.ReadAsync(db, user.Id);
        var terms = rules.Terms(settings.RetentionMaxDays);
        var found = await DueConversations.ListAsync(db, terms, after, size + 1);
        var page = found
            .Select(one => new RetentionItem(one.Id, one.Title, one.LastMessageAt, one.MovesAt, one.IsExported))
            .ToList()
            .ToPage(size, last => new Cursor(Order, FormattableString.Invariant($"{last.MovesAt.ToUnixTimeMilliseconds()}"), last.Id));
        return new RetentionPreview
        {
            Totals = await TotalsAsync(db, rules, terms, now),
            Items = await ShownAsync(db, user, page.Items, cancellationToken),
            NextCursor = page.NextCursor,
        };
    }

    /// <summary>By their titles as they are shown.</summary>
    private async ValueTask<IReadOnlyList<RetentionItem>> ShownAsync(
        DatabaseScope db, CurrentUser user, IReadOnlyList<RetentionItem> items, CancellationToken cancellationToken)
    {
        if (items.Count == 0 || (await redactions.NowAsync(db, user.Id)).IsNone)
        {
            return items;
        }

        var shown = (await ConversationReads.FindManyAsync(db, redactions, user.Id, [.. items.Select(item => item.Id)], cancellationToken))
            .ToDictionary(conversation => conversation.Id, conversation => conversation.Title);
        return [.. items.Select(item => item with { Title = shown[item.Id] })];
    }

    /// <summary>What goes within <see cref="WarnedBefore"/> and is not exported as it is; null when nothing does.</summary>
    public async Task<RetentionWarning?> WarningAsync(CurrentUser user, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await database.ReadAsync(cancellationToken);
        return await WarningAsync(db, (await RetentionRuleWrites.ReadAsync(db, user.Id)).Terms(settings.RetentionMaxDays), now);
    }

    internal static async ValueTask<RetentionWarning?> WarningAsync(DatabaseScope db, IReadOnlyList<RetentionTerm> terms, DateTimeOffset now)
    {
        var soon = new List<DuePlace>();
        foreach (var term in terms)
        {
            soon.AddRange(await DueConversations.NotExportedAsync(db, term, now + WarnedBefore, BulkExportRequest.MaxIds));
        }

        return soon.Count == 0 ? null : new RetentionWarning(soon.Count, soon.Min(one => one.MovesAt)) { Ids = [.. soon.Select(one => one.Id)] };
    }

    private async Task<RetentionSettings> ChangeAsync(
        CurrentUser user, Func<RetentionSettings, RetentionSettings> change, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var saved = await database.WriteAsync(
            async db =>
            {
                var edit = change(RetentionSettings.Of(await RetentionRuleWrites.LockAsync(db, user.Id), settings.RetentionMaxDays));
                await CheckAsync(db, user, edit);
                var rules = edit.ToRules(user.Id);
                await RetentionRuleWrites.ReplaceAsync(db, rules, now);
                await AuditWrites.AddAsync(db, user.Did(AuditAction.RulesChanged, now, count: 0, detail: DetailOf(rules)));
                return RetentionSettings.Of(rules, settings.RetentionMaxDays);
            },
            cancellationToken);
        live.Publish(new LiveEvent(LiveEventKind.RetentionChanged, user.Id, Guid.Empty, 0)
        {
            Message = JsonSerializer.SerializeToUtf8Bytes(saved, RetentionJson.Api.RetentionSettings),
        });
        return saved;
    }

    private static async ValueTask CheckAsync(DatabaseScope db, CurrentUser user, RetentionSettings edit)
    {
        InputErrors.Check(edit.Check);
        var errors = new InputErrors();
        foreach (var (i, rule) in (edit.Personalities ?? []).Index())
        {
            var isThere = await db
                .Statement("SELECT 1 FROM personalities WHERE id = @id AND owner_id = @owner", ("@id", rule.PersonalityId), ("@owner", user.Id))
                .ExecuteScalarAsync() is not null;
            errors.Require(isThere, $"personalities[{i}].personality_id", "personality_id is of no personality that is there.");
        }

        errors.ThrowIfAny();
    }

    private async ValueTask<RetentionTotals> TotalsAsync(DatabaseScope db, RetentionRules rules, IReadOnlyList<RetentionTerm> terms, DateTimeOffset now)
    {
        var counts = new List<DueCounts>();
        var sounds = new List<(int Files, long Bytes)>();
        foreach (var term in terms)
        {
            counts.Add(await DueConversations.CountAsync(db, term, now));
            sounds.Add(await DueSounds.CountAsync(db, term, now));
        }

        return new RetentionTotals
        {
            Due = counts.Sum(count => count.Due),
            NotExported = counts.Sum(count => count.DueNotExported),
            Held = counts.Sum(count => count.Held),
            Starred = counts.Sum(count => count.Starred),
            Recent = counts.Sum(count => count.Recent),
            OldestDue = counts.Min(count => count.OldestDue),
            Purged = rules.TrashedBefore(now, settings.RetentionMaxDays) is { } before ? await DueConversations.CountTrashedAsync(db, rules.OwnerId, before) : 0,
            AudioFiles = sounds.Sum(sound => sound.Files),
            AudioBytes = sounds.Sum(sound => sound.Bytes),
        };
    }

    /// <summary>Numbers, and no names of personalities.</summary>
    private static string DetailOf(RetentionRules rules) => JsonSerializer.Serialize(
        new RetentionDetail(rules.KeepDays, rules.AudioDays, rules.UndoDays, rules.BackupFirst, rules.Personalities.Count), RetentionJson.Api.RetentionDetail);

    private static DuePlace? PlaceOf(Cursor? cursor) => cursor is null ? null
        : long.TryParse(cursor.Key, CultureInfo.InvariantCulture, out var time) && time is >= 0 and <= 253_402_300_799_999 ? new DuePlace(DateTimeOffset.FromUnixTimeMilliseconds(time), cursor.Id)
        : throw new InvalidInputException("cursor", "cursor is not one that this list gave out.");
}

/// <summary>What the trail says of rules that were saved.</summary>
internal sealed record RetentionDetail(int? KeepDays, int? AudioDays, int UndoDays, bool BackupFirst, int Personalities);
