using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Conversations.Bulk;
using ConvoWeb.Features.Conversations.Tags;

namespace ConvoWeb.Tests.Unit.Features.Conversations.Tags;

public sealed class TagTests
{
    [Theory, DatabaseData]
    public async Task Tags_come_by_name_with_how_many_have_them_page_by_page(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var trashed = (await alice.JsonAsync("POST /api/conversations", """{"tags":["gone","travel"]}""")).Text("id");
        await alice.SendAsync($"DELETE /api/conversations/{trashed}");
        await alice.JsonAsync("POST /api/conversations", """{"tags":["travel","food","Ärger"]}""");
        await alice.JsonAsync("POST /api/conversations", """{"tags":["travel"]}""");
        await SharedApp.NewOwner(engine).JsonAsync("POST /api/conversations", """{"tags":["theirs"]}""");

        List<(string?, long)> tags = [];
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await alice.JsonAsync($"GET /api/tags?limit=1&cursor={cursor}");
            tags.AddRange(page.Items().Select(tag => (tag.Text("name"), tag.Number("count"))));
            cursor = page.Text("next_cursor");
        }

        Assert.Equal([("food", 1), ("travel", 2), ("Ärger", 1)], tags);
    }

    [Theory, DatabaseData]
    public async Task A_selection_says_how_many_of_it_have_each(Engine engine)
    {
        var (user, app) = (new CurrentUser($"owner-{Guid.NewGuid():N}"), SharedApp.On(engine));
        List<Guid> ids = [];
        foreach (var tags in (string[][])[["a", "b"], ["a"], ["c"]])
        {
            ids.Add((await app.Get<ConversationService>().CreateAsync(user, new NewConversation { Tags = tags }, null, Cancel)).Id);
        }

        var service = app.Get<TagService>();
        Assert.Equal([new("a", 2), new("b", 1)], await service.CountAsync(user, BulkSelection.Of(ids.Take(2).ToHashSet()), Cancel));
        Assert.Equal([new("a", 1), new("c", 1)], await service.CountAsync(user, BulkSelection.All(new ConversationFilter(), ids.Take(1).ToHashSet()), Cancel));
        Assert.Empty(await service.CountAsync(new CurrentUser("bob"), BulkSelection.Of(ids.ToHashSet()), Cancel));
    }
}
