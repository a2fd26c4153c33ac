namespace ConvoWeb.Features.Proxy;

/// <summary>How many bytes of all that passes may be in memory at once. Each node counts for itself.</summary>
internal sealed class ProxyMemory
{
    private const long MiB = 1024 * 1024;

    /// <summary>Of the requests that are read before they are passed on, until their answers have ended. The largest that may be set fits when it is alone.</summary>
    public ByteRoom Asked { get; init; } = new(1024 * MiB);

    /// <summary>Of what waits to be stored.</summary>
    public ByteRoom Recorded { get; init; } = new(256 * MiB);
}

/// <summary>Room for so many bytes.</summary>
internal sealed class ByteRoom(long size)
{
    private long _taken;

    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>False when there is no room for so many more.</summary>
    public bool TryEnter(long bytes)
    {
        while (true)
        {
            var before = Taken;
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
