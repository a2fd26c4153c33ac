using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ConvoWeb.Tests.Unit.Support;

/// <summary>Its certificate says where the one of its issuer can be fetched; whoever wants to know goes and asks there.</summary>
internal sealed class TlsServer : IAsyncDisposable
{
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly TcpListener _issuer = new(IPAddress.Loopback, 0);
    private readonly Func<Stream, Task> _greet;
    private readonly Task _serving;
    private readonly Task _issuing;
    private TcpClient? _served;
    private int _asked;

    /// <param name="greet">What is said before TLS begins.</param>
    public TlsServer(Func<Stream, Task>? greet = null)
    {
        _greet = greet ?? (_ => Task.CompletedTask);
        _server.Start();
        _issuer.Start();
        (_serving, _issuing) = (ServeAsync(), IssueAsync());
    }

    public int Port => ((IPEndPoint)_server.LocalEndpoint).Port;

    /// <summary>How often somebody wanted the issuer's certificate.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public async ValueTask DisposeAsync()
    {
        _server.Stop();
        _issuer.Stop();
        _served?.Dispose(); // one that was left open is not waited for
        await Task.WhenAll(_serving, _issuing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ServeAsync()
    {
        var certificate = SslStreamCertificateContext.Create(Certificate(), additionalCertificates: null, offline: true);
        while (true)
        {
            using var client = _served = await _server.AcceptTcpClientAsync();
            await using var stream = client.GetStream();
            await _greet(stream);
            await using var tls = new SslStream(stream);
            try
            {
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = certificate });
                _ = await tls.ReadAsync(new byte[1]);
            }
            catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
            {
                // The client does not like the certificate.
            }
        }
    }

    private async Task IssueAsync()
    {
        while (true)
        {
            using var client = await _issuer.AcceptTcpClientAsync();
            Interlocked.Increment(ref _asked);
        }
    }

    private X509Certificate2 Certificate()
    {
        using var issuerKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var issuer = new CertificateRequest("CN=Issuer", issuerKey, HashAlgorithmName.SHA256);
        issuer.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(ocspUris: null, [$"http://{_issuer.LocalEndpoint}/issuer.cer"]));

        var (from, to) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        using var issuing = issuer.CreateSelfSigned(from, to);
        using var issued = request.Create(issuing, from, to, [1]);
        using var whole = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), password: null);
    }
}
