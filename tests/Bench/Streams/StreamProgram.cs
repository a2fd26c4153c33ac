using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace ConvoWeb.Bench.Streams;

/// <summary>The process that those who ask are in. A server and a load come in, one line of each; what they saw goes out.</summary>
internal static class StreamProgram
{
    public const string Command = "streams";

    public static async Task<int> RunAsync()
    {
        while (Console.ReadLine() is { } server && Console.ReadLine() is { } load)
        {
            try
            {
                Console.WriteLine(JsonSerializer.Serialize(await AskAsync(IPEndPoint.Parse(server), JsonSerializer.Deserialize<StreamLoad>(load)!)));
            }
            catch (Exception exception) when (exception is BenchFailureException or SocketException)
            {
                Console.WriteLine(JsonSerializer.Serialize(new StreamReport { Fault = exception.Message }));
            }
        }

        return 0;
    }

    private static async Task<StreamReport> AskAsync(IPEndPoint server, StreamLoad load)
    {
        var connections = Enumerable.Range(0, load.Connections).Select(_ => new StreamConnection(load.Request($"{server}"))).ToList();
        try
        {
            foreach (var connection in connections)
            {
                await connection.OpenAsync(server);
            }

            var begun = Stopwatch.GetTimestamp();
            var times = await Task.WhenAll(connections.Select((connection, i) => AskAsync(connection, load, TimeSpan.FromMilliseconds(load.Apart * i))));
            var elapsed = Stopwatch.GetElapsedTime(begun);
            var (first, chunks) = (times.SelectMany(some => some.First).Order().ToArray(), times.SelectMany(some => some.Chunks).Order().ToArray());
            return new StreamReport
            {
                Seconds = elapsed.TotalSeconds,
                FirstP50 = At(first, 0.50),
                FirstP99 = At(first, 0.99),
                ChunkP50 = At(chunks, 0.50),
                ChunkP99 = At(chunks, 0.99),
            };
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }
    }

    private static async Task<StreamTimes> AskAsync(StreamConnection connection, StreamLoad load, TimeSpan after)
    {
        var times = new StreamTimes();
        if (after > TimeSpan.Zero)
        {
            await Task.Delay(after);
        }

        for (var i = 0; i < load.Each; i++)
        {
            await connection.AskAsync(load, times);
        }

        return times;
    }

    private static double At(double[] sorted, double part) => sorted.Length == 0 ? 0 : sorted[(int)((sorted.Length - 1) * part)];
}

/// <summary>In milliseconds, of one load.</summary>
internal sealed record StreamReport
{
    public string? Fault { get; init; }

    public double Seconds { get; init; }

    public double FirstP50 { get; init; }

    public double FirstP99 { get; init; }

    public double ChunkP50 { get; init; }

    public double ChunkP99 { get; init; }
}
