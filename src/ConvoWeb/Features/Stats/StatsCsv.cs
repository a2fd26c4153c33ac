using System.Text;
using ConvoWeb.Features.Stats.Charts;
using ConvoWeb.Platform.Csv;

namespace ConvoWeb.Features.Stats;

/// <summary>The numbers behind a chart as a table for spreadsheets and programs (RFC 4180).</summary>
public static class StatsCsv
{
    public const string Days = "days", Hours = "hours", Personalities = "personalities", Models = "models", Lengths = "lengths", Responses = "responses", Tags = "tags";

    private const string TotalNames = "conversations,user_messages,ai_messages,tokens_in,tokens_out,tokens_in_estimated,tokens_out_estimated,audio_seconds";

    /// <summary>convoweb-stats-days-2026-03-01-2026-03-31.csv</summary>
    public static string FileName(string chart, StatsRange range) => FileName(chart, range, "csv");

    internal static string FileName(string chart, StatsRange range, string type) =>
        $"convoweb-stats-{chart}-{StatsSelection.Iso(range.From)}-{StatsSelection.Iso(range.To)}.{type}";

    /// <summary>Null when there is no such chart.</summary>
    public static string? Of(StatsView view, string chart) => chart switch
    {
        Days => Table($"day,{TotalNames}", EachDay(view).Select(day => $"{StatsSelection.Iso(day.Day)},{Cells(day.Totals)}")),
        Hours => Table("weekday,hour,messages", view.Hours.Select(hour => Line($"{hour.Weekday},{hour.Hour},{hour.Messages}"))),
        Personalities => Table(
            $"personality_id,personality,{TotalNames},cost",
            view.Personalities.Select(one => Line($"{one.Id},{CsvCell.Of(one.Name)},{Cells(one.Totals)},{one.Cost.Amount}"))),
        Models => Table($"model,{TotalNames},cost", view.Models.Select(one => Line($"{CsvCell.Of(one.Model)},{Cells(one.Totals)},{one.Cost.Amount}"))),
        Lengths => Table(
            "of,from,to,count",
            [.. Spread("user_characters", view.UserLengths), .. Spread("ai_characters", view.AiLengths), .. Spread("conversation_messages", view.ConversationLengths)]),
        Responses => Table("of,from_ms,to_ms,count", [.. Spread("first_word", view.FirstToken), .. Spread("whole_answer", view.Response)]),
        Tags => Table("tag,conversations", view.Tags.Select(tag => Line($"{CsvCell.Of(tag.Name)},{tag.Conversations}"))),
        _ => null,
    };

    /// <summary>Those without anything as well: a series with gaps is drawn wrong.</summary>
    private static IEnumerable<StatsDay> EachDay(StatsView view)
    {
        var known = view.Days.ToDictionary(day => day.Day);
        var nothing = TimeSlots.Sum([]);
        return Enumerable.Range(0, view.Range.Days).Select(view.Range.From.AddDays).Select(day => known.GetValueOrDefault(day) ?? new StatsDay(day, nothing));
    }

    private static IEnumerable<string> Spread(string of, Distribution numbers) =>
        numbers.Buckets.Select(bucket => Line($"{of},{bucket.From},{bucket.To},{bucket.Count}"));

    private static string Cells(StatsTotals totals) => Line(
        $"{totals.Conversations},{totals.UserMessages},{totals.AiMessages},{totals.TokensIn},{totals.TokensOut},{totals.TokensInEstimated},{totals.TokensOutEstimated},{totals.AudioSeconds}");

    private static string Line(FormattableString cells) => FormattableString.Invariant(cells);

    private static string Table(string names, IEnumerable<string> lines)
    {
        var table = new StringBuilder(names).Append("\r\n");
        foreach (var line in lines)
        {
            table.Append(line).Append("\r\n");
        }

        return table.ToString();
    }
}
