using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ConvoWeb.Platform.Network;
using ConvoWeb.Platform.Redis;
using StackExchange.Redis;

namespace ConvoWeb.Tests.Unit.Platform.Redis;

/// <summary>A Redis on this machine that names another one: as a node of its cluster, as its primary, and as where a key has moved.</summary>
public sealed class LocalRedisTests : IDisposable
{
    private readonly TcpListener _here = new(IPAddress.Loopback, 0);
    private readonly TcpListener _elsewhere = new(IPAddress.Parse("127.0.0.2"), 0);

    public LocalRedisTests()
    {
        _here.Start();
        _elsewhere.Start();
        _ = ServeAsync();
    }

    public void Dispose()
    {
        _here.Dispose();
        _elsewhere.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Is_followed_only_without_local_only(bool localOnly)
    {
        Assert.True(RedisUrl.TryParse(string.Create(CultureInfo.InvariantCulture, $"redis://localhost:{Port(_here)}"), out var url));
        var options = (localOnly ? ThisMachine.Only(url, []) : url).ToOptions();
        options.AbortOnConnectFail = false;

        using var client = await ConnectionMultiplexer.ConnectAsync(options);
        await Assert.ThrowsAnyAsync<Exception>(() => client.GetDatabase().StringGetAsync("key")); // MOVED
        await client.GetSubscriber().SubscribeAsync("channel", (_, _) => { });

        Assert.Equal(!localOnly, _elsewhere.Pending());
    }

    private static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private async Task ServeAsync()
    {
        while (true)
        {
            _ = AnswerAsync(await _here.AcceptTcpClientAsync());
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        while (await reader.ReadLineAsync() is { } count)
        {
            var words = new string[int.Parse(count.AsSpan(1), CultureInfo.InvariantCulture)];
            for (var i = 0; i < words.Length; i++)
            {
                await reader.ReadLineAsync();
                words[i] = (await reader.ReadLineAsync())!;
            }

            await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(Answer(words)));
        }
    }

    private string Answer(string[] words) => words[0] switch
    {
        "PING" => "+PONG\r\n",
        "ECHO" => Bulk(words[1]),
        "INFO" => Bulk($"redis_version:7.0.0\r\nredis_mode:cluster\r\nrole:slave\r\nmaster_host:127.0.0.2\r\nmaster_port:{Port(_elsewhere)}\r\n"),
        "CLUSTER" => Bulk($"aa 127.0.0.1:{Port(_here)} myself,master - 0 0 1 connected 0-8000\nbb 127.0.0.2:{Port(_elsewhere)} master - 0 0 2 connected 8001-16383\n"),
        "CONFIG" => "*0\r\n",
        "CLIENT" => "+OK\r\n",
        "SUBSCRIBE" => $"*3\r\n$9\r\nsubscribe\r\n{Bulk(words[1])}:1\r\n",
        _ => $"-MOVED 12539 127.0.0.2:{Port(_elsewhere)}\r\n",
    };

    private static string Bulk(string text) => $"${text.Length}\r\n{text}\r\n";
}
