using System.Globalization;
using System.Text.Json;
using ConvoWeb.Features.Conversations.Feed;
using ConvoWeb.Features.Live;
using ConvoWeb.Tests.Unit.Features.Import;

namespace ConvoWeb.Tests.Unit.Features.Conversations.Feed;

/// <summary>Following a conversation: everything once, in order, whatever happens to the events on their way.</summary>
public sealed class FeedTests
{
    [Theory, DatabaseData]
    public async Task One_who_comes_is_told_everything_and_then_what_happens(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await alice.AddConversationAsync();
        await alice.AppendAsync(id, "before");
        await using var viewer = new Viewer(SharedApp.On(engine), id, 0);

        await viewer.UntilAsync(v => v.IsFollowing);
        await alice.AppendAsync(id, "after");

        await viewer.UntilAsync(v => v.Contents.Contains("after"));
        Assert.Equal(["MessageAdded", "ConversationChanged", "MessageAdded"], viewer.Names);
        Assert.Equal(["before", "after"], viewer.Contents);
        Assert.Equal([2, 2, 3], viewer.Versions);
    }

    [Theory, DatabaseData]
    public async Task One_who_was_away_learns_of_edits_removals_and_new_titles(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await alice.AddConversationAsync();
        var edited = (await alice.AppendAsync(id, "to be edited")).Text("id");
        var removed = (await alice.AppendAsync(id, "to be removed")).Text("id");
        var seen = (await alice.JsonAsync($"GET /api/conversations/{id}")).Number("version");

        await alice.JsonAsync($"PATCH /api/conversations/{id}/messages/{edited}", """{"content":"edited"}""");
        await alice.SendAsync($"DELETE /api/conversations/{id}/messages/{removed}");
        await alice.AppendAsync(id, "new");
        await alice.JsonAsync($"PATCH /api/conversations/{id}", """{"title":"Oslo"}""");
        await using var viewer = new Viewer(SharedApp.On(engine), id, seen);

        await viewer.UntilAsync(v => v.Names.Contains("ConversationChanged"));
        Assert.Equal(["MessageChanged", "MessageRemoved", "MessageAdded", "ConversationChanged"], viewer.Names);
        Assert.Equal(removed, viewer.Bodies[1].Text("message_id"));
        Assert.Equal("Oslo", viewer.Bodies[3].GetProperty("conversation").Text("title"));
        Assert.Equal([seen + 1, seen + 2, seen + 3, seen + 4], viewer.Versions);
    }

    [Theory, DatabaseData]
    public async Task A_long_absence_is_told_page_by_page(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var messages = Enumerable.Range(0, 450).Select(i => new { type = "user", content = i.ToString(CultureInfo.InvariantCulture) });
        var id = (await alice.JsonAsync("POST /api/conversations", JsonSerializer.Serialize(new { title = "Long", messages }))).Text("id")!;
        await using var viewer = new Viewer(SharedApp.On(engine), id, 0);

        await viewer.UntilAsync(v => v.Names.Contains("ConversationChanged"));
        Assert.Equal(Enumerable.Range(0, 450).Select(i => i.ToString(CultureInfo.InvariantCulture)), viewer.Contents);
        // All came with one version: who has seen a part of it is told the rest again.
        Assert.Equal(1, viewer.Versions[448]);
        Assert.Equal(2, viewer.Versions[449]);
    }

    [Theory, DatabaseData]
    public async Task What_is_edited_between_two_pages_is_not_added_twice(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await alice.AddConversationAsync();
        var first = (await alice.AppendAsync(id, "0")).Text("id");
        for (var i = 1; i < 150; i++)
        {
            await alice.AppendAsync(id, i.ToString(CultureInfo.InvariantCulture));
        }

        await using var viewer = new Viewer(SharedApp.On(engine), id, 1, isStuck: true);
        await viewer.UntilAsync(v => v.IsWriting);
        await alice.JsonAsync($"PATCH /api/conversations/{id}/messages/{first}", """{"content":"edited"}""");
        viewer.Release();
        await viewer.UntilAsync(v => v.IsFollowing);

        Assert.Equal(
            [.. Enumerable.Repeat("MessageAdded", 150), "MessageChanged", "ConversationChanged"],
            viewer.Names);
        Assert.Equal(Enumerable.Range(2, 151).Select(version => (long)version).Append(152), viewer.Versions);
    }

