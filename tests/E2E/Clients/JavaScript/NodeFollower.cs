using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
using ConvoWeb.Tests.E2E.Clients.DotNet;

namespace ConvoWeb.Tests.E2E.Clients.JavaScript;

/// <summary><c>follow.mjs</c> in a process of its own.</summary>
internal sealed class NodeFollower : IFollower
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Channel<JsonElement> _lines = Channel.CreateUnbounded<JsonElement>();
    private readonly Process _process;
    private readonly Task _reading;
    private Place _place = new(0, new Dictionary<string, int>());

    private NodeFollower(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    /// <summary>Connected, and not following yet.</summary>
    public static async Task<NodeFollower> ConnectAsync(NodePackages packages, Uri server, string conversation, string transport)
    {
        var start = new ProcessStartInfo("node", [packages.Program, server.ToString().TrimEnd('/'), conversation, transport])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var follower = new NodeFollower(Process.Start(start)!);
        await follower.NextAsync("connected", CancellationToken.None);
        return follower;
    }

    public Task JoinAsync() => CommandAsync("join", "joined");

    public Task LeaveAsync() => CommandAsync("leave", "left");

    public async Task UntilAsync(Func<Place, bool> condition, CancellationToken cancellationToken)
    {
        while (!condition(_place))
        {
            await NextAsync("event", cancellationToken);
        }
    }

    public async Task<Held> HoldAsync()
    {
        var held = await CommandAsync("show", "held");
        return new Held(
            held.GetProperty("version").GetInt64(),
            [.. held.GetProperty("messages").EnumerateArray()],
            [.. held.GetProperty("faults").EnumerateArray().Select(fault => fault.GetString()!)]);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close(); // which ends it
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    private async Task<JsonElement> CommandAsync(string command, string answer)
    {
        await _process.StandardInput.WriteLineAsync(command);
        await _process.StandardInput.FlushAsync();
        return await NextAsync(answer, CancellationToken.None);
    }

    /// <summary>The next line of that kind; what others say on the way is kept.</summary>
    private async Task<JsonElement> NextAsync(string kind, CancellationToken cancellationToken)
    {
        while (true)
        {
            var line = await _lines.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(Patience, cancellationToken);
            if (line.TryGetProperty("event", out _))
            {
                _place = new Place(line.GetProperty("version").GetInt64(), line.GetProperty("drafts").Deserialize<Dictionary<string, int>>()!);
            }

            if (line.TryGetProperty(kind, out var value))
            {
                return value;
            }
        }
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            _lines.Writer.TryWrite(JsonElement.Parse(line));
        }

        _lines.Writer.Complete(new InvalidOperationException("follow.mjs ended."));
    }
}
