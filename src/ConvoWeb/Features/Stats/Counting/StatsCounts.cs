using ConvoWeb.Data.Rollups;

namespace ConvoWeb.Features.Stats.Counting;

/// <summary>What was counted of a range, before it is put in order for a reader.</summary>
internal sealed class StatsCounts
{
    private readonly long[] _hours = new long[7 * 24];

    public RollupSums Total { get; } = new();

    public SortedDictionary<DateOnly, RollupSums> Days { get; } = [];

    /// <summary>By personality and model; several of each, of different days.</summary>
    public List<RollupRow> Parts { get; } = [];

    /// <summary>Conversations by tag.</summary>
    public Dictionary<string, long> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>How lengths and times are spread.</summary>
    public RollupDetail Detail { get; } = new();

    public IEnumerable<StatsHour> Hours =>
        from weekday in Enumerable.Range(1, 7)
        from hour in Enumerable.Range(0, 24)
        let messages = _hours[((weekday - 1) * 24) + hour]
        where messages > 0
        select new StatsHour(weekday, hour, messages);

    public void AddDay(DateOnly day, RollupSums sums)
    {
        Total.Add(sums);
        if (!Days.TryGetValue(day, out var known))
        {
            Days[day] = known = new RollupSums();
        }

        known.Add(sums);
    }

    public void AddHour(DayOfWeek weekday, int hour, long messages) => _hours[(IsoWeekday(weekday) * 24) + hour] += messages;

    /// <summary>A day with all that is known of it.</summary>
    public void AddWhole(RollupRow row)
    {
        AddDay(row.Day, row.Sums);
        AddDetail(row.Sums.Detail);
        foreach (var (kind, hour, count) in row.Sums.Detail?.Counts ?? [])
        {
            if (kind is DetailKind.Hour)
            {
                AddHour(row.Day.DayOfWeek, hour, count);
            }
        }
    }

    public void AddDetail(RollupDetail? detail)
    {
        if (detail is not null)
        {
            Detail.Add(detail);
        }
    }

    public void AddTags(IEnumerable<RollupRow> tags)
    {
        foreach (var tag in tags)
        {
            Tags[tag.Name] = Tags.GetValueOrDefault(tag.Name) + tag.Sums.Conversations;
        }
    }

    /// <summary>From 0 on Monday.</summary>
    private static int IsoWeekday(DayOfWeek weekday) => ((int)weekday + 6) % 7;
}