    [Theory, DatabaseData]
    public async Task A_draft_is_followed_piece_by_piece_to_its_end(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await alice.AddConversationAsync();
        await using var viewer = new Viewer(SharedApp.On(engine), id, 1);
        await viewer.UntilAsync(v => v.IsFollowing);

        var draft = await BeginAsync(alice, id);
        foreach (var n in Enumerable.Range(0, 20))
        {
            await DeltaAsync(alice, draft, n);
        }

        await alice.JsonAsync($"POST {draft}/finalize");

        await viewer.UntilAsync(v => v.Names.Contains("MessageFinalized"));
        Assert.Equal(["MessageAdded", .. Enumerable.Repeat("DeltaAppended", 20), "MessageFinalized"], viewer.Names);
        Assert.Equal(Enumerable.Range(0, 20), viewer.Bodies.Where(body => body.TryGetProperty("n", out _)).Select(body => (int)body.Number("n")));
        Assert.Equal(Text(0, 20), viewer.TextOf(draft));
    }

    [Theory, DatabaseData]
    public async Task One_who_comes_back_in_mid_answer_is_told_only_the_pieces_that_are_missing(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await alice.AddConversationAsync();
        var draft = await BeginAsync(alice, id);
        foreach (var n in Enumerable.Range(0, 10))
        {
            await DeltaAsync(alice, draft, n);
        }

        await using var viewer = new Viewer(SharedApp.On(engine), id, 2, (IdOf(draft), 4));
        await viewer.UntilAsync(v => v.IsFollowing);
        await DeltaAsync(alice, draft, 10);
        await viewer.UntilAsync(v => v.Names.Count == 2);

        Assert.Equal([Text(4, 10), Text(10, 11)], viewer.Bodies.Select(body => body.Text("text")));
        Assert.Equal([(4L, 10L), (10L, 11L)], viewer.Bodies.Select(body => (body.Number("n"), body.Number("next"))));
    }

    [Theory, DatabaseData]
    public async Task One_who_knows_nothing_of_an_open_draft_is_told_all_of_it(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await alice.AddConversationAsync();
        var draft = await BeginAsync(alice, id);
        await DeltaAsync(alice, draft, 0);
        await DeltaAsync(alice, draft, 1);

        await using var viewer = new Viewer(SharedApp.On(engine), id, 2);
        await viewer.UntilAsync(v => v.IsFollowing);
        await DeltaAsync(alice, draft, 2);
        await viewer.UntilAsync(v => v.Names.Count == 2);

        Assert.Equal(["MessageChanged", "DeltaAppended"], viewer.Names);
        Assert.Equal(Text(0, 2), viewer.Bodies[0].GetProperty("message").Text("content"));
        Assert.Equal(2, viewer.Bodies[1].Number("n"));
    }

    [Theory, DatabaseData]
    public async Task A_draft_that_was_interrupted_and_opened_again_meanwhile_comes_as_a_whole(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await alice.AddConversationAsync();
        var draft = await BeginAsync(alice, id);
        await DeltaAsync(alice, draft, 0);
        await alice.JsonAsync($"POST {draft}/finalize", """{"state":"interrupted"}""");
        await DeltaAsync(alice, draft, 1);
        await using var viewer = new Viewer(SharedApp.On(engine), id, 2, (IdOf(draft), 1));

        await viewer.UntilAsync(v => v.IsFollowing);
        await DeltaAsync(alice, draft, 2);
        await viewer.UntilAsync(v => v.Names.Contains("DeltaAppended"));
        Assert.Equal(Text(0, 3), viewer.TextOf(draft));
    }

    [Theory, DatabaseData]
    public async Task One_who_claims_to_have_seen_what_never_was_is_told_everything(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await alice.AddConversationAsync();
        var draft = await BeginAsync(alice, id);
        await DeltaAsync(alice, draft, 0);

        await using var ahead = new Viewer(SharedApp.On(engine), id, 99);
        await using var further = new Viewer(SharedApp.On(engine), id, 2, (IdOf(draft), 50));
        await ahead.UntilAsync(v => v.IsFollowing);
        await further.UntilAsync(v => v.IsFollowing);
        await DeltaAsync(alice, draft, 1);

        await ahead.UntilAsync(v => v.Names.Contains("DeltaAppended"));
        await further.UntilAsync(v => v.Names.Contains("DeltaAppended"));
        Assert.Equal(Text(0, 2), ahead.TextOf(draft));
        Assert.Equal(Text(0, 2), further.TextOf(draft));
    }

