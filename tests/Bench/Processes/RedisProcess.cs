using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ConvoWeb.Bench.Processes;

/// <summary>A Redis of a scenario's own, to take away while it is measured.</summary>
internal sealed class RedisProcess : IAsyncDisposable
{
    private readonly Process _process;

    private RedisProcess(Process process, int port)
    {
        _process = process;
        Address = string.Create(CultureInfo.InvariantCulture, $"redis://127.0.0.1:{port}/0");
    }

    public string Address { get; }

    /// <summary>Null where it is not installed. Returns when it takes connections.</summary>
    public static async Task<RedisProcess?> StartAsync(CancellationToken cancellationToken)
    {
        var port = FreePort();
        string[] arguments = ["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo("redis-server", arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        }
        catch (Win32Exception)
        {
            return null;
        }

        var redis = new RedisProcess(process, port);
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Contains("eady to accept connections", StringComparison.Ordinal))
            {
                return redis;
            }
        }

        await redis.DisposeAsync();
        throw new BenchFailureException("redis-server did not start.");
    }

    /// <summary>It keeps its connections, and answers nothing: the worst way to be away.</summary>
    public Task StopAnsweringAsync()
    {
        const int SigStop = 19; // on Linux; 17 on the BSDs and macOS
        if (kill(_process.Id, OperatingSystem.IsLinux() ? SigStop : 17) != 0)
        {
            throw new BenchFailureException("redis-server could not be stopped.");
        }

        return Task.CompletedTask;
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int process, int signal);
}
