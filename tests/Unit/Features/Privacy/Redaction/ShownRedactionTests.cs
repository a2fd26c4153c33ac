using System.Text.Json;
using ConvoWeb.Data.Providers;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.Messages;
using ConvoWeb.Features.Privacy.Redaction;
using ConvoWeb.Platform.Paging;
using ConvoWeb.Tests.Unit.Features.Conversations.Feed;

namespace ConvoWeb.Tests.Unit.Features.Privacy.Redaction;

/// <summary>What was stored before its owner wanted it removed is shown without it, wherever it is read, as long as it is wanted.</summary>
public sealed class ShownRedactionTests
{
    private static readonly string Key = ReadingScene.Key;

    /// <summary>Of which not even half is to be seen.</summary>
    private static readonly string Half = Key[..24];

    private const string Prompt = ReadingScene.Prompt, Removed = "[API key removed]";

    [Theory, DatabaseData]
    public async Task It_is_in_nothing_that_is_read_until_it_is_not_wanted_removed_any_more(Engine engine)
    {
        await using var app = new ConvoWebApp(engine).OnKestrel();
        var alice = app.ClientFor("alice");
        var scene = await ReadingScene.OfAsync(app, alice);

        foreach (var (name, read) in scene.Surfaces)
        {
            Assert.True(Tells(await read()), $"{name} does not tell it before.");
        }

        await SaveAsync(app, strips: true, "secrets");
        foreach (var (name, read) in scene.Surfaces)
        {
            Assert.False(Tells(await read()), $"{name} tells it.");
            Assert.False(Tells(await read()), $"{name} tells it the second time.");
        }

        await SaveAsync(app, strips: false);
        foreach (var (name, read) in scene.Surfaces)
        {
            Assert.True(Tells(await read()), $"{name} does not tell it any more.");
        }

        static bool Tells(string text) => text.Contains(Half, StringComparison.OrdinalIgnoreCase) || text.Contains("parrots", StringComparison.Ordinal);
    }

    [Theory, DatabaseData]
    public async Task It_is_shown_as_it_would_be_stored_now(Engine engine)
    {
        var (app, owner) = (SharedApp.On(engine), $"owner-{Guid.NewGuid():N}");
        var alice = app.ClientFor(owner);
        var id = (await alice.JsonAsync("POST /api/conversations", Json(new
        {
            title = $"About {Key}",
            metadata = new { note = Key, n = 1.50 },
            messages = (object[])
            [
                new { type = "system", content = Prompt },
                new { type = "system", content = "4 °C", metadata = new { role = "tool" } },
                new { type = "user", content = $"It is {Key}.", metadata = new { password = "hunter2" } },
            ],
        }))).Text("id")!;
        var before = await alice.JsonAsync($"GET /api/conversations/{id}");

        await SaveAsync(app, owner, strips: true, "secrets");

        var shown = await alice.JsonAsync($"GET /api/conversations/{id}");
        Assert.Equal(Names(before), Names(shown));
        Assert.Equal(Names(before.GetProperty("messages")[0]), Names(shown.GetProperty("messages")[0]));
        Assert.Equal(("About " + Removed, $"It is {Removed}."), (shown.Text("title"), shown.Text("preview")));
        Assert.Equal($$"""{"note":"{{Removed}}","n":1.5}""", shown.GetProperty("metadata").GetRawText());
        Assert.Equal(["[system prompt removed]", "4 °C", $"It is {Removed}."], shown.Items("messages").Texts("content"));
        Assert.Equal("""{"password":"[password removed]"}""", shown.GetProperty("messages")[2].GetProperty("metadata").GetRawText());
        var list = (await alice.JsonAsync("GET /api/conversations")).Items()[0];
        Assert.Equal(list.GetRawText(), JsonSerializer.Serialize(shown.EnumerateObject().Where(member => member.Name != "messages").ToDictionary(member => member.Name, member => member.Value), Plain));
        Assert.Equal(shown.GetProperty("messages").GetRawText(), (await alice.JsonAsync($"GET /v1/conversations/{id}/messages")).GetProperty("items").GetRawText());

        static IEnumerable<string> Names(JsonElement json) => json.EnumerateObject().Select(member => member.Name);
    }

