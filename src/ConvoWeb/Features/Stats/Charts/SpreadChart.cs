using ConvoWeb.Components.Shared;

namespace ConvoWeb.Features.Stats.Charts;

/// <summary>How lengths and times are spread.</summary>
internal static class SpreadChart
{
    public static Chart OfLengths(StatsView view) => Of(
        "lengths",
        StatsCsv.Lengths,
        StatsTexts.MessageLengths,
        StatsTexts.CharactersOf,
        StatsWords.Characters,
        StatsWords.Short,
        (StatsTexts.You, view.UserLengths),
        (StatsTexts.Ai, view.AiLengths));

    public static Chart OfConversations(StatsView view) => Of(
        "conversations",
        StatsCsv.Lengths,
        StatsTexts.ConversationLengths,
        StatsTexts.MessagesOf,
        StatsWords.Messages,
        StatsWords.Short,
        (StatsTexts.Conversations, view.ConversationLengths));

    public static Chart OfResponses(StatsView view) => Of(
        "responses",
        StatsCsv.Responses,
        StatsTexts.ResponseTimes,
        StatsTexts.TimeOf,
        StatsWords.Wait,
        milliseconds => StatsWords.Wait((long)milliseconds),
        (StatsTexts.FirstWord, view.FirstToken),
        (StatsTexts.WholeAnswer, view.Response));

    private static Chart Of(
        string name, string numbers, string title, string unit, Func<long, string> say, Func<double, string> mark, params IReadOnlyList<(string Name, Distribution Numbers)> kinds)
    {
        var known = kinds.Where(kind => kind.Numbers.Count > 0).ToList();
        var bars = Histogram.Of([.. known.Select(kind => kind.Numbers)]);
        var scale = Scale.Of(bars.Count == 0 ? 0 : bars.Max(bar => bar.Counts.Max()));
        var sums = known.Select(kind => Wording.Of(StatsTexts.MedianAndP90, kind.Name, say(kind.Numbers.Median ?? 0), say(kind.Numbers.P90 ?? 0)));
        return new Chart
        {
            Name = name,
            Numbers = numbers,
            Title = title,
            Sentence = Wording.Of(StatsTexts.SpreadSentence, title, string.Join(' ', sums)),
            Note = known.Count == 0 ? null : string.Join(' ', sums),
            Legend = known.Count < 2 ? [] : [.. known.Select((kind, index) => new ChartKey($"s{index + 1}", kind.Name))],
            Plot = known.Count == 0 ? null : new Plot(
                bars.Count * PlotPaths.Slot,
                [
                    new("lines", PlotPaths.Lines(scale, bars.Count * PlotPaths.Slot)),
                    .. known.Select((_, index) => new ChartShape(
                        $"bar s{index + 1}", PlotPaths.Bars([.. bars.Select(bar => (double)bar.Counts[index])], null, scale, index, known.Count))),
                ],
                PlotPaths.Ticks(scale),
                PlotPaths.Labels(bars.Count, index => mark(bars[index].From)),
                [
                    .. bars.Select((bar, index) => new ChartPoint(
                        PlotPaths.At(index, bars.Count),
                        PlotPaths.Round(100 - scale.At(bar.Counts.Max())),
                        Reach(bar),
                        string.Join(StatsTexts.ListSeparator, bar.Counts.Select((count, kind) => Wording.Of(StatsTexts.KindAndCount, known[kind].Name, Wording.Number(count)))))),
                ]),
            Table = new ChartTable(
                [unit, .. known.Select(kind => kind.Name)],
                [.. bars.Select(bar => (IReadOnlyList<ChartCell>)[Reach(bar), .. bar.Counts.Select(count => ChartCell.Of(count))])]),
        };

        string Reach(HistogramBar bar) => bar.From == bar.To ? say(bar.From) : Wording.Of(StatsTexts.FromTo, mark(bar.From), say(bar.To));
    }
}
