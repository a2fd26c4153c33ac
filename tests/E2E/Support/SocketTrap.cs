using System.Diagnostics.Tracing;
using System.Globalization;
using System.Net;

namespace ConvoWeb.Tests.E2E.Support;

/// <summary>
/// Notes each connection that a process of ours begins to anything beyond loopback, and each name that it looks up but
/// <c>localhost</c>. The runtime loads these tests into it (<c>DOTNET_STARTUP_HOOKS</c>) and into the processes that it starts.
/// </summary>
internal sealed class SocketTrap : IDisposable
{
    private const string FileSetting = "CONVOWEB_E2E_SOCKET_TRAP";

    private static Listener? _listener;

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"convoweb-sockets-{Guid.NewGuid():N}");

    /// <summary>For the environment of the process.</summary>
    public (string Name, string Value)[] Settings => [("DOTNET_STARTUP_HOOKS", typeof(SocketTrap).Assembly.Location), (FileSetting, _file)];

    /// <summary>That a process listens to itself.</summary>
    public bool IsSet => File.Exists(_file);

    /// <summary>What it caught so far.</summary>
    public IReadOnlyList<string> Caught => IsSet ? File.ReadAllLines(_file) : [];

    /// <summary>In the process that is listened to.</summary>
    public static void Listen()
    {
        if (Environment.GetEnvironmentVariable(FileSetting) is { Length: > 0 } file)
        {
            File.AppendAllText(file, "");
            _listener = new Listener(file);
        }
    }

    /// <summary>What the event means, if it means anything beyond loopback.</summary>
    public static string? Beyond(string eventName, string target)
    {
        if (eventName is "ResolutionStart")
        {
            return target is "localhost" || (IPAddress.TryParse(target, out var address) && IPAddress.IsLoopback(address)) ? null : $"looked up {target}";
        }

        var to = EndPointOf(target);
        return target.StartsWith("Unix:", StringComparison.Ordinal) || (to is not null && IPAddress.IsLoopback(to.Address))
            ? null
            : $"connected to {to?.ToString() ?? target}";
    }

    public void Dispose() => File.Delete(_file);

    /// <summary>From how a <see cref="SocketAddress"/> writes itself: the family, the length, and the bytes after the family.</summary>
    private static IPEndPoint? EndPointOf(string target)
    {
        var bytes = target.Split('{', '}') is [_, var list, ..]
            ? list.Split(',').Select(number => byte.Parse(number, CultureInfo.InvariantCulture)).ToArray()
            : [];
        return target.Split(':')[0] switch
        {
            "InterNetwork" when bytes.Length >= 6 => new IPEndPoint(new IPAddress(bytes.AsSpan(2, 4)), PortIn(bytes)),
            "InterNetworkV6" when bytes.Length >= 22 => new IPEndPoint(Plain(new IPAddress(bytes.AsSpan(6, 16))), PortIn(bytes)),
            _ => null,
        };
    }

    private static int PortIn(byte[] bytes) => (bytes[0] << 8) | bytes[1];

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private sealed class Listener(string file) : EventListener
    {
        private readonly Lock _gate = new();

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name is "System.Net.Sockets" or "System.Net.NameResolution")
            {
                EnableEvents(eventSource, EventLevel.Informational);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData is { EventName: "ConnectStart" or "ResolutionStart", Payload: [string target, ..] } && Beyond(eventData.EventName, target) is { } beyond)
            {
                lock (_gate)
                {
                    File.AppendAllText(file, beyond + Environment.NewLine);
                }
            }
        }
    }
}
