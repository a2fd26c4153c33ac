using ConvoWeb.Data.Conventions;
using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Rollups;
using ConvoWeb.Features.Stats.Prices;

namespace ConvoWeb.Features.Stats.Counting;

/// <summary>Takes each count from where it is kept.</summary>
internal sealed class StatsSource(DatabaseScope db, RollupOwner owner, StatsRequest request, PriceTable prices)
{
    private readonly RollupReads _rollups = new(db, owner.OwnerId, owner.Era);

    private readonly RollupScan _scan = new(
        db, owner.OwnerId, new RollupFilter { PersonalityId = request.PersonalityId, Model = request.Model, Tag = request.Tag, Source = request.Source });

    private readonly TimeZoneInfo _ownZone = RollupOwners.ZoneOf(owner.TimeZone);

    /// <summary>By whichever of its names.</summary>
    public bool IsOwnZone { get; } = request.Zone.HasSameRules(RollupOwners.ZoneOf(owner.TimeZone));

    private bool IsUnfiltered => !HasScannedFilter && request.PersonalityId is null && request.Model is null;

    /// <summary>No rollup tells tags and sources apart.</summary>
    private bool HasScannedFilter => request.Tag is not null || request.Source is not null;

    /// <summary>What was asked for; or from the first day of the history to today, or to its last day when that is later.</summary>
    public async Task<(DateOnly From, DateOnly To)> FindRangeAsync()
    {
        if (request.From is { } from)
        {
            return (from, request.To);
        }

        if (await _rollups.FindSlotsAsync() is not var (first, last))
        {
            return (request.To, request.To);
        }

        var (firstDay, lastDay) = (DayOf(first), DayOf(last));
        return (firstDay < request.To ? firstDay : request.To, lastDay > request.To ? lastDay : request.To);
    }

    public async Task<StatsCounts> CountAsync(DateOnly from, DateOnly to)
    {
        var counts = new StatsCounts();
        var counting = (IsOwnZone, IsUnfiltered, HasScannedFilter) switch
        {
            (true, true, _) => ReadDaysAsync(counts, from, to),
            (true, _, false) => ReadPartsAsync(counts, from, to),
            (false, true, _) => ReadSlotsAsync(counts, from, to),
            _ => ScanAsync(counts, from, to),
        };
        await counting;
        return counts;
    }

    /// <summary>Only what it all comes to.</summary>
    public async Task<(StatsTotals Totals, Cost Cost)> TotalAsync(DateOnly from, DateOnly to, PriceTable table)
    {
        if (IsOwnZone && IsUnfiltered && !table.HasPrices)
        {
            var total = await _rollups.TotalAsync(from, to);
            return (total.ToTotals(), new CostCount { UnpricedTokens = total.TokensIn + total.TokensOut }.ToCost());
        }

        var counts = await CountAsync(from, to);
        var cost = new CostCount();
        counts.Parts.ForEach(part => cost.Add(part, table));
        return (counts.Total.ToTotals(), cost.ToCost());
    }

    private async Task ReadDaysAsync(StatsCounts counts, DateOnly from, DateOnly to)
    {
        foreach (var day in await _rollups.DaysAsync(from, to))
        {
            counts.AddDay(day.Day, day.Sums);
        }

        var detail = await _rollups.DetailAsync(from, to);
        counts.AddDetail(detail);
        counts.AddHours(detail);
        await ReadPartsTogetherAsync(counts, from, to);
        counts.AddTags(await _rollups.TagsAsync(from, to));
    }

    private async Task ReadPartsAsync(StatsCounts counts, DateOnly from, DateOnly to)
    {
        foreach (var part in await _rollups.DaysAsync(from, to, request.PersonalityId, request.Model))
        {
            counts.AddWhole(part);
            counts.Parts.Add(part);
        }

        var (start, end) = InstantsOf(from, to);
        counts.AddTags(await _scan.CountTagsAsync(start, end));
    }

    /// <summary>Days and hours by the quarters of an hour; the rest by the days of the owner's zone that lie within, and by counting before and after those.</summary>
    private async Task ReadSlotsAsync(StatsCounts counts, DateOnly from, DateOnly to)
    {
        var (start, end) = InstantsOf(from, to);
        foreach (var (at, sums) in await _rollups.SlotsAsync(start, end))
        {
            var local = RollupTimes.Local(at, request.Zone);
            counts.AddDay(DateOnly.FromDateTime(local), sums);
            counts.AddHour(RollupTimes.HourOfWeek(local), sums.UserMessages + sums.AiMessages);
        }

        var (first, last) = DaysWithin(start, end, _ownZone);
        if (first > last)
        {
            await AddEdgeAsync(counts, start, end);
            return;
        }

        counts.AddDetail(await _rollups.DetailAsync(first, last));

        await ReadPartsTogetherAsync(counts, first, last);
        counts.AddTags(await _rollups.TagsAsync(first, last));
        await AddEdgeAsync(counts, start, Days.StartOf(first, _ownZone));
        await AddEdgeAsync(counts, Days.StartOf(last.AddDays(1), _ownZone), end);
    }

    private async Task AddEdgeAsync(StatsCounts counts, DateTimeOffset start, DateTimeOffset end)
    {
        if (start >= end)
        {
            return;
        }

        var scanned = await _scan.CountAsync(start, end, request.Zone, _ownZone);
        counts.Parts.AddRange(scanned.OwnParts);
        counts.AddTags(scanned.Tags);
        foreach (var part in scanned.OwnParts)
        {
            counts.AddDetail(part.Sums.Detail);
        }
    }

    private async Task ScanAsync(StatsCounts counts, DateOnly from, DateOnly to)
    {
        var (start, end) = InstantsOf(from, to);
        var scanned = await _scan.CountAsync(start, end, request.Zone, _ownZone);
        foreach (var part in scanned.Parts)
        {
            counts.AddWhole(part);
        }

        counts.Parts.AddRange(scanned.OwnParts);

        counts.AddTags(scanned.Tags);
    }

    /// <summary>Where a price changes, a sum ends: each is of one price.</summary>
    private async Task ReadPartsTogetherAsync(StatsCounts counts, DateOnly from, DateOnly to)
    {
        foreach (var change in prices.Changes(from, to))
        {
            counts.Parts.AddRange(await _rollups.PartsAsync(from, change.AddDays(-1)));
            from = change;
        }

        counts.Parts.AddRange(await _rollups.PartsAsync(from, to));
    }

    private (DateTimeOffset Start, DateTimeOffset End) InstantsOf(DateOnly from, DateOnly to) =>
        (Days.StartOf(from, request.Zone), Days.StartOf(to.AddDays(1), request.Zone));

    private DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(RollupTimes.Local(time, request.Zone));

    /// <summary>Whole days; none when the first is after the last.</summary>
    private static (DateOnly First, DateOnly Last) DaysWithin(DateTimeOffset start, DateTimeOffset end, TimeZoneInfo zone)
    {
        var first = DateOnly.FromDateTime(RollupTimes.Local(start, zone));
        first = Days.StartOf(first, zone) < start ? first.AddDays(1) : first;
        return (first, DateOnly.FromDateTime(RollupTimes.Local(end, zone)).AddDays(-1));
    }
}
