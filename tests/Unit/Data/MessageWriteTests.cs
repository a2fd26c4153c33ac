using ConvoWeb.Data;
using ConvoWeb.Data.Conversations;
using Microsoft.EntityFrameworkCore;
using static ConvoWeb.Tests.Unit.Data.Writes;

namespace ConvoWeb.Tests.Unit.Data;

public sealed class MessageWriteTests
{
    [Theory, DatabaseData]
    public async Task Every_change_is_one_version_and_a_message_keeps_that_of_its_last(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var conversation = await database.AddConversationAsync();
        NewMessageRow[] together = [Said("one"), Said("two")];

        await database.Database.AppendAsync(conversation, together);
        await database.Database.AppendAsync(conversation, Said("three"));
        await database.Database.EditAsync(conversation, together[0].Id, new MessageChange { Content = "one!" });

        Assert.Equal([4L, 2L, 3L], (await database.MessagesAsync(conversation)).Select(message => message.Version));
        Assert.Equal(4, (await database.ReadAsync(conversation)).Version);
    }

    [Theory, DatabaseData]
    public async Task A_removal_leaves_its_id_and_version_and_hands_its_answers_to_its_parent(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var conversation = await database.AddConversationAsync();
        NewMessageRow question = Said("question"), answer = Said("answer", MessageType.Ai), thanks = Said("thanks");
        await database.Database.AppendAsync(conversation, question, answer, thanks);

        Assert.True(await database.Database.RemoveAsync(conversation, answer.Id));

        var messages = await database.MessagesAsync(conversation);
        Assert.Equal([(question.Id, null, 2L), (thanks.Id, question.Id, 3L)], messages.Select(m => (m.Id, m.ParentId, m.Version)));
        await using var db = await database.Contexts.CreateDbContextAsync(Cancel);
        var removal = await db.MessageRemovals.SingleAsync(Cancel);
        Assert.Equal((conversation.Id, answer.Id, 3L), (removal.ConversationId, removal.MessageId, removal.Version));
    }

    [Theory, DatabaseData]
    public async Task Removing_what_is_not_there_changes_nothing(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var conversation = await database.AddConversationAsync();

        Assert.False(await database.Database.RemoveAsync(conversation, Guid.CreateVersion7()));

        Assert.Equal(1, (await database.ReadAsync(conversation)).Version);
    }

    [Theory, DatabaseData]
    public async Task A_removed_end_moves_the_reader_and_the_list_back_to_what_came_before(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var conversation = await database.AddConversationAsync();
        NewMessageRow first = Said("first"), last = Said("last") with { Timestamp = Now.AddHours(1), AudioDuration = 1.5, TokensIn = 7, TokensOut = 9 };
        await database.Database.AppendAsync(conversation, first, last);

        await database.Database.RemoveAsync(conversation, last.Id);

        var stored = await database.ReadAsync(conversation);
        Assert.Equal((first.Id, "first", Now), (stored.ActiveLeafId, stored.Preview, stored.LastMessageAt));
        Assert.Equal((1, 0.0, 0L, 0L), (stored.MessageCount, stored.AudioDuration, stored.TokensIn, stored.TokensOut));
    }

    [Theory, DatabaseData]
    public async Task A_conversation_without_its_last_message_is_as_new(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var conversation = await database.AddConversationAsync();
        var only = Said("only") with { Timestamp = Now.AddHours(1) };
        await database.Database.AppendAsync(conversation, only);

        await database.Database.RemoveAsync(conversation, only.Id);

        var stored = await database.ReadAsync(conversation);
        Assert.Equal((0, "", null, stored.CreatedAt), (stored.MessageCount, stored.Preview, stored.ActiveLeafId, stored.LastMessageAt));
    }

    [Theory, DatabaseData]
    public async Task An_edit_adjusts_what_was_counted_and_shown(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var conversation = await database.AddConversationAsync();
        var message = Said("before") with { TokensIn = 10, TokensOut = 20, AudioDuration = 1.2 };
        await database.Database.AppendAsync(conversation, Said("earlier") with { TokensIn = 1, TokensOut = 1, AudioDuration = 0.1 }, message);

        await database.Database.EditAsync(
            conversation, message.Id, new MessageChange { Content = "after", TokensIn = 5, TokensOut = null, AudioDuration = 0.3, Metadata = """{"a":1}""" });

        var stored = await database.ReadAsync(conversation);
        var edited = (await database.MessagesAsync(conversation))[1];
        Assert.Equal((2, 6L, 1L, 0.4, "after"), (stored.MessageCount, stored.TokensIn, stored.TokensOut, stored.AudioDuration, stored.Preview));
        Assert.Equal(("after", 5, null, 0.3, """{"a":1}"""), (edited.Content, edited.TokensIn, edited.TokensOut, edited.AudioDuration, edited.Metadata));
    }

