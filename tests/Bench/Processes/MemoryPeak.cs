using System.Globalization;

namespace ConvoWeb.Bench.Processes;

/// <summary>The most that a process had in memory since it was asked to forget it; zero where the system does not tell.</summary>
internal static class MemoryPeak
{
    public static void Forget(int processId)
    {
        if (OperatingSystem.IsLinux())
        {
            File.WriteAllText($"/proc/{processId}/clear_refs", "5");
        }
    }

    public static double MiBOf(int processId)
    {
        const string Name = "VmHWM:";
        try
        {
            var line = OperatingSystem.IsLinux()
                ? File.ReadLines($"/proc/{processId}/status").FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal))
                : null;
            return line is null ? 0 : double.Parse(line[Name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) / 1024;
        }
        catch (IOException)
        {
            return 0; // it has ended
        }
    }
}
