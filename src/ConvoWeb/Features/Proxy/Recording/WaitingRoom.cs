namespace ConvoWeb.Features.Proxy.Recording;

/// <summary>What of all talks waits in memory to be stored. It has an end: what comes when it is full is lost.</summary>
internal sealed class WaitingRoom(long maxBytes = WaitingRoom.DefaultMaxBytes)
{
    private const long DefaultMaxBytes = 256 * 1024 * 1024;

    private long _bytes;

    public bool TryEnter(int bytes)
    {
        while (true)
        {
            var before = Interlocked.Read(ref _bytes);
            if (before + bytes > maxBytes)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _bytes, before + bytes, before) == before)
            {
                return true;
            }
        }
    }

    public void Leave(int bytes) => Interlocked.Add(ref _bytes, -bytes);
}
