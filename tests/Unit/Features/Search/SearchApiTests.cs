using System.Text.Json;
using ConvoWeb.Data;
using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Search;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Search;
using ConvoWeb.Features.Search.Syntax;

namespace ConvoWeb.Tests.Unit.Features.Search;

public sealed class SearchApiTests
{
    private static readonly string[] Orders = ["best", "relevance", "newest"];

    [Theory, DatabaseData]
    public async Task A_hit_is_a_message_in_its_conversation_with_the_words_marked(Engine engine)
    {
        var client = SharedApp.NewOwner(engine);
        var id = await client.AddConversationAsync();
        await client.AppendAsync(id, "Nothing of it.");
        var message = await client.AppendAsync(id, $"{new string('x', 300)} First\n\n of all, the **Café** opens; a café closes 🚢 late. {new string('y', 300)}", "ai");

        var found = await client.JsonAsync("GET /api/conversations/search?q=cafe%20open*");

        var item = Assert.Single(found.Items());
        Assert.Equal((id, "Trip to Oslo", 2), (item.GetProperty("conversation").Text("id"), item.GetProperty("conversation").Text("title"), (int)item.GetProperty("conversation").Number("message_count")));
        var hit = Assert.Single(item.Items("hits"));
        Assert.Equal((message.Text("id"), 2, 1), (hit.Text("message_id"), (int)hit.Number("seq"), (int)item.Number("hit_count")));
        var snippet = hit.Text("snippet")!;
        Assert.Equal(["Café", "opens", "café"], hit.Items("highlights").Select(mark => snippet.Substring((int)mark.Number("start"), (int)mark.Number("length"))));
        Assert.StartsWith("…", snippet, StringComparison.Ordinal);
        Assert.EndsWith("…", snippet, StringComparison.Ordinal);
        Assert.Contains("First of all, the **Café** opens; a café closes 🚢 late.", snippet, StringComparison.Ordinal);
    }

