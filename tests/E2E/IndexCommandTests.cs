using System.Net;
using System.Net.Sockets;
using ConvoWeb.Tests.E2E.Support;
using Xunit;

namespace ConvoWeb.Tests.E2E;

/// <summary><c>index check</c> and <c>index rebuild</c> on the console, beside the server.</summary>
public sealed class IndexCommandTests
{
    [Fact]
    public async Task On_SQLite_the_server_must_be_stopped_and_its_port_is_not_needed()
    {
        await using var server = await ConvoWebProcess.StartAsync();
        await server.Client.AppendAsync(await server.Client.CreateAsync("Trip to Oslo"), "user", "Which museums are open?");
        await using var command = ConvoWebProcess.Create(server.Folder);

        Assert.Equal(1, await command.RunAsync("index", "check"));
        Assert.Contains("is in use by another ConvoWeb process. Stop that one", command.Output);

        await server.KillAsync();
        using var taken = new TcpListener(IPAddress.Loopback, command.Address.Port);
        taken.Start();
        Assert.Equal(0, await command.RunAsync("index", "rebuild"));
        Assert.Equal(0, await command.RunAsync("index", "check"));
        Assert.Contains("The index agrees with the messages and titles.", command.Output);
    }

    [Fact]
    public async Task On_PostgreSQL_the_server_goes_on_meanwhile()
    {
        var database = await TestServers.NewDatabaseAsync();
        await using var server = await ConvoWebProcess.StartAsync(("DB_URL", database));
        var id = await server.Client.CreateAsync("Trip to Oslo");
        await using var command = ConvoWebProcess.Create(null, ("DB_URL", database));

        Assert.Equal(0, await command.RunAsync("index", "rebuild"));
        await server.Client.AppendAsync(id, "user", "Which museums are open?");
        Assert.Equal(0, await command.RunAsync("index", "check"));
    }

    [Fact]
    public async Task Another_word_is_answered_by_what_there_is()
    {
        await using var command = ConvoWebProcess.Create(null);

        Assert.Equal(2, await command.RunAsync("index"));
        Assert.Contains("There is no command 'index'.", command.Output);
        Assert.False(File.Exists(command.DatabaseFile));
    }
}
