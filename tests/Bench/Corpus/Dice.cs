using System.Text;

namespace ConvoWeb.Bench.Corpus;

/// <summary>Everything that is left to chance in the corpus, in one reproducible order.</summary>
internal sealed class Dice
{
    private const string HexDigits = "0123456789abcdef";

    private readonly Sfc32 _numbers;
    private double? _spareNormal;

    public Dice(uint seed)
    {
        _numbers = new Sfc32(seed, 0x9E3779B9, 0x243F6A88, 0xB7E15162);
        for (var i = 0; i < 20; i++)
        {
            _numbers.Next();
        }
    }

    /// <summary>At least 0, less than 1.</summary>
    public double Next() => _numbers.Next();

    public bool Chance(double probability) => Next() < probability;

    public int Below(int limit) => (int)(Next() * limit);

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    public int LogNormal(double median, double sigma, int min, int max) =>
        (int)Math.Clamp(Math.Floor((median * Math.Exp(sigma * Normal())) + 0.5), min, max);

    public string Hex(int digits)
    {
        var text = new StringBuilder(digits);
        for (var i = 0; i < digits; i++)
        {
            text.Append(HexDigits[Below(16)]);
        }

        return text.ToString();
    }

    private double Normal()
    {
        if (_spareNormal is { } spare)
        {
            _spareNormal = null;
            return spare;
        }

        var u = 0.0;
        while (u == 0)
        {
            u = Next();
        }

        var radius = Math.Sqrt(-2 * Math.Log(u));
        var angle = 2 * Math.PI * Next();
        _spareNormal = radius * Math.Sin(angle);
        return radius * Math.Cos(angle);
    }
}