    [Theory, DatabaseData]
    public async Task A_conversation_that_is_found_by_its_title_alone_has_no_hits_and_comes_first(Engine engine)
    {
        var client = SharedApp.NewOwner(engine);
        await client.AppendAsync(await client.AddConversationAsync("Other"), "Oslo Oslo Oslo");
        await client.AddConversationAsync("Trip to Oslo");

        var found = await client.JsonAsync("GET /api/conversations/search?q=oslo");

        Assert.Equal(["Trip to Oslo", "Other"], Titles(found));
        Assert.Equal((0, 0, 1), (found.Items()[0].Items("hits").Count, (int)found.Items()[0].Number("hit_count"), (int)found.Number("total")));
        Assert.Equal(["Trip to Oslo"], Titles(await client.JsonAsync("GET /api/conversations/search?q=title:oslo")));
        Assert.Equal(["Other"], Titles(await client.JsonAsync("GET /api/conversations/search?q=oslo%20from:user")));
    }

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
    public async Task A_date_means_whole_days_in_the_readers_zone(Engine engine)
    {
        var client = SharedApp.NewOwner(engine);
        foreach (var time in new[] { "2026-03-01T22:59:59Z", "2026-03-01T23:00:00Z", "2026-03-03T22:59:59Z", "2026-03-03T23:00:00Z" })
        {
            await AddAsync(client, time, ("user", "oslo", time));
        }

        Assert.Equal(["2026-03-01T23:00:00Z", "2026-03-03T22:59:59Z"], await InAsync("2026-03-02..2026-03-03"));
        Assert.Equal(["2026-03-01T22:59:59Z", "2026-03-01T23:00:00Z"], await InAsync("..2026-03-02"));
        Assert.Equal(["2026-03-03T23:00:00Z"], await InAsync("2026-03-04.."));
        Assert.Equal(["2026-03-01T23:00:00Z"], await InAsync("2026-03-02"));

        async Task<IEnumerable<string?>> InAsync(string date) =>
            Titles(await client.JsonAsync($"GET /api/conversations/search?time_zone=Europe/Oslo&date={date}")).Order(StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("date=yesterdays", "date")]
    [InlineData("date=2026-03-05..2026-03-01", "date")]
    [InlineData("order=best_of_all", "order")]
    [InlineData("status=deleted", "status")]
    [InlineData("status=gone", "status")]
    [InlineData("time_zone=Mars/Olympus", "time_zone")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("cursor=abc", "cursor")]
    [InlineData("from=soon", "from")]
    [InlineData("starred=maybe", "starred")]
    public async Task A_wrong_parameter_is_refused_by_its_name(string parameter, string field) =>
        Assert.Equal([field], await SharedApp.NewOwner().SendAsync($"GET /api/conversations/search?q=oslo&{parameter}").RefusedFieldsAsync());

    [Fact]
    public async Task What_is_not_understood_is_told_with_its_place()
    {
        var found = await SharedApp.NewOwner().JsonAsync("GET /api/conversations/search?q=oslo%20from:nobody");

        var problem = Assert.Single(found.Items("problems"));
        Assert.Equal((5, 11), ((int)problem.Number("start"), (int)problem.Number("length")));
        Assert.Contains("from: takes user or ai", problem.Text("message"), StringComparison.Ordinal);
    }

    [Theory, DatabaseData]
    public async Task Pages_follow_each_other_in_every_order_without_a_gap_or_a_repeat(Engine engine)
    {
        var client = SharedApp.NewOwner(engine);
        for (var i = 0; i < 23; i++)
        {
            await AddAsync(
                client,
                i % 7 == 0 ? $"Oslo {i}" : $"Trip {i}",
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
            all.Add(await AddAsync(client, $"{i}", [.. Enumerable.Range(0, 50).Select(n => ("user", $"{word} {n} {i}", "2026-03-01T10:00:00Z"))]));
        }

        var first = await client.JsonAsync($"GET /api/conversations/search?q={word}&limit=10");
        await AddAsync(client, "More", ("ai", word, "2026-03-01T10:00:00Z"));
        var second = await client.JsonAsync($"GET /api/conversations/search?q={word}&limit=50&cursor={first.Text("next_cursor")}");

        Assert.Equal((10, false, true), (first.Items().Count, first.GetProperty("is_partial").GetBoolean(), second.GetProperty("is_partial").GetBoolean()));
        var known = first.Items().Concat(second.Items()).Select(IdOf).Where(all.Contains).ToList();
        Assert.Equal(all.Order(StringComparer.Ordinal), known.Order(StringComparer.Ordinal));
    }

    [Theory, DatabaseData]
    public async Task A_common_word_is_found_in_the_few_conversations_of_a_filter(Engine engine)
    {
        var client = SharedApp.NewOwner(engine);
        await AddManyAsync(client, 1000, "2026-03-02T10:00:00Z");
        var tagged = await AddAsync(client, "Tagged", ("user", "oslo", "2026-03-01T10:00:00Z"), ("user", "bergen", "2026-03-01T10:01:00Z"));
        await client.JsonAsync($"PATCH /api/conversations/{tagged}", """{"tags": ["work"]}""");
        await client.AppendAsync(await client.AddConversationAsync("More"), "oslo");

        foreach (var order in Orders)
        {
            var found = await client.JsonAsync($"GET /api/conversations/search?q=oslo%20tag:work&order={order}");
            Assert.Equal((1, 1), ((int)found.Number("total"), (int)Assert.Single(found.Items()).Number("hit_count")));
        }

        Assert.Equal(["Tagged"], Titles(await client.JsonAsync("GET /api/conversations/search?q=-oslo%20tag:work")));
    }

    [Theory, DatabaseData]
    public async Task A_model_is_found_by_its_name_whatever_letters_it_has(Engine engine)
    {
        var client = SharedApp.NewOwner(engine);
        await AddAsync(client, "One", "Ü-7B", null, ("user", "oslo", "2026-03-01T10:00:00Z"));

        Assert.Equal(["One"], Titles(await client.JsonAsync($"GET /api/conversations/search?q={Uri.EscapeDataString("model:Ü-7b")}")));
    }

    [Fact]
    public async Task An_empty_parameter_asks_nothing()
    {
        var client = SharedApp.NewOwner();
        await client.AppendAsync(await client.AddConversationAsync(), "oslo");

        Assert.Empty((await client.JsonAsync("GET /api/conversations/search?tag=&model=")).Items());
        Assert.Single((await client.JsonAsync("GET /api/conversations?tag=&model=")).Items());
    }

    [Fact]
    public async Task A_time_zone_that_only_the_database_does_not_know_is_refused()
    {
        var app = SharedApp.On(Engine.Postgres);
        using var client = app.ClientFor("martian");
        await client.AppendAsync(await client.AddConversationAsync(), "oslo");
        var mars = TimeZoneInfo.CreateCustomTimeZone("Mars/Olympus", TimeSpan.Zero, null, null);
        var request = new SearchRequest { Query = SearchParser.Parse("hour:9", DateTimeOffset.UnixEpoch, mars), Zone = mars };

        var refusal = await Assert.ThrowsAsync<InvalidInputException>(
            () => app.Get<SearchService>().SearchAsync(new CurrentUser("martian"), request, Cancel));

        Assert.Equal(["time_zone"], refusal.Errors.Keys);
    }

    [Theory, DatabaseData]
    public async Task Who_gives_up_a_search_ends_its_statements(Engine engine)
    {
        var app = SharedApp.On(engine);
        var recording = new RecordingDatabase(app.Get<IDatabase>());
        var search = new SearchService(recording, app.Get<SearchDialect>(), app.Get<ConversationService>(), TimeProvider.System);
        using var givenUp = new CancellationTokenSource();
        var request = new SearchRequest { Query = SearchParser.Parse("oslo", DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc) };

        await search.SearchAsync(new CurrentUser("alice"), request, givenUp.Token);
        Assert.Equal([givenUp.Token], recording.Ends);

        await givenUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => search.SearchAsync(new CurrentUser("alice"), request, givenUp.Token));
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
        var first = await AddManyAsync(client, 600, "2026-03-01T10:00:00Z");
        await AddManyAsync(client, 400, "2026-03-02T10:00:00Z");

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
        await AddManyAsync(client, 900, "2026-03-01T10:00:00Z", "Many");
        await AddManyAsync(client, 100, "2026-03-01T10:00:00Z", "Some");
        await AddManyAsync(client, 1, "2026-03-01T10:00:00Z", "One");

        var found = await client.JsonAsync("GET /api/conversations/search?q=oslo");

        Assert.Equal(["Many", "Some", "One"], Titles(found));
    }

    [Theory, DatabaseData]
    public async Task Each_choice_is_counted_as_if_it_were_the_only_one_of_its_kind(Engine engine)
    {
        var client = SharedApp.NewOwner(engine);
        var juno = (await client.JsonAsync("POST /api/personalities", """{"name": "Juno"}""")).Text("id");
        await AddAsync(client, "One", "gpt-4o", juno, ("user", "oslo ```x```", "2026-03-01T10:00:00Z"), ("ai", "oslo https://a.example", "2026-03-01T10:01:00Z"));
        await AddAsync(client, "Two", "claude", null, ("user", "oslo", "2026-03-02T10:00:00Z"));

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
            await AddAsync(client, $"{days}", ("user", "oslo", now.AddDays(-days).AddMinutes(-1).ToString("O")));
        }

        var found = await client.JsonAsync("GET /api/conversations/search?q=oslo%20after:7d");

        Assert.Equal(2, found.Number("total"));
        Assert.Equal("today 1, 7d 2, 30d 3, 365d 4", Facet(found.GetProperty("facets"), "days"));
    }

