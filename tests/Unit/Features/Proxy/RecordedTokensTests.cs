using System.Text.Json;
using ConvoWeb.Data.Providers;
using ConvoWeb.Data.Rollups;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Stats;
using ConvoWeb.Features.Stats.Prices;
using ConvoWeb.Tests.Unit.Features.Stats;

namespace ConvoWeb.Tests.Unit.Features.Proxy;

/// <summary>The tokens of recorded traffic: as the upstream counted them, and about as many where it did not.</summary>
public sealed class RecordedTokensTests
{
    private const string Stop = """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""";
    private const string Weather = """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t1","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"New York City\"}"}}]}}]}""";

    private const string Several =
        """
        {"model":"test-1","choices":[
          {"index":0,"message":{"role":"assistant","content":"The Munch museum"},"finish_reason":"stop"},
          {"index":1,"message":{"role":"assistant","content":"The Fram museum"},"finish_reason":"stop"},
          {"index":2,"message":{"role":"assistant","content":"The Kon-Tiki museum"},"finish_reason":"stop"}]}
        """;

    private static readonly CurrentUser Alice = new("alice");

    [Fact]
    public async Task A_stream_without_counts_has_estimates_and_says_so()
    {
        await using var scene = await StartAsync();
        scene.Upstream.Events(FakeUpstream.Chunk("Most museums are "), FakeUpstream.Chunk("open on Sunday."), Stop);

        await scene.AskAsync(("system", "Be short."), ("user", "Which museums are open?"));

        var (tokensIn, tokensOut, isEstimated) = await AnswerAsync(scene);
        Assert.InRange(tokensIn!.Value, 14, 22); // 8 of the texts, and what each message takes
        Assert.InRange(tokensOut!.Value, 6, 8);
        Assert.True(isEstimated);
        var conversation = Assert.Single(await scene.ConversationsAsync());
        Assert.Equal((tokensIn.Value, tokensOut.Value), (conversation.Number("tokens_in"), conversation.Number("tokens_out")));
    }

    [Fact]
    public async Task Of_half_a_count_only_the_other_half_is_estimated()
    {
        await using var scene = await StartAsync();
        scene.Upstream.Events(FakeUpstream.Chunk("Most are open."), Stop, """{"choices":[],"usage":{"prompt_tokens":4711}}""");

        await scene.AskAsync(("user", "Which?"));

        var (tokensIn, tokensOut, isEstimated) = await AnswerAsync(scene);
        Assert.Equal((4711, true), (tokensIn, isEstimated));
        Assert.InRange(tokensOut!.Value, 3, 5);
    }

    [Fact]
    public async Task Of_an_answer_that_broke_off_as_much_is_estimated_as_came()
    {
        await using var scene = await StartAsync();

        await scene.BreakOffAsync("Most are", ("user", "Which?"));

        var (tokensIn, tokensOut, isEstimated) = await AnswerAsync(scene);
        Assert.True(tokensIn > 0 && isEstimated);
        Assert.Equal(2, tokensOut);
    }

    [Fact]
    public async Task What_the_model_thought_and_which_tools_it_was_offered_and_called_count_too()
    {
        await using var scene = await StartAsync();
        scene.Upstream.Events("""{"choices":[{"index":0,"delta":{"reasoning_content":"They ask for the weather."}}]}""", Weather, Stop);
        await scene.AskAsync("""{"model":"test-1","stream":true,"messages":[{"role":"user","content":"Rain?"}]}""");
        await scene.AskAsync("""{"model":"test-1","stream":true,"messages":[{"role":"user","content":"Rain?"}],"tools":[{"type":"function","function":{"name":"get_weather","description":"The weather of a city.","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}}]}""");

        var answers = await AnswersAsync(scene);
        Assert.All(answers, answer => Assert.InRange(answer.Out!.Value, 18, 32));
        Assert.InRange(answers[1].In!.Value - answers[0].In!.Value, 15, 45);
    }

