using System.Globalization;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.History;
using ConvoWeb.Features.Live;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Tests.Unit.Features.History;

/// <summary>What of a conversation is shown. The messages are named by their numbers.</summary>
public sealed class TranscriptWindowTests
{
    private readonly CurrentUser _user = new($"owner-{Guid.NewGuid():N}");

    [Fact]
    public async Task It_opens_at_the_end_and_follows_it()
    {
        var (window, id) = await OpenAsync(300);
        await window.OpenAsync();
        Assert.Equal((277, 300), Shown(window));

        await AppendAsync(window, id, "301");

        Assert.Equal((277, 301), Shown(window));
        Assert.Equal((0, true), (window.Unseen, window.Transcript!.IsAtEnd));
    }

    [Fact]
    public async Task It_opens_at_a_message_with_some_before_and_some_after()
    {
        var (window, _) = await OpenAsync(300);

        await window.GoToAsync(150);

        Assert.Equal((138, 162), Shown(window));
        Assert.Equal((150, false), (window.Mark, window.IsFollowing));
    }

    [Fact]
    public async Task What_is_shown_already_is_not_read_again()
    {
        var (window, _) = await OpenAsync(300);
        await window.GoToAsync(150);
        var shown = window.Transcript;

        await window.GoToAsync(140);
        Assert.Equal((140, true), (window.Mark, ReferenceEquals(shown, window.Transcript)));

        await window.GoToAsync(20);
        Assert.Equal((20, (8, 32)), (window.Mark, Shown(window)));
    }

    [Fact]
    public async Task One_reads_on_to_both_ends()
    {
        var (window, _) = await OpenAsync(60);
        await window.GoToAsync(30);

        await window.ReadEarlierAsync();
        await window.ReadLaterAsync();
        Assert.Equal((1, 60), Shown(window));

        await window.ReadEarlierAsync();
        await window.ReadLaterAsync();
        Assert.Equal((60, true), (window.Transcript!.Messages.Count, window.Transcript.IsAtEnd));
    }

    [Fact]
    public async Task However_far_one_reads_what_is_far_away_goes_and_comes_again()
    {
        var (window, _) = await OpenAsync(500);
        await window.OpenAsync();
        window.Follow(false);

        for (var i = 0; i < 5; i++)
        {
            await window.ReadEarlierAsync();
            Assert.InRange(window.Transcript!.Messages.Count, 2 * TranscriptWindow.Part, TranscriptWindow.Max);
        }

        Assert.Equal(((357, 476), (true, false)), (Shown(window), (window.Transcript!.HasLater, window.Transcript.IsAtEnd)));

        for (var i = 0; i < 3; i++)
        {
            await window.ReadLaterAsync();
        }

        Assert.Equal(((381, 500), (false, true)), (Shown(window), (window.Transcript.HasLater, window.Transcript.IsAtEnd)));
    }

    [Fact]
    public async Task Nothing_is_kept_of_the_texts_but_how_they_look()
    {
        var (window, id) = await OpenAsync(1);
        await AppendWithoutEventAsync(id, string.Concat(Enumerable.Repeat("word ", 1_000)));
        await window.OpenAsync();

        Assert.Equal(["", ""], window.Transcript!.Messages.Select(message => message.Content));
        var folded = window.Look(window.Transcript.Messages[1].Id);
        Assert.Equal((true, false), (folded.IsFoldable, folded.IsOpen));
        Assert.InRange(folded.Body.Value.Length, 1_000, 3_500);

        await window.FoldAsync(new MessageFold(window.Transcript.Messages[1].Id, IsOpen: true));
        var open = window.Look(window.Transcript.Messages[1].Id);
        Assert.True(open.IsOpen);
        Assert.InRange(open.Body.Value.Length, 5_000, 6_500);

        await window.FoldAsync(new MessageFold(window.Transcript.Messages[1].Id, IsOpen: false));
        Assert.Equal(folded, window.Look(window.Transcript.Messages[1].Id));
    }

    [Fact]
    public async Task An_end_that_is_followed_for_long_gives_up_its_beginning_and_one_that_is_not_gives_up_what_comes()
    {
        var (window, id) = await OpenAsync(TranscriptWindow.Max);
        await window.OpenAsync();
        for (var parts = 1; parts < TranscriptWindow.Max / TranscriptWindow.Part; parts++)
        {
            await window.ReadEarlierAsync();
        }

        await AppendAsync(window, id, "121");
        Assert.Equal((2, 121), Shown(window));

        window.Follow(false);
        await AppendAsync(window, id, "122");
        Assert.Equal(((2, 121), 1, true), (Shown(window), window.Unseen, window.Transcript!.HasLater));
    }