    [Theory, DatabaseData]
    public async Task What_one_may_not_see_is_no_hit_and_counts_nowhere(Engine engine)
    {
        var (alice, bob) = (SharedApp.NewOwner(engine), SharedApp.NewOwner(engine));
        var theirs = await bob.AddConversationAsync("Oslo of Bob");
        await bob.AppendAsync(theirs, "oslo");
        var trashed = await alice.AddConversationAsync("Oslo in the trash");
        await alice.AppendAsync(trashed, "oslo");
        await alice.SendAsync($"DELETE /api/conversations/{trashed}");
        var kept = await alice.AddConversationAsync("Kept");
        var edited = await alice.AppendAsync(kept, "oslo");
        var removed = await alice.AppendAsync(kept, "oslo");
        await alice.AppendAsync(kept, "oslo", "system");
        await alice.JsonAsync($"PATCH /api/conversations/{kept}/messages/{edited.Text("id")}", """{"content": "bergen"}""");
        await alice.SendAsync($"DELETE /api/conversations/{kept}/messages/{removed.Text("id")}");

        foreach (var query in new[] { "oslo", "os*", "-bergen", "title:oslo", "oslo OR trondheim" })
        {
            var found = await alice.JsonAsync($"GET /api/conversations/search?q={Uri.EscapeDataString(query)}");
            Assert.Equal((0, 0), (found.Items().Count, (int)found.Number("total")));
            Assert.Equal("", Facet(found.GetProperty("facets"), "types"));
        }

        await alice.JsonAsync($"POST /api/conversations/{trashed}/restore");
        Assert.Equal(["Oslo in the trash"], Titles(await alice.JsonAsync("GET /api/conversations/search?q=oslo")));
        Assert.Equal(["Kept"], Titles(await alice.JsonAsync("GET /api/conversations/search?q=bergen")));
    }

