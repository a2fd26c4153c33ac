using System.Text.Json;
using Bunit;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.History;
using ConvoWeb.Features.Live;
using ConvoWeb.Features.Messages;
using ConvoWeb.Features.Messages.Drafts;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.History;

/// <summary>A message that is written piece by piece, on an open page.</summary>
public sealed class StreamingTests : PageTest
{
    private DraftService Drafts => Services.GetRequiredService<DraftService>();

    private ILiveEvents Live => Services.GetRequiredService<ILiveEvents>();

    [Fact]
    public async Task A_draft_grows_on_the_open_page_and_becomes_a_message_in_its_place()
    {
        var juno = await Personalities.CreateAsync(Alice, new PersonalityEdit { Name = "Juno", Color = PersonalityColor.Lagoon }, null, Cancel);
        var conversation = await Conversations.CreateAsync(Alice, new NewConversation { PersonalityId = juno.Id, Messages = [Said.User("Which museums?")] }, null, Cancel);
        var pane = Open(conversation);

        var draft = await BeginAsync(conversation);
        pane.WaitForAssertion(() => Assert.NotNull(pane.Find(".cw-msg--ai[aria-busy=true] .cw-typing")));
        Assert.Equal("Juno is writing", Words(pane.Find("[role=status]").TextContent));

        await AddAsync(draft, 0, "The **Munch** ");
        await AddAsync(draft, 1, "museum.\n\nAnd two more");
        pane.WaitForAssertion(() => Assert.Equal(["The Munch museum.", "And two more"], pane.FindAll(".cw-msg--ai p").Select(p => p.TextContent)));
        Assert.NotNull(pane.Find(".cw-msg--ai p:last-child .cw-caret[aria-hidden=true]"));
        Assert.Empty(pane.FindAll(".cw-msg--ai .cw-typing"));

        await EndAsync(draft);
        pane.WaitForAssertion(() => Assert.Empty(pane.FindAll("[aria-busy]")));
        Assert.Equal(["Which museums?", "The Munch museum.And two more"], Texts(pane));
        Assert.Empty(pane.FindAll(".cw-caret"));
        Assert.Equal("", Words(pane.Find("[role=status]").TextContent));
    }

    [Fact]
    public async Task A_page_that_is_opened_in_the_middle_goes_on_from_there()
    {
        var conversation = await CreateAsync("Trip to Oslo");
        var draft = await BeginAsync(conversation);
        await AddAsync(draft, 0, "One, ");

        var pane = Open(conversation);
        Assert.Equal("One,", pane.Find(".text").TextContent.Trim());

        await AddAsync(draft, 1, "two");
        pane.WaitForAssertion(() => Assert.Equal(["One, two"], Texts(pane)));
    }

    [Fact]
    public async Task Only_the_text_that_grows_is_rendered()
    {
        var conversation = await CreateAsync("Trip to Oslo", Said.User("One"), Said.Ai("Two"));
        var pane = Open(conversation);
        var draft = await BeginAsync(conversation);
        await AddAsync(draft, 0, "a");
        pane.WaitForAssertion(() => Assert.NotNull(pane.Find(".cw-caret")));
        var before = Renders(pane);

        for (var n = 1; n < 5; n++)
        {
            await AddAsync(draft, n, "a");
            pane.WaitForAssertion(() => Assert.Equal(new string('a', n + 1), Texts(pane)[^1]));
        }

        Assert.Equal(before, Renders(pane));

        // It is rendered with the pane, and so with the messages around the one that grows.
        static int Renders(IRenderedComponent<TranscriptPane> pane) => pane.FindComponent<TranscriptHeader>().RenderCount;
    }

    [Fact]
    public async Task A_piece_that_was_lost_is_read_and_one_that_comes_twice_is_there_once()
    {
        var conversation = await CreateAsync("Trip to Oslo");
        var pane = Open(conversation);
        var draft = await BeginAsync(conversation);
        await AddAsync(draft, 0, "One, ");
        pane.WaitForAssertion(() => Assert.Equal(["One,"], Texts(pane)));

        await LoseAsync(draft, 1, "two, ");
        await AddAsync(draft, 2, "three");

        pane.WaitForAssertion(() => Assert.Equal(["One, two, three"], Texts(pane)));

        Live.Publish(MessageEvents.OfDelta(Alice.Id, conversation.Id, draft.Id, new DeltasAppended(2, 3, "three", draft.Version, IsChange: false)));
        await AddAsync(draft, 3, "!");
        pane.WaitForAssertion(() => Assert.Equal(["One, two, three!"], Texts(pane)));
    }

