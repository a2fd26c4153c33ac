using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using ConvoWeb.Bench.Processes;

namespace ConvoWeb.Bench.Floors;

/// <summary>A broadcast by socket.io on Node. Its packages are restored when it is needed, and kept for the next run.</summary>
internal static class SocketIoServer
{
    private const string Lock = "package-lock.json", Script = "server.cjs";

    private static readonly string[] Files = ["package.json", Lock, Script];

    /// <summary>Null, with a line that says why, on a machine without Node or without a registry.</summary>
    public static async Task<Server?> StartAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            var script = Path.Combine(await RestoreAsync(folder, cancellationToken), Script);
            return await Server.StartAsync("node", port => [script, $"{port}"], [], cancellationToken);
        }
        catch (Exception exception) when (exception is Win32Exception or NotRestoredException)
        {
            Console.WriteLine($"  No comparison with socket.io: {exception.Message}");
            return null;
        }
    }

    private static async Task<string> RestoreAsync(string folder, CancellationToken cancellationToken)
    {
        var source = Path.Combine(AppContext.BaseDirectory, "Floors", "SocketIo");
        var version = SHA256.HashData([.. Files.SelectMany(file => File.ReadAllBytes(Path.Combine(source, file)))]);
        var restored = Path.Combine(folder, $"socket-io-{Convert.ToHexStringLower(version.AsSpan(0, 8))}");
        if (Directory.Exists(restored))
        {
            return restored;
        }

        // What is not whole has another name.
        var partial = Directory.CreateDirectory($"{restored}-{Environment.ProcessId}").FullName;
        try
        {
            foreach (var file in Files)
            {
                File.Copy(Path.Combine(source, file), Path.Combine(partial, file), overwrite: true);
            }

            await InstallAsync(partial, cancellationToken);
            Directory.Move(partial, restored);
            return restored;
        }
        catch
        {
            Directory.Delete(partial, recursive: true);
            throw;
        }
    }

    private static async Task InstallAsync(string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=1", "--fetch-timeout=30000"])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var npm = Process.Start(start)!;
        var (output, errors) = (npm.StandardOutput.ReadToEndAsync(cancellationToken), npm.StandardError.ReadToEndAsync(cancellationToken));
        await npm.WaitForExitAsync(cancellationToken);
        await output;
        if (npm.ExitCode != 0)
        {
            throw new NotRestoredException($"npm ci ended with {npm.ExitCode}: {(await errors).Trim()}");
        }
    }

    private sealed class NotRestoredException(string message) : Exception(message);
}