    [Theory, DatabaseData]
    public async Task A_draft_is_found_once_it_is_final(Engine engine)
    {
        var client = SharedApp.NewOwner(engine);
        var id = await client.AddConversationAsync();
        var draft = await client.JsonAsync($"POST /v1/conversations/{id}/messages", """{"type": "ai", "state": "draft", "content": ""}""");
        await client.JsonAsync($"POST /v1/conversations/{id}/messages/{draft.Text("id")}/deltas", """{"n": 0, "text": "hurtigruten"}""");

        Assert.Empty((await client.JsonAsync("GET /api/conversations/search?q=hurtigruten")).Items());

        await client.JsonAsync($"POST /v1/conversations/{id}/messages/{draft.Text("id")}/finalize", "{}");
        Assert.Single((await client.JsonAsync("GET /api/conversations/search?q=hurtigruten")).Items());
    }

    [Theory, DatabaseData]
    public async Task The_filters_of_the_list_hold_here_too(Engine engine)
    {
        var client = SharedApp.NewOwner(engine);
        var juno = (await client.JsonAsync("POST /api/personalities", """{"name": "Juno"}""")).Text("id");
        await AddAsync(client, "One", "gpt-4o", juno, ("user", "oslo", "2026-03-01T10:00:00Z"));
        var two = await AddAsync(client, "Two", "claude", null, ("user", "oslo", "2026-04-01T10:00:00Z"));
        await client.JsonAsync($"PATCH /api/conversations/{two}", """{"starred": true, "status": "archived", "tags": ["work"]}""");

        foreach (var (parameters, expected) in new[]
        {
            ("personality=juno", "One"), ($"personality={juno}", "One"), ("personality=nobody", ""), ("model=claude", "Two"), ("tag=work", "Two"), ("tag=play", ""),
            ("starred=true", "Two"), ("starred=false", "One"), ("status=archived", "Two"), ("status=active", "One"), ("status=all&from=2026-01-01", "Two One"),
            ("from=2026-03-15", "Two"), ("to=2026-03-15", "One"),
        })
        {
            foreach (var query in new[] { "q=oslo&order=newest&", "" })
            {
                Assert.Equal(expected, string.Join(' ', Titles(await client.JsonAsync($"GET /api/conversations/search?{query}{parameters}")).Order(StringComparer.Ordinal).Reverse()));
            }
        }
    }

    [Fact]
    public async Task Nothing_asked_finds_nothing()
    {
        var client = SharedApp.NewOwner();
        await client.AppendAsync(await client.AddConversationAsync(), "oslo");

        var found = await client.JsonAsync("GET /api/conversations/search");

        Assert.Equal((0, 0), (found.Items().Count, (int)found.Number("total")));
    }

    private static Task<string> AddAsync(HttpClient client, string title, params (string Type, string Content, string At)[] messages) =>
        AddAsync(client, title, null, null, messages);

    private static async Task<string> AddAsync(HttpClient client, string title, string? model, string? personality, params (string Type, string Content, string At)[] messages)
    {
        var created = await client.JsonAsync("POST /api/conversations", JsonSerializer.Serialize(new
        {
            title,
            model,
            personality_id = personality,
            messages = messages.Select(message => new { type = message.Type, content = message.Content, timestamp = message.At }),
        }));
        return created.Text("id")!;
    }

    private static Task<string> AddManyAsync(HttpClient client, int count, string at, string title = "Many") =>
        AddAsync(client, title, [.. Enumerable.Range(0, count).Select(_ => ("user", "oslo", at))]);

    private static string IdOf(JsonElement item) => item.GetProperty("conversation").Text("id")!;

    private static IEnumerable<string?> Titles(JsonElement found) => found.Items().Select(item => item.GetProperty("conversation").Text("title"));

    private static string Facet(JsonElement facets, string name) =>
        string.Join(", ", facets.Items(name).Select(facet => $"{facet.Text("value")} {facet.Number("count")}"));
}
