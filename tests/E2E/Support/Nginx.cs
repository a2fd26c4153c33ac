using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace ConvoWeb.Tests.E2E.Support;

/// <summary>The proxy of <c>docker-compose.yml</c>: a real nginx on the repository's own configuration, with other addresses and folders.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("convoweb-nginx-");
    private readonly ConcurrentQueue<string> _log = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private Process? _process;

    public Uri Address { get; } = new($"http://127.0.0.1:{TestServers.FreePort()}");

    /// <summary>What it passed on and is done with; a request is noted a moment after its answer.</summary>
    public IEnumerable<ProxiedRequest> Requests => _log.Select(ProxiedRequest.Parse);

    /// <summary>Everything that it wrote.</summary>
    public string Output => string.Join(Environment.NewLine, _log.Concat(_errors));

    public async Task StartAsync(Uri first, Uri second)
    {
        var text = await File.ReadAllTextAsync(Repository.PathOf("deploy", "nginx.conf"));
        text = Replaced(text, "listen 8080;", $"listen {Address.Authority};");
        text = Replaced(text, "127.0.0.1:5081", first.Authority);
        text = Replaced(text, "127.0.0.1:5082", second.Authority);
        text = Replaced(text, "/tmp/", $"{_folder.FullName}/");
        var file = Path.Combine(_folder.FullName, "nginx.conf");
        await File.WriteAllTextAsync(file, text);

        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("NGINX") is { Length: > 0 } chosen ? chosen : "/usr/sbin/nginx")
        {
            ArgumentList = { "-e", "stderr", "-p", _folder.FullName, "-c", file, "-g", "daemon off;" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (!File.Exists(start.FileName))
        {
            throw new InvalidOperationException($"There is no nginx at {start.FileName}. Install it (Debian: apt-get install nginx), or name it in NGINX.");
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(_log, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await ListensAsync();
    }

    /// <summary>Returns the requests to a path when there are so many of them.</summary>
    public async Task<IReadOnlyList<ProxiedRequest>> RequestsAsync(string path, int count)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            var requests = Requests.Where(request => request.Path == path).ToList();
            if (requests.Count >= count)
            {
                return requests;
            }

            await Task.Delay(20, limit.Token); // polls what another process writes
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true); // its workers too
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string Replaced(string text, string old, string other) =>
        text.Contains(old, StringComparison.Ordinal)
            ? text.Replace(old, other, StringComparison.Ordinal)
            : throw new InvalidOperationException($"deploy/nginx.conf does not say '{old}' any more: say here what stands for it.");

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }

    private async Task ListensAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            if (_process!.HasExited)
            {
                throw new InvalidOperationException($"nginx ended with {_process.ExitCode}:{Environment.NewLine}{Output}");
            }

            try
            {
                using var connection = new TcpClient();
                await connection.ConnectAsync(Address.Host, Address.Port, limit.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20, limit.Token); // polls the state of another process
            }
        }
    }
}

/// <summary>A line of the access log.</summary>
/// <param name="Nodes">In the order in which they were tried.</param>
internal sealed record ProxiedRequest(int Status, string Method, string Path, IReadOnlyList<string> Nodes)
{
    public string AnsweredBy => Nodes[^1];

    public static ProxiedRequest Parse(string line) =>
        line.Split(' ', 6) is [_, var status, _, var method, var path, var nodes]
            ? new(int.Parse(status, CultureInfo.InvariantCulture), method, path, nodes.Split(", "))
            : throw new FormatException($"That is no line of the log that deploy/nginx.conf describes: {line}");
}
