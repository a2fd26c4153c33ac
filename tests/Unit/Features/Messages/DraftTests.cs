using System.Net;
using System.Text.Json;
using ConvoWeb.Features.Live;
using ConvoWeb.Features.Messages.Drafts;

namespace ConvoWeb.Tests.Unit.Features.Messages;

/// <summary>A message that is written piece by piece.</summary>
public sealed class DraftTests
{
    [Theory, DatabaseData]
    public async Task Deltas_in_order_become_the_text(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var draft = await BeginAsync(alice);

        Assert.Equal(1, await DeltaAsync(alice, draft, 0, "Oslo "));
        Assert.Equal(2, await DeltaAsync(alice, draft, 1, "has "));
        Assert.Equal(4, await DeltasAsync(alice, draft, (3, "museums."), (2, "many ")));
        var final = await alice.JsonAsync($"POST {draft}/finalize", """{"tokens_in":10,"tokens_out":4,"audio_duration":2.5,"audio_url":"https://a.example/1.mp3","model":"m1","metadata":{"finish":"stop"}}""");

        Assert.Equal("Oslo has many museums.", final.Text("content"));
        Assert.Equal("final", final.Text("state"));
        Assert.Equal((10, 4, "m1", "https://a.example/1.mp3"), (final.Number("tokens_in"), final.Number("tokens_out"), final.Text("model"), final.Text("audio_url")));
        Assert.Equal("stop", final.GetProperty("metadata").Text("finish"));
        Assert.Equal(final.ToString(), (await alice.JsonAsync($"GET {draft}")).ToString());
        Assert.False(final.TryGetProperty("next_n", out _));
    }

    [Theory, DatabaseData]
    public async Task A_repeated_delta_is_ignored_and_a_gap_is_told_what_comes_next(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var draft = await BeginAsync(alice);
        await DeltaAsync(alice, draft, 0, "one ");

        Assert.Equal(1, await DeltaAsync(alice, draft, 0, "another text "));
        var gap = await alice.SendAsync($"POST {draft}/deltas", """{"n":2,"text":"three"}""").ProblemAsync(HttpStatusCode.Conflict);
        Assert.Equal(1, gap.Number("next"));
        gap = await alice.SendAsync($"POST {draft}/deltas", """[{"n":1,"text":"two "},{"n":3,"text":"four"}]""").ProblemAsync(HttpStatusCode.Conflict);
        Assert.Equal(1, gap.Number("next"));

        Assert.Equal(3, await DeltasAsync(alice, draft, (0, "one "), (1, "two "), (2, "three")));
        Assert.Equal("one two three", (await alice.JsonAsync($"POST {draft}/finalize")).Text("content"));
    }

    [Theory, DatabaseData]
    public async Task After_its_end_a_message_takes_no_delta_and_finalizing_again_answers_the_same(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var draft = await BeginAsync(alice);
        await DeltaAsync(alice, draft, 0, "All of it.");

        var first = await alice.JsonAsync($"POST {draft}/finalize", """{"tokens_out":3}""");
        var second = await alice.JsonAsync($"POST {draft}/finalize", """{"tokens_out":99,"metadata":{"late":true}}""");

        Assert.Equal(first.ToString(), second.ToString());
        await alice.SendAsync($"POST {draft}/deltas", """{"n":1,"text":"late"}""").ProblemAsync(HttpStatusCode.Conflict);
        await alice.SendAsync($"POST {draft}/deltas", """{"n":0,"text":""}""").ProblemAsync(HttpStatusCode.Conflict);
        Assert.Equal("All of it.", (await alice.JsonAsync($"GET {draft}")).Text("content"));
    }

    [Theory, DatabaseData]
    public async Task While_it_is_written_everybody_reads_what_it_has_so_far(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var draft = await BeginAsync(alice, """{"type":"ai","state":"draft","content":"Begun: ","model":"m1"}""");
        await DeltasAsync(alice, draft, (0, "a"), (1, "b"));

        var message = await alice.JsonAsync($"GET {draft}");
        Assert.Equal(("Begun: ab", "draft", 2, "m1"), (message.Text("content"), message.Text("state"), message.Number("next_n"), message.Text("model")));
        var conversation = await alice.JsonAsync($"GET {ConversationOf(draft)}");
        Assert.Equal("Begun: ab", Assert.Single(conversation.Items("messages")).Text("content"));
        Assert.Equal(1, conversation.Number("open_drafts"));
    }

