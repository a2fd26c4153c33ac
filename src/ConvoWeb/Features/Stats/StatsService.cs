using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Rollups;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Stats.Counting;
using ConvoWeb.Features.Stats.Prices;

namespace ConvoWeb.Features.Stats;

/// <summary>
/// Reads what a history comes to. In the owner's own time zone all comes from the rollups of days; in another one, days and
/// hours come from those of quarters of an hour. What no rollup knows, a tag's or a source's share, is counted.
/// </summary>
public sealed class StatsService(IDatabase database, PriceService prices, TimeProvider clock)
{
    public async Task<StatsView> ReadAsync(CurrentUser user, StatsRequest request, CancellationToken cancellationToken)
    {
        var table = new PriceTable(await prices.ListAsync(user, cancellationToken));
        await using var db = await database.ReadAsync(cancellationToken);
        await using var moment = await db.FreezeAsync();
        var owner = await OwnerAsync(db, user);
        var source = new StatsSource(db, owner, request, table);
        var (from, to) = await source.FindRangeAsync();
        var counts = await source.CountAsync(from, to);
        var before = request.From is null ? null : await BeforeAsync(source, from, to, table);
        var names = await PersonalitiesAsync(db, user);

        var range = new StatsRange(from, to, request.Zone.Id, source.IsOwnZone ? request.Zone.Id : owner.TimeZone);
        var today = DateOnly.FromDateTime(RollupTimes.Local(clock.GetUtcNow(), request.Zone));
        return new StatsReport(range, counts, table, names, today).ToView(before, isCounting: owner.NextEra is not null);
    }

    /// <summary>The time zone in which the owner's days are kept.</summary>
    public async Task<TimeZoneInfo> TimeZoneAsync(CurrentUser user, CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        return RollupOwners.ZoneOf((await OwnerAsync(db, user)).TimeZone);
    }

    /// <summary>The id of the personality that an id or a name means; null when there is none.</summary>
    public async Task<Guid?> FindPersonalityAsync(CurrentUser user, string idOrName, CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        var key = Personality.NameKeyOf(idOrName);
        return (await PersonalitiesAsync(db, user)).Values
            .FirstOrDefault(p => Guid.TryParse(idOrName, out var id) ? p.Id == id : Personality.NameKeyOf(p.Name) == key)?.Id;
    }

    public async Task<StatsChoices> ChoicesAsync(CurrentUser user, CancellationToken cancellationToken)
    {
        await using var db = await database.ReadAsync(cancellationToken);
        var owner = await OwnerAsync(db, user);
        var rollups = new RollupReads(db, user.Id, owner.Era);
        var personalities = await PersonalitiesAsync(db, user);
        return new StatsChoices(
            [.. personalities.Values.OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase)],
            await rollups.ModelsAsync(),
            await rollups.TagNamesAsync(),
            await ConversationNames.SourcesAsync(db, user.Id, cancellationToken));
    }

    /// <summary>From now on the owner's days are counted in it; what is there already is counted anew in the background.</summary>
    public async Task ChooseTimeZoneAsync(CurrentUser user, TimeZoneInfo zone, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            async db =>
            {
                await RollupRecount.ChooseAsync(db, user.Id, zone);
                return true;
            },
            cancellationToken);

    /// <summary>The reader's own is taken while nobody chose another one.</summary>
    public async Task AdoptTimeZoneAsync(CurrentUser user, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        await using (var db = await database.ReadAsync(cancellationToken))
        {
            var owner = await OwnerAsync(db, user);
            if (owner.IsChosen || zone.HasSameRules(RollupOwners.ZoneOf(owner.NextTimeZone ?? owner.TimeZone)))
            {
                return; // that a browser has not told its zone yet, which is UTC until then, is no choice
            }
        }

        await ChooseTimeZoneAsync(user, zone, cancellationToken);
    }

    private static async Task<StatsBefore?> BeforeAsync(StatsSource source, DateOnly from, DateOnly to, PriceTable table)
    {
        var days = to.DayNumber - from.DayNumber + 1;
        if (from.DayNumber < days)
        {
            return null;
        }

        var (first, last) = (from.AddDays(-days), from.AddDays(-1));
        var (total, cost) = await source.TotalAsync(first, last, table);
        return new StatsBefore(first, last, total, cost);
    }

    /// <summary>While the history is counted for the first time, what is counted of it so far is what there is to read.</summary>
    private static async Task<RollupOwner> OwnerAsync(DatabaseScope db, CurrentUser user) =>
        await RollupOwners.FindAsync(db, user.Id) switch
        {
            null => new RollupOwner { OwnerId = user.Id, Era = 1, TimeZone = TimeZoneInfo.Utc.Id, IsChosen = false },
            { Era: 0, NextEra: { } first } owner => new RollupOwner
            {
                OwnerId = user.Id,
                Era = first,
                TimeZone = owner.NextTimeZone!,
                IsChosen = owner.IsChosen,
                NextEra = first,
            },
            var owner => owner,
        };

    private static async Task<IReadOnlyDictionary<Guid, PersonalityChoice>> PersonalitiesAsync(DatabaseScope db, CurrentUser user) =>
        (await StatsNames.PersonalitiesAsync(db, user.Id)).ToDictionary(p => p.Id);
}
