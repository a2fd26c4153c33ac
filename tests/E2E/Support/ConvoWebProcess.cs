using System.Diagnostics;
using System.Net;
using System.Text;

namespace ConvoWeb.Tests.E2E.Support;

/// <summary>
/// The real program on Kestrel, in a process and a data folder of its own. It is told to stay on this machine
/// (<c>LOCAL_ONLY</c>) unless a test says otherwise, and at its end it must have.
/// </summary>
internal sealed class ConvoWebProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly (string Key, string Value)[] _settings;
    private readonly StringBuilder _output = new();
    private readonly Lock _outputGate = new();
    private readonly bool _ownsFolder;
    private readonly SocketTrap _trap = new();
    private Process? _process;

    private ConvoWebProcess(string folder, bool ownsFolder, (string Key, string Value)[] settings)
    {
        (Folder, _ownsFolder, _settings) = (folder, ownsFolder, settings);
        Client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(100) };
    }

    public string Folder { get; }

    public string DatabaseFile => Path.Combine(Folder, "convoweb.db");

    public Uri Address { get; } = new($"http://127.0.0.1:{TestServers.FreePort()}");

    public HttpClient Client { get; }

    public int Id => _process!.Id;

    public bool HasExited => _process!.HasExited;

    public int ExitCode => _process!.ExitCode;

    /// <summary>What it wrote to the console so far.</summary>
    public string Output
    {
        get
        {
            lock (_outputGate)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>The connections that it began, in all of its runs, to anything but this machine.</summary>
    public IReadOnlyList<string> ConnectionsElsewhere => _trap.Caught;

    /// <summary>Runs and answers on <c>/health/ready</c>.</summary>
    public static async Task<ConvoWebProcess> StartAsync(params (string Key, string Value)[] settings)
    {
        var process = Create(folder: null, settings);
        await process.StartAgainAsync();
        return process;
    }

    /// <summary>Not started yet; in <paramref name="folder"/> of another one when it is given.</summary>
    public static ConvoWebProcess Create(string? folder, params (string Key, string Value)[] settings) =>
        new(
            folder ?? Directory.CreateTempSubdirectory("convoweb-e2e-").FullName,
            folder is null,
            settings);

    /// <summary>Starts it on the same folder and port.</summary>
    public async Task StartAgainAsync()
    {
        Launch();
        await WaitForAsync(HttpStatusCode.OK);
        if (!_trap.IsSet)
        {
            throw new InvalidOperationException("It runs without the trap for its connections.");
        }
    }

    /// <summary>As a command instead of a server, to its end. Answers the exit code.</summary>
    public async Task<int> RunAsync(params string[] command)
    {
        Launch(command);
        await WaitForExitAsync();
        return ExitCode;
    }

    public void Launch(params string[] command)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(Repository.AppFolder, "ConvoWeb.dll"), .. command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Folder,
        };
        start.Environment["ASPNETCORE_URLS"] = Address.ToString().TrimEnd('/');
        start.Environment["DB_URL"] = $"file:{DatabaseFile}";
        start.Environment["DOTNET_ENVIRONMENT"] = "Production";
        start.Environment["DOTNET_TieredPGO"] = "0"; // most of them live for seconds: measuring their code never pays
        start.Environment["LOCAL_ONLY"] = "true";
        foreach (var (key, value) in (IEnumerable<(string, string)>)[.. _trap.Settings, .. _settings])
        {
            start.Environment[key] = value;
        }

        _process?.Dispose();
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Returns when <c>/health/ready</c> answers with the status.</summary>
    public async Task WaitForAsync(HttpStatusCode status)
    {
        using var limit = new CancellationTokenSource(StartLimit);
        while (true)
        {
            if (HasExited)
            {
                throw new InvalidOperationException($"It ended with {ExitCode}:{Environment.NewLine}{Output}");
            }

            try
            {
                using var answer = await Client.GetAsync("/health/ready", limit.Token);
                if (answer.StatusCode == status)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            limit.Token.ThrowIfCancellationRequested();
            await Task.Delay(20, limit.Token); // polls the state of another process
        }
    }

    /// <summary>As <c>kill -9</c> does: nothing is flushed, nobody is told.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    public async Task WaitForExitAsync()
    {
        using var limit = new CancellationTokenSource(StartLimit);
        await _process!.WaitForExitAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }

        _process?.Dispose();
        Client.Dispose();
        if (_ownsFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }

        var elsewhere = _settings.Contains(("LOCAL_ONLY", "false")) ? [] : ConnectionsElsewhere;
        _trap.Dispose();
        if (elsewhere.Count > 0)
        {
            throw new InvalidOperationException($"LOCAL_ONLY is on, but it {string.Join(", it ", elsewhere)}.");
        }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_outputGate)
        {
            _output.AppendLine(line.Data);
        }
    }
}
