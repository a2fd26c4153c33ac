using ConvoWeb.Data.Providers;
using Microsoft.Extensions.DependencyInjection;
using static ConvoWeb.Tests.Unit.Data.Writes;

namespace ConvoWeb.Tests.Unit.Data;

public sealed class NumberingTests
{
    /// <summary>On PostgreSQL the writers are spread over two nodes.</summary>
    [Theory, DatabaseData]
    public async Task Sixteen_writers_at_once_leave_no_gap_and_count_right(Engine engine)
    {
        const int Writers = 16, Appends = 200;
        await using var database = await TestDatabase.CreateAsync(engine);
        var conversation = await database.AddConversationAsync();
        IDatabase[] nodes = engine is Engine.Postgres
            ? [database.Database, database.AddNode().GetRequiredService<IDatabase>()]
            : [database.Database];

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(
            async () =>
            {
                for (var i = 0; i < Appends; i++)
                {
                    await nodes[writer % nodes.Length].AppendAsync(
                        conversation, Said($"{writer}/{i}") with { TokensIn = 2, TokensOut = 3, AudioDuration = 0.1 });
                }
            },
            Cancel)));

        var messages = await database.MessagesAsync(conversation);
        var stored = await database.ReadAsync(conversation);
        Assert.Equal(Enumerable.Range(1, Writers * Appends), messages.Select(message => message.Seq));
        Assert.Equal(Writers * Appends, messages.Select(message => message.Content).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(messages.Take(messages.Count - 1).Select(message => (Guid?)message.Id).Prepend(null), messages.Select(message => message.ParentId));
        Assert.Equal((3200, 3201, 3201L), (stored.MessageCount, stored.NextSeq, stored.Version));
        Assert.Equal((6400L, 9600L, 320.0), (stored.TokensIn, stored.TokensOut, stored.AudioDuration));
        Assert.Equal(messages[^1].Id, stored.ActiveLeafId);
    }

    [Theory, DatabaseData]
    public async Task A_removed_number_is_never_given_out_again(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var conversation = await database.AddConversationAsync();
        var last = Said("two");
        await database.Database.AppendAsync(conversation, Said("one"), last);

        await database.Database.RemoveAsync(conversation, last.Id);
        var next = await database.Database.AppendAsync(conversation, Said("three"));

        Assert.Equal(3, next.FirstSeq);
        Assert.Equal([1, 3], (await database.MessagesAsync(conversation)).Select(message => message.Seq));
    }
}
