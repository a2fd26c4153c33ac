using System.Numerics;

namespace ConvoWeb.Data.Providers;

/// <summary>The values of a statement that is put together, named as they are added.</summary>
public sealed class StatementParameters
{
    private readonly List<(string Name, object? Value)> _values = [];

    public (string Name, object? Value)[] Values => [.. _values];

    /// <returns>What stands for it in the statement.</returns>
    public string Add(object? value)
    {
        var name = $"@p{_values.Count}";
        _values.Add((name, value));
        return name;
    }

    /// <summary>For an IN. The last one stands there more than once, so that not every number of them is another statement.</summary>
    public string AddAll<T>(IReadOnlyList<T> values)
    {
        var count = (int)BitOperations.RoundUpToPowerOf2((uint)values.Count);
        return string.Join(", ", Enumerable.Range(0, count).Select(i => Add(values[Math.Min(i, values.Count - 1)])));
    }
}
