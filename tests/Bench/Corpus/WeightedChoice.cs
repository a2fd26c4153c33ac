namespace ConvoWeb.Bench.Corpus;

/// <summary>Draws an index as often as its weight says, in constant time (Walker's alias method).</summary>
internal sealed class WeightedChoice
{
    private readonly double[] _kept;
    private readonly int[] _alias;

    private WeightedChoice(IEnumerable<double> weights)
    {
        var given = weights.ToArray();
        var count = given.Length;
        var sum = given.Aggregate(0.0, (total, weight) => total + weight);
        var shares = Array.ConvertAll(given, weight => weight * count / sum);
        _kept = new double[count];
        _alias = new int[count];

        var poor = new Stack<int>();
        var rich = new Stack<int>();
        for (var i = 0; i < count; i++)
        {
            (shares[i] < 1 ? poor : rich).Push(i);
        }

        while (poor.Count > 0 && rich.Count > 0)
        {
            var taker = poor.Pop();
            var giver = rich.Pop();
            _kept[taker] = shares[taker];
            _alias[taker] = giver;
            shares[giver] -= 1 - shares[taker];
            (shares[giver] < 1 ? poor : rich).Push(giver);
        }

        foreach (var whole in poor.Concat(rich))
        {
            _kept[whole] = 1;
        }
    }

    /// <summary>Zipf and Mandelbrot's law: a few come often, most hardly ever.</summary>
    public static WeightedChoice ByRank(int count, double offset, double exponent = 1) =>
        new(Enumerable.Range(0, count).Select(rank => 1 / Math.Pow(rank + offset, exponent)));

    public int Draw(Dice dice)
    {
        var point = dice.Next() * _kept.Length;
        var index = (int)point;
        return point - index < _kept[index] ? index : _alias[index];
    }
}
