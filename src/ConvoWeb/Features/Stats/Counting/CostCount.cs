using ConvoWeb.Data.Rollups;
using ConvoWeb.Features.Stats.Prices;

namespace ConvoWeb.Features.Stats.Counting;

/// <summary>Adds up what tokens cost.</summary>
internal sealed class CostCount
{
    private const decimal Million = 1_000_000;

    private decimal _amount;
    private decimal _estimated;

    public long UnpricedTokens { get; set; }

    /// <param name="part">Of one model, and of days in which its price does not change.</param>
    public void Add(RollupRow part, PriceTable prices)
    {
        var sums = part.Sums;
        if (part.Name.Length > 0 && prices.Find(part.Name, part.Day) is { } price)
        {
            _amount += Of(sums.TokensIn, sums.TokensOut, price);
            _estimated += Of(sums.TokensInEstimated, sums.TokensOutEstimated, price);
        }
        else
        {
            UnpricedTokens += sums.TokensIn + sums.TokensOut;
        }
    }

    public Cost ToCost() => new(_amount, _estimated, UnpricedTokens);

    private static decimal Of(long tokensIn, long tokensOut, PriceView price) => ((tokensIn * price.Input) + (tokensOut * price.Output)) / Million;
}
