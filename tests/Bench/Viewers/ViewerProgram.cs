using System.Globalization;
using System.Net;
using System.Text.Json;

namespace ConvoWeb.Bench.Viewers;

/// <summary>The process that the viewers are in: <c>viewers PROTOCOL ADDRESS COUNT [CONVERSATION]</c>. Ends with its input.</summary>
internal static class ViewerProgram
{
    public const string Command = "viewers", Following = "following", Expect = "expect ", Report = "report", Done = "done";

    private const int ConnectAtOnce = 50;

    /// <summary>SignalR takes a client for gone after 30 seconds of silence.</summary>
    private static readonly TimeSpan KeepEvery = TimeSpan.FromSeconds(12);

    private static readonly TimeSpan KeepPause = TimeSpan.FromMilliseconds(200);

    public static async Task<int> RunAsync(string[] arguments)
    {
        var deliveries = new Deliveries();
        var protocol = ViewerProtocol.Of(arguments[0], arguments.Length > 3 ? arguments[3] : "");
        var server = IPEndPoint.Parse(arguments[1]);
        var viewers = new Viewer[int.Parse(arguments[2], CultureInfo.InvariantCulture)];
        for (var i = 0; i < viewers.Length; i++)
        {
            viewers[i] = new Viewer(server, protocol, deliveries);
        }

        try
        {
            foreach (var some in viewers.Chunk(ConnectAtOnce))
            {
                await Task.WhenAll(some.Select(viewer => viewer.StartAsync()));
            }
        }
        catch (Exception exception) when (exception is BenchFailureException or System.Net.Sockets.SocketException)
        {
            Console.WriteLine(exception.Message);
            return 1;
        }

        Console.WriteLine(Following);
        var keeping = KeepAsync(viewers);
        while (Console.ReadLine() is { } line && !keeping.IsFaulted)
        {
            if (line.StartsWith(Expect, StringComparison.Ordinal))
            {
                deliveries.Expect(int.Parse(line[Expect.Length..], CultureInfo.InvariantCulture));
                Console.WriteLine(Done);
            }
            else
            {
                Console.WriteLine(JsonSerializer.Serialize(await deliveries.ReportAsync()));
            }
        }

        return 0;
    }

    /// <summary>A few at a time, so that it does not come as a wave.</summary>
    private static async Task KeepAsync(Viewer[] viewers)
    {
        using var timer = new PeriodicTimer(KeepPause);
        var groups = (int)(KeepEvery / KeepPause);
        for (var group = 0; await timer.WaitForNextTickAsync(); group = (group + 1) % groups)
        {
            for (var i = group; i < viewers.Length; i += groups)
            {
                await viewers[i].KeepAsync();
            }
        }
    }
}
