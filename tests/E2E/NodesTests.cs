using System.Net;
using ConvoWeb.Tests.E2E.Support;
using Xunit;

namespace ConvoWeb.Tests.E2E;

/// <summary>Two processes on one PostgreSQL database.</summary>
[Collection<Alone>]
public sealed class NodesTests
{
    private const int Writers = 16;
    private const int AppendsEach = 200;

    [Fact]
    public async Task Sixteen_writers_on_two_nodes_leave_no_gap()
    {
        var database = await TestServers.NewDatabaseAsync();
        await using var first = ConvoWebProcess.Create(null, ("DB_URL", database), ("REDIS_URL", TestServers.Redis));
        await using var second = ConvoWebProcess.Create(null, ("DB_URL", database), ("REDIS_URL", TestServers.Redis));
        first.Launch(); // both find an empty database
        second.Launch();
        await Task.WhenAll(first.WaitForAsync(HttpStatusCode.OK), second.WaitForAsync(HttpStatusCode.OK));
        var id = await first.Client.CreateAsync("Written by many");

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            var node = writer % 2 == 0 ? first : second;
            for (var i = 0; i < AppendsEach; i++)
            {
                await node.Client.AppendAsync(id, "user", $"{writer}-{i}");
            }
        }));

        var messages = await second.Client.MessagesAsync(id);
        var conversation = await first.Client.GetJsonAsync($"/api/conversations/{id}?limit=1");
        Assert.Equal(Enumerable.Range(1, Writers * AppendsEach), messages.Select(message => message.GetProperty("seq").GetInt32()));
        Assert.Equal(Writers * AppendsEach, conversation.GetProperty("message_count").GetInt32());
        Assert.Equal(Writers * AppendsEach, messages.Select(message => message.GetProperty("content").GetString()).Distinct(StringComparer.Ordinal).Count());
    }
}
