using System.Globalization;
using System.Net;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Tests.Unit.Features.Conversations;

/// <summary>Messages that continue the same one, and the switch from one to another. They are named by their numbers.</summary>
public sealed class MessageVersionTests
{
    private readonly CurrentUser _user = new($"owner-{Guid.NewGuid():N}");

    [Theory, DatabaseData]
    public async Task A_message_knows_its_place_among_those_beside_it(Engine engine)
    {
        var id = await ForkAsync(engine);
        var shown = (await Get<TranscriptReader>(engine).ReadAsync(_user, id, null, 10, Cancel))!;
        Assert.Equal([1, 5], shown.Messages.Select(message => message.Seq));

        var versions = await Get<TranscriptReader>(engine).FindVersionsAsync(_user, id, shown.Messages, Cancel);

        Assert.False(versions.ContainsKey(shown.Messages[0].Id));
        var last = versions[shown.Messages[1].Id];
        Assert.Equal((3, 3, 4, null), (last.Position, last.Count, last.Earlier?.Seq, last.Later?.Seq));
        Assert.Empty(await Get<TranscriptReader>(engine).FindVersionsAsync(new("nobody"), id, shown.Messages, Cancel));
    }

    [Theory, DatabaseData]
    public async Task First_messages_are_beside_each_other_too_and_only_those_of_their_conversation(Engine engine)
    {
        var (id, _) = (await ForkAsync(engine), await ForkAsync(engine));
        await Get<MessageService>(engine).RemoveAsync(_user, id, await IdAsync(engine, id, 1), null, Cancel);
        var shown = (await Get<TranscriptReader>(engine).ReadAsync(_user, id, null, 10, Cancel))!;

        var versions = await Get<TranscriptReader>(engine).FindVersionsAsync(_user, id, shown.Messages, Cancel);

        var only = versions[Assert.Single(shown.Messages).Id];
        Assert.Equal((3, 3, 4), (only.Position, only.Count, only.Earlier?.Seq));
    }

    /// <summary>1–2–3, from 1 another way 4, and another 5.</summary>
    [Theory]
    [DatabaseData(2, "1,2,3")] // up to the newest answer
    [DatabaseData(3, "1,2,3")]
    [DatabaseData(4, "1,4")]
    [DatabaseData(1, "1,5")]
    public async Task Another_branch_becomes_the_active_one(Engine engine, int through, string expected)
    {
        var id = await ForkAsync(engine);
        var before = (await Get<ConversationService>(engine).FindAsync(_user, id, Cancel))!;

        var after = (await Get<ConversationService>(engine).SwitchAsync(_user, id, await IdAsync(engine, id, through), Cancel))!;

        var shown = (await Get<TranscriptReader>(engine).ReadAsync(_user, id, null, 10, Cancel))!;
        Assert.Equal(expected, string.Join(',', shown.Messages.Select(message => message.Seq)));
        Assert.Equal((before.LastMessageAt, before.MessageCount, before.Preview), (after.LastMessageAt, after.MessageCount, after.Preview));
        Assert.Equal(expected is "1,5" ? before.Version : before.Version + 1, after.Version);
    }

    [Theory, DatabaseData]
    public async Task A_program_switches_by_PATCH_and_PUT_without_it_leaves_the_branch(Engine engine)
    {
        var id = await ForkAsync(engine);
        var alice = SharedApp.On(engine).ClientFor(_user.Id);
        var (second, third) = (await IdAsync(engine, id, 2), await IdAsync(engine, id, 3));

        var patched = await alice.JsonAsync($"PATCH /api/conversations/{id}", $$"""{"active_leaf_id":"{{second}}"}""");
        var put = await alice.JsonAsync($"PUT /api/conversations/{id}", """{"title":"Renamed"}""");

        Assert.Equal((third.ToString(), third.ToString()), (patched.Text("active_leaf_id"), put.Text("active_leaf_id")));
    }

    [Theory, DatabaseData]
    public async Task A_message_of_another_conversation_is_no_branch_of_this_one(Engine engine)
    {
        var (id, other) = (await ForkAsync(engine), await ForkAsync(engine));
        var alice = SharedApp.On(engine).ClientFor(_user.Id);

        var answer = await alice.SendAsync($"PATCH /api/conversations/{id}", $$"""{"active_leaf_id":"{{await IdAsync(engine, other, 2)}}"}""");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Null(await Get<ConversationService>(engine).SwitchAsync(new("nobody"), id, await IdAsync(engine, id, 2), Cancel));
    }

    private static T Get<T>(Engine engine)
        where T : notnull => SharedApp.On(engine).Get<T>();

    private async Task<Guid> ForkAsync(Engine engine)
    {
        var messages = Enumerable.Range(1, 3).Select(n => Said.User(n.ToString(CultureInfo.InvariantCulture))).ToList();
        var id = (await Get<ConversationService>(engine).CreateAsync(_user, new NewConversation { Title = "Numbers", Messages = messages }, null, Cancel)).Id;
        var first = await IdAsync(engine, id, 1);
        foreach (var content in (string[])["4", "5"])
        {
            await Get<AppendService>(engine).AppendAsync(_user, id, Said.Ai(content) with { ParentId = first }, null, Cancel);
        }

        return id;
    }

    private async Task<Guid> IdAsync(Engine engine, Guid id, int seq) =>
        (await Get<TranscriptReader>(engine).ReadAroundAsync(_user, id, seq, 0, 0, Cancel))!.Transcript.Messages[0].Id;
}
