using System.Net;
using System.Text.Json;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Search.Saved;

namespace ConvoWeb.Tests.Unit.Features.Search.Saved;

public sealed class SavedSearchTests
{
    private const string Oslo = """{"name":" Oslo ","query":"oslo from:user"}""";

    [Theory, DatabaseData]
    public async Task A_search_is_saved_read_changed_and_removed(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);

        var response = await alice.SendAsync("POST /api/searches", Oslo);
        var created = await response.JsonAsync();
        var address = response.Headers.Location!.OriginalString;
        Assert.Equal((HttpStatusCode.Created, $"/api/searches/{created.Text("id")}"), (response.StatusCode, address));
        Assert.Equal(("Oslo", "oslo from:user"), (created.Text("name"), created.Text("query")));
        Assert.True(JsonElement.DeepEquals(created, await alice.JsonAsync($"GET {address}")));
        Assert.True(JsonElement.DeepEquals(created, Assert.Single((await alice.JsonAsync("GET /api/searches")).Items())));

        var put = await alice.JsonAsync($"PUT {address}", """{"name":"Bergen","query":"\"bergen\" -oslo"}""");
        Assert.Equal((created.Text("id"), "Bergen", "\"bergen\" -oslo"), (put.Text("id"), put.Text("name"), put.Text("query")));

        Assert.Equal(HttpStatusCode.NoContent, (await alice.SendAsync($"DELETE {address}")).StatusCode);
        await alice.SendAsync($"GET {address}").ProblemAsync(HttpStatusCode.NotFound);
        await alice.SendAsync($"PUT {address}", Oslo).ProblemAsync(HttpStatusCode.NotFound);
        await alice.SendAsync($"DELETE {address}").ProblemAsync(HttpStatusCode.NotFound);
    }

    [Theory, DatabaseData]
    public async Task Another_owners_search_is_not_there(Engine engine)
    {
        var bob = SharedApp.NewOwner(engine);
        var address = (await SharedApp.NewOwner(engine).SendAsync("POST /api/searches", Oslo)).Headers.Location!.OriginalString;

        await bob.SendAsync($"GET {address}").ProblemAsync(HttpStatusCode.NotFound);
        await bob.SendAsync($"PUT {address}", Oslo).ProblemAsync(HttpStatusCode.NotFound);
        await bob.SendAsync($"DELETE {address}").ProblemAsync(HttpStatusCode.NotFound);
        Assert.Empty((await bob.JsonAsync("GET /api/searches")).Items());
        await bob.JsonAsync("POST /api/searches", Oslo); // names are each owner's own
    }

    [Theory, DatabaseData]
    public async Task A_second_one_of_the_same_name_is_refused(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        await alice.JsonAsync("POST /api/searches", Oslo);
        var bergen = (await alice.JsonAsync("POST /api/searches", """{"name":"Bergen","query":"bergen"}""")).Text("id");

        await alice.SendAsync("POST /api/searches", """{"name":"OSLO","query":"x"}""").ProblemAsync(HttpStatusCode.Conflict);
        await alice.SendAsync($"PUT /api/searches/{bergen}", """{"name":"oslo","query":"x"}""").ProblemAsync(HttpStatusCode.Conflict);
        await alice.JsonAsync($"PUT /api/searches/{bergen}", """{"name":"BERGEN","query":"x"}""");
    }

    [Theory, DatabaseData]
    public async Task Of_many_that_come_at_once_with_one_name_one_is_taken(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => alice.SendAsync("POST /api/searches", Oslo)));

        Assert.Equal([HttpStatusCode.Created, .. Enumerable.Repeat(HttpStatusCode.Conflict, 7)], answers.Select(answer => answer.StatusCode).Order());
    }

    [Theory, DatabaseData]
    public async Task The_same_request_sent_again_saves_it_once(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);

        var first = await alice.JsonAsync("POST /api/searches", Oslo, ("Idempotency-Key", "once"));
        var again = await alice.JsonAsync("POST /api/searches", Oslo, ("Idempotency-Key", "once"));

        Assert.True(JsonElement.DeepEquals(first, again));
        Assert.Single((await alice.JsonAsync("GET /api/searches")).Items());
        await alice.SendAsync("POST /api/searches", """{"name":"x","query":"y"}""", ("Idempotency-Key", "once")).ProblemAsync(HttpStatusCode.UnprocessableEntity);
    }

    [Theory, DatabaseData]
    public async Task They_come_by_name_page_by_page(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        foreach (var name in (string[])["delta", "Alpha", "charlie", "Bravo"])
        {
            await alice.JsonAsync("POST /api/searches", $$"""{"name":"{{name}}","query":"x"}""");
        }

        var first = await alice.JsonAsync("GET /api/searches?limit=3");
        var last = await alice.JsonAsync($"GET /api/searches?limit=3&cursor={first.Text("next_cursor")}");

        Assert.Equal(["Alpha", "Bravo", "charlie"], first.Items().Texts("name"));
        Assert.Equal(["delta"], last.Items().Texts("name"));
        Assert.Null(last.Text("next_cursor"));
    }

    [Theory]
    [InlineData("{}", "name", "query")]
    [InlineData("""{"name":" ","query":"x"}""", "name")]
    [InlineData("""{"name":"x","query":" "}""", "query")]
    [InlineData("""{"name":5,"query":"x"}""", "name")]
    public async Task What_is_wrong_is_named(string body, params string[] fields) =>
        Assert.Equal(fields, await SharedApp.NewOwner().SendAsync("POST /api/searches", body).RefusedFieldsAsync());

    [Fact]
    public async Task Names_and_queries_have_their_limits()
    {
        var alice = SharedApp.NewOwner();
        var name = string.Concat(Enumerable.Repeat("😀", 100));
        var query = string.Concat(Enumerable.Repeat("😀", 2000));

        await alice.JsonAsync("POST /api/searches", $$"""{"name":"{{name}}","query":"{{query}}"}""");

        Assert.Equal(["name"], await alice.SendAsync("POST /api/searches", $$"""{"name":"{{name}}x","query":"x"}""").RefusedFieldsAsync());
        Assert.Equal(["query"], await alice.SendAsync("POST /api/searches", $$"""{"name":"x","query":"{{query}}x"}""").RefusedFieldsAsync());
    }

    [Theory, DatabaseData]
    public async Task What_was_removed_comes_back_as_it_was(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var (searches, alice) = (app.Get<SavedSearchService>(), new CurrentUser("alice"));
        var saved = await searches.CreateAsync(alice, new SavedSearchEdit { Name = "Oslo", Query = "oslo" }, null, Cancel);

        var removed = await searches.RemoveAsync(alice, saved.Id, Cancel);
        await searches.RestoreAsync(alice, removed!, Cancel);
        await searches.RestoreAsync(alice, removed!, Cancel);

        Assert.Equal(removed, Assert.Single((await searches.ListAsync(alice, null, null, Cancel)).Items));
    }
}