    [Theory, DatabaseData]
    public async Task Nothing_that_is_kept_is_handed_out_after_a_switch(Engine engine)
    {
        var (app, owner) = (SharedApp.On(engine), $"owner-{Guid.NewGuid():N}");
        var alice = app.ClientFor(owner);
        var id = await alice.AddConversationAsync();
        await alice.AppendAsync(id, $"It is {Key}.");
        var address = $"GET /api/conversations/{id}";
        var tags = new List<string>();
        foreach (var profiles in (string[][])[[], ["secrets"], [], ["secrets"], ["emails"]])
        {
            await SaveAsync(app, owner, strips: false, profiles);
            for (var time = 0; time < 2; time++)
            {
                var asked = await alice.SendAsync(address, null, ("If-None-Match", tags.LastOrDefault("\"0\"")));
                Assert.Equal(time == 0 ? 200 : 304, (int)asked.StatusCode);
                tags.Add(asked.Headers.ETag!.Tag);
                var text = await (await alice.SendAsync(address)).Content.ReadAsStringAsync(Cancel);
                Assert.Equal(profiles is not ["secrets"], text.Contains(Key, StringComparison.Ordinal));
            }
        }

        var edited = await alice.SendAsync($"PATCH /api/conversations/{id}", """{"starred": true}""", ("If-Match", tags[^1]));
        Assert.Equal(200, (int)edited.StatusCode);
        var old = await alice.SendAsync($"PATCH /api/conversations/{id}", """{"starred": false}""", ("If-Match", tags[^1]));
        Assert.Equal(412, (int)old.StatusCode);
    }

    [Fact]
    public async Task A_switch_on_one_node_holds_for_what_another_reads_next()
    {
        await using var app = new ConvoWebApp(Engine.Postgres); // a SQLite file has one
        await using var node = new ConvoWebApp(Engine.Postgres, app);
        var (here, there) = (app.ClientFor("alice"), node.ClientFor("alice"));
        var id = await here.AddConversationAsync($"About {Key}");
        await here.AppendAsync(id, $"It is {Key}.");
        string[] calls = ["GET /api/conversations", $"GET /api/conversations/{id}", $"GET /api/conversations/{id}/messages", "GET /api/conversations/search?q=about"];
        foreach (var profiles in (string[][])[[], ["secrets"], []])
        {
            await SaveAsync(app, strips: false, profiles);
            foreach (var call in calls)
            {
                var text = await (await there.SendAsync(call)).Content.ReadAsStringAsync(Cancel);
                Assert.True(text.Contains(Key, StringComparison.Ordinal) == (profiles.Length == 0), call);
            }
        }
    }

    [Theory, DatabaseData]
    public async Task What_is_found_by_a_detail_is_shown_without_it_and_the_words_around_are_marked(Engine engine)
    {
        var (app, owner) = (SharedApp.On(engine), $"owner-{Guid.NewGuid():N}");
        var alice = app.ClientFor(owner);
        var id = await alice.AddConversationAsync();
        await alice.AppendAsync(id, $"Near Oslo {Key} and far from Oslo");
        await alice.AppendAsync(id, $"Bergen {new string('x', 150)} {new string('y', 40)} {Key} and {Key} rain");
        await SaveAsync(app, owner, strips: false, "secrets");

        var hit = (await alice.JsonAsync("GET /api/conversations/search?q=oslo")).Items()[0].GetProperty("hits")[0];
        Assert.Equal($"Near Oslo {Removed} and far from Oslo", hit.Text("snippet"));
        Assert.Equal(["Oslo", "Oslo"], hit.Items("highlights").Select(mark => hit.Text("snippet")!.Substring((int)mark.Number("start"), (int)mark.Number("length"))));

        var found = (await alice.JsonAsync($"GET /api/conversations/search?q={Uri.EscapeDataString($"\"{Key}\"")}")).Items()[0].Items("hits");
        Assert.Equal(2, found.Count);
        Assert.All(found, one => Assert.Empty(one.Items("highlights")));

        // The end of a snippet would have cut the key.
        var cut = (await alice.JsonAsync("GET /api/conversations/search?q=bergen")).Items()[0].GetProperty("hits")[0].Text("snippet")!;
        Assert.DoesNotContain("sk-", cut, StringComparison.Ordinal);
    }

