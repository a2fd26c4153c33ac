using System.Net;
using System.Net.Sockets;
using ConvoWeb.Data;
using ConvoWeb.Data.Providers.Postgres;
using ConvoWeb.Platform.Network;
using Npgsql;

namespace ConvoWeb.Tests.Unit.Platform.Network;

public sealed class ThisMachineTests
{
    [Theory]
    [InlineData("localhost", "127.0.0.1")]
    [InlineData("LocalHost", "127.0.0.1")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("127.255.0.9", "127.255.0.9")]
    [InlineData("::1", "::1")]
    [InlineData("::ffff:127.0.0.1", "::ffff:127.0.0.1")]
    [InlineData("2130706433", "127.0.0.1")] // however it is written, the client is given what we read
    [InlineData("0x7f000001", "127.0.0.1")]
    [InlineData("0177.0.0.1", "127.0.0.1")]
    [InlineData("127.1", "127.0.0.1")]
    public void What_is_written_as_loopback_is_this_machine(string host, string address) =>
        Assert.Equal(IPAddress.Parse(address), ThisMachine.AddressOf(host));

    [Theory]
    [InlineData("")]
    [InlineData("localhost.")]
    [InlineData("localhost.localdomain")] // names that a file or a server of names may turn into anything
    [InlineData("db.localhost")]
    [InlineData("127.0.0.1.nip.io")]
    [InlineData("ⓛocalhost")]
    [InlineData("127.0.0.1,db.example")]
    [InlineData("127.0.0.1 ")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("::1%2")]
    [InlineData("::ffff:10.0.0.7")]
    [InlineData("10.0.0.7")]
    [InlineData("128.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("fe80::1")]
    public void Everything_else_is_not(string host) => Assert.Null(ThisMachine.AddressOf(host));

    [Fact]
    public async Task PostgreSQL_is_connected_to_by_address_and_its_name_is_not_looked_up()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        await using var database = Database(server, "db.invalid");

        var opening = database.PingAsync(Cancel);
        var accepting = server.AcceptTcpClientAsync(Cancel).AsTask();

        Assert.Same(accepting, await Task.WhenAny(accepting, opening));
        (await accepting).Close();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => opening);
    }

    [Fact]
    public async Task PostgreSQL_that_wants_Kerberos_is_refused_because_a_ticket_comes_from_elsewhere()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        await using var database = Database(server, "localhost");

        var opening = database.PingAsync(Cancel);
        using var client = await server.AcceptTcpClientAsync(Cancel);
        await using var stream = client.GetStream();
        await stream.ReadExactlyAsync(new byte[8], Cancel); // may we use TLS?
        await stream.WriteAsync("N"u8.ToArray(), Cancel);
        _ = await stream.ReadAsync(new byte[1024], Cancel); // who we are
        await stream.WriteAsync(new byte[] { (byte)'R', 0, 0, 0, 8, 0, 0, 0, 7 }, Cancel); // prove it, with GSS

        var refused = await Assert.ThrowsAnyAsync<NpgsqlException>(() => opening);
        Assert.Contains("\"GSS\" authentication method is not allowed", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_certificate_of_PostgreSQL_is_not_looked_up_elsewhere()
    {
        await using var server = new TlsServer(async greeted =>
        {
            await greeted.ReadExactlyAsync(new byte[8]);
            await greeted.WriteAsync("S"u8.ToArray());
        });
        await using var database = new PostgresDatabase((PostgresUrl)ThisMachine.Only(Parse($"postgres://localhost:{server.Port}/convoweb?sslmode=verify-full"), []));

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => database.PingAsync(Cancel));

        Assert.Equal(0, server.Asked);
    }

    private static PostgresDatabase Database(TcpListener server, string host) =>
        new(Assert.IsType<PostgresUrl>(Parse($"postgres://{host}:{((IPEndPoint)server.LocalEndpoint).Port}/convoweb")) with { OnlyAt = IPAddress.Loopback });

    private static DatabaseUrl Parse(string text)
    {
        Assert.True(DatabaseUrl.TryParse(text, out var url, out _));
        return url;
    }
}
