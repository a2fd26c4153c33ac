using System.Buffers.Binary;
using System.IO.Pipes;

namespace ConvoWeb.Bench.Processes;

/// <summary>
/// What a process of ours keeps in managed memory after a full collection. The runtime loads this benchmark into it
/// (<c>DOTNET_STARTUP_HOOKS</c>), so that the program itself needs no door for it.
/// </summary>
internal sealed class HeapProbe
{
    private const string PipeSetting = "CONVOWEB_BENCH_HEAP";

    private readonly string _pipe = $"convoweb-bench-{Guid.NewGuid():N}";

    /// <summary>For the environment of the process.</summary>
    public (string Name, string Value)[] Settings => [("DOTNET_STARTUP_HOOKS", typeof(HeapProbe).Assembly.Location), (PipeSetting, _pipe)];

    public async Task<long> MeasureAsync(CancellationToken cancellationToken)
    {
        await using var pipe = new NamedPipeClientStream(".", _pipe, PipeDirection.In, PipeOptions.Asynchronous);
        await pipe.ConnectAsync(TimeSpan.FromSeconds(30), cancellationToken);
        var answer = new byte[sizeof(long)];
        await pipe.ReadExactlyAsync(answer, cancellationToken);
        return BinaryPrimitives.ReadInt64LittleEndian(answer);
    }

    /// <summary>In the process that is looked into.</summary>
    public static void Listen()
    {
        if (Environment.GetEnvironmentVariable(PipeSetting) is { Length: > 0 } pipe)
        {
            new Thread(() => Serve(pipe)) { IsBackground = true, Name = "heap" }.Start();
        }
    }

    private static void Serve(string name)
    {
        var answer = new byte[sizeof(long)];
        while (true)
        {
            using var pipe = new NamedPipeServerStream(name, PipeDirection.Out);
            pipe.WaitForConnection();
            for (var i = 0; i < 3; i++)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                GC.WaitForPendingFinalizers();
            }

            BinaryPrimitives.WriteInt64LittleEndian(answer, GC.GetTotalMemory(forceFullCollection: true));
            pipe.Write(answer);
            pipe.Flush();
        }
    }
}
