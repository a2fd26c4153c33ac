namespace ConvoWeb.Bench;

/// <summary>What a reader of the figures must know about the machine.</summary>
internal static class Surroundings
{
    public static void Print(BenchOptions options)
    {
        var drive = DriveInfo.GetDrives()
            .Where(drive => options.Folder.StartsWith(drive.Name, StringComparison.Ordinal))
            .MaxBy(drive => drive.Name.Length);
        Console.WriteLine($"{options.Conversations:N0} conversations in {options.Folder} ({drive?.DriveFormat}); {options.Rounds} windows of {options.Window.TotalSeconds:0.##} s for each, in turns");
        Console.WriteLine($"{Environment.ProcessorCount} processors{Load()}");

        if (drive?.DriveFormat is "tmpfs" or "ramfs")
        {
            Console.WriteLine("That folder is memory and no disk: what is durable here looks too fast. Name another one with --dir.");
        }

        if (options.IsSmoke)
        {
            Console.WriteLine("A smoke run: it measures nothing.");
        }
    }

    private static string Load() =>
        File.Exists("/proc/loadavg") ? $", load before: {File.ReadAllText("/proc/loadavg").Split(' ')[0]}" : "";
}
