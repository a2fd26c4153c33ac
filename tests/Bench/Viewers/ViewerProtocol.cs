using System.Text;

namespace ConvoWeb.Bench.Viewers;

/// <summary>What is said on a WebSocket until its viewer follows, and to keep it.</summary>
internal abstract class ViewerProtocol
{
    public const string ConvoWeb = "convoweb", SignalR = "signalr", SocketIo = "socket.io";

    public abstract string Path { get; }

    /// <summary>The first thing to say, if it is the viewer who begins.</summary>
    public virtual byte[]? Opening => null;

    /// <summary>Said now and then.</summary>
    public virtual byte[]? Heartbeat => null;

    /// <param name="name">One of the names above.</param>
    /// <param name="conversation">Whom to follow, where there is a choice.</param>
    public static ViewerProtocol Of(string name, string conversation) => name switch
    {
        ConvoWeb => new TranscriptHubProtocol(conversation),
        SignalR => new SignalRProtocol("/hub"),
        SocketIo => new SocketIoProtocol(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "It is no protocol of a viewer."),
    };

    /// <summary>What to answer to something that brings no message.</summary>
    /// <param name="isFollowing">Becomes true when the server said so.</param>
    public abstract byte[]? Answer(ReadOnlySpan<byte> said, ref bool isFollowing);

    private class SignalRProtocol(string path) : ViewerProtocol
    {
        public override string Path => path;

        public override byte[] Opening => "{\"protocol\":\"json\",\"version\":1}\u001e"u8.ToArray();

        public override byte[] Heartbeat => "{\"type\":6}\u001e"u8.ToArray();

        public override byte[]? Answer(ReadOnlySpan<byte> said, ref bool isFollowing)
        {
            isFollowing |= said.SequenceEqual("{}"u8);
            return null;
        }
    }

    private sealed class TranscriptHubProtocol(string conversation) : SignalRProtocol("/hubs/transcript")
    {
        public override byte[]? Answer(ReadOnlySpan<byte> said, ref bool isFollowing)
        {
            var isWelcome = false;
            base.Answer(said, ref isWelcome);
            if (isWelcome)
            {
                return Encoding.UTF8.GetBytes($"{{\"type\":1,\"invocationId\":\"1\",\"target\":\"Join\",\"arguments\":[\"{conversation}\",0,null]}}\u001e");
            }

            isFollowing |= said.StartsWith("{\"type\":3,\"invocationId\":\"1\",\"result\""u8);
            return null;
        }
    }

    private sealed class SocketIoProtocol : ViewerProtocol
    {
        public override string Path => "/socket.io/?EIO=4&transport=websocket";

        public override byte[]? Answer(ReadOnlySpan<byte> said, ref bool isFollowing)
        {
            isFollowing |= said.StartsWith("40"u8);
            return said[0] switch
            {
                (byte)'0' => "40"u8.ToArray(),
                (byte)'2' => "3"u8.ToArray(),
                _ => null,
            };
        }
    }
}