    [Theory, DatabaseData]
    public async Task It_counts_and_is_exported_when_it_ends(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var draft = await BeginAsync(alice);
        await DeltaAsync(alice, draft, 0, "Half an ans");

        var writing = await alice.JsonAsync($"GET {ConversationOf(draft)}");
        Assert.Equal((0, 0, ""), (writing.Number("message_count"), writing.Number("tokens_out"), writing.Text("preview")));
        Assert.DoesNotContain("Half", await (await alice.SendAsync($"GET {ConversationOf(draft)}/export?format=txt")).Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);

        await alice.JsonAsync($"POST {draft}/finalize", """{"tokens_out":3,"audio_duration":1.5}""");
        var ended = await alice.JsonAsync($"GET {ConversationOf(draft)}");
        Assert.Equal((1, 3, "Half an ans", 0), (ended.Number("message_count"), ended.Number("tokens_out"), ended.Text("preview"), ended.Number("open_drafts")));
        Assert.Equal(1.5, ended.GetProperty("audio_duration").GetDouble());
        Assert.Contains("Half", await (await alice.SendAsync($"GET {ConversationOf(draft)}/export?format=txt")).Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_index_holds_it_once_it_has_ended()
    {
        await using var app = new ConvoWebApp();
        var alice = app.ClientFor("alice");
        var draft = await BeginAsync(alice);
        await DeltaAsync(alice, draft, 0, "a wunderkammer");

        Assert.Equal(0L, await FoundAsync());
        await alice.JsonAsync($"POST {draft}/finalize", """{"state":"interrupted"}""");
        Assert.Equal(1L, await FoundAsync());
        await DeltaAsync(alice, draft, 1, " of things");
        Assert.Equal(0L, await FoundAsync());
        await alice.JsonAsync($"POST {draft}/finalize");
        Assert.Equal(1L, await FoundAsync());

        Task<long> FoundAsync() => app.Stored.ScalarAsync<long>("SELECT count(*) FROM messages_fts WHERE messages_fts MATCH 'wunderkammer'");
    }

    [Theory, DatabaseData]
    public async Task The_number_of_deltas_may_be_checked_at_the_end(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var draft = await BeginAsync(alice);
        await DeltaAsync(alice, draft, 0, "one");

        var gap = await alice.SendAsync($"POST {draft}/finalize", """{"n":2}""").ProblemAsync(HttpStatusCode.Conflict);
        Assert.Equal(1, gap.Number("next"));
        Assert.Equal("final", (await alice.JsonAsync($"POST {draft}/finalize", """{"n":1}""")).Text("state"));
    }

    [Theory, DatabaseData]
    public async Task What_is_no_delta_is_refused_with_its_field(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var draft = await BeginAsync(alice);

        Assert.Equal(["n", "text"], await alice.SendAsync($"POST {draft}/deltas", "{}").RefusedFieldsAsync());
        Assert.Equal(["n"], await alice.SendAsync($"POST {draft}/deltas", """{"n":-1,"text":"x"}""").RefusedFieldsAsync());
        Assert.Equal(["[1].text"], await alice.SendAsync($"POST {draft}/deltas", """[{"n":0,"text":"x"},{"n":1}]""").RefusedFieldsAsync());
        Assert.Equal(["n"], await alice.SendAsync($"POST {draft}/deltas", """{"n":"zero","text":"x"}""").RefusedFieldsAsync());
        Assert.Equal(["body"], await alice.SendAsync($"POST {draft}/deltas", "\"x\"").RefusedFieldsAsync());
        Assert.Equal(["state"], await alice.SendAsync($"POST {draft}/finalize", """{"state":"draft"}""").RefusedFieldsAsync());
        Assert.Equal(["tokens_out"], await alice.SendAsync($"POST {draft}/finalize", """{"tokens_out":-1}""").RefusedFieldsAsync());
        var half = JsonSerializer.Serialize(new { n = 0, text = new string('x', 600 * 1024) });
        await alice.JsonAsync($"POST {draft}/deltas", half);
        Assert.Equal(["text"], await alice.SendAsync($"POST {draft}/deltas", half.Replace("\"n\":0", "\"n\":1", StringComparison.Ordinal)).RefusedFieldsAsync());
        Assert.Equal(1, (await alice.JsonAsync($"GET {draft}")).Number("next_n"));
    }

    [Theory, DatabaseData]
    public async Task Nobody_else_writes_on_it(Engine engine)
    {
        var draft = await BeginAsync(SharedApp.NewOwner(engine));
        var bob = SharedApp.NewOwner(engine);

        await bob.SendAsync($"POST {draft}/deltas", """{"n":0,"text":"mine"}""").ProblemAsync(HttpStatusCode.NotFound);
        await bob.SendAsync($"POST {draft}/finalize").ProblemAsync(HttpStatusCode.NotFound);
    }

    [Theory, DatabaseData]
    public async Task While_it_is_written_it_is_not_edited_but_may_be_removed_or_lie_in_the_trash(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var draft = await BeginAsync(alice);
        await DeltaAsync(alice, draft, 0, "x");

        await alice.SendAsync($"PATCH {draft}", """{"content":"y"}""").ProblemAsync(HttpStatusCode.Conflict);
        await alice.SendAsync($"DELETE {ConversationOf(draft)}");
        await alice.SendAsync($"POST {draft}/deltas", """{"n":1,"text":"y"}""").ProblemAsync(HttpStatusCode.Conflict);
        await alice.JsonAsync($"POST {ConversationOf(draft)}/restore");
        Assert.Equal(HttpStatusCode.NoContent, (await alice.SendAsync($"DELETE {draft}")).StatusCode);
        await alice.SendAsync($"POST {draft}/deltas", """{"n":1,"text":"y"}""").ProblemAsync(HttpStatusCode.NotFound);
        var conversation = await alice.JsonAsync($"GET {ConversationOf(draft)}");
        Assert.Equal((0, 0), (conversation.Number("open_drafts"), conversation.Number("message_count")));
    }

    [Theory, DatabaseData]
    public async Task Only_a_silent_draft_is_interrupted_and_the_next_delta_opens_it_again(Engine engine)
    {
        var clock = new TestClock();
        await using var app = new ConvoWebApp(engine) { Clock = clock };
        var alice = app.ClientFor("alice");
        var (silent, living) = (await BeginAsync(alice), await BeginAsync(alice));
        await DeltaAsync(alice, silent, 0, "What was ackn");
        var ended = new List<LiveEvent>();
        using var listening = app.Get<ILiveEvents>().Listen(LiveTopic.Owner("alice"), ended.Add);

        clock.Advance(TimeSpan.FromSeconds(55));
        await DeltaAsync(alice, living, 0, "Still here");
        clock.Advance(TimeSpan.FromSeconds(6));
        await app.Get<DraftService>().InterruptSilentAsync(Cancel);

        var interrupted = await alice.JsonAsync($"GET {silent}");
        Assert.Equal(("interrupted", "What was ackn", 1), (interrupted.Text("state"), interrupted.Text("content"), interrupted.Number("next_n")));
        Assert.Equal("draft", (await alice.JsonAsync($"GET {living}")).Text("state"));
        Assert.Equal(1, (await alice.JsonAsync($"GET {ConversationOf(silent)}")).Number("message_count"));
        Assert.Equal([LiveEventKind.MessageFinalized], ended.Select(live => live.Kind).Distinct());

        await alice.SendAsync($"POST {silent}/deltas", """{"n":2,"text":"too far"}""").ProblemAsync(HttpStatusCode.Conflict);
        Assert.Equal("interrupted", (await alice.JsonAsync($"GET {silent}")).Text("state"));
        Assert.Equal(2, await DeltaAsync(alice, silent, 1, "owledged."));
        var reopened = await alice.JsonAsync($"GET {silent}");
        Assert.Equal(("draft", "What was acknowledged."), (reopened.Text("state"), reopened.Text("content")));
        Assert.Equal(0, (await alice.JsonAsync($"GET {ConversationOf(silent)}")).Number("message_count"));
        Assert.Equal("What was acknowledged.", (await alice.JsonAsync($"POST {silent}/finalize")).Text("content"));
    }

    [Fact]
    public async Task Another_nodes_draft_is_left_alone_while_its_clock_may_differ()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Postgres);
        var clock = new TestClock();
        await using var second = new ConvoWebApp(Engine.Postgres) { Clock = clock, Settings = { ["DB_URL"] = database.Address } };
        string draft;
        await using (var first = new ConvoWebApp(Engine.Postgres) { Clock = clock, Settings = { ["DB_URL"] = database.Address } })
        {
            draft = await BeginAsync(first.ClientFor("alice"));
        }

        clock.Advance(TimeSpan.FromSeconds(61));
        await second.Get<DraftService>().InterruptSilentAsync(Cancel);
        Assert.Equal("draft", (await second.ClientFor("alice").JsonAsync($"GET {draft}")).Text("state"));

        clock.Advance(TimeSpan.FromSeconds(10));
        await second.Get<DraftService>().InterruptSilentAsync(Cancel);
        Assert.Equal("interrupted", (await second.ClientFor("alice").JsonAsync($"GET {draft}")).Text("state"));
    }

