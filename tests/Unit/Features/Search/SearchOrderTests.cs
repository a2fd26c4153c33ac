using static ConvoWeb.Tests.Unit.Features.Search.SearchSteps;

namespace ConvoWeb.Tests.Unit.Features.Search;

/// <summary>What comes first, how pages follow each other, and how much is counted.</summary>
public sealed class SearchOrderTests
{
    [Theory, DatabaseData]
    public async Task What_a_person_said_ranks_above_what_an_assistant_said(Engine engine)
    {
        var client = SharedApp.NewOwner(engine);
        await client.AppendAsync(await client.AddConversationAsync("One"), "The fjord is deep and cold.");
        await client.AppendAsync(await client.AddConversationAsync("Two"), "The fjord is deep and cold.", "ai");

        Assert.Equal(["One", "Two"], Titles(await client.JsonAsync("GET /api/conversations/search?q=fjord")));
        Assert.Equal(["Two", "One"], Titles(await client.JsonAsync("GET /api/conversations/search?q=fjord&order=newest")));
    }

    [Theory, DatabaseData]
    public async Task Pages_follow_each_other_in_every_order_without_a_gap_or_a_repeat(Engine engine)
    {
        var client = SharedApp.NewOwner(engine);
        for (var i = 0; i < 23; i++)
        {
            await client.AddAsync(i % 7 == 0 ? $"Oslo {i}" : $"Trip {i}",
                (i % 2 == 0 ? "user" : "ai", string.Concat(Enumerable.Repeat("oslo ", (i % 5) + 1)) + "and more", $"2026-03-{(i % 9) + 1:00}T10:00:00Z"));
        }

        foreach (var order in Orders)
        {
            var all = (await client.JsonAsync($"GET /api/conversations/search?q=oslo&order={order}&limit=200")).Items().Select(IdOf).ToList();
            List<string> paged = [];
            for (string? cursor = ""; cursor is not null;)
            {
                var page = await client.JsonAsync($"GET /api/conversations/search?q=oslo&order={order}&limit=5&cursor={cursor}");
                paged.AddRange(page.Items().Select(IdOf));
                cursor = page.Text("next_cursor");
            }

            Assert.Equal(23, all.Count);
            Assert.Equal(all, paged);
        }
    }