    [Fact]
    public async Task What_comes_while_a_stretch_is_shown_is_counted_and_changes_nothing()
    {
        var (window, id) = await OpenAsync(300);
        await window.GoToAsync(275);

        await AppendAsync(window, id, "301");
        await AppendAsync(window, id, "302");
        Assert.Equal((2, (263, 287)), (window.Unseen, Shown(window)));

        await window.ReadLaterAsync();
        Assert.Equal((2, (263, 302)), (window.Unseen, Shown(window)));

        await AppendAsync(window, id, "303");
        Assert.Equal((3, (263, 303)), (window.Unseen, Shown(window)));
        Assert.True(window.Follow(true));
        Assert.Equal(0, window.Unseen);
    }

    [Fact]
    public async Task More_than_a_page_of_new_messages_is_counted_as_well()
    {
        var (window, id) = await OpenAsync(300);
        await window.GoToAsync(150);
        for (var n = 301; n <= 505; n++)
        {
            await Get<AppendService>().AppendAsync(_user, id, Said.Ai("more"), null, Cancel);
        }

        window.Note(LiveEvent.Missed);
        await window.FollowAsync();

        Assert.Equal((205, (138, 162)), (window.Unseen, Shown(window)));
    }

    [Fact]
    public async Task The_end_is_gone_to_from_anywhere()
    {
        var (window, id) = await OpenAsync(1000);
        await window.GoToAsync(20);
        await AppendAsync(window, id, "1001");

        await window.GoToEndAsync();

        Assert.Equal((978, 1001), Shown(window));
        Assert.Equal((0, true, true), (window.Unseen, window.IsFollowing, window.Transcript!.IsAtEnd));
    }

    [Fact]
    public async Task A_message_of_another_branch_is_shown_on_its_own_branch_and_the_end_is_that_of_the_active_one()
    {
        var (window, id) = await OpenAsync(10);
        await window.OpenAsync();
        var third = window.Transcript!.Messages[2].Id;
        await Get<AppendService>().AppendAsync(_user, id, Said.Ai("another way") with { ParentId = third }, null, Cancel);
        window.Note(LiveEvent.Missed);
        await window.FollowAsync();
        Assert.Equal([1, 2, 3, 11], window.Transcript.Messages.Select(message => message.Seq));

        await window.GoToAsync(7);
        Assert.Equal((1, 10), Shown(window));
        Assert.Equal((false, false), (window.Transcript.HasLater, window.Transcript.IsAtEnd));

        await window.GoToEndAsync();
        Assert.Equal([1, 2, 3, 11], window.Transcript.Messages.Select(message => message.Seq));
    }

    [Fact]
    public async Task What_is_stored_nowhere_stands_at_the_end_alone()
    {
        var (window, id) = await OpenAsync(300);
        await window.GoToAsync(150);
        var message = MessageView.From(Said.Ai("passing by").ToRow(DateTimeOffset.UnixEpoch), id, seq: 0, parentId: null, version: 0);

        window.Note(MessageEvents.NotStored(LiveEventKind.MessageAdded, _user, message));
        await window.FollowAsync();
        Assert.Equal((1, 0), (window.Unseen, window.Relayed.Count));

        await window.GoToEndAsync();
        Assert.Equal((0, 1), (window.Unseen, window.Relayed.Count));
    }

    [Fact]
    public async Task A_conversation_that_is_not_there_is_told()
    {
        var (window, _) = await OpenAsync(1);
        var other = NewWindow(Guid.NewGuid());

        await other.GoToAsync(1);
        await window.GoToAsync(1);

        Assert.Equal((true, false), (other.IsGone, window.IsGone));
        Assert.False(await other.FollowAsync());
    }

    private static T Get<T>()
        where T : notnull => SharedApp.On(Engine.Sqlite).Get<T>();

    private static (int First, int Last) Shown(TranscriptWindow window) =>
        (window.Transcript!.Messages[0].Seq, window.Transcript.Messages[^1].Seq);

    private async Task<(TranscriptWindow Window, Guid Id)> OpenAsync(int count)
    {
        var messages = Enumerable.Range(1, count).Select(n => Said.User(n.ToString(CultureInfo.InvariantCulture))).ToList();
        var conversation = await Get<ConversationService>().CreateAsync(_user, new NewConversation { Title = "Numbers", Messages = messages }, null, Cancel);
        return (NewWindow(conversation.Id), conversation.Id);
    }

    private TranscriptWindow NewWindow(Guid id) =>
        new(new TranscriptSource(Get<TranscriptReader>(), Get<MessageService>(), _user, id, Cancel), Get<KnownLooks>(), TimeProvider.System);

    private Task<AppendResult?> AppendWithoutEventAsync(Guid id, string content) =>
        Get<AppendService>().AppendAsync(_user, id, Said.Ai(content), null, Cancel);

    /// <summary>Appended, and the event of it taken.</summary>
    private async Task AppendAsync(TranscriptWindow window, Guid id, string content)
    {
        var appended = await AppendWithoutEventAsync(id, content);
        window.Note(MessageEvents.Of(LiveEventKind.MessageAdded, _user, appended!.Message));
        Assert.True(await window.FollowAsync());
    }
}