    [Theory, DatabaseData]
    public async Task Begun_twice_with_one_key_it_is_there_once(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await alice.AddConversationAsync();

        var first = await alice.JsonAsync($"POST /v1/conversations/{id}/messages", """{"type":"ai","state":"draft"}""", ("Idempotency-Key", "k"));
        var second = await alice.JsonAsync($"POST /v1/conversations/{id}/messages", """{"type":"ai","state":"draft"}""", ("Idempotency-Key", "k"));

        Assert.Equal(first.ToString(), second.ToString());
        Assert.Equal(1, (await alice.JsonAsync($"GET /api/conversations/{id}")).Number("open_drafts"));
    }

    [Theory, DatabaseData]
    public async Task The_tag_of_a_conversation_moves_with_every_delta_and_its_version_with_none(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var draft = await BeginAsync(alice);

        var before = await alice.SendAsync($"GET {ConversationOf(draft)}");
        await DeltaAsync(alice, draft, 0, "x");
        var after = await alice.SendAsync($"GET {ConversationOf(draft)}");

        Assert.NotEqual(before.Headers.ETag, after.Headers.ETag);
        Assert.Equal((await before.JsonAsync()).Number("version"), (await after.JsonAsync()).Number("version"));
        var known = await alice.SendAsync($"GET {ConversationOf(draft)}", null, ("If-None-Match", after.Headers.ETag!.Tag));
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        await alice.JsonAsync($"PATCH {ConversationOf(draft)}", """{"title":"Oslo"}""", ("If-Match", after.Headers.ETag.Tag));
    }

