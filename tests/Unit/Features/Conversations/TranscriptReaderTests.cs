using System.Globalization;
using System.Text.Json;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Messages;
using ConvoWeb.Features.Messages.Drafts;

namespace ConvoWeb.Tests.Unit.Features.Conversations;

/// <summary>A transcript that stands anywhere. The messages are named by their numbers.</summary>
public sealed class TranscriptReaderTests
{
    private readonly CurrentUser _user = new($"owner-{Guid.NewGuid():N}");

    [Theory, DatabaseData]
    public async Task The_stretch_around_a_message_is_read(Engine engine)
    {
        var id = await CreateAsync(engine, 20);

        var place = await AroundAsync(engine, id, seq: 10);

        Assert.Equal(["7", "8", "9", "10", "11", "12", "13"], Texts(place.Transcript));
        Assert.Equal((10, true, false), (place.Seq, place.Transcript.HasLater, place.Transcript.IsAtEnd));
        Assert.Equal(await IdAsync(engine, id, 6), place.Transcript.Earlier);
    }

    [Theory]
    [DatabaseData(2, "1,2,3,4,5", true)]
    [DatabaseData(18, "15,16,17,18,19,20", false)]
    [DatabaseData(17, "14,15,16,17,18,19,20", false)]
    [DatabaseData(16, "13,14,15,16,17,18,19", true)]
    public async Task At_the_ends_it_is_shorter(Engine engine, int seq, string expected, bool hasLater)
    {
        var id = await CreateAsync(engine, 20);

        var transcript = (await AroundAsync(engine, id, seq)).Transcript;

        Assert.Equal(expected, string.Join(',', Texts(transcript)));
        Assert.Equal((hasLater, !hasLater), (transcript.HasLater, transcript.IsAtEnd));
        Assert.Equal(seq == 2, transcript.Earlier is null);
    }

    [Theory]
    [DatabaseData(10, 9)] // as near as the one after it, and it was there before
    [DatabaseData(11, 12)]
    [DatabaseData(0, 1)]
    [DatabaseData(int.MinValue, 1)]
    [DatabaseData(int.MaxValue, 20)]
    public async Task The_nearest_is_read_for_one_that_is_gone(Engine engine, int asked, int nearest)
    {
        var id = await CreateAsync(engine, 20);
        await Get<MessageService>(engine).RemoveAsync(_user, id, await IdAsync(engine, id, 10), null, Cancel);
        if (asked == 11)
        {
            await Get<MessageService>(engine).RemoveAsync(_user, id, await IdAsync(engine, id, 11), null, Cancel);
        }

        var place = await AroundAsync(engine, id, asked);

        Assert.Equal(nearest, place.Seq);
        Assert.Contains(nearest, place.Transcript.Messages.Select(message => message.Seq));
    }

    [Theory, DatabaseData]
    public async Task An_empty_conversation_has_no_place_and_that_of_somebody_else_does_not_exist(Engine engine)
    {
        var id = await CreateAsync(engine, 0);

        var place = await AroundAsync(engine, id, 1);

        Assert.Equal((null, true), (place.Seq, place.Transcript.IsAtEnd));
        Assert.Null(await Get<TranscriptReader>(engine).ReadAroundAsync(new("nobody"), id, 1, 3, 3, Cancel));
        Assert.Null(await Get<TranscriptReader>(engine).ReadOnwardsAsync(new("nobody"), id, Guid.NewGuid(), 3, Cancel));
    }

    /// <summary>1–2–3–4–5, from 2 another way 6–7–8, from 3 another 9; then the active branch goes on with 10 after 5.</summary>
    [Theory]
    [DatabaseData(1, "1,2,3,4,5,10", true)] // the active branch, although newer ones begin at 2 and at 3
    [DatabaseData(4, "1,2,3,4,5,10", true)]
    [DatabaseData(7, "1,2,6,7,8", false)] // the one that holds it
    [DatabaseData(9, "1,2,3,9", false)]
    public async Task A_stretch_is_of_the_branch_that_holds_its_message(Engine engine, int seq, string expected, bool isAtEnd)
    {
        var id = await ForkAsync(engine);

        var transcript = (await AroundAsync(engine, id, seq, 10)).Transcript;

        Assert.Equal(expected, string.Join(',', Texts(transcript)));
        Assert.Equal((false, isAtEnd), (transcript.HasLater, transcript.IsAtEnd));
    }

    [Theory, DatabaseData]
    public async Task Past_the_active_branch_the_newest_answers_are_followed(Engine engine)
    {
        var id = await ForkAsync(engine);
        await AppendAsync(engine, id, "11", await IdAsync(engine, id, 6));
        await AppendAsync(engine, id, "12", await IdAsync(engine, id, 10)); // active again

        var transcript = (await AroundAsync(engine, id, 6, 10)).Transcript;

        Assert.Equal(["1", "2", "6", "11"], Texts(transcript));
    }

    [Theory]
    [DatabaseData(0, "1")]
    [DatabaseData(1, "1,2")]
    [DatabaseData(2, "1,2,3")]
    [DatabaseData(3, "1,2,3,4")]
    [DatabaseData(4, "1,2,3,4,5")]
    public async Task After_a_fork_a_stretch_is_as_long_as_without(Engine engine, int after, string expected)
    {
        var id = await ForkAsync(engine);

        var transcript = (await AroundAsync(engine, id, 1, after)).Transcript;

        Assert.Equal(expected, string.Join(',', Texts(transcript)));
        Assert.True(transcript.HasLater);
    }

