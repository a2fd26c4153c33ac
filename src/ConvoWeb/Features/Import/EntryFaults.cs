namespace ConvoWeb.Features.Import;

/// <summary>The files of one upload that cannot be read: each reason once, however many they are.</summary>
internal sealed class EntryFaults
{
    private const int MaxNamed = 3;

    private readonly OrderedDictionary<string, (List<string> Names, int Count)> _byReason = new(StringComparer.Ordinal);

    /// <summary>The reason that came last, in which reading it ended; null when there is none.</summary>
    public string? Last { get; private set; }

    public void Add(string name, string reason)
    {
        Last = reason;
        var (names, count) = _byReason.GetValueOrDefault(reason) is { Names: not null } known ? known : ([], 0);
        if (names.Count < MaxNamed)
        {
            names.Add(name);
        }

        _byReason[reason] = (names, count + 1);
    }

    public IEnumerable<string> InWords() => _byReason.Select(fault => $"{Named(fault.Value.Names, fault.Value.Count)}: {fault.Key}");

    private static string Named(List<string> names, int count) =>
        string.Join(", ", names.Where(name => name.Length > 0)) + (count > names.Count ? $" and {count - names.Count:N0} more" : "");
}
