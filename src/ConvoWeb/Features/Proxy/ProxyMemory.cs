namespace ConvoWeb.Features.Proxy;

/// <summary>How much of all that passes may be in memory at once, in bytes.</summary>
internal sealed class ProxyMemory
{
    private const long MiB = 1024 * 1024;

    /// <summary>Requests, from their first byte until their answer has ended. The largest that is allowed fits in any case.</summary>
    public ByteRoom Asked { get; init; } = new(1024 * MiB);

    /// <summary>What waits to be stored.</summary>
    public ByteRoom Recorded { get; init; } = new(256 * MiB);
}

/// <summary>Room for so many bytes.</summary>
internal sealed class ByteRoom(long size)
{
    private long _taken;

    /// <summary>False when there is no room for so many more.</summary>
    public bool TryEnter(long bytes)
    {
        while (true)
        {
            var before = Interlocked.Read(ref _taken);
            if (before + bytes > size)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _taken, before + bytes, before) == before)
            {
                return true;
            }
        }
    }

    public void Leave(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