    [Theory, DatabaseData]
    public async Task A_detail_that_was_cut_by_a_title_or_a_preview_is_not_shown_in_part(Engine engine)
    {
        var (app, owner) = (SharedApp.On(engine), $"owner-{Guid.NewGuid():N}");
        var alice = app.ClientFor(owner);
        var text = $"The service is asked with the {Key} that we had of them. {new string('.', 60)} And later it was {Key} all the same.";
        var id = (await alice.JsonAsync("POST /api/conversations", Json(new { messages = (object[])[new { type = "system", content = "-" }, new { type = "user", content = text }] }))).Text("id")!;
        var long1 = (await alice.JsonAsync("POST /api/conversations", Json(new { title = "Long", messages = (object[])[new { type = "user", content = $"{new string('.', 140)} {Key}" }] }))).Text("id")!;
        var before = await alice.JsonAsync($"GET /api/conversations/{id}");
        Assert.EndsWith("…", before.Text("title"), StringComparison.Ordinal);
        Assert.Contains(Half, before.Text("title"), StringComparison.Ordinal);
        Assert.DoesNotContain(Key, before.Text("title"), StringComparison.Ordinal);

        await SaveAsync(app, owner, strips: false, "secrets");

        foreach (var shown in (await alice.JsonAsync("GET /api/conversations")).Items().Concat([await alice.JsonAsync($"GET /api/conversations/{id}"), await alice.JsonAsync($"GET /api/conversations/{long1}")]))
        {
            Assert.DoesNotContain("sk-", shown.Text("title"), StringComparison.Ordinal);
            Assert.DoesNotContain("sk-", shown.Text("preview"), StringComparison.Ordinal);
        }

        Assert.Equal($"The service is asked with the {Removed} that we had of them.…", (await alice.JsonAsync($"GET /api/conversations/{id}")).Text("title"));
    }

    [Theory, DatabaseData]
    public async Task A_list_by_title_goes_on_where_it_was_and_its_places_tell_no_title(Engine engine)
    {
        var (app, owner) = (SharedApp.On(engine), $"owner-{Guid.NewGuid():N}");
        var alice = app.ClientFor(owner);
        string[] titles = ["Apples", $"{Key} one", $"{Key} two", "Tomatoes"];
        foreach (var title in titles)
        {
            await alice.AddConversationAsync(title);
        }

        await SaveAsync(app, owner, strips: false, "secrets");

        var (read, cursor) = (new List<string?>(), default(string));
        do
        {
            var page = await alice.JsonAsync($"GET /api/conversations?sort=title&limit=1&cursor={cursor}");
            read.AddRange(page.Items().Texts("title"));
            cursor = page.Text("next_cursor");
            Assert.DoesNotContain(Half, System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(cursor ?? "")), StringComparison.OrdinalIgnoreCase);
        }
        while (cursor is not null && read.Count < 10);

