using System.Collections.Concurrent;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Bulk;
using ConvoWeb.Features.Live;

namespace ConvoWeb.Tests.Unit.Features.Conversations.Bulk;

public sealed class BulkTests
{
    [Theory]
    [DatabaseData(BulkAction.Archive), DatabaseData(BulkAction.Activate), DatabaseData(BulkAction.Star), DatabaseData(BulkAction.Unstar)]
    [DatabaseData(BulkAction.Trash), DatabaseData(BulkAction.Restore), DatabaseData(BulkAction.AddTag), DatabaseData(BulkAction.RemoveTag)]
    public async Task Undo_brings_every_conversation_back_to_where_it_was(Engine engine, BulkAction action)
    {
        var (user, service, all) = await MixedAsync(engine);
        var before = await StatesAsync(engine, user, all);
        var run = new BulkRun();

        await service.ApplyAsync(user, BulkSelection.Of(all.ToHashSet()), [new BulkChange(action, "travel")], run, Cancel);
        var after = await StatesAsync(engine, user, all);
        await service.UndoAsync(user, run, new BulkRun(), Cancel);

        Assert.InRange(run.Count, 1, all.Count - 1);
        Assert.Equal(run.Count, before.Zip(after).Count(pair => pair.First != pair.Second));
        Assert.Equal(before, await StatesAsync(engine, user, all));
    }

    [Theory, DatabaseData]
    public async Task All_that_a_filter_shows_are_changed_page_by_page_but_for_those_that_were_left_out(Engine engine)
    {
        var (user, service) = NewUser(engine);
        var ids = await AddAsync(engine, user, 450);
        var filter = new ConversationFilter();
        var selection = BulkSelection.All(filter, ids.Take(2).ToHashSet());
        List<int> seen = [];
        var run = new BulkRun(seen.Add);

        Assert.Equal(448, await service.CountAsync(user, selection, Cancel));
        await service.ApplyAsync(user, selection, [new BulkChange(BulkAction.Archive)], run, Cancel);

        Assert.Equal(448, run.Count);
        Assert.Equal(3, seen.Count);
        Assert.Equal(ids.Take(2).Order(), (await ListAsync(engine, user, filter)).Order());
    }

    [Theory, DatabaseData]
    public async Task What_is_stopped_has_done_whole_pages_and_can_be_undone(Engine engine)
    {
        var (user, service) = NewUser(engine);
        await AddAsync(engine, user, 450);
        using var stop = new CancellationTokenSource();
        var run = new BulkRun(_ => stop.Cancel());

        await service.ApplyAsync(user, BulkSelection.All(new ConversationFilter(), new HashSet<Guid>()), [new BulkChange(BulkAction.Trash)], run, stop.Token);

        Assert.Equal(200, run.Count);
        await service.UndoAsync(user, run, new BulkRun(), Cancel);
        Assert.Equal(0, await service.CountAsync(user, BulkSelection.All(new ConversationFilter { Status = ConversationScope.Deleted }, new HashSet<Guid>()), Cancel));
    }

    [Theory, DatabaseData]
    public async Task Another_owners_conversations_are_not_touched(Engine engine)
    {
        var (alice, service) = NewUser(engine);
        var ids = await AddAsync(engine, alice, 2);
        var run = new BulkRun();

        await service.ApplyAsync(NewUser(engine).User, BulkSelection.Of(ids.ToHashSet()), [new BulkChange(BulkAction.Trash), new BulkChange(BulkAction.AddTag, "mine")], run, Cancel);

        Assert.Equal(0, run.Count);
        Assert.Equal(2, (await ListAsync(engine, alice, new ConversationFilter())).Count);
    }

    [Theory, DatabaseData]
    public async Task Steps_are_undone_the_last_one_first(Engine engine)
    {
        var (user, service) = NewUser(engine);
        var ids = await AddAsync(engine, user, 2);
        var before = await StatesAsync(engine, user, ids);
        var run = new BulkRun();

        await service.ApplyAsync(user, BulkSelection.Of(ids.ToHashSet()), [new BulkChange(BulkAction.Archive), new BulkChange(BulkAction.Trash)], run, Cancel);
        Assert.Equal(2, run.Count);
        await service.UndoAsync(user, run, new BulkRun(), Cancel);

        Assert.Equal(before, await StatesAsync(engine, user, ids));
    }

    [Theory, DatabaseData]
    public async Task A_conversation_gets_no_more_tags_than_it_may_have_and_none_in_the_trash(Engine engine)
    {
        var (user, service) = NewUser(engine);
        var conversations = SharedApp.On(engine).Get<ConversationService>();
        List<Guid> ids = [];
        foreach (var count in (int[])[ConversationTag.MaxPerConversation, ConversationTag.MaxPerConversation - 1, 0])
        {
            var tags = Enumerable.Range(1, count).Select(number => $"tag {number}").ToList();
            ids.Add((await conversations.CreateAsync(user, new NewConversation { Tags = tags }, null, Cancel)).Id);
        }

        await conversations.TrashAsync(user, ids[2], null, Cancel);
        var run = new BulkRun();
        await service.ApplyAsync(user, BulkSelection.Of(ids.ToHashSet()), [new BulkChange(BulkAction.AddTag, "travel")], run, Cancel);

        Assert.Equal([ids[1]], run.Done.SelectMany(step => step.Ids));
    }

