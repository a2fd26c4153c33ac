using ConvoWeb.Data;
using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Search;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Privacy.Redaction;
using ConvoWeb.Features.Search;
using ConvoWeb.Features.Search.Syntax;
using static ConvoWeb.Tests.Unit.Features.Search.SearchSteps;

namespace ConvoWeb.Tests.Unit.Features.Search;

public sealed class SearchApiTests
{
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
    public async Task A_date_means_whole_days_in_the_readers_zone(Engine engine)
    {
        var client = SharedApp.NewOwner(engine);
        foreach (var time in new[] { "2026-03-01T22:59:59Z", "2026-03-01T23:00:00Z", "2026-03-03T22:59:59Z", "2026-03-03T23:00:00Z" })
        {
            await client.AddAsync(time, ("user", "oslo", time));
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
    public async Task A_common_word_is_found_in_the_few_conversations_of_a_filter(Engine engine)
    {
        var client = SharedApp.NewOwner(engine);
        await client.AddManyAsync(1000, "2026-03-02T10:00:00Z");
        var tagged = await client.AddAsync("Tagged", ("user", "oslo", "2026-03-01T10:00:00Z"), ("user", "bergen", "2026-03-01T10:01:00Z"));
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
        await client.AddAsync("One", "Ü-7B", null, ("user", "oslo", "2026-03-01T10:00:00Z"));

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
        var search = new SearchService(recording, app.Get<SearchDialect>(), app.Get<ConversationService>(), app.Get<OwnerRedactions>(), TimeProvider.System);
        using var givenUp = new CancellationTokenSource();
        var request = new SearchRequest { Query = SearchParser.Parse("oslo", DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc) };

        await search.SearchAsync(new CurrentUser("alice"), request, givenUp.Token);
        Assert.Equal([givenUp.Token], recording.Ends);

        await givenUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => search.SearchAsync(new CurrentUser("alice"), request, givenUp.Token));
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
        await client.AddAsync("One", "gpt-4o", juno, ("user", "oslo", "2026-03-01T10:00:00Z"));
        var two = await client.AddAsync("Two", "claude", null, ("user", "oslo", "2026-04-01T10:00:00Z"));
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

    [Theory, DatabaseData]
    public async Task A_source_alone_is_something_to_ask_for(Engine engine)
    {
        var client = SharedApp.NewOwner(engine);
        var imported = (await client.JsonAsync("POST /api/conversations", """{"title": "Imported", "source": "chatgpt"}""")).Text("id")!;
        await client.AppendAsync(imported, "oslo");
        await client.AddAsync("Typed", ("user", "oslo", "2026-03-01T10:00:00Z"));

        foreach (var query in (string[])["source=chatgpt", "source=chatgpt&q=oslo", "q=source:chatgpt", "q=-source:gpt&source=chatgpt"])
        {
            Assert.Equal(["Imported"], Titles(await client.JsonAsync($"GET /api/conversations/search?{query}")));
        }

        Assert.Empty(Titles(await client.JsonAsync("GET /api/conversations/search?source=ChatGPT")));
    }

    [Theory, DatabaseData]
    public async Task Filters_alone_list_messages_newest_first(Engine engine)
    {
        var client = SharedApp.NewOwner(engine);
        foreach (var (title, at) in ((string, string)[])[("Middle", "2026-03-02"), ("Newest", "2026-03-03"), ("Oldest", "2026-03-01")])
        {
            await client.JsonAsync(
                "POST /api/conversations",
                $$"""{"title": "{{title}}", "source": "chatgpt", "messages": [{"type": "ai", "content": "oslo", "model": "gpt-4o", "timestamp": "{{at}}T10:00:00Z"}]}""");
        }

        foreach (var query in (string[])["by:gpt-4o", "by:GPT*", "source:chatgpt", "source:chatgpt by:gpt-4o", "-by:claude", "-source:claude"])
        {
            Assert.Equal(["Newest", "Middle", "Oldest"], Titles(await client.JsonAsync($"GET /api/conversations/search?q={Uri.EscapeDataString(query)}")));
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
}