        Assert.Equal(["Apples", $"{Removed} one", $"{Removed} two", "Tomatoes"], read);
        var gone = new Cursor("title", "", Guid.NewGuid());
        Assert.Equal(["cursor"], await alice.SendAsync($"GET /api/conversations?sort=title&cursor={gone}").RefusedFieldsAsync());
    }

    [Theory, DatabaseData]
    public async Task Who_joins_a_stream_that_began_before_is_told_the_rest_of_it_without_details(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var alice = app.ClientFor("alice");
        var id = await alice.AddConversationAsync();
        var draft = (await alice.JsonAsync($"POST /v1/conversations/{id}/messages", """{"type": "ai", "content": "", "state": "draft"}""")).Text("id")!;
        string[] pieces = ["First ", $"{Key}, then {Key[..10]}", $"{Key[10..]} and more"];
        foreach (var (n, text) in pieces.Index())
        {
            await alice.JsonAsync($"POST /v1/conversations/{id}/messages/{draft}/deltas", Json(new { n, text }));
        }

        await SaveAsync(app, strips: false, "secrets");

        await using (var afterFirst = await FollowAsync((draft, 1)))
        {
            Assert.Equal($"{Removed}, then {Removed} and more", Assert.Single(afterFirst.Bodies).Text("text"));
        }

        // What came after the second makes another text of it.
        await using (var afterSecond = await FollowAsync((draft, 2)))
        {
            Assert.Equal([$"First {Removed}, then {Removed} and more"], afterSecond.Contents);
            Assert.Equal(["MessageChanged"], afterSecond.Names);
        }

        await using var whole = await FollowAsync();
        Assert.Equal($"First {Removed}, then {Removed} and more", whole.TextOf(draft));

        var ended = await alice.JsonAsync($"POST /v1/conversations/{id}/messages/{draft}/finalize", "{}");
        Assert.Equal($"First {Removed}, then {Removed} and more", ended.Text("content"));
        await whole.UntilAsync(viewer => viewer.Names.Contains("MessageFinalized"));
        Assert.DoesNotContain(Half, string.Concat(whole.Bodies), StringComparison.Ordinal);

        async Task<Viewer> FollowAsync(params (string Message, int Next)[] drafts)
        {
            var version = drafts.Length == 0 ? 0 : (await alice.JsonAsync($"GET /api/conversations/{id}")).Number("version");
            var viewer = new Viewer(app, id, version, drafts);
            await viewer.UntilAsync(v => v.IsFollowing);
            return viewer;
        }
    }

    [Theory, DatabaseData]
    public async Task What_was_taken_out_comes_back_as_it_was_stored(Engine engine)
    {
        var (app, user) = (SharedApp.On(engine), new CurrentUser($"owner-{Guid.NewGuid():N}"));
        var alice = app.ClientFor(user.Id);
        var id = await alice.AddConversationAsync();
        var message = (await alice.AppendAsync(id, $"It is {Key}.")).Text("id")!;
        await SaveAsync(app, user.Id, strips: false, "secrets");
        var removed = await app.Get<MessageService>().TakeOutAsync(user, Guid.Parse(id), Guid.Parse(message), Cancel);
        await SaveAsync(app, user.Id, strips: false);

        await app.Get<MessageService>().PutBackAsync(user, Guid.Parse(id), removed!, Cancel);

        Assert.Equal($"It is {Key}.", (await alice.JsonAsync($"GET /api/conversations/{id}/messages/{message}")).Text("content"));
    }

    [Theory, DatabaseData]
    public async Task Finding_in_a_conversation_goes_by_what_is_shown(Engine engine)
    {
        var (app, user) = (SharedApp.On(engine), new CurrentUser($"owner-{Guid.NewGuid():N}"));
        var alice = app.ClientFor(user.Id);
        var id = await alice.AddConversationAsync();
        await alice.AppendAsync(id, Prompt, "system");
        await alice.AppendAsync(id, $"It is {Key}.");

        Assert.Equal([1, 2], (await FindAsync("parrots")).Concat(await FindAsync(Half)));
        await SaveAsync(app, user.Id, strips: true, "secrets");
        Assert.Empty((await FindAsync("parrots")).Concat(await FindAsync(Half)));
        Assert.Equal([2], await FindAsync("key removed"));

        async Task<IReadOnlyList<int>> FindAsync(string text) => (await app.Get<TranscriptFinder>().FindAsync(user, Guid.Parse(id), null, text, Cancel))!.Seqs;
    }

    [Theory, DatabaseData]
    public async Task What_is_stored_stays_as_it_is(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var alice = app.ClientFor("alice");
        var scene = await ReadingScene.OfAsync(app, alice);
        await SaveAsync(app, strips: true, "secrets");

        foreach (var (_, read) in scene.Surfaces.Where(surface => surface.Name is not ("hub" or "server-sent events")))
        {
            await read();
        }

        await using var db = await app.Get<IDatabase>().ReadAsync(Cancel);
        Assert.Equal(2L, await CountAsync($"SELECT count(*) FROM messages WHERE content LIKE '%{Key}%'"));
        Assert.Equal(1L, await CountAsync($"SELECT count(*) FROM conversations WHERE title LIKE '%{Key}%' AND preview LIKE '%{Key}%' AND metadata LIKE '%{Key}%'"));

        async Task<long> CountAsync(string sql) => (long)(await db.Statement(sql).ExecuteScalarAsync(Cancel))!;
    }

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Json(object body) => JsonSerializer.Serialize(body);

    private static Task SaveAsync(ConvoWebApp app, bool strips, params string[] profiles) => SaveAsync(app, "alice", strips, profiles);

    private static Task SaveAsync(ConvoWebApp app, string owner, bool strips, params string[] profiles) =>
        app.Get<RedactionService>().SaveAsync(new CurrentUser(owner), new RedactionSettings { Profiles = profiles, StripSystemPrompts = strips }, Cancel);
}
