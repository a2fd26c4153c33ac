using ConvoWeb.Data;
using ConvoWeb.Data.Conversations;
using Microsoft.EntityFrameworkCore;
using static ConvoWeb.Tests.Unit.Data.Writes;

namespace ConvoWeb.Tests.Unit.Data;

public sealed class MessageRestoreTests
{
    [Theory]
    [DatabaseData(0)] // the first
    [DatabaseData(1)]
    [DatabaseData(2)] // the end of the branch
    public async Task A_message_comes_back_exactly_as_it_was(Engine engine, int which)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var conversation = await database.AddConversationAsync();
        NewMessageRow[] messages = [Said("question"), Answer("answer"), Said("thanks") with { Timestamp = Now.AddHours(1) }];
        await database.Database.AppendAsync(conversation, messages);
        var (before, rows) = (await database.ReadAsync(conversation), await RowsAsync(database, conversation));

        var removed = await RemoveAsync(database, conversation, messages[which].Id);
        Assert.Equal(2, (await database.MessagesAsync(conversation)).Count);
        await RestoreAsync(database, conversation, removed!);

        var after = await database.ReadAsync(conversation);
        Assert.Equal(rows, await RowsAsync(database, conversation));
        Assert.Equal(
            (before.MessageCount, before.AudioDuration, before.TokensIn, before.TokensOut, before.ActiveLeafId, before.Preview, before.LastMessageAt, before.Model, before.NextSeq),
            (after.MessageCount, after.AudioDuration, after.TokensIn, after.TokensOut, after.ActiveLeafId, after.Preview, after.LastMessageAt, after.Model, after.NextSeq));
        Assert.Equal(before.Version + 2, after.Version);
        Assert.Equal(after.Version, (await database.MessagesAsync(conversation))[which].Version);
        await using var db = await database.Contexts.CreateDbContextAsync(Cancel);
        Assert.False(await db.MessageRemovals.AnyAsync(Cancel));
    }

    [Theory, DatabaseData]
    public async Task What_was_said_meanwhile_stays_where_it_is(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var conversation = await database.AddConversationAsync();
        NewMessageRow question = Said("question"), answer = Answer("answer"), meanwhile = Said("meanwhile");
        await database.Database.AppendAsync(conversation, question, answer);

        var removed = await RemoveAsync(database, conversation, answer.Id);
        await database.Database.AppendAsync(conversation, meanwhile);
        await RestoreAsync(database, conversation, removed!);

        var messages = await database.MessagesAsync(conversation);
        Assert.Equal([(1, null), (2, question.Id), (3, question.Id)], messages.Select(message => (message.Seq, message.ParentId)));
        Assert.Equal((meanwhile.Id, "meanwhile"), ((await database.ReadAsync(conversation)).ActiveLeafId, (await database.ReadAsync(conversation)).Preview));
    }

    [Theory, DatabaseData]
    public async Task Twice_it_does_not_come_back_and_what_was_never_there_is_not_removed(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var conversation = await database.AddConversationAsync();
        var only = Said("only");
        await database.Database.AppendAsync(conversation, only);

        var removed = await RemoveAsync(database, conversation, only.Id);
        await RestoreAsync(database, conversation, removed!);

        await Assert.ThrowsAsync<ConflictException>(() => RestoreAsync(database, conversation, removed!));
        Assert.Null(await RemoveAsync(database, conversation, Guid.CreateVersion7()));
        Assert.Single(await database.MessagesAsync(conversation));
    }

    private static NewMessageRow Answer(string content) => Said(content, MessageType.Ai) with
    {
        Model = "gpt-4o",
        AudioUrl = "https://example.org/a.mp3",
        AudioDuration = 1.5,
        TokensIn = 7,
        TokensOut = 9,
        TokensEstimated = true,
        ExternalId = "abc",
        Metadata = """{"a":1}""",
    };

    private static async Task<List<string>> RowsAsync(TestDatabase database, Conversation conversation) =>
    [
        .. (await database.MessagesAsync(conversation)).Select(m => string.Join('|',
            m.Id, m.Seq, m.ParentId, m.Type, m.State, m.Timestamp, m.Model, m.AudioUrl, m.AudioDuration, m.TokensIn, m.TokensOut, m.TokensEstimated, m.ExternalId, m.Metadata, m.Content)),
    ];

    private static Task<RemovedMessage?> RemoveAsync(TestDatabase database, Conversation conversation, Guid message) =>
        database.Database.WriteAsync(
            async db => await MessageRestores.RemoveAsync(db, (await LockedConversation.LockAsync(db, conversation.OwnerId, conversation.Id))!, message, Now),
            Cancel);

    private static Task RestoreAsync(TestDatabase database, Conversation conversation, RemovedMessage removed) =>
        database.Database.WriteAsync(
            async db =>
            {
                await MessageRestores.RestoreAsync(db, (await LockedConversation.LockAsync(db, conversation.OwnerId, conversation.Id))!, removed, Now);
                return true;
            },
            Cancel);
}
