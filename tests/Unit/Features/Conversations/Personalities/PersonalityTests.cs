using System.Net;
using System.Text.Json;

namespace ConvoWeb.Tests.Unit.Features.Conversations.Personalities;

public sealed class PersonalityTests
{
    [Theory, DatabaseData]
    public async Task A_personality_is_created_read_changed_and_removed(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);

        var response = await alice.SendAsync("POST /api/personalities", """{"name":" Guide ","color":"moss","voice":"alloy","system_prompt":"Be brief."}""");
        var created = await response.JsonAsync();
        var address = response.Headers.Location!.OriginalString;
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal($"/api/personalities/{created.Text("id")}", address);
        Assert.Equal(("Guide", "moss", "alloy", "Be brief."), (created.Text("name"), created.Text("color"), created.Text("voice"), created.Text("system_prompt")));
        Assert.True(JsonElement.DeepEquals(created, await alice.JsonAsync($"GET {address}")));
        Assert.True(JsonElement.DeepEquals(created, Assert.Single((await alice.JsonAsync("GET /api/personalities")).Items())));

        var patched = await alice.JsonAsync($"PATCH {address}", """{"voice":null}""", ("If-Match", response.Headers.ETag!.Tag));
        Assert.Equal(("Guide", JsonValueKind.Null, 2L), (patched.Text("name"), patched.GetProperty("voice").ValueKind, patched.Number("version")));
        await alice.SendAsync($"PUT {address}", """{"name":"Late"}""", ("If-Match", response.Headers.ETag.Tag)).ProblemAsync(HttpStatusCode.PreconditionFailed);

        var put = await alice.JsonAsync($"PUT {address}", """{"name":"Chef"}""");
        Assert.Equal(("Chef", "moss", JsonValueKind.Null), (put.Text("name"), put.Text("color"), put.GetProperty("system_prompt").ValueKind));

        Assert.Equal(HttpStatusCode.NoContent, (await alice.SendAsync($"DELETE {address}")).StatusCode);
        await alice.SendAsync($"GET {address}").ProblemAsync(HttpStatusCode.NotFound);
        await alice.SendAsync($"DELETE {address}").ProblemAsync(HttpStatusCode.NotFound);
    }

    [Theory, DatabaseData]
    public async Task Without_a_color_each_gets_the_one_that_the_fewest_have(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        await alice.JsonAsync("POST /api/personalities", """{"name":"Chosen","color":"lagoon"}""");

        List<string?> colors = [];
        for (var i = 0; i < 15; i++)
        {
            colors.Add((await alice.JsonAsync("POST /api/personalities", $$"""{"name":"Guide {{i}}"}""")).Text("color"));
        }

        Assert.Equal(7, colors.Take(7).Distinct().Count());
        Assert.DoesNotContain("lagoon", colors.Take(7));
        Assert.Equal(8, colors.Skip(7).Distinct().Count());
    }

    [Theory, DatabaseData]
    public async Task A_second_one_of_the_same_name_is_refused(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        await alice.JsonAsync("POST /api/personalities", """{"name":"Guide"}""");
        var chef = (await alice.JsonAsync("POST /api/personalities", """{"name":"Chef"}""")).Text("id");

        await alice.SendAsync("POST /api/personalities", """{"name":"GUIDE"}""").ProblemAsync(HttpStatusCode.Conflict);
        await alice.SendAsync($"PATCH /api/personalities/{chef}", """{"name":"guide"}""").ProblemAsync(HttpStatusCode.Conflict);
        await alice.JsonAsync($"PATCH /api/personalities/{chef}", """{"name":"CHEF"}""");
    }

    [Theory, DatabaseData]
    public async Task Of_many_that_come_at_once_with_one_name_one_is_taken(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => alice.SendAsync("POST /api/personalities", """{"name":"Guide"}""")));

        Assert.Equal([HttpStatusCode.Created, .. Enumerable.Repeat(HttpStatusCode.Conflict, 7)], answers.Select(answer => answer.StatusCode).Order());
    }

    [Theory, DatabaseData]
    public async Task Conversations_outlive_their_personality(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var guide = (await alice.JsonAsync("POST /api/personalities", """{"name":"Guide"}""")).Text("id");
        var id = (await alice.JsonAsync("POST /api/conversations", $$"""{"personality_id":"{{guide}}"}""")).Text("id");

        await alice.SendAsync($"DELETE /api/personalities/{guide}");

        Assert.Equal(JsonValueKind.Null, (await alice.JsonAsync($"GET /api/conversations/{id}")).GetProperty("personality_id").ValueKind);
    }

    [Theory, DatabaseData]
    public async Task They_come_by_name_page_by_page(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        foreach (var name in (string[])["delta", "Alpha", "charlie", "Bravo"])
        {
            await alice.JsonAsync("POST /api/personalities", $$"""{"name":"{{name}}"}""");
        }

        var first = await alice.JsonAsync("GET /api/personalities?limit=3");
        var last = await alice.JsonAsync($"GET /api/personalities?limit=3&cursor={first.Text("next_cursor")}");

        Assert.Equal(["Alpha", "Bravo", "charlie"], first.Items().Texts("name"));
        Assert.Equal(["delta"], last.Items().Texts("name"));
        Assert.Null(last.Text("next_cursor"));
    }

    [Theory]
    [InlineData("{}", "name")]
    [InlineData("""{"name":" "}""", "name")]
    [InlineData("""{"name":"x","color":"grey"}""", "color")]
    [InlineData("""{"name":5}""", "name")]
    public async Task What_is_wrong_is_named(string body, string field) =>
        Assert.Equal([field], await SharedApp.NewOwner().SendAsync("POST /api/personalities", body).RefusedFieldsAsync());

    [Fact]
    public async Task Names_and_prompts_have_their_limits()
    {
        var alice = SharedApp.NewOwner();
        var name = string.Concat(Enumerable.Repeat("😀", 100));
        var prompt = new string('x', 64 * 1024);

        await alice.JsonAsync("POST /api/personalities", $$"""{"name":"{{name}}","system_prompt":"{{prompt}}"}""");

        Assert.Equal(["name"], await alice.SendAsync("POST /api/personalities", $$"""{"name":"{{name}}x"}""").RefusedFieldsAsync());
        Assert.Equal(["system_prompt"], await alice.SendAsync("POST /api/personalities", $$"""{"name":"x","system_prompt":"{{prompt}}x"}""").RefusedFieldsAsync());
    }
}