    /// <summary>What a lossy line and an anxious writer do to deltas; the text is the one that was sent, whatever comes how often and when.</summary>
    [Theory]
    [DatabaseData]
    public async Task Shuffled_doubled_dropped_and_sent_again_they_make_the_same_text(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        for (var seed = 0; seed < 25; seed++)
        {
            var random = new Random(seed);
            var draft = await BeginAsync(alice);
            var pieces = Enumerable.Range(0, random.Next(1, 40)).Select(i => $"{i}{(random.Next(5) == 0 ? "é🌍" : "")} ").ToArray();
            var next = 0;
            while (next < pieces.Length)
            {
                // Some of what is missing and some of what was sent before, in any order, one by one or together.
                var sent = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Math.Clamp(next + random.Next(-3, 4), 0, pieces.Length - 1)).ToArray();
                var response = random.Next(2) == 0
                    ? await alice.SendAsync($"POST {draft}/deltas", JsonSerializer.Serialize(sent.Select(n => new { n, text = pieces[n] })))
                    : await alice.SendAsync($"POST {draft}/deltas", JsonSerializer.Serialize(new { n = sent[0], text = pieces[sent[0]] }));
                var answer = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(Cancel));
                Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict, answer.ToString());
                Assert.InRange((int)answer.Number("next"), next, pieces.Length);
                next = (int)answer.Number("next");
            }

            Assert.Equal(string.Concat(pieces), (await alice.JsonAsync($"POST {draft}/finalize")).Text("content"));
        }
    }

    [Fact]
    public async Task Without_persistence_it_is_shown_and_nothing_of_it_stored()
    {
        await using var app = new ConvoWebApp { Settings = { ["PERSIST_TRANSCRIPTS"] = "false" } };
        var alice = app.ClientFor("alice");
        var id = await alice.AddConversationAsync();
        var shown = new List<LiveEvent>();
        using var listening = app.Get<ILiveEvents>().Listen(LiveTopic.Conversation(Guid.Parse(id)), shown.Add);

        var begun = await alice.JsonAsync($"POST /v1/conversations/{id}/messages", """{"type":"ai","state":"draft"}""");
        var draft = $"/v1/conversations/{id}/messages/{begun.Text("id")}";
        var delta = await alice.JsonAsync($"POST {draft}/deltas", """{"n":0,"text":"not kept"}""");
        var end = await alice.JsonAsync($"POST {draft}/finalize");

        Assert.False(begun.GetProperty("stored").GetBoolean());
        Assert.Equal(1, delta.Number("next"));
        Assert.False(end.GetProperty("stored").GetBoolean());
        Assert.Equal([LiveEventKind.MessageAdded, LiveEventKind.DeltaAppended, LiveEventKind.MessageFinalized], shown.Select(live => live.Kind));
        Assert.Equal("not kept", shown[1].Delta?.Text);
        Assert.Equal(0L, await app.Stored.ScalarAsync<long>("SELECT (SELECT count(*) FROM messages) + (SELECT count(*) FROM deltas)"));
    }

    private static async Task<string> BeginAsync(HttpClient client, string draft = """{"type":"ai","state":"draft"}""")
    {
        var id = await client.AddConversationAsync();
        return $"/v1/conversations/{id}/messages/{(await client.JsonAsync($"POST /v1/conversations/{id}/messages", draft)).Text("id")}";
    }

    private static string ConversationOf(string draft) => "/api/conversations/" + draft.Split('/')[3];

    private static async Task<long> DeltaAsync(HttpClient client, string draft, int n, string text) => await DeltasAsync(client, draft, (n, text));

    private static async Task<long> DeltasAsync(HttpClient client, string draft, params (int N, string Text)[] deltas)
    {
        var items = deltas.Select(delta => new { n = delta.N, text = delta.Text });
        return (await client.JsonAsync($"POST {draft}/deltas", deltas.Length == 1 ? JsonSerializer.Serialize(items.Single()) : JsonSerializer.Serialize(items))).Number("next");
    }
}
