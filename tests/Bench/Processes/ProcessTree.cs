using System.Globalization;

namespace ConvoWeb.Bench.Processes;

/// <summary>What a program and those that it starts take, looked at while they run: they may be gone when they are asked.</summary>
internal sealed class ProcessTree(int root)
{
    private const double TicksPerSecond = 100;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(5);

    private readonly Dictionary<int, double> _ticks = [];
    private readonly Dictionary<int, double> _peaks = [];

    /// <summary>User and kernel mode, those of the program itself left out.</summary>
    public TimeSpan CpuOfChildren => TimeSpan.FromSeconds(_ticks.Where(process => process.Key != root).Sum(process => process.Value) / TicksPerSecond);

    public TimeSpan Cpu => TimeSpan.FromSeconds(_ticks.Values.Sum() / TicksPerSecond);

    /// <summary>The most that one of those that it started had in memory.</summary>
    public double PeakMiBOfChildren => _peaks.Values.DefaultIfEmpty().Max();

    public async Task WatchAsync(Task work)
    {
        do
        {
            Look();
        }
        while (await Task.WhenAny(work, Task.Delay(LookEvery)) != work);

        await work;
    }

    private void Look()
    {
        var found = new Dictionary<int, (int Parent, double Ticks)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) && Stat(id) is { } stat)
            {
                found[id] = stat;
            }
        }

        foreach (var (id, (_, ticks)) in found.Where(process => Belongs(process.Key, found)))
        {
            _ticks[id] = Math.Max(ticks, _ticks.GetValueOrDefault(id));
            if (id != root && MemoryPeak.MiBOf(id) is > 0 and var peak)
            {
                _peaks[id] = peak; // the last one: until it runs its own program, it has the memory of its parent
            }
        }
    }

    private bool Belongs(int id, Dictionary<int, (int Parent, double Ticks)> found)
    {
        while (id != root && found.TryGetValue(id, out var process))
        {
            id = process.Parent;
        }

        return id == root;
    }

    private static (int Parent, double Ticks)? Stat(int id)
    {
        // The name in brackets may hold anything; behind it come state, parent and, further on, user and kernel time.
        const int Parent = 1, UserTime = 11, KernelTime = 12;
        if (TryRead($"/proc/{id}/stat") is not { } text)
        {
            return null;
        }

        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (int.Parse(fields[Parent], CultureInfo.InvariantCulture), double.Parse(fields[UserTime], CultureInfo.InvariantCulture) + double.Parse(fields[KernelTime], CultureInfo.InvariantCulture));
    }

    private static string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return null; // it has ended
        }
    }
}
