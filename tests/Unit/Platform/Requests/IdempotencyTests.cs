using System.Net;
using System.Text.Json;

namespace ConvoWeb.Tests.Unit.Platform.Requests;

public sealed class IdempotencyTests
{
    [Theory]
    [DatabaseData("conversations", """{"title":"Trip to Oslo","metadata":{"a":1}}""", """{"metadata": {"a": 1}, "title": "Trip to Oslo"}""")]
    [DatabaseData("personalities", """{"name":"Guide"}""", """ {"name":"Guide"} """)]
    [DatabaseData("messages", """{"type":"user","content":"Hello"}""", """{"content":"H\u0065llo","type":"user"}""")]
    public async Task The_same_request_makes_one_row_and_gets_the_same_answer(Engine engine, string what, string body, string sameBody)
    {
        var alice = SharedApp.NewOwner(engine);
        var address = what is "messages" ? $"/v1/conversations/{await alice.AddConversationAsync()}/messages" : $"/api/{what}";

        var first = await alice.SendAsync($"POST {address}", body, ("Idempotency-Key", "k"));
        var second = await alice.SendAsync($"POST {address}", sameBody, ("Idempotency-Key", "k"));

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (first.StatusCode, second.StatusCode));
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        Assert.True(JsonElement.DeepEquals(await first.JsonAsync(), await second.JsonAsync()));
        Assert.Single((await alice.JsonAsync($"GET {address}")).Items());
    }

    [Theory]
    [DatabaseData("conversations", """{"title":"Trip to Oslo"}""")]
    [DatabaseData("messages", """{"type":"user","content":"Hello"}""")]
    public async Task Requests_that_come_at_once_with_one_key_make_one_row(Engine engine, string what, string body)
    {
        var alice = SharedApp.NewOwner(engine);
        var address = what is "messages" ? $"/v1/conversations/{await alice.AddConversationAsync()}/messages" : $"/api/{what}";

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => alice.SendAsync($"POST {address}", body, ("Idempotency-Key", "k"))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        Assert.Single(answers.Select(answer => answer.Headers.Location).Distinct());
        Assert.Single((await alice.JsonAsync($"GET {address}")).Items());
    }

    [Theory, DatabaseData]
    public async Task Another_request_under_the_same_key_is_refused(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        await alice.JsonAsync("POST /api/conversations", """{"title":"Oslo"}""", ("Idempotency-Key", "k"));

        var problem = await alice.SendAsync("POST /api/conversations", """{"title":"Bergen"}""", ("Idempotency-Key", "k")).ProblemAsync(HttpStatusCode.UnprocessableEntity);
        await alice.SendAsync("POST /api/personalities", """{"name":"Guide"}""", ("Idempotency-Key", "k")).ProblemAsync(HttpStatusCode.UnprocessableEntity);

        Assert.Equal(["idempotency_key"], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
        Assert.Equal(["Oslo"], (await alice.JsonAsync("GET /api/conversations")).Items().Texts("title"));
    }

    [Theory, DatabaseData]
    public async Task A_key_belongs_to_its_owner(Engine engine)
    {
        var alice = await SharedApp.NewOwner(engine).JsonAsync("POST /api/conversations", """{"title":"Oslo"}""", ("Idempotency-Key", "k"));
        var bob = await SharedApp.NewOwner(engine).JsonAsync("POST /api/conversations", """{"title":"Bergen"}""", ("Idempotency-Key", "k"));

        Assert.NotEqual(alice.Text("id"), bob.Text("id"));
    }

    [Theory, DatabaseData]
    public async Task A_refused_request_leaves_its_key_free(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        await alice.SendAsync("POST /api/conversations", """{"title":5}""", ("Idempotency-Key", "k"));

        Assert.Equal("Oslo", (await alice.JsonAsync("POST /api/conversations", """{"title":"Oslo"}""", ("Idempotency-Key", "k"))).Text("title"));
    }

    [Theory, DatabaseData]
    public async Task A_key_is_forgotten_after_a_day_and_never_held_any_text(Engine engine)
    {
        var clock = new TestClock();
        await using var app = new ConvoWebApp(engine) { Clock = clock };
        var alice = app.ClientFor("alice");
        await alice.JsonAsync("POST /api/conversations", """{"title":"secret"}""", ("Idempotency-Key", "k"));

        var kept = await app.Stored.ScalarAsync<string>("SELECT owner_id || key || request_hash || resource_id FROM idempotency_records");
        clock.Advance(TimeSpan.FromHours(24));
        await alice.JsonAsync("POST /api/conversations", """{"title":"another"}""", ("Idempotency-Key", "k"));

        Assert.DoesNotContain("secret", kept);
        Assert.Equal(1L, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM idempotency_records"));
        Assert.Equal(2, (await alice.JsonAsync("GET /api/conversations")).Items().Count);
    }

    [Fact]
    public async Task A_key_has_1_to_200_characters()
    {
        var alice = SharedApp.NewOwner();

        await alice.JsonAsync("POST /api/conversations", "{}", ("Idempotency-Key", new string('k', 200)));
        Assert.Equal(["idempotency_key"], await alice.SendAsync("POST /api/conversations", "{}", ("Idempotency-Key", new string('k', 201))).RefusedFieldsAsync());
    }

    [Theory, DatabaseData]
    public async Task What_was_removed_since_is_not_made_again(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var conversation = await alice.AddConversationAsync();
        (string, string) key = ("Idempotency-Key", Guid.NewGuid().ToString()), other = ("Idempotency-Key", Guid.NewGuid().ToString());
        var personality = (await alice.JsonAsync("POST /api/personalities", """{"name":"Juno"}""", key)).Text("id");
        var message = (await alice.JsonAsync($"POST /v1/conversations/{conversation}/messages", """{"type":"user","content":"x"}""", other)).Text("id");
        await alice.SendAsync($"DELETE /api/personalities/{personality}");
        await alice.SendAsync($"DELETE /api/conversations/{conversation}/messages/{message}");

        await alice.SendAsync("POST /api/personalities", """{"name":"Juno"}""", key).ProblemAsync(HttpStatusCode.Conflict);
        await alice.SendAsync($"POST /api/conversations/{conversation}/messages", """{"type":"user","content":"x"}""", other).ProblemAsync(HttpStatusCode.Conflict);
    }

    [Theory, DatabaseData]
    public async Task A_personality_that_goes_is_a_change_of_its_conversations(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var personality = (await alice.JsonAsync("POST /api/personalities", """{"name":"Juno"}""")).Text("id");
        var before = await alice.JsonAsync("POST /api/conversations", $$"""{"title":"x","personality_id":"{{personality}}"}""");

        await alice.SendAsync($"DELETE /api/personalities/{personality}");

        var after = await alice.JsonAsync($"GET /api/conversations/{before.Text("id")}");
        Assert.Null(after.Text("personality_id"));
        Assert.Equal(before.Number("version") + 1, after.Number("version"));
    }
}
