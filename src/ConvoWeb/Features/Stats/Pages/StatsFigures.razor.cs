using ConvoWeb.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace ConvoWeb.Features.Stats.Pages;

/// <summary>The sums, and what changed against the range before.</summary>
public sealed partial class StatsFigures : ComponentBase
{
    private const string Up = "up", Down = "down";

    [Parameter, EditorRequired]
    public required StatsView View { get; set; }

    [Parameter, EditorRequired]
    public required StatsAddresses Addresses { get; set; }

    [Parameter]
    public EventCallback OnPrices { get; set; }

    private string PricesText => View.Cost.UnpricedTokens > 0
        ? Wording.Of(StatsTexts.NoPriceFor, StatsWords.Tokens(View.Cost.UnpricedTokens))
        : StatsTexts.Prices;

    /// <summary>Null, too, where the history begins within the range: everything is more than nothing.</summary>
    private StatsBefore? Before => View.Before is { Totals: { Messages: > 0 } or { Conversations: > 0 } } before ? before : null;

    private IEnumerable<Figure> Figures()
    {
        var (now, before) = (View.Totals, Before?.Totals);
        yield return new Figure(StatsTexts.Conversations, Wording.Number(now.Conversations))
        {
            Said = StatsWords.Conversations(now.Conversations),
            Address = now.Conversations == 0 ? null : Addresses.Conversations(),
            Notes = [.. Change(now.Conversations, before?.Conversations, StatsTexts.Fewer, count => Wording.Number(count))],
        };
        yield return new Figure(StatsTexts.Messages, Wording.Number(now.Messages))
        {
            Said = StatsWords.Messages(now.Messages),
            Address = now.Messages == 0 ? null : Addresses.Messages(),
            Notes = [.. Change(now.Messages, before?.Messages, StatsTexts.Fewer, count => Wording.Number(count))],
        };
        yield return new Figure(StatsTexts.Tokens, now.Tokens < 1_000_000 ? Wording.Number(now.Tokens) : StatsWords.Short(now.Tokens))
        {
            Notes =
            [
                .. now.TokensEstimated > 0 ? (IEnumerable<(string, string?)>)[(Wording.Of(StatsTexts.EstimatedOf, StatsWords.Short(now.TokensEstimated)), null)] : [],
                .. Change(now.Tokens, before?.Tokens, StatsTexts.Fewer, tokens => StatsWords.Short(tokens)),
            ],
        };
        yield return new Figure(StatsTexts.Cost, View.Cost is { Amount: 0, UnpricedTokens: > 0 } ? StatsTexts.NoNumber : StatsWords.Money(View.Cost.Amount))
        {
            HasPrices = true,
            Notes = [.. Change(View.Cost.Amount, Before?.Cost.Amount, StatsTexts.Less, StatsWords.Money)],
        };
        yield return new Figure(StatsTexts.Spoken, StatsWords.Duration(now.AudioSeconds))
        {
            Said = StatsWords.Duration(now.AudioSeconds),
            Address = now.AudioSeconds == 0 ? null : Addresses.Messages(null, "has:audio"),
            Notes = [.. Change((decimal)now.AudioSeconds, (decimal?)before?.AudioSeconds, StatsTexts.Less, seconds => StatsWords.Duration((double)seconds))],
        };
        yield return Run();
        var active = View.Days.Count(day => day.Totals.Messages > 0);
        yield return new Figure(StatsTexts.ActiveDays, Wording.Number(active))
        {
            Notes = [(Wording.Of(StatsTexts.OfDays, StatsWords.Days(View.Range.Days)), null)],
        };
        yield return View.Response.Median is { } median
            ? new Figure(StatsTexts.MedianAnswerTime, StatsWords.Wait(median))
            {
                Notes = View.FirstToken.Median is { } first ? [(Wording.Of(StatsTexts.FirstWordAfter, StatsWords.Wait(first)), null)] : [],
            }
            : new Figure(StatsTexts.MedianAnswerTime, StatsTexts.NoNumber) { Notes = [(StatsTexts.NotKnown, null)] };
    }

    private Figure Run()
    {
        if (View.Streaks.Longest is not { } longest)
        {
            return new Figure(StatsTexts.LongestRun, Wording.Number(0));
        }

        var dates = StatsWords.Span(longest.From, longest.To);
        return new Figure(StatsTexts.LongestRun, Wording.Number(longest.Days))
        {
            Said = StatsWords.Days(longest.Days),
            Address = Addresses.Messages(new StatsDates(longest.From, longest.To)),
            Notes = View.Streaks.Current is not { } current ? [(dates, null)]
                : current == longest ? [(Wording.Of(StatsTexts.RunGoesOn, dates), null)]
                : [(dates, null), (Wording.Of(StatsTexts.CurrentRun, StatsWords.Days(current.Days)), null)],
        };
    }

    private IEnumerable<(string Text, string? Css)> Change(long now, long? before, string fewer, Func<long, string> say) =>
        Change((decimal)now, before, fewer, change => say((long)change));

    private IEnumerable<(string Text, string? Css)> Change(decimal now, decimal? before, string fewer, Func<decimal, string> say)
    {
        if (before is null || (before == 0 && now == 0))
        {
            yield break;
        }

        var days = StatsWords.DaysBefore(View.Range.Days);
        var change = now - before.Value;
        yield return change == 0
            ? (Wording.Of(StatsTexts.AsBefore, days), null)
            : (Wording.Of(StatsTexts.ThanBefore, Wording.Of(change > 0 ? StatsTexts.More : fewer, say(Math.Abs(change))), days), change > 0 ? Up : Down);
    }

    private sealed record Figure(string Name, string Value)
    {
        /// <summary>The number with what it counts.</summary>
        public string? Said { get; init; }

        public string? Address { get; init; }

        public IReadOnlyList<(string Text, string? Css)> Notes { get; init; } = [];

        public bool HasPrices { get; init; }
    }
}
