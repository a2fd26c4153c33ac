using ConvoWeb.Components.Shared;

namespace ConvoWeb.Features.Stats.Charts;

/// <summary>Tokens in and out over time; what was estimated is paler.</summary>
internal static class TokensChart
{
    public static Chart Of(StatsView view)
    {
        var slots = TimeSlots.Of(view.Range, view.Days);
        var unit = TimeSlots.UnitOf(view.Range);
        var scale = Scale.Of(slots.Max(slot => slot.Totals.Tokens));
        List<ChartShape> shapes = [new("lines", PlotPaths.Lines(scale, slots.Count * PlotPaths.Slot))];
        var below = new double[slots.Count];
        Stack("bar s1", totals => totals.TokensIn - totals.TokensInEstimated);
        Stack("bar s1 pale", totals => totals.TokensInEstimated);
        Stack("bar s2", totals => totals.TokensOut - totals.TokensOutEstimated);
        Stack("bar s2 pale", totals => totals.TokensOutEstimated);

        return new Chart
        {
            Name = "tokens",
            Numbers = StatsCsv.Days,
            Title = StatsTexts.Tokens,
            Sentence = Wording.Of(StatsTexts.TokensSentence, DaysChart.UnitName(unit), StatsWords.Tokens(view.Totals.TokensIn), StatsWords.Tokens(view.Totals.TokensOut), Wording.Number(view.Totals.TokensEstimated)),
            Note = NoteOf(view),
            Legend =
            [
                new("s1", StatsTexts.TokensIn),
                new("s2", StatsTexts.TokensOut),
                .. view.Totals.TokensEstimated > 0 ? (IReadOnlyList<ChartKey>)[new("pale", StatsTexts.Estimated)] : [],
            ],
            Plot = view.Totals.Tokens == 0 ? null : new Plot(
                slots.Count * PlotPaths.Slot,
                shapes,
                PlotPaths.Ticks(scale),
                DaysChart.SlotLabels(slots, unit),
                [
                    .. slots.Select((slot, index) => new ChartPoint(
                        PlotPaths.At(index, slots.Count),
                        PlotPaths.Round(100 - scale.At(slot.Totals.Tokens)),
                        DaysChart.SlotName(slot, unit),
                        slot.Totals.TokensEstimated == 0
                            ? Wording.Of(StatsTexts.TokensInAndOut, Wording.Number(slot.Totals.TokensIn), Wording.Number(slot.Totals.TokensOut))
                            : Wording.Of(StatsTexts.TokensInAndOutEstimated, Wording.Number(slot.Totals.TokensIn), Wording.Number(slot.Totals.TokensOut), Wording.Number(slot.Totals.TokensEstimated)))),
                ]),
            Table = new ChartTable(
                [DaysChart.UnitName(unit), StatsTexts.TokensIn, StatsTexts.TokensOut, StatsTexts.Estimated],
                [
                    .. slots.Where(slot => slot.Totals.Tokens > 0).Select(slot => (IReadOnlyList<ChartCell>)
                    [
                        DaysChart.SlotName(slot, unit),
                        ChartCell.Of(slot.Totals.TokensIn),
                        ChartCell.Of(slot.Totals.TokensOut),
                        ChartCell.Of(slot.Totals.TokensEstimated),
                    ]),
                ]),
        };

        void Stack(string css, Func<StatsTotals, long> part)
        {
            double[] values = [.. slots.Select(slot => (double)part(slot.Totals))];
            shapes.Add(new ChartShape(css, PlotPaths.Bars(values, below, scale)));
            below = [.. below.Zip(values, (low, value) => low + value)];
        }
    }

    private static string? NoteOf(StatsView view) => view.Cost switch
    {
        { Amount: 0 } => null,
        { Estimated: 0 } => Wording.Of(StatsTexts.CostNote, StatsWords.Money(view.Cost.Amount)),
        _ => Wording.Of(StatsTexts.CostNoteEstimated, StatsWords.Money(view.Cost.Amount), StatsWords.Money(view.Cost.Estimated)),
    };
}
