namespace ConvoWeb.Bench.Corpus;

/// <summary>The generator sfc32 ("small fast counting"): the same numbers on every machine and in every language.</summary>
internal sealed class Sfc32(uint first, uint second, uint third, uint fourth)
{
    private uint _a = first;
    private uint _b = second;
    private uint _c = third;
    private uint _counter = fourth;

    /// <summary>At least 0, less than 1.</summary>
    public double Next()
    {
        var sum = _a + _b + _counter;
        _counter++;
        _a = _b ^ (_b >> 9);
        _b = _c + (_c << 3);
        _c = uint.RotateLeft(_c, 21) + sum;
        return sum / 4294967296.0;
    }
}
