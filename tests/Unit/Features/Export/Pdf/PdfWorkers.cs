using System.Diagnostics;
using System.Globalization;

namespace ConvoWeb.Tests.Unit.Features.Export.Pdf;

/// <summary>The workers that this process has started, as the system sees them.</summary>
internal static class PdfWorkers
{
    public static int[] Running =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && IsOurs(id)),
    ];

    /// <summary>The next one that is there and not among <paramref name="others"/>.</summary>
    public static async Task<int> NextAsync(int[] others)
    {
        while (true)
        {
            if (Running.Except(others).FirstOrDefault() is > 0 and var id)
            {
                return id;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), Cancel);
        }
    }

    public static void Kill(int id) => Process.GetProcessById(id).Kill();

    private static bool IsOurs(int id)
    {
        try
        {
            var status = File.ReadAllText($"/proc/{id}/status");
            return status.Contains($"PPid:\t{Environment.ProcessId}\n", StringComparison.Ordinal)
                && File.ReadAllText($"/proc/{id}/cmdline").Contains("\0pdf-worker\0", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // it has ended meanwhile
        }
    }
}
