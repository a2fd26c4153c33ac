using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ConvoWeb.Bench.Processes;

/// <summary>Processor time, in user and kernel mode.</summary>
internal static class CpuClock
{
    private const double TicksPerSecond = 100;

    /// <summary>What another process has used, its ended threads included.</summary>
    public static TimeSpan TimeOf(Process process)
    {
        if (OperatingSystem.IsLinux() && clock_gettime(ClockOf(process.Id), out var time) == 0)
        {
            return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000.0);
        }

        process.Refresh();
        return process.TotalProcessorTime;
    }

    /// <summary>What all programs have used on all processors, and what the host of a virtual machine took; zero where that is not told.</summary>
    public static TimeSpan TimeOfMachine()
    {
        if (!OperatingSystem.IsLinux())
        {
            return TimeSpan.Zero;
        }

        using var lines = new StreamReader("/proc/stat");
        var ticks = lines.ReadLine()!
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9]
            .Select(text => long.Parse(text, CultureInfo.InvariantCulture));
        return ticks.ToArray() is [var user, var nice, var system, _, _, var interrupts, var softInterrupts, var stolen]
            ? TimeSpan.FromSeconds((user + nice + system + interrupts + softInterrupts + stolen) / TicksPerSecond)
            : TimeSpan.Zero;
    }

    /// <summary>As clock_getcpuclockid(3) makes it. It counts nanoseconds, where /proc counts hundredths of a second.</summary>
    private static int ClockOf(int processId) => (~processId << 3) | 2;

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int clock_gettime(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
