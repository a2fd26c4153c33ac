namespace ConvoWeb.Features.Stats.Prices;

/// <summary>
/// Which price a model has on a day: of the names that fit and have a price by then, the longest counts, and of its prices the
/// latest. A name whose prices begin later leaves the days before to the next shorter one.
/// </summary>
public sealed class PriceTable
{
    /// <summary>By name, each the latest first.</summary>
    private readonly Dictionary<string, PriceView[]> _names;

    /// <summary>The same by the beginnings of names, without their stars.</summary>
    private readonly Dictionary<string, PriceView[]>.AlternateLookup<ReadOnlySpan<char>> _beginnings;

    private readonly DateOnly[] _days;
    private readonly int _longest;

    public PriceTable(IEnumerable<PriceView> prices)
    {
        var all = prices.ToList();
        _names = Named(all.Where(price => !IsBeginning(price)), price => Key(price.Model));
        var beginnings = Named(all.Where(IsBeginning), price => Key(price.Model[..^1]));
        _beginnings = beginnings.GetAlternateLookup<ReadOnlySpan<char>>();
        _longest = beginnings.Keys.Select(name => name.Length).DefaultIfEmpty(-1).Max();
        _days = [.. all.Select(price => price.From).OfType<DateOnly>().Distinct().Order()];
    }

    public bool HasPrices => _names.Count > 0 || _longest >= 0;

    /// <summary>Null when no price is known.</summary>
    public PriceView? Find(string model, DateOnly day)
    {
        var name = Key(model);
        if (_names.TryGetValue(name, out var exact) && On(exact, day) is { } own)
        {
            return own;
        }

        for (var length = Math.Min(name.Length, _longest); length >= 0; length--)
        {
            if (_beginnings.TryGetValue(name.AsSpan(0, length), out var some) && On(some, day) is { } price)
            {
                return price;
            }
        }

        return null;
    }

    /// <summary>The days after <paramref name="from"/>, up to <paramref name="to"/>, on which some price begins; ascending.</summary>
    public IReadOnlyList<DateOnly> Changes(DateOnly from, DateOnly to) => [.. _days.Where(day => day > from && day <= to)];

    /// <summary>Models are told apart without case, as the search does it: no letters but those of ASCII have one.</summary>
    internal static string Key(string model) =>
        string.Create(model.Length, model, (key, text) =>
        {
            for (var i = 0; i < key.Length; i++)
            {
                key[i] = char.IsAsciiLetterUpper(text[i]) ? (char)(text[i] | 0x20) : text[i];
            }
        });

    private static bool IsBeginning(PriceView price) => price.Model is [.., '*'];

    private static Dictionary<string, PriceView[]> Named(IEnumerable<PriceView> prices, Func<PriceView, string> name) => prices
        .GroupBy(name, StringComparer.Ordinal)
        .ToDictionary(named => named.Key, named => named.OrderByDescending(price => price.From ?? DateOnly.MinValue).ToArray(), StringComparer.Ordinal);

    private static PriceView? On(PriceView[] prices, DateOnly day) => Array.Find(prices, price => price.From is null || price.From <= day);
}
