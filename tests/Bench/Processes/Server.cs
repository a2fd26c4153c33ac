using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ConvoWeb.Bench.Processes;

/// <summary>A process that answers over loopback, on a database of its own.</summary>
internal sealed class Server : IAsyncDisposable
{
    private const int LastLines = 20;

    /// <summary>Settings of the product that may be set where the benchmark is started, and would change what is measured.</summary>
    private static readonly string[] OtherSettings = ["DATA_DIR", "REDIS_URL", "PERSIST_TRANSCRIPTS", "AUTH_MODE", "LOCAL_ONLY", "PUBLIC_URL", "UPSTREAM_URL", "UPSTREAM_KEY"];

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = [];

    private Server(Process process, IPEndPoint endPoint, string databasePath)
    {
        _process = process;
        EndPoint = endPoint;
        DatabasePath = databasePath;
        Client = new HttpClient { BaseAddress = new Uri($"http://{endPoint}") };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public IPEndPoint EndPoint { get; }

    public string DatabasePath { get; }

    /// <summary>For what is not measured.</summary>
    public HttpClient Client { get; }

    public int ProcessId => _process.Id;

    public TimeSpan CpuTime => CpuClock.TimeOf(_process);

    public static Task<Server> StartAsync(
        string assembly, string[] arguments, string databasePath, CancellationToken cancellationToken, params (string Name, string Value)[] settings) =>
        StartAsync("dotnet", _ => [assembly, .. arguments], [("DB_URL", $"file:{databasePath}"), .. settings], cancellationToken, databasePath);

    /// <param name="arguments">For the port that it is to listen on. The first one is a file.</param>
    public static async Task<Server> StartAsync(
        string program, Func<int, string[]> arguments, (string Name, string Value)[] settings, CancellationToken cancellationToken, string databasePath = "")
    {
        var endPoint = new IPEndPoint(IPAddress.Loopback, FreePort());
        var words = arguments(endPoint.Port);
        var start = new ProcessStartInfo(program, words)
        {
            WorkingDirectory = Path.GetDirectoryName(words[0])!,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ASPNETCORE_URLS"] = $"http://{endPoint}",
                ["DOTNET_ENVIRONMENT"] = "Production",
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
            },
        };

        foreach (var setting in OtherSettings)
        {
            start.Environment.Remove(setting);
        }

        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var server = new Server(Process.Start(start)!, endPoint, databasePath);
        try
        {
            await server.ReadyAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private async Task ReadyAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await AnswersAsync(cancellationToken))
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(started) > StartLimit)
            {
                throw new BenchFailureException(
                    $"{_process.StartInfo.ArgumentList[0]} does not answer on /health/ready. Its last lines:\n{string.Join('\n', _output)}");
            }

            await Task.Delay(50, cancellationToken);
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Client.GetAsync("/health/ready", cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _output.Enqueue(line);
            while (_output.Count > LastLines)
            {
                _output.TryDequeue(out _);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