    [Fact]
    public async Task A_draft_whose_beginning_was_lost_is_read_with_its_first_piece()
    {
        var conversation = await CreateAsync("Trip to Oslo");
        var pane = Open(conversation);
        var now = Clock.GetUtcNow();
        var lease = new DraftLease("another", now.AddMinutes(1));
        var row = new NewMessage { Type = MessageType.Ai, State = MessageState.Draft }.ToRow(now) with { Lease = lease };
        var begun = await Services.GetRequiredService<IDatabase>().WriteAsync(
            async db => await MessageWrites.AppendAsync(db, (await LockedConversation.LockAsync(db, Alice.Id, conversation.Id))!, [row], now), Cancel);

        await AddAsync(MessageView.From(row, conversation.Id, begun.FirstSeq, null, begun.Version), 0, "Good morning");

        pane.WaitForAssertion(() => Assert.Equal(["Good morning"], Texts(pane)));
    }

    [Fact]
    public async Task After_lost_events_the_page_has_all_of_the_text()
    {
        var conversation = await CreateAsync("Trip to Oslo");
        var pane = Open(conversation);
        var draft = await BeginAsync(conversation);
        pane.WaitForAssertion(() => Assert.NotNull(pane.Find(".cw-typing")));

        await LoseAsync(draft, 0, "All of it");
        Live.Publish(LiveEvent.Missed with { ConversationId = conversation.Id });

        pane.WaitForAssertion(() => Assert.Equal(["All of it"], Texts(pane)));
    }

    [Fact]
    public async Task A_writer_who_breaks_off_leaves_an_interrupted_message_and_may_go_on()
    {
        var conversation = await CreateAsync("Trip to Oslo");
        var pane = Open(conversation);
        var draft = await BeginAsync(conversation);
        await AddAsync(draft, 0, "One, ");

        await EndAsync(draft, MessageState.Interrupted);
        pane.WaitForAssertion(() => Assert.Equal("Interrupted. The text up to here is kept.", pane.Find(".interrupted").TextContent));
        Assert.Equal(["One,"], Texts(pane));
        Assert.Empty(pane.FindAll("[aria-busy], .cw-caret, .cw-presence"));

        await AddAsync(draft, 1, "two");
        pane.WaitForAssertion(() => Assert.Equal(["One, two"], Texts(pane)));
        Assert.Empty(pane.FindAll(".interrupted"));
        Assert.NotNull(pane.Find("[aria-busy=true] .cw-caret"));
    }

    [Fact]
    public async Task Two_write_at_once_and_both_are_named()
    {
        var conversation = await CreateAsync("Trip to Oslo");
        var pane = Open(conversation);
        var (spoken, answer) = (await BeginAsync(conversation, MessageType.User), await BeginAsync(conversation));
        pane.WaitForAssertion(() => Assert.Equal("You and AI are writing", Words(pane.Find("[role=status]").TextContent)));

        await AddAsync(answer, 0, "An answer");
        await AddAsync(spoken, 0, "words that I say");
        pane.WaitForAssertion(() => Assert.Equal(["words that I say", "An answer"], Texts(pane)));
        Assert.NotNull(pane.Find(".cw-msg--user .cw-partial"));
        Assert.Single(pane.FindAll(".cw-caret"));

        await EndAsync(spoken);
        pane.WaitForAssertion(() => Assert.Equal("AI is writing", Words(pane.Find("[role=status]").TextContent)));
    }

    [Fact]
    public async Task A_reader_who_is_not_at_the_end_is_told_that_there_is_new_text()
    {
        var conversation = await CreateAsync("Trip to Oslo");
        var pane = Open(conversation);
        var draft = await BeginAsync(conversation);
        await AddAsync(draft, 0, "a");
        pane.WaitForAssertion(() => Assert.Equal(["a"], Texts(pane)));
        await pane.InvokeAsync(() => pane.Instance.Follow(false));
        Assert.Empty(pane.FindAll(".cw-newmsg"));

        await AddAsync(draft, 1, "b");
        pane.WaitForAssertion(() => Assert.Equal("New text", pane.Find(".cw-newmsg").TextContent.Trim()));

        await AppendAsync(conversation.Id, Said.User("Wait"));
        pane.WaitForAssertion(() => Assert.Equal("1 new message", pane.Find(".cw-newmsg").TextContent.Trim()));

        await pane.InvokeAsync(() => pane.Instance.Follow(true));
        Assert.Empty(pane.FindAll(".cw-newmsg"));
    }

    [Fact]
    public async Task A_long_answer_that_was_watched_does_not_fold_when_it_ends()
    {
        var conversation = await CreateAsync("Trip to Oslo");
        var pane = Open(conversation);
        var draft = await BeginAsync(conversation);
        await AddAsync(draft, 0, string.Concat(Enumerable.Repeat("word ", 640)));
        pane.WaitForAssertion(() => Assert.NotNull(pane.Find(".cw-caret")));

        await EndAsync(draft);

        pane.WaitForAssertion(() => Assert.Equal("true", pane.Find(".cw-fold").GetAttribute("data-open")));
    }

