using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace ConvoWeb.Platform.Network;

#pragma warning disable RS0030 // what is banned everywhere else (build/BannedConnections.txt)

/// <summary>What every HTTP client of the program stands on; a build error holds that there is no other.</summary>
internal static class OutgoingHttp
{
    public static SocketsHttpHandler CreateHandler(bool localOnly) => localOnly
        ? new SocketsHttpHandler
        {
            UseProxy = false, // on this machine too: it would go on from there
            SslOptions = { CertificateChainPolicy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck } },
            ConnectCallback = ConnectAsync,
        }
        : new SocketsHttpHandler();

    /// <summary>Passes on what it is given, and hands back what comes: nothing is followed, remembered, unpacked or added.</summary>
    public static HttpMessageInvoker CreateForwarder(bool localOnly)
    {
        var handler = CreateHandler(localOnly);
        handler.AllowAutoRedirect = false;
        handler.UseCookies = false;
        handler.AutomaticDecompression = DecompressionMethods.None;
        handler.ActivityHeadersPropagator = null;
        handler.ConnectTimeout = TimeSpan.FromSeconds(15);
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(10); // names may come to mean other machines
        return new HttpMessageInvoker(handler);
    }

    /// <summary>For each connection, so that it holds for redirects too.</summary>
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var address = ThisMachine.AddressOf(host.Trim('[', ']'))
            ?? throw new HttpRequestException(HttpRequestError.ConnectionError, "LOCAL_ONLY is on: no connection is opened to another machine");

        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
