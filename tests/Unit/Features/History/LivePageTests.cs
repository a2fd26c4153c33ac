using Bunit;
using ConvoWeb.Components.Layout;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Personalities;
using ConvoWeb.Features.History;
using ConvoWeb.Features.Live;
using ConvoWeb.Features.Messages;
using ConvoWeb.Features.Messages.Drafts;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.History;

public sealed class LivePageTests : PageTest
{
    private readonly TestClock _clock = new();

    protected override TimeProvider Clock => _clock;

    [Fact]
    public void While_nothing_runs_the_page_says_how_a_program_writes_live()
    {
        var page = Render<LivePage>();

        Assert.Equal("Nothing is running", page.Find(".cw-pane--list h2").TextContent);
        Assert.Contains("http://localhost/$1", page.Find("pre").TextContent, StringComparison.Ordinal);
        Assert.Contains("\"state\": \"draft\"", page.Find("pre").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_runs_comes_first_and_what_was_written_just_now_after_it()
    {
        var juno = await Personalities.CreateAsync(Alice, new PersonalityEdit { Name = "Juno", Color = PersonalityColor.Lagoon }, null, Cancel);
        var running = await Conversations.CreateAsync(Alice, new NewConversation { Title = "Trip to Oslo", PersonalityId = juno.Id }, null, Cancel);
        await CreateAsync("Long ago", Said.User("Hello") with { Timestamp = _clock.GetUtcNow().AddMinutes(-6) });
        await CreateAsync("Of another century", Said.User("Hello") with { Timestamp = _clock.GetUtcNow().AddYears(100) });
        await CreateAsync("Without a message");
        await CreateAsync("A moment ago", Said.User("Hello") with { Timestamp = _clock.GetUtcNow().AddMinutes(-4) });
        await Conversations.CreateAsync(new("bob"), new NewConversation { Title = "Bob's", Messages = [Said.User("Hello")] }, null, Cancel);
        await BeginAsync(running);

        var page = Render<LivePage>();

        Assert.Equal(["Running now: Trip to Oslo", "Just now: A moment ago"], Groups(page));
        var row = page.Find(".cw-row--live");
        Assert.Equal($"/live/{running.Id}", row.GetAttribute("href"));
        Assert.Equal("Juno is writing…", row.QuerySelector(".cw-row__text")!.TextContent.Trim());
        Assert.NotNull(row.QuerySelector(".cw-live-dot"));
    }

    [Fact]
    public async Task A_conversation_comes_when_somebody_begins_to_write_and_goes_five_minutes_after_the_end()
    {
        var conversation = await CreateAsync("Trip to Oslo");
        var page = Render<LivePage>();
        Assert.Empty(Groups(page));

        var draft = await BeginAsync(conversation);
        page.WaitForAssertion(() => Assert.Equal(["Running now: Trip to Oslo"], Groups(page)));

        _clock.Advance(TimeSpan.FromMinutes(7));
        await EndAsync(draft);
        await UntilAsync(() => Groups(page).SequenceEqual(["Just now: Trip to Oslo"]));

        _clock.Advance(TimeSpan.FromSeconds(240));
        Assert.Equal(["Just now: Trip to Oslo"], Groups(page));
        _clock.Advance(TimeSpan.FromSeconds(61));
        page.WaitForAssertion(() => Assert.Empty(Groups(page)));
        page.WaitForAssertion(() => Assert.NotNull(page.Find("pre")));
    }

    [Fact]
    public async Task One_that_is_trashed_goes_and_one_that_is_renamed_stays()
    {
        var (first, second) = (await CreateAsync("First", Said.User("Hello")), await CreateAsync("Second", Said.User("Hello")));
        var page = Render<LivePage>();

        await Conversations.TrashAsync(Alice, first.Id, null, Cancel);
        page.WaitForAssertion(() => Assert.Equal(["Just now: Second"], Groups(page)));

        await Conversations.RenameAsync(Alice, second.Id, "Another name", Cancel);
        await UntilAsync(() => Groups(page).SequenceEqual(["Just now: Another name"]));
    }

    [Fact]
    public async Task After_lost_events_it_shows_what_is()
    {
        var draft = await BeginAsync(await CreateAsync("Ends unheard"));
        var page = Render<LivePage>();
        await Services.GetRequiredService<ConvoWeb.Data.Providers.IDatabase>().WriteAsync(
            async db =>
            {
                var locked = await LockedConversation.LockAsync(db, Alice.Id, draft.ConversationId);
                return await MessageWrites.RemoveAsync(db, locked!, draft.Id, _clock.GetUtcNow());
            },
            Cancel);

        Services.GetRequiredService<ILiveEvents>().Publish(LiveEvent.Missed with { OwnerId = Alice.Id });

        page.WaitForAssertion(() => Assert.Equal(["Just now: Ends unheard"], Groups(page)));
    }

    [Fact]
    public async Task The_open_conversation_grows_beside_the_list_and_Back_leads_to_it()
    {
        var conversation = await CreateAsync("Trip to Oslo");
        var draft = await BeginAsync(conversation);
        var page = Render<LivePage>(p => p.Add(x => x.Id, conversation.Id));
        Assert.Equal("/live", page.Find(".cw-back").GetAttribute("href"));
        Assert.Equal("Live", page.Find("header .cw-tag--live").TextContent);
        Assert.Equal("true", page.Find(".cw-row").GetAttribute("aria-current"));

        await Services.GetRequiredService<DraftService>().AppendAsync(Alice, conversation.Id, draft.Id, [new NewDelta { N = 0, Text = "Good morning" }], Cancel);
        page.WaitForAssertion(() => Assert.Equal("Good morning", page.Find("[data-copy-source]").TextContent.Trim()));

        await page.FindAll("[role=menuitem]").Single(item => item.TextContent.Contains("Move to trash")).ClickAsync(new());
        Assert.EndsWith("/live", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_rail_says_that_something_runs_on_every_page()
    {
        var conversation = await CreateAsync("Trip to Oslo");
        var rail = Render<NavRail>(nav => nav.Add(n => n.LiveMark, builder => ShellPart.Of<RunningMark>(ShellPlace.LiveMark).Content(builder)));
        Assert.Empty(rail.FindAll(".cw-live-dot"));

        var draft = await BeginAsync(conversation);
        rail.WaitForAssertion(() => Assert.Equal("1 running", rail.Find("a[href='/live'] .cw-sr").TextContent));

        await EndAsync(draft);
        await UntilAsync(() => rail.FindAll(".cw-live-dot").Count == 0);
    }

    [Fact]
    public async Task The_list_of_the_history_marks_what_runs()
    {
        var conversation = await CreateAsync("Trip to Oslo", Said.User("Hello"));
        var page = Render<HistoryPage>();

        var draft = await BeginAsync(conversation);
        page.WaitForAssertion(() => Assert.Equal("A message is being written…", page.Find(".cw-row--live .cw-row__text").TextContent.Trim()));

        await EndAsync(draft);
        await UntilAsync(() => page.FindAll(".cw-row--live").Count == 0);
    }

    [Fact]
    public async Task Both_parts_of_the_list_are_found_by_an_index()
    {
        await using var db = await Services.GetRequiredService<ConvoWeb.Data.Providers.IDatabase>().ReadAsync(Cancel);

        Assert.Contains("IX_conversations_owner_id_id ", await PlanAsync("open_drafts > 0 ORDER BY id DESC"), StringComparison.Ordinal);
        Assert.Contains("last_message_at>?", await PlanAsync("last_message_at >= 1 AND message_count > 0 AND open_drafts = 0 ORDER BY last_message_at DESC, id DESC"), StringComparison.Ordinal);

        async Task<string> PlanAsync(string where)
        {
            await using var row = await db.Statement($"EXPLAIN QUERY PLAN SELECT * FROM conversations WHERE owner_id = 'alice' AND status <> 'deleted' AND {where} LIMIT 200").ExecuteReaderAsync(Cancel);
            var plan = new List<string>();
            while (await row.ReadAsync(Cancel))
            {
                plan.Add(row.GetString(3));
            }

            return string.Join('\n', plan);
        }
    }

    /// <summary>A page follows at most so often: its next time comes only as the clock goes on.</summary>
    private async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            _clock.Advance(Coalescer.Interval);
            await Task.Delay(5, Cancel); // polls what the page shows
        }
    }

    private async Task<MessageView> BeginAsync(ConversationView conversation) =>
        (await AppendAsync(conversation.Id, new NewMessage { Type = MessageType.Ai, State = MessageState.Draft }))!.Message;

    private Task EndAsync(MessageView draft) =>
        Services.GetRequiredService<DraftService>().FinalizeAsync(Alice, draft.ConversationId, draft.Id, new DraftEnd(), Cancel);

    private static IEnumerable<string> Groups(IRenderedComponent<LivePage> page) =>
        page.FindAll("[role=listbox] [role=group]").Select(group =>
            $"{group.GetAttribute("aria-label")}: {string.Join(", ", group.QuerySelectorAll(".cw-row__title").Select(title => title.TextContent))}");
}
