using System.Diagnostics;
using ConvoWeb.Features.Export.Formats.Pdf;

namespace ConvoWeb.Tests.Unit.Features.Export.Pdf;

/// <summary>A worker without a server around it.</summary>
internal static class PdfWorkerRun
{
    public static async Task<(PdfOutcome Outcome, string Words, int Length)> Async(string input, params (string Name, string Value)[] surroundings)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, PdfWorker.Command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in surroundings)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var words = process.StandardError.ReadToEndAsync(Cancel);
        var output = process.StandardOutput.ReadToEndAsync(Cancel);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(Cancel);
        return ((PdfOutcome)process.ExitCode, (await words).Trim(), (await output).Length);
    }
}