    [Fact]
    public async Task All_answers_to_one_question_are_counted_once_with_the_first()
    {
        await using var scene = await StartAsync();
        scene.Upstream.Json(Several);
        await scene.AskAsync("""{"model":"test-1","n":3,"messages":[{"role":"user","content":"Which?"}]}""");

        var answers = await AnswersAsync(scene);
        Assert.InRange(answers[0].Out!.Value, 10, 15);
        Assert.Equal([(null, null, false), (null, null, false)], answers.Skip(1));
    }

    [Theory]
    [InlineData(429, """{"error":{"message":"Slow down.","type":"requests","code":"rate_limit_exceeded"}}""")]
    [InlineData(200, """{"error":{"message":"Not today.","type":"server_error"}}""")]
    public async Task What_was_refused_before_a_model_read_it_took_nothing(int status, string body)
    {
        await using var scene = await StartAsync();
        scene.Upstream.Json(body, status);

        await scene.AskAsync(("user", "Which?"));

        Assert.Equal((null, null, false), await AnswerAsync(scene));
    }

    [Fact]
    public async Task Nothing_else_is_estimated_than_what_was_recorded()
    {
        await using var scene = await StartAsync();
        var id = await scene.Alice.AddConversationAsync("Mine");
        await scene.Alice.JsonAsync($"POST /v1/conversations/{id}/messages", """{"type":"ai","content":"Posted."}""");
        var draft = await scene.Alice.JsonAsync($"POST /v1/conversations/{id}/messages", """{"type":"ai","state":"draft"}""");
        await scene.Alice.JsonAsync($"POST /v1/conversations/{id}/messages/{draft.Text("id")}/finalize", """{}""");

        Assert.All(await AnswersAsync(scene), answer => Assert.Equal((null, null, false), answer));
    }

    [Theory, DatabaseData]
    public async Task At_all_times_every_sum_is_that_of_the_messages(Engine engine)
    {
        var clock = new TestClock();
        await using var scene = await StartAsync(engine, clock);
        await scene.Alice.JsonAsync("POST /api/personalities", """{"name": "Juno", "system_prompt": "You are Juno."}""");
        await scene.App.Get<PriceService>().ReplaceAsync(Alice, [new("test-*", null, 2.5m, 10)], Cancel);
        var usage = """{"choices":[],"usage":{"prompt_tokens":1000,"completion_tokens":200,"prompt_tokens_details":{"cached_tokens":600},"completion_tokens_details":{"reasoning_tokens":150}}}""";
        Action[] answers =
        [
            () => scene.Upstream.Stream("Most ", "are ", "open."),
            () => scene.Upstream.Events(FakeUpstream.Chunk("Most are open."), Stop, usage),
            () => scene.Upstream.Events(FakeUpstream.Chunk("Most are open."), Stop),
            () => scene.Upstream.Events(FakeUpstream.Chunk("Most are open."), Stop, """{"choices":[],"usage":{"completion_tokens":31}}"""),
            () => scene.Upstream.Json(Several),
            () => scene.Upstream.Json(Several.TrimEnd()[..^1] + ""","usage":{"prompt_tokens":7,"completion_tokens":9}}"""),
            () => scene.Upstream.Events(Weather, Stop),
            () => scene.Upstream.Events(FakeUpstream.Chunk("Most"), """{"error":{"message":"Overloaded.","type":"server_error"}}"""),
            () => scene.Upstream.Json("""{"error":{"message":"Slow down.","type":"requests"}}""", 429),
        ];
        foreach (var (i, answer) in answers.Index())
        {
            foreach (var (model, prompt) in ((string, string)[])[("test-1", "You are Juno."), ("other-1", "You are nobody.")])
            {
                answer();
                await scene.AskAsync(JsonSerializer.Serialize(new
                {
                    model,
                    n = 3,
                    stream = true,
                    messages = (object[])[new { role = "system", content = prompt }, new { role = "user", content = $"Question {i} to {model}?" }],
                }));
                await AssertAgreesAsync(scene, clock);
            }

            clock.Jump(TimeSpan.FromHours(9));
        }

        await scene.BreakOffAsync("Most are", ("user", "Which?"));
        await AssertAgreesAsync(scene, clock);
        await AskAndLookMeanwhileAsync(scene, () => AssertAgreesAsync(scene, clock));
        await AssertAgreesAsync(scene, clock);

        var estimated = await scene.App.Stored.ScalarAsync<long>("SELECT count(*) FROM messages WHERE tokens_estimated");
        Assert.Equal((2 * 5) + 2, estimated);
        var counted = await scene.App.Stored.ScalarAsync<long>("SELECT sum(tokens_out) FROM messages WHERE NOT tokens_estimated");
        Assert.Equal(2 * (5 + 200 + 9), counted);
    }

