using System.Text.Json;
using ConvoWeb.Bench.Databases;
using ConvoWeb.Bench.Floors;
using ConvoWeb.Bench.Measuring;
using ConvoWeb.Bench.Processes;
using ConvoWeb.Bench.Viewers;

namespace ConvoWeb.Bench;

/// <summary>One writer and a thousand viewers: how long a message takes, and what its deliveries cost.</summary>
internal sealed class LiveScenario(BenchOptions options, string folder) : IScenario
{
    private const string RedisVariable = "CONVOWEB_TEST_REDIS";

    private readonly int _viewers = options.IsSmoke ? 20 : 1_000;

    private readonly Verdict _verdict = new(options);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Console.WriteLine($"live, 1 writer, {1 / Broadcast.Pace.TotalSeconds:N0} messages a second, {_viewers:N0} viewers on one node");
        await CompareBroadcastsAsync(cancellationToken);

        Console.WriteLine();
        Console.WriteLine($"live, the same on PostgreSQL: one node; two nodes and Redis, the writer on one and {_viewers:N0} viewers on the other");
        await CompareNodesAsync(cancellationToken);
    }

    private async Task CompareBroadcastsAsync(CancellationToken cancellationToken)
    {
        await using var started = new Started();
        var node = await started.AddAsync(ConvoWebNode.StartAsync(folder, $"file:{Path.Combine(folder, "live.db")}", cancellationToken));
        var convoWeb = await FollowAsync("ConvoWeb, stored", started, node, node, cancellationToken);

        // Everybody sends what we do.
        await convoWeb.WarmUpAsync(1, cancellationToken);
        var payload = JsonDocument.Parse(convoWeb.LastRecord).RootElement.GetProperty("arguments")[0];

        var bare = await started.AddAsync(
            Server.StartAsync("dotnet", _ => [typeof(LiveScenario).Assembly.Location, BroadcastServer.Command], [], cancellationToken));
        var signalR = await PublishAsync("floor: bare SignalR", started, bare, ViewerProtocol.SignalR, payload, cancellationToken);
        var onNode = await started.AddAsync(SocketIoServer.StartAsync(options.Folder, cancellationToken));
        var socketIo = onNode is null ? null
            : await PublishAsync("socket.io", started, onNode, ViewerProtocol.SocketIo, payload, cancellationToken);

        await new BroadcastComparison(options, socketIo is null ? [convoWeb, signalR] : [convoWeb, signalR, socketIo]).RunAsync(cancellationToken);
        _verdict.AtMost(1.30, convoWeb.P99Of(signalR), "p99, of bare SignalR's");
        if (socketIo is not null)
        {
            _verdict.AtMost(1, convoWeb.CpuOf(socketIo), "CPU per delivery, of socket.io's");
        }
    }

    private async Task CompareNodesAsync(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable(RedisVariable) is not { Length: > 0 } redis)
        {
            Console.WriteLine($"  Not without Redis: {RedisVariable} is not set (redis://HOST:PORT/N).");
            return;
        }

        await using var started = new Started();
        if (await started.AddAsync(PostgresDatabase.CreateAsync()) is not { } forOne
            || await started.AddAsync(PostgresDatabase.CreateAsync()) is not { } forTwo)
        {
            return;
        }

        var alone = await started.AddAsync(ConvoWebNode.StartAsync(folder, forOne.Address, cancellationToken));
        var writers = await started.AddAsync(ConvoWebNode.StartAsync(folder, forTwo.Address, cancellationToken, (ConvoWebNode.Redis, redis)));
        var viewers = await started.AddAsync(ConvoWebNode.StartAsync(folder, forTwo.Address, cancellationToken, (ConvoWebNode.Redis, redis)));
        var oneNode = await FollowAsync("one node", started, alone, alone, cancellationToken);
        var twoNodes = await FollowAsync("two nodes and Redis", started, writers, viewers, cancellationToken);

        await new BroadcastComparison(options, oneNode, twoNodes).RunAsync(cancellationToken);
        _verdict.AtMost(1.60, twoNodes.P99Of(oneNode), "p99 over two nodes, of that on one");
    }

    /// <summary>A writer of messages, and viewers on the hub of the same node or of another.</summary>
    private async Task<Broadcast> FollowAsync(string name, Started started, Server writers, Server viewers, CancellationToken cancellationToken)
    {
        var conversation = await writers.CreateConversationAsync(cancellationToken);
        var message = JsonSerializer.SerializeToElement(new { type = "user", content = $"{Stamp.Of(0)} {new string('x', 300)}" });
        var request = Requests.Post(writers, $"/v1/conversations/{conversation}/messages", message);
        var fleet = await started.AddAsync(
            ViewerFleet.StartAsync(ViewerProtocol.ConvoWeb, viewers, _viewers, cancellationToken, conversation));
        return new Broadcast(name, request, fleet, writers == viewers ? [writers] : [writers, viewers])
        {
            ExpectedStatus = StatusCodes.Status201Created,
        };
    }

    private async Task<Broadcast> PublishAsync(
        string name, Started started, Server server, string protocol, JsonElement payload, CancellationToken cancellationToken)
    {
        var fleet = await started.AddAsync(ViewerFleet.StartAsync(protocol, server, _viewers, cancellationToken));
        return new Broadcast(name, Requests.Post(server, "/publish", payload), fleet, server);
    }
}