    [Theory, DatabaseData]
    public async Task From_a_stretch_one_reads_on_to_both_ends(Engine engine)
    {
        var id = await CreateAsync(engine, 20);
        var reader = Get<TranscriptReader>(engine);
        var shown = (await AroundAsync(engine, id, 10)).Transcript;

        while (shown.HasLater)
        {
            shown = shown.Before((await reader.ReadOnwardsAsync(_user, id, shown.Messages[^1].Id, 4, Cancel))!);
        }

        while (shown.Earlier is { } earlier)
        {
            shown = shown.After((await reader.ReadAsync(_user, id, earlier, 4, Cancel))!);
        }

        Assert.Equal(Enumerable.Range(1, 20), shown.Messages.Select(message => message.Seq));
        Assert.True(shown.IsAtEnd);
    }

    [Theory, DatabaseData]
    public async Task A_draft_may_be_the_message_and_has_its_text_so_far(Engine engine)
    {
        var id = await CreateAsync(engine, 3);
        var draft = await Get<AppendService>(engine).AppendAsync(
            _user, id, new NewMessage { Type = MessageType.Ai, State = MessageState.Draft }, null, Cancel);
        await Get<DraftService>(engine).AppendAsync(_user, id, draft!.Message.Id, [new NewDelta { N = 0, Text = "so far" }], Cancel);

        var place = await AroundAsync(engine, id, draft.Message.Seq);

        Assert.Equal(("so far", true), (place.Transcript.Messages[^1].Content, place.Transcript.IsAtEnd));
    }

    [Theory, DatabaseData]
    public async Task A_stretch_takes_what_changed_in_it_and_stays_where_it_is(Engine engine)
    {
        var id = await CreateAsync(engine, 20);
        var shown = (await AroundAsync(engine, id, 10)).Transcript;

        await AppendAsync(engine, id, "21");
        await Get<MessageService>(engine).PatchAsync(
            _user, id, shown.Messages[0].Id, JsonSerializer.SerializeToElement(new { content = "edited" }), null, Cancel);
        await Get<MessageService>(engine).RemoveAsync(_user, id, shown.Messages[2].Id, null, Cancel);
        await AppendAsync(engine, id, "another way", shown.Messages[3].Id);
        shown = shown.With(await ChangesAsync(engine, id, shown))!;

        Assert.Equal(["edited", "8", "10", "11", "12", "13"], Texts(shown));
        Assert.Equal((23, true), (shown.Conversation.NextSeq, shown.HasLater));
    }

    [Theory, DatabaseData]
    public async Task The_end_of_another_branch_grows_by_its_own_answers(Engine engine)
    {
        var id = await ForkAsync(engine);
        var shown = (await AroundAsync(engine, id, 9)).Transcript;

        await AppendAsync(engine, id, "11");
        shown = shown.With(await ChangesAsync(engine, id, shown))!;
        Assert.Equal(["1", "2", "3", "9"], Texts(shown));

        await AppendAsync(engine, id, "12", shown.Messages[^1].Id);
        shown = shown.With(await ChangesAsync(engine, id, shown))!;
        Assert.Equal(["1", "2", "3", "9", "12"], Texts(shown));
        Assert.True(shown.IsAtEnd);
    }

    [Theory, DatabaseData]
    public async Task A_stretch_whose_messages_are_all_removed_is_to_be_read_anew(Engine engine)
    {
        var id = await CreateAsync(engine, 20);
        var shown = (await AroundAsync(engine, id, 10, 1)).Transcript;
        foreach (var message in shown.Messages)
        {
            await Get<MessageService>(engine).RemoveAsync(_user, id, message.Id, null, Cancel);
        }

        Assert.Null(shown.With(await ChangesAsync(engine, id, shown)));
    }

    private static T Get<T>(Engine engine)
        where T : notnull => SharedApp.On(engine).Get<T>();

    private static List<string> Texts(Transcript transcript) => [.. transcript.Messages.Select(message => message.Content)];

    private async Task<Guid> CreateAsync(Engine engine, int count)
    {
        var messages = Enumerable.Range(1, count).Select(n => Said.User(n.ToString(CultureInfo.InvariantCulture))).ToList();
        return (await Get<ConversationService>(engine).CreateAsync(_user, new NewConversation { Title = "Numbers", Messages = messages }, null, Cancel)).Id;
    }

    private async Task<Guid> ForkAsync(Engine engine)
    {
        var id = await CreateAsync(engine, 5);
        await AppendAsync(engine, id, "6", await IdAsync(engine, id, 2));
        await AppendAsync(engine, id, "7");
        await AppendAsync(engine, id, "8");
        await AppendAsync(engine, id, "9", await IdAsync(engine, id, 3));
        await AppendAsync(engine, id, "10", await IdAsync(engine, id, 5));
        return id;
    }

    private Task AppendAsync(Engine engine, Guid id, string content, Guid? parent = null) =>
        Get<AppendService>(engine).AppendAsync(_user, id, Said.Ai(content) with { ParentId = parent }, null, Cancel);

    private async Task<TranscriptPlace> AroundAsync(Engine engine, Guid id, int seq, int each = 3) =>
        (await Get<TranscriptReader>(engine).ReadAroundAsync(_user, id, seq, each, each, Cancel))!;

    private async Task<TranscriptChanges> ChangesAsync(Engine engine, Guid id, Transcript shown) =>
        (await Get<TranscriptReader>(engine).ReadChangesAsync(_user, id, shown.Conversation.Version, 200, Cancel))!;

    private async Task<Guid> IdAsync(Engine engine, Guid id, int seq) => (await AroundAsync(engine, id, seq, 0)).Transcript.Messages[0].Id;
}