    private static async Task AskAndLookMeanwhileAsync(ProxyScene scene, Func<Task> look)
    {
        var isSeen = new TaskCompletionSource();
        scene.Upstream.Answer = async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await FakeUpstream.SendAsync(context, FakeUpstream.Chunk("It is being written."));
            await isSeen.Task;
        };
        var asking = scene.AskAsync(("user", "And now?"));
        while (await scene.App.Stored.ScalarAsync<long>("SELECT count(*) FROM messages WHERE state = 'draft'") == 0)
        {
            await Task.Delay(10, Cancel); // recorded beside the stream
        }

        await look();
        isSeen.SetResult();
        await asking;
    }

    private static async Task AssertAgreesAsync(ProxyScene scene, TestClock clock)
    {
        await using (var db = await scene.App.Get<IDatabase>().ReadAsync(Cancel))
        {
            Assert.Empty(await RollupCheck.CompareAsync(db, Alice.Id));
        }

        Assert.Equal(0, await scene.App.Stored.ScalarAsync<long>(
            """
            SELECT count(*) FROM conversations c
            WHERE coalesce(c.tokens_in, 0) <> (SELECT coalesce(sum(m.tokens_in), 0) FROM messages m WHERE m.conversation_id = c.id)
               OR coalesce(c.tokens_out, 0) <> (SELECT coalesce(sum(m.tokens_out), 0) FROM messages m WHERE m.conversation_id = c.id)
            """));

        var (stats, prices) = (scene.App.Get<StatsService>(), new PriceTable(await scene.App.Get<PriceService>().ListAsync(Alice, Cancel)));
        var request = new StatsRequest { From = null, To = DateOnly.FromDateTime(clock.GetUtcNow().DateTime), Zone = TimeZoneInfo.Utc };
        var view = await stats.ReadAsync(Alice, request, Cancel);
        var recount = await Recount.OfAsync(scene.App, Alice.Id, request, prices, await stats.TimeZoneAsync(Alice, Cancel));
        Assert.Equal(recount.Totals(recount.From, recount.To), view.Totals);
        Assert.Equal(recount.CostOf(recount.From, recount.To), view.Cost);
        Assert.Equal(recount.Days(), view.Days);
        Assert.Equal(recount.Personalities().ToHashSet(), view.Personalities.ToHashSet());
        Assert.Equal(recount.Models().ToHashSet(), view.Models.ToHashSet());
    }

    private static async Task<ProxyScene> StartAsync(Engine engine = Engine.Sqlite, TestClock? clock = null)
    {
        var scene = await ProxyScene.StartAsync(engine, clock);
        await scene.AgreeAsync();
        return scene;
    }

    private static async Task<(int? In, int? Out, bool IsEstimated)> AnswerAsync(ProxyScene scene) => Assert.Single(await AnswersAsync(scene));

    /// <summary>Of each ai message, in the order in which they were stored.</summary>
    private static async Task<IReadOnlyList<(int? In, int? Out, bool IsEstimated)>> AnswersAsync(ProxyScene scene)
    {
        var answers = new List<(int?, int?, bool)>();
        foreach (var conversation in await scene.ConversationsAsync())
        {
            answers.AddRange((await scene.Alice.JsonAsync($"GET /api/conversations/{conversation.Text("id")}/messages")).Items()
                .Where(message => message.Text("type") == "ai")
                .Select(message => (Count(message, "tokens_in"), Count(message, "tokens_out"), message.GetProperty("tokens_estimated").GetBoolean())));
        }

        return answers;

        static int? Count(JsonElement message, string name) => message.GetProperty(name) is { ValueKind: JsonValueKind.Number } count ? count.GetInt32() : null;
    }
}
