using System.Diagnostics;
using System.Text.Json;

namespace ConvoWeb.Tests.Unit.Features.Proxy.Clients;

/// <summary>OpenAI's client for Node: <c>ask.mjs</c> in a process and a folder of its own, with the package that it needs.</summary>
public sealed class NodeProgram : IChatProgram, IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("convoweb-node-").FullName;
    private Process? _process;

    /// <summary><c>tests/run.sh</c> installs what is missing; whoever runs the tests by hand may do without.</summary>
    public static bool IsInstalled { get; } = ((string[])["node", "npm"]).All(program =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program))));

    public async ValueTask InitializeAsync()
    {
        if (!IsInstalled)
        {
            return;
        }

        foreach (var name in (string[])["package.json", "package-lock.json", "ask.mjs"])
        {
            await using var file = File.Create(Path.Combine(_folder, name));
            await using var resource = typeof(NodeProgram).Assembly.GetManifestResourceStream(typeof(NodeProgram), name)!;
            await resource.CopyToAsync(file);
        }

        using var npm = Process.Start(Start("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"))!;
        var output = await Task.WhenAll(npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync());
        await npm.WaitForExitAsync();
        Assert.True(npm.ExitCode == 0, $"npm ci: {string.Concat(output)}");
        _process = Process.Start(Start("node", "ask.mjs"))!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
    }

    async Task<ClientView> IChatProgram.AskAsync(AskedCall call)
    {
        var line = JsonSerializer.Serialize(new
        {
            address = call.Server,
            headers = new Dictionary<string, string>(StringComparer.Ordinal) { [TestSignIn.Header] = call.User },
            retries = call.Retries,
            request = JsonElement.Parse(call.Request),
        });
        await _process!.StandardInput.WriteLineAsync(line.AsMemory(), Cancel);
        await _process.StandardInput.FlushAsync(Cancel);
        var answer = await _process.StandardOutput.ReadLineAsync(Cancel).AsTask().WaitAsync(Patience, Cancel);
        var view = JsonElement.Parse(answer ?? throw new InvalidOperationException("ask.mjs ended."));
        return new ClientView(
            [.. view.GetProperty("yielded").EnumerateArray().Select(item => item.GetString()!)],
            view.Text("fault"),
            (int)view.Number("status"),
            ClientView.Sorted(view.GetProperty("headers").EnumerateArray().Select(header => header.GetString()!)),
            view.GetProperty("bytes").GetBytesFromBase64());
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.StandardInput.Close(); // which ends it
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private ProcessStartInfo Start(string program, params string[] arguments) => new(program, arguments)
    {
        WorkingDirectory = _folder,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
    };
}