    /// <summary>Writers at once, whose events cross on their way; edits and drafts among them.</summary>
    [Theory, DatabaseData]
    public async Task Many_writers_at_once_leave_no_gap_no_repeat_and_one_order(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await alice.AddConversationAsync();
        await using var first = new Viewer(SharedApp.On(engine), id, 0);
        await using var slow = new Viewer(SharedApp.On(engine), id, 0) { IsSlow = true };

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            for (var i = 0; i < 20; i++)
            {
                var draft = await BeginAsync(alice, id);
                await DeltaAsync(alice, draft, 0);
                await DeltaAsync(alice, draft, 1);
                await alice.JsonAsync($"POST {draft}/finalize");
            }
        }));

        var last = (await alice.JsonAsync($"GET /api/conversations/{id}?limit=1")).Number("version");
        await first.UntilAsync(v => v.Versions.LastOrDefault() == last);
        slow.IsSlow = false;
        await slow.UntilAsync(v => v.Versions.LastOrDefault() == last);

        Assert.Equal(1 + (8 * 20 * 2), last);
        Assert.All((Viewer[])[first, slow], viewer =>
        {
            Assert.Equal(viewer.Versions.Order(), viewer.Versions);
            var drafts = viewer.Bodies.Where(body => body.TryGetProperty("message", out _)).Select(body => body.Text("message_id")!).ToHashSet(StringComparer.Ordinal);
            Assert.Equal(160, drafts.Count);
            Assert.All(drafts, draft => Assert.Equal(Text(0, 2), viewer.TextOf(draft)));
        });
    }

    [Fact]
    public async Task What_the_bus_lost_is_read_from_the_database()
    {
        var count = 0;
        var bus = new LossyBus { Loses = _ => ++count % 3 == 0 };
        await using var app = bus.NewApp();
        var alice = app.ClientFor("alice");
        var id = await alice.AddConversationAsync();
        await using var viewer = new Viewer(app, id, 1);
        await viewer.UntilAsync(v => v.IsFollowing);

        var draft = await BeginAsync(alice, id);
        for (var n = 0; n < 100; n++)
        {
            await DeltaAsync(alice, draft, n);
        }

        await alice.JsonAsync($"POST {draft}/finalize");
        bus.Loses = _ => false;
        await alice.AppendAsync(id, "the last");

        await viewer.UntilAsync(v => v.Contents.Contains("the last"));
        Assert.True(bus.Lost > 10);
        Assert.Equal(viewer.Versions.Order(), viewer.Versions);
        Assert.Equal(Text(0, 100), viewer.TextOf(draft));
    }

    [Fact]
    public async Task A_version_never_goes_back_although_a_viewer_read_further_than_the_bus_told()
    {
        var bus = new LossyBus();
        await using var app = bus.NewApp();
        var alice = app.ClientFor("alice");
        var id = await alice.AddConversationAsync();
        var draft = await BeginAsync(alice, id);
        await using var first = new Viewer(app, id, 2);
        await first.UntilAsync(v => v.IsFollowing);
        bus.Loses = live => live.Kind is LiveEventKind.MessageAdded;
        await alice.AppendAsync(id, "lost");

        await using var viewer = new Viewer(app, id, 2);
        await viewer.UntilAsync(v => v.IsFollowing);
        await DeltaAsync(alice, draft, 0);

        await viewer.UntilAsync(v => v.Names.Contains("DeltaAppended"));
        Assert.Equal(3, viewer.Versions[^1]); // who resumes at 2 would be told the message twice
    }

    /// <summary>As an import adds to a conversation.</summary>
    [Fact]
    public async Task Messages_that_came_with_one_version_are_all_told_to_one_who_follows()
    {
        var alice = SharedApp.NewOwner();
        var id = (await UploadedFiles.ImportAsync(alice, "", ExportOf("first"))).Items()[0].Text("id")!;
        await using var viewer = new Viewer(SharedApp.On(Engine.Sqlite), id, 0);
        await viewer.UntilAsync(v => v.IsFollowing);

        await UploadedFiles.ImportAsync(alice, "", ExportOf("first", "second", "third", "fourth"));
        await alice.AppendAsync(id, "after");

        await viewer.UntilAsync(v => v.Contents.Contains("after"));
        Assert.Equal(["first", "second", "third", "fourth", "after"], viewer.Contents);

        static (string, byte[]) ExportOf(params string[] messages) => ("export.json", JsonSerializer.SerializeToUtf8Bytes(new
        {
            id = "trip",
            title = "Trip to Oslo",
            create_time = 1704067200,
            current_node = messages[^1],
            mapping = messages.Select((text, i) => (text, i)).ToDictionary(message => message.text, message => new
            {
                parent = message.i == 0 ? null : messages[message.i - 1],
                children = messages.Skip(message.i + 1).Take(1),
                message = new { author = new { role = "user" }, create_time = 1704067200 + message.i, content = new { parts = new[] { message.text } } },
            }),
        }));
    }

    [Fact]
    public async Task One_who_leaves_in_the_middle_of_what_was_missed_is_told_nothing_more()
    {
        var alice = SharedApp.NewOwner();
        var id = await alice.AddConversationAsync();
        for (var i = 0; i < 10; i++)
        {
            await alice.AppendAsync(id, i.ToString(CultureInfo.InvariantCulture));
        }

        var (writes, begun, end) = (0, new TaskCompletionSource(), new TaskCompletionSource());
        var viewer = SharedApp.On(Engine.Sqlite).Get<TranscriptFeeds>().Follow(Guid.Parse(id), new FeedPosition(1), WriteAsync, _ => Assert.Fail("It has left."));
        await begun.Task.WaitAsync(Cancel);
        await viewer.DisposeAsync();
        end.SetResult(); // and at once what would be written next

        Assert.Equal(1, writes);

        async ValueTask WriteAsync(FeedEvent feedEvent)
        {
            writes++;
            begun.TrySetResult();
            await end.Task;
        }
    }

    [Fact]
    public async Task What_a_viewer_read_before_its_feed_is_not_added_twice()
    {
        var bus = new LossyBus();
        await using var app = bus.NewApp();
        var alice = app.ClientFor("alice");
        var id = await alice.AddConversationAsync();
        await using var early = new Viewer(app, id, 1);
        await early.UntilAsync(v => v.IsFollowing);

        bus.Loses = _ => true;
        var message = (await alice.AppendAsync(id, "new")).Text("id");
        await using var late = new Viewer(app, id, 1); // reads it, while the feed has not heard of it
        await late.UntilAsync(v => v.IsFollowing);
        bus.Loses = _ => false;
        await alice.JsonAsync($"PATCH /api/conversations/{id}/messages/{message}", """{"content":"edited"}""");

        await early.UntilAsync(v => v.Contents.Contains("edited"));
        await late.UntilAsync(v => v.Contents.Contains("edited"));
        Assert.Equal(["MessageAdded"], early.Names.Where(name => name.StartsWith("Message", StringComparison.Ordinal)));
        Assert.Equal(["MessageAdded", "MessageChanged"], late.Names.Where(name => name.StartsWith("Message", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_viewer_that_stands_still_holds_up_nobody_and_misses_nothing()
    {
        var alice = SharedApp.NewOwner();
        var id = await alice.AddConversationAsync();
        await using var stuck = new Viewer(SharedApp.On(Engine.Sqlite), id, 1, isStuck: true);
        await using var other = new Viewer(SharedApp.On(Engine.Sqlite), id, 1);

        for (var i = 0; i < 600; i++)
        {
            await alice.AppendAsync(id, i.ToString(CultureInfo.InvariantCulture));
        }

        await other.UntilAsync(v => v.Contents.Count == 600);
        Assert.True(stuck.Names.Count <= 1);
        stuck.Release();
        await stuck.UntilAsync(v => v.Contents.Count == 600);
        Assert.Equal(Enumerable.Range(0, 600).Select(i => i.ToString(CultureInfo.InvariantCulture)), stuck.Contents);
    }

    [Theory, DatabaseData]
    public async Task A_message_over_64_KiB_is_named_and_not_carried(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await alice.AddConversationAsync();
        await using var viewer = new Viewer(SharedApp.On(engine), id, 1);
        await viewer.UntilAsync(v => v.IsFollowing);

        var large = await alice.AppendAsync(id, new string('x', 100_000));
        await alice.AppendAsync(id, "small");

        await viewer.UntilAsync(v => v.Contents.Contains("small"));
        var told = viewer.Bodies.First(body => body.TryGetProperty("message_id", out _));
        Assert.Equal(large.Text("id"), told.Text("message_id"));
        Assert.False(told.TryGetProperty("message", out _));
    }

    [Theory, DatabaseData]
    public async Task One_in_the_trash_is_told_as_removed_and_its_restoring_as_a_change(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await alice.AddConversationAsync();
        await using var viewer = new Viewer(SharedApp.On(engine), id, 1);

        await alice.SendAsync($"DELETE /api/conversations/{id}");
        await viewer.UntilAsync(v => v.Names.Contains("ConversationRemoved"));
        await alice.JsonAsync($"POST /api/conversations/{id}/restore");
        await viewer.UntilAsync(v => v.Names.Contains("ConversationChanged"));
        Assert.Equal(["ConversationRemoved", "ConversationChanged"], viewer.Names);
    }

    private static async Task<string> BeginAsync(HttpClient client, string id) =>
        $"/v1/conversations/{id}/messages/{(await client.JsonAsync($"POST /v1/conversations/{id}/messages", """{"type":"ai","state":"draft"}""")).Text("id")}";

    private static Task<JsonElement> DeltaAsync(HttpClient client, string draft, int n) =>
        client.JsonAsync($"POST {draft}/deltas", JsonSerializer.Serialize(new { n, text = Text(n, n + 1) }));

    private static string Text(int from, int to) => string.Concat(Enumerable.Range(from, to - from).Select(n => $"[{n}] "));

    private static string IdOf(string draft) => draft.Split('/')[^1];
}