    [Theory]
    [DatabaseData(BulkAction.Star), DatabaseData(BulkAction.Unstar), DatabaseData(BulkAction.RemoveTag)]
    public async Task In_the_trash_nothing_else_is_changed(Engine engine, BulkAction action)
    {
        var (user, service) = NewUser(engine);
        var conversations = SharedApp.On(engine).Get<ConversationService>();
        var id = (await conversations.CreateAsync(user, new NewConversation { Starred = action is BulkAction.Unstar, Tags = ["travel"] }, null, Cancel)).Id;
        await conversations.TrashAsync(user, id, null, Cancel);
        var run = new BulkRun();

        await service.ApplyAsync(user, BulkSelection.Of(new HashSet<Guid> { id }), [new BulkChange(action, "travel")], run, Cancel);

        Assert.Equal(0, run.Count);
    }

    [Theory, DatabaseData]
    public async Task What_is_named_one_by_one_stops_between_two_pages_as_well(Engine engine)
    {
        var (user, service) = NewUser(engine);
        var ids = await AddAsync(engine, user, 250);
        using var stop = new CancellationTokenSource();
        var run = new BulkRun(_ => stop.Cancel());

        await service.ApplyAsync(user, BulkSelection.Of(ids.ToHashSet()), [new BulkChange(BulkAction.Star)], run, stop.Token);

        Assert.Equal(200, run.Count);
    }

    [Theory, DatabaseData]
    public async Task Every_change_is_told_with_its_version(Engine engine)
    {
        var (user, service) = NewUser(engine);
        var ids = await AddAsync(engine, user, 3);
        ConcurrentQueue<LiveEvent> told = [];
        using var listening = SharedApp.On(engine).Get<ILiveEvents>().Listen(LiveTopic.Owner(user.Id), told.Enqueue);

        await service.ApplyAsync(user, BulkSelection.Of(ids.ToHashSet()), [new BulkChange(BulkAction.Star)], new BulkRun(), Cancel);
        await service.ApplyAsync(user, BulkSelection.Of(ids.ToHashSet()), [new BulkChange(BulkAction.Star)], new BulkRun(), Cancel);

        Assert.Equal(ids.Order(), told.Select(change => change.ConversationId).Order());
        Assert.All(told, change => Assert.Equal((LiveEventKind.ConversationChanged, 2L), (change.Kind, change.Version)));
    }

    [Theory, DatabaseData]
    public async Task A_stretch_goes_from_one_place_to_another_in_either_direction(Engine engine)
    {
        var (user, service) = NewUser(engine);
        await AddAsync(engine, user, 450);
        var (filter, order) = (new ConversationFilter(), ConversationOrder.Of("title"));
        var all = await ListAsync(engine, user, filter, order);
        var conversations = SharedApp.On(engine).Get<ConversationService>();
        var (one, other) = (order.CursorAt((await conversations.FindAsync(user, all[10], Cancel))!), order.CursorAt((await conversations.FindAsync(user, all[300], Cancel))!));

        Assert.Equal(all[10..301], await service.IdsBetweenAsync(user, filter, order, one, other, 5000, Cancel));
        Assert.Equal(all[10..301], await service.IdsBetweenAsync(user, filter, order, other, one, 5000, Cancel));
        Assert.Equal([all[10]], await service.IdsBetweenAsync(user, filter, order, one, one, 5000, Cancel));
        Assert.Equal(all[10..260], await service.IdsBetweenAsync(user, filter, order, one, other, 250, Cancel));
    }

    private static (CurrentUser User, BulkConversationService Service) NewUser(Engine engine) =>
        (new CurrentUser($"owner-{Guid.NewGuid():N}"), SharedApp.On(engine).Get<BulkConversationService>());

    /// <summary>Of every kind two.</summary>
    private static async Task<(CurrentUser User, BulkConversationService Service, IReadOnlyList<Guid> Ids)> MixedAsync(Engine engine)
    {
        var (user, service) = NewUser(engine);
        var ids = await AddAsync(engine, user, 16);
        var conversations = SharedApp.On(engine).Get<ConversationService>();
        foreach (var (id, i) in ids.Select((id, i) => (id, i)))
        {
            await conversations.ReplaceAsync(
                user,
                id,
                new ConversationEdit
                {
                    Title = $"Conversation {i}",
                    Status = i % 2 == 0 ? ConversationStatus.Active : ConversationStatus.Archived,
                    Starred = i / 2 % 2 == 0,
                    Tags = i / 4 % 2 == 0 ? ["travel", "other"] : ["other"],
                },
                null,
                Cancel);
            if (i >= 8)
            {
                await conversations.TrashAsync(user, id, null, Cancel);
            }
        }

        return (user, service, ids);
    }

    private static async Task<List<Guid>> AddAsync(Engine engine, CurrentUser user, int count)
    {
        List<Guid> ids = [];
        for (var i = 0; i < count; i++)
        {
            ids.Add((await SharedApp.On(engine).Get<ConversationService>().CreateAsync(user, new NewConversation { Title = $"Conversation {i % 100:00}" }, null, Cancel)).Id);
        }

        return ids;
    }

    private static async Task<IReadOnlyList<string>> StatesAsync(Engine engine, CurrentUser user, IReadOnlyList<Guid> ids)
    {
        var views = await SharedApp.On(engine).Get<ConversationService>().FindManyAsync(user, ids, Cancel);
        return [.. views.OrderBy(view => view.Id).Select(view => $"{view.Title} {view.Status} {view.Starred} {view.DeletedAt is not null} {string.Join(' ', view.Tags)}")];
    }

    private static async Task<List<Guid>> ListAsync(Engine engine, CurrentUser user, ConversationFilter filter, ConversationOrder? order = null)
    {
        List<Guid> ids = [];
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await SharedApp.On(engine).Get<ConversationService>().ListAsync(user, filter, order ?? ConversationOrder.NewestFirst, cursor, 200, Cancel);
            ids.AddRange(page.Items.Select(view => view.Id));
            cursor = page.NextCursor;
        }

        return ids;
    }
}