    [Theory, DatabaseData]
    public async Task An_older_message_that_is_edited_does_not_become_the_preview(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var conversation = await database.AddConversationAsync();
        var older = Said("older");
        await database.Database.AppendAsync(conversation, older, Said("newest"), Said("a system prompt", MessageType.System));

        await database.Database.EditAsync(conversation, older.Id, new MessageChange { Content = "changed" });

        Assert.Equal("newest", (await database.ReadAsync(conversation)).Preview);
    }

    [Theory, DatabaseData]
    public async Task Another_answer_to_the_same_question_begins_a_branch(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var conversation = await database.AddConversationAsync();
        NewMessageRow question = Said("question"), answer = Said("answer", MessageType.Ai), better = Said("better", MessageType.Ai) with { ParentId = question.Id };
        await database.Database.AppendAsync(conversation, question, answer);

        await database.Database.AppendAsync(conversation, better);
        var next = Said("goes on");
        await database.Database.AppendAsync(conversation, next);

        Assert.Equal([null, question.Id, question.Id, better.Id], (await database.MessagesAsync(conversation)).Select(message => message.ParentId));
        Assert.Equal(next.Id, (await database.ReadAsync(conversation)).ActiveLeafId);
    }

    [Theory, DatabaseData]
    public async Task An_answer_to_a_message_of_another_conversation_is_refused_and_leaves_nothing(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var conversation = await database.AddConversationAsync();
        var other = await database.AddConversationAsync("Another");
        var elsewhere = Said("elsewhere");
        await database.Database.AppendAsync(other, elsewhere);

        var refusal = await Assert.ThrowsAsync<InvalidInputException>(
            () => database.Database.AppendAsync(conversation, Said("good"), Said("bad") with { ParentId = elsewhere.Id }));

        Assert.Equal(["parent_id"], refusal.Errors.Keys);
        Assert.Empty(await database.MessagesAsync(conversation));
        Assert.Equal((0, 1, 1L), await StateAsync(database, conversation));
    }

    [Theory, DatabaseData]
    public async Task Lists_are_ordered_by_the_latest_message_whatever_order_they_came_in(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var conversation = await database.AddConversationAsync();

        await database.Database.AppendAsync(conversation, Said("later") with { Timestamp = Now.AddDays(-1) });
        await database.Database.AppendAsync(conversation, Said("earlier") with { Timestamp = Now.AddDays(-2) });

        Assert.Equal(Now.AddDays(-1), (await database.ReadAsync(conversation)).LastMessageAt);
    }

    [Theory, DatabaseData]
    public async Task Only_the_three_types_and_states_can_be_stored(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var conversation = await database.AddConversationAsync();
        await database.Database.AppendAsync(conversation, Said("one"));

        foreach (var change in (string[])["UPDATE messages SET type = 'tool'", "UPDATE messages SET state = 'done'", "UPDATE conversations SET status = 'gone'"])
        {
            await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => database.Database.WriteAsync(db => db.ExecuteAsync(change), Cancel));
        }
    }

    [Theory, DatabaseData]
    public async Task Rows_hold_lower_case_ids_and_milliseconds(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine);
        var conversation = await database.AddConversationAsync();
        var message = Said("one") with { Timestamp = Now.AddMilliseconds(123.9) };
        await database.Database.AppendAsync(conversation, message, Said("two"));

        Assert.Equal(conversation.Id.ToString("D"), await database.ScalarAsync<string>("SELECT id FROM conversations"));
        Assert.Equal(message.Id.ToString("D"), await database.ScalarAsync<string>("SELECT parent_id FROM messages WHERE seq = 2"));
        Assert.Equal(0L, await database.ScalarAsync<long>("SELECT count(*) FROM messages WHERE length(id) <> 36 OR id <> lower(id) OR conversation_id <> lower(conversation_id)"));
        Assert.Equal(Now.ToUnixTimeMilliseconds() + 123, await database.ScalarAsync<long>("SELECT timestamp FROM messages WHERE seq = 1"));
        Assert.Equal(Now.AddMilliseconds(123), (await database.MessagesAsync(conversation))[0].Timestamp);
    }

    private static async Task<(int Count, int NextSeq, long Version)> StateAsync(TestDatabase database, Conversation conversation)
    {
        var stored = await database.ReadAsync(conversation);
        return (stored.MessageCount, stored.NextSeq, stored.Version);
    }
}