    [Fact]
    public async Task Only_what_changed_is_read()
    {
        var conversation = await CreateAsync("Trip to Oslo", Said.User("One"), Said.Ai("Two"), Said.User("Three"));
        var reader = Services.GetRequiredService<TranscriptReader>();
        var shown = (await reader.ReadAsync(Alice, conversation.Id, null, 200, Cancel))!;

        await AppendAsync(conversation.Id, Said.Ai("Four"));
        await Messages.PatchAsync(Alice, conversation.Id, shown.Messages[0].Id, JsonSerializer.SerializeToElement(new { content = "One, edited" }), null, Cancel);
        await Messages.RemoveAsync(Alice, conversation.Id, shown.Messages[1].Id, null, Cancel);
        var changes = (await reader.ReadChangesAsync(Alice, conversation.Id, shown.Conversation.Version, 200, Cancel))!;

        Assert.Equal(["Four", "One, edited", "Three"], changes.Messages.Select(message => message.Content)); // the answer of the removed one moved up
        Assert.Equal([shown.Messages[1].Id], changes.Removed);
        Assert.Equal(["One, edited", "Three", "Four"], shown.With(changes)!.Messages.Select(message => message.Content));
        Assert.False((await reader.ReadChangesAsync(Alice, conversation.Id, shown.Conversation.Version, 2, Cancel))!.IsWhole);
        Assert.Null(await reader.ReadChangesAsync(new("bob"), conversation.Id, 0, 200, Cancel));
    }

    [Fact]
    public async Task Another_branch_is_shown_when_it_becomes_the_active_one()
    {
        var conversation = await CreateAsync("Trip to Oslo", Said.User("One"), Said.Ai("Two"), Said.User("Three"));
        var pane = Open(conversation);
        var messages = (await Services.GetRequiredService<TranscriptReader>().ReadAsync(Alice, conversation.Id, null, 10, Cancel))!.Messages;

        await AppendAsync(conversation.Id, Said.Ai("Two, another way") with { ParentId = messages[0].Id });
        pane.WaitForAssertion(() => Assert.Equal(["One", "Two, another way"], Texts(pane)));

        await AppendAsync(conversation.Id, Said.Ai("Four") with { ParentId = messages[2].Id }); // back to what is not shown any more
        pane.WaitForAssertion(() => Assert.Equal(["One", "Two", "Three", "Four"], Texts(pane)));
    }

    [Fact]
    public async Task More_than_a_page_of_changes_at_once_is_followed()
    {
        var conversation = await CreateAsync("Trip to Oslo", Said.User("One"));
        var pane = Open(conversation);

        var now = Clock.GetUtcNow();
        await Services.GetRequiredService<IDatabase>().WriteAsync(
            async db =>
            {
                var locked = await LockedConversation.LockAsync(db, Alice.Id, conversation.Id);
                return await MessageWrites.AppendAsync(db, locked!, [.. Enumerable.Range(0, 250).Select(i => Said.User($"Message {i}").ToRow(now))], now);
            },
            Cancel);
        Live.Publish(new LiveEvent(LiveEventKind.ConversationChanged, Alice.Id, conversation.Id, 2));

        pane.WaitForAssertion(() => Assert.Equal((24, "Message 249"), (Texts(pane).Count, Texts(pane)[^1])));
    }

    private IRenderedComponent<TranscriptPane> Open(ConversationView conversation) =>
        Render<TranscriptPane>(pane => pane.Add(p => p.Id, conversation.Id));

    private async Task<MessageView> BeginAsync(ConversationView conversation, MessageType type = MessageType.Ai) =>
        (await AppendAsync(conversation.Id, new NewMessage { Type = type, State = MessageState.Draft }))!.Message;

    private Task AddAsync(MessageView draft, int n, string text) =>
        Drafts.AppendAsync(Alice, draft.ConversationId, draft.Id, [new NewDelta { N = n, Text = text }], Cancel);

    private Task EndAsync(MessageView draft, MessageState state = MessageState.Final) =>
        Drafts.FinalizeAsync(Alice, draft.ConversationId, draft.Id, new DraftEnd { State = state }, Cancel);

    /// <summary>Another node stores it, and the event of it is lost.</summary>
    private async Task LoseAsync(MessageView draft, int n, string text)
    {
        var now = Clock.GetUtcNow();
        await Services.GetRequiredService<IDatabase>().WriteAsync(
            async db => await DeltaWrites.AppendAsync(db, Alice.Id, draft.ConversationId, draft.Id, [new NumberedText(n, text)], _ => default, new DraftLease("another", now.AddMinutes(1)), now),
            Cancel);
    }

    private static List<string> Texts(IRenderedComponent<TranscriptPane> pane) =>
        [.. pane.FindAll("[data-copy-source]").Select(text => string.Concat(text.Children.Select(part => part.TextContent)).Trim())];

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
