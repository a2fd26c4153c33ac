using System.Buffers;

namespace ConvoWeb.Features.Proxy;

/// <summary>The body of a request that is read before it is passed on, for as long as it is held in memory.</summary>
internal sealed class AskedBody : IDisposable
{
    private readonly ByteRoom _room;
    private long _held;

    private AskedBody(ByteRoom room) => _room = room;

    public byte[] Bytes { get; private set; } = [];

    /// <param name="room">It takes as much of it as has come.</param>
    /// <exception cref="NoRoomException">There is no more room.</exception>
    public static async Task<AskedBody> ReadAsync(HttpContext context, ByteRoom room)
    {
        var body = new AskedBody(room);
        try
        {
            await body.ReadAsync(context);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose() => _room.Leave(Interlocked.Exchange(ref _held, 0));

    private async Task ReadAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(context.RequestAborted);
            if (!TryHold(result.Buffer.Length))
            {
                reader.AdvanceTo(result.Buffer.End); // or the rest of it could not be dropped, and its caller would see no answer
                throw new NoRoomException();
            }

            if (result.IsCompleted)
            {
                Bytes = result.Buffer.ToArray();
                reader.AdvanceTo(result.Buffer.End);
                return;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private bool TryHold(long bytes)
    {
        if (!_room.TryEnter(bytes - _held))
        {
            return false;
        }

        _held = bytes;
        return true;
    }
}

/// <summary>The requests that are under way hold as much memory as they may.</summary>
internal sealed class NoRoomException : Exception;
