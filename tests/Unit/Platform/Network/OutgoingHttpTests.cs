using System.Net;
using System.Net.Sockets;
using ConvoWeb.Platform.Network;

namespace ConvoWeb.Tests.Unit.Platform.Network;

public sealed class OutgoingHttpTests
{
    [Theory]
    [InlineData("http://192.0.2.1/", "192.0.2.1:80")]
    [InlineData("http://3221225985/", "192.0.2.1:80")]
    [InlineData("https://[2001:db8::1]/", "[2001:db8::1]:443")]
    [InlineData("http://models.invalid:8080/", "models.invalid:8080")]
    [InlineData("http://localhost.localdomain/", "localhost.localdomain:80")]
    public async Task What_is_elsewhere_is_refused_by_the_name_of_the_setting(string address, string named)
    {
        using var client = new HttpClient(OutgoingHttp.CreateHandler(localOnly: true));

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(address, Cancel));

        Assert.Equal($"LOCAL_ONLY is on: no connection is opened to another machine ({named})", refused.Message);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public async Task What_is_here_is_reached_and_may_not_send_us_elsewhere(string host)
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        using var client = new HttpClient(OutgoingHttp.CreateHandler(localOnly: true));

        var asking = client.GetAsync($"http://{host}:{((IPEndPoint)server.LocalEndpoint).Port}/", Cancel);
        using var accepted = await server.AcceptTcpClientAsync(Cancel);
        await accepted.GetStream().WriteAsync("HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), Cancel);

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => asking);
        Assert.Equal("LOCAL_ONLY is on: no connection is opened to another machine (192.0.2.1:80)", refused.Message);
    }

    [Fact]
    public async Task The_certificate_of_a_server_is_not_looked_up_elsewhere()
    {
        await using var server = new TlsServer();
        using var client = new HttpClient(OutgoingHttp.CreateHandler(localOnly: true));

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync($"https://localhost:{server.Port}/", Cancel));

        Assert.Equal(0, server.Asked);
    }

    [Fact]
    public void A_proxy_of_the_environment_does_not_carry_it_on()
    {
        using var here = OutgoingHttp.CreateHandler(localOnly: true);
        using var anywhere = OutgoingHttp.CreateHandler(localOnly: false);

        Assert.Equal((false, true), (here.UseProxy, anywhere.UseProxy));
        Assert.Null(anywhere.ConnectCallback);
    }
}