    [Theory, DatabaseData]
    public async Task Pages_go_on_as_they_began_when_the_words_become_common_meanwhile(Engine engine)
    {
        var client = SharedApp.NewOwner(engine);
        var word = $"w{Guid.NewGuid():N}";
        List<string> all = [];
        for (var i = 0; i < 20; i++)
        {
            all.Add(await client.AddAsync($"{i}", [.. Enumerable.Range(0, 50).Select(n => ("user", $"{word} {n} {i}", "2026-03-01T10:00:00Z"))]));
        }

        var first = await client.JsonAsync($"GET /api/conversations/search?q={word}&limit=10");
        await client.AddAsync("More", ("ai", word, "2026-03-01T10:00:00Z"));
        var second = await client.JsonAsync($"GET /api/conversations/search?q={word}&limit=50&cursor={first.Text("next_cursor")}");

        Assert.Equal((10, false, true), (first.Items().Count, first.GetProperty("is_partial").GetBoolean(), second.GetProperty("is_partial").GetBoolean()));
        var known = first.Items().Concat(second.Items()).Select(IdOf).Where(all.Contains).ToList();
        Assert.Equal(all.Order(StringComparer.Ordinal), known.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_cursor_of_another_order_is_refused()
    {
        var client = SharedApp.NewOwner();
        await client.AppendAsync(await client.AddConversationAsync(), "oslo");
        await client.AppendAsync(await client.AddConversationAsync(), "oslo");
        var cursor = (await client.JsonAsync("GET /api/conversations/search?q=oslo&limit=1")).Text("next_cursor");

        Assert.Equal(["cursor"], await client.SendAsync($"GET /api/conversations/search?q=oslo&order=newest&cursor={cursor}").RefusedFieldsAsync());
    }

    [Theory, DatabaseData]
    public async Task Hits_are_counted_as_far_as_a_thousand(Engine engine)
    {
        var client = SharedApp.NewOwner(engine);
        var first = await client.AddManyAsync(600, "2026-03-01T10:00:00Z");
        await client.AddManyAsync(400, "2026-03-02T10:00:00Z");

        var thousand = await client.JsonAsync("GET /api/conversations/search?q=oslo");
        await client.AppendAsync(await client.AddConversationAsync("More"), "oslo");
        var more = await client.JsonAsync("GET /api/conversations/search?q=oslo");

        Assert.Equal((1000, false, false), (thousand.Number("total"), thousand.GetProperty("total_is_more").GetBoolean(), thousand.GetProperty("is_partial").GetBoolean()));
        Assert.Equal((1000, true, true), (more.Number("total"), more.GetProperty("total_is_more").GetBoolean(), more.GetProperty("is_partial").GetBoolean()));
        Assert.Equal([600, 400], thousand.Items().Select(item => item.Number("hit_count")).OrderDescending());
        foreach (var order in new[] { "relevance", "newest" })
        {
            var exact = await client.JsonAsync($"GET /api/conversations/search?q=oslo&order={order}");
            Assert.Equal(600, exact.Items().Single(item => IdOf(item) == first).Number("hit_count"));
            Assert.False(exact.GetProperty("is_partial").GetBoolean());
        }
    }

    [Theory, DatabaseData]
    public async Task In_the_usual_order_of_a_common_word_many_new_hits_come_before_few(Engine engine)
    {
        var client = SharedApp.NewOwner(engine);
        await client.AddManyAsync(900, "2026-03-01T10:00:00Z", "Many");
        await client.AddManyAsync(100, "2026-03-01T10:00:00Z", "Some");
        await client.AddManyAsync(1, "2026-03-01T10:00:00Z", "One");

        var found = await client.JsonAsync("GET /api/conversations/search?q=oslo");

        Assert.Equal(["Many", "Some", "One"], Titles(found));
    }

    [Theory, DatabaseData]
    public async Task Each_choice_is_counted_as_if_it_were_the_only_one_of_its_kind(Engine engine)
    {
        var client = SharedApp.NewOwner(engine);
        var juno = (await client.JsonAsync("POST /api/personalities", """{"name": "Juno"}""")).Text("id");
        await client.AddAsync("One", "gpt-4o", juno, ("user", "oslo ```x```", "2026-03-01T10:00:00Z"), ("ai", "oslo https://a.example", "2026-03-01T10:01:00Z"));
        await client.AddAsync("Two", "claude", null, ("user", "oslo", "2026-03-02T10:00:00Z"));

        var all = (await client.JsonAsync("GET /api/conversations/search?q=oslo")).GetProperty("facets");
        var some = (await client.JsonAsync("GET /api/conversations/search?q=oslo%20from:ai%20model:gpt-4o")).GetProperty("facets");

        Assert.Equal("user 2, ai 1", Facet(all, "types"));
        Assert.Equal("gpt-4o 2, claude 1", Facet(all, "models"));
        Assert.Equal("Juno 2", Facet(all, "personalities"));
        Assert.Equal("code 1, link 1", Facet(all, "contains"));
        Assert.Equal("ai 1, user 1", Facet(some, "types"));
        Assert.Equal("gpt-4o 1", Facet(some, "models"));
        Assert.Equal("link 1", Facet(some, "contains"));
    }

    [Fact]
    public async Task Times_are_counted_from_the_readers_day_on()
    {
        var clock = new TestClock();
        await using var app = new ConvoWebApp { Clock = clock };
        var client = app.ClientFor("alice");
        var now = clock.GetUtcNow();
        foreach (var days in new[] { 0, 3, 20, 100, 1000 })
        {
            await client.AddAsync($"{days}", ("user", "oslo", now.AddDays(-days).AddMinutes(-1).ToString("O")));
        }

        var found = await client.JsonAsync("GET /api/conversations/search?q=oslo%20after:7d");

        Assert.Equal(2, found.Number("total"));
        Assert.Equal("today 1, 7d 2, 30d 3, 365d 4", Facet(found.GetProperty("facets"), "days"));
    }
}
