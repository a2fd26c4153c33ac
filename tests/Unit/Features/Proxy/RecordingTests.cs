using ConvoWeb.Features.Proxy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ConvoWeb.Tests.Unit.Features.Proxy;

/// <summary>What is stored of what passes.</summary>
public sealed class RecordingTests
{
    [Theory, DatabaseData]
    public async Task A_question_and_its_streamed_answer_are_stored_with_what_the_upstream_counted(Engine engine)
    {
        await using var scene = await ProxyScene.StartAsync(engine);
        await scene.AgreeAsync();
        scene.Upstream.Stream("Most ", "are ", "open.");

        await scene.AskAsync(("system", "Be short."), ("user", "Which museums are open?"));

        Assert.Equal(["system Be short. (final)", "user Which museums are open? (final)", "ai Most are open. (final)"], await scene.MessagesAsync());
        var conversation = Assert.Single(await scene.ConversationsAsync());
        Assert.Equal(("Which museums are open?", "proxy", "test-1"), (conversation.Text("title"), conversation.Text("source"), conversation.Text("model")));
        Assert.Equal((12, 5), (conversation.Number("tokens_in"), conversation.Number("tokens_out")));
        var answer = (await scene.Alice.JsonAsync($"GET /api/conversations/{conversation.Text("id")}/messages")).Items()[^1];
        Assert.False(answer.GetProperty("tokens_estimated").GetBoolean());
        Assert.Equal("stop", answer.GetProperty("metadata").Text("finish_reason"));
        Assert.True(answer.GetProperty("metadata").Number("first_token_ms") <= answer.GetProperty("metadata").Number("response_ms"));
    }

    [Theory, DatabaseData]
    public async Task Ten_turns_of_a_client_that_sends_its_history_again_are_one_conversation(Engine engine)
    {
        await using var scene = await ProxyScene.StartAsync(engine);
        await scene.AgreeAsync();
        var history = new List<(string Role, string Content)>();
        for (var turn = 1; turn <= 10; turn++)
        {
            history.Add(("user", $"Question {turn}?"));
            scene.Upstream.Stream("Answer ", $"{turn}.");
            await scene.AskAsync([.. history]);
            history.Add(("assistant", $"Answer {turn}.\n"));
        }

        Assert.Equal(history.Select(turn => $"{(turn.Role == "user" ? "user" : "ai")} {turn.Content.Trim()} (final)"), await scene.MessagesAsync());
        Assert.Equal(20, Assert.Single(await scene.ConversationsAsync()).Number("message_count"));
    }

    [Theory, DatabaseData]
    public async Task A_history_of_hundreds_of_turns_that_is_new_here_is_one_conversation_and_goes_on(Engine engine)
    {
        await using var scene = await ProxyScene.StartAsync(engine);
        await scene.AgreeAsync();
        scene.Upstream.Stream("Yes.");
        var history = Enumerable.Range(1, 225).SelectMany(n => new[] { ("user", $"Question {n}?"), ("assistant", $"Answer {n}.") }).Append(("user", "Is that all?")).ToList();
        await scene.AskAsync([.. history]);
        history.AddRange([("assistant", "Yes."), ("user", "Sure?")]);
        await scene.AskAsync([.. history]);

        Assert.Equal(history.Count + 1, Assert.Single(await scene.ConversationsAsync()).Number("message_count"));
        Assert.Equal(
            string.Join('|', history.Select(turn => turn.Item2).Append("Yes.")),
            await scene.App.Stored.ScalarAsync<string>("SELECT string_agg(content, '|' ORDER BY seq) FROM messages"));
    }

    [Fact]
    public async Task What_there_is_no_room_for_passes_whole_and_is_stored_as_far_as_it_came()
    {
        await using var scene = await ProxyScene.StartAsync(
            Engine.Sqlite, services => services.Replace(ServiceDescriptor.Singleton(new ProxyMemory { Recorded = new ByteRoom(1000) })));
        await scene.AgreeAsync();
        var isStored = new TaskCompletionSource();
        scene.Upstream.StreamInHalves("Short.", new string('x', 2000), isStored.Task);
        var asking = scene.AskAsync(("user", "Hi"));
        while ((await scene.ConversationsAsync()).Count == 0 || !(await scene.MessagesAsync()).Contains("ai Short. (draft)"))
        {
            await Task.Delay(10, Cancel); // recorded beside the stream
        }

        isStored.SetResult();

        Assert.EndsWith("data: [DONE]\n\n", await asking, StringComparison.Ordinal);
        Assert.Equal(["user Hi (final)", "ai Short. (interrupted)"], await scene.MessagesAsync());
    }

    [Theory, DatabaseData]
    public async Task A_quick_client_asks_on_before_its_answer_is_stored(Engine engine)
    {
        await using var scene = await ProxyScene.StartAsync(engine);
        await scene.AgreeAsync();
        var history = new List<(string Role, string Content)>();
        for (var turn = 1; turn <= 8; turn++)
        {
            history.Add(("user", $"Question {turn}?"));
            scene.Upstream.Stream("Answer ", $"{turn}.");
            await scene.SendAsync([.. history]);
            history.Add(("assistant", $"Answer {turn}."));
        }

        await scene.RecordedAsync();
        Assert.Equal(history.Select(turn => $"{(turn.Role == "user" ? "user" : "ai")} {turn.Content} (final)"), await scene.MessagesAsync());
    }

    [Theory, DatabaseData]
    public async Task Neither_an_empty_answer_nor_a_system_prompt_with_the_time_breaks_a_talk(Engine engine)
    {
        await using var scene = await ProxyScene.StartAsync(engine);
        await scene.AgreeAsync();
        scene.Upstream.Stream("A1");
        await scene.AskAsync(("system", "It is 10:00."), ("user", "Q1"));
        scene.Upstream.Stream();
        await scene.AskAsync(("system", "It is 10:01."), ("user", "Q1"), ("assistant", "A1"), ("user", "Q2"));
        scene.Upstream.Stream("A3");
        await scene.AskAsync(("system", "It is 10:02."), ("user", "Q1"), ("assistant", "A1"), ("user", "Q2"), ("assistant", ""), ("user", "Q3"));

        Assert.Equal(
            ["system It is 10:00. (final)", "user Q1 (final)", "ai A1 (final)", "user Q2 (final)", "ai  (final)", "user Q3 (final)", "ai A3 (final)"],
            await scene.MessagesAsync());
    }

    [Fact]
    public async Task A_conversation_that_is_named_and_not_here_is_known_by_its_history()
    {
        await using var scene = await ProxyScene.StartAsync();
        await scene.AgreeAsync();
        scene.Upstream.Stream("A1");
        var header = ("X-ConvoWeb-Conversation", Guid.NewGuid().ToString());
        await scene.AskAsync(ProxyScene.Body(("user", "Q1")), header);
        await scene.AskAsync(ProxyScene.Body(("user", "Q1"), ("assistant", "A1"), ("user", "Q2")), header);

        Assert.Equal(4, Assert.Single(await scene.ConversationsAsync()).Number("message_count"));
    }

    [Theory, DatabaseData]
    public async Task An_answer_that_is_asked_for_again_and_a_question_that_was_changed_are_branches(Engine engine)
    {
        await using var scene = await ProxyScene.StartAsync(engine);
        await scene.AgreeAsync();
        scene.Upstream.Stream("A1");
        await scene.AskAsync(("user", "Q1"));
        scene.Upstream.Stream("A2");
        await scene.AskAsync(("user", "Q1"), ("assistant", "A1"), ("user", "Q2"));
        scene.Upstream.Stream("A2 again");
        await scene.AskAsync(("user", "Q1"), ("assistant", "A1"), ("user", "Q2"));
        scene.Upstream.Stream("A2 else");
        await scene.AskAsync(("user", "Q1"), ("assistant", "A1"), ("user", "Q2 changed"));

        var conversation = Assert.Single(await scene.ConversationsAsync());
        var messages = (await scene.Alice.JsonAsync($"GET /api/conversations/{conversation.Text("id")}/messages")).Items();
        var names = messages.ToDictionary(message => message.Text("id")!, message => message.Text("content")!, StringComparer.Ordinal);
        Assert.Equal(
            ["Q1 after ", "A1 after Q1", "Q2 after A1", "A2 after Q2", "A2 again after Q2", "Q2 changed after A1", "A2 else after Q2 changed"],
            messages.Select(message => $"{message.Text("content")} after {(message.Text("parent_id") is { } parent ? names[parent] : "")}"));
    }

    [Fact]
    public async Task The_same_first_question_is_another_conversation_but_when_the_first_try_failed()
    {
        await using var scene = await ProxyScene.StartAsync();
        await scene.AgreeAsync();
        scene.Upstream.Json("""{"error":{"message":"Slow down.","type":"requests","code":"rate_limit_exceeded"}}""", 429);
        await scene.AskAsync(("user", "Hi"));
        scene.Upstream.Stream("Hello.");
        await scene.AskAsync(("user", "Hi"));
        Assert.Equal(["user Hi (final)", "ai  (interrupted)", "ai Hello. (final)"], await scene.MessagesAsync());

        await scene.AskAsync(("user", "Hi"));
        await scene.AskAsync(("user", "Ho"));
        await scene.AskAsync(("user", "Ho"));
        Assert.Equal(4, (await scene.ConversationsAsync()).Count);
    }

    [Fact]
    public async Task Several_answers_to_one_question_are_branches_and_the_first_is_shown()
    {
        await using var scene = await ProxyScene.StartAsync();
        await scene.AgreeAsync();
        scene.Upstream.Json("""{"model":"test-1","choices":[{"index":0,"message":{"role":"assistant","content":"One"},"finish_reason":"stop"},{"index":1,"message":{"role":"assistant","content":"Two"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2}}""");

        await scene.AskAsync("""{"model":"test-1","n":2,"messages":[{"role":"user","content":"Q"}]}""");
        scene.Upstream.Stream("More");
        await scene.AskAsync(("user", "Q"), ("assistant", "Two"), ("user", "And?"));

        Assert.Equal(["user Q (final)", "ai One (final)", "ai Two (final)", "user And? (final)", "ai More (final)"], await scene.MessagesAsync());
    }

    [Fact]
    public async Task Calls_of_tools_and_what_they_answer_are_part_of_the_talk()
    {
        await using var scene = await ProxyScene.StartAsync();
        await scene.AgreeAsync();
        scene.Upstream.Json("""{"model":"test-1","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"t1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Oslo\"}"}}]},"finish_reason":"tool_calls"}]}""");
        await scene.AskAsync("""{"model":"test-1","messages":[{"role":"user","content":"Rain?"}]}""");
        scene.Upstream.Stream("No rain.");
        await scene.AskAsync("""{"model":"test-1","stream":true,"messages":[{"role":"user","content":"Rain?"},{"role":"assistant","tool_calls":[{"id":"t1","type":"function","function":{"name":"weather","arguments":"{ \"city\": \"Oslo\" }"}}]},{"role":"tool","tool_call_id":"t1","content":"dry"}]}""");

        Assert.Equal(["user Rain? (final)", "ai  (final)", "system dry (final)", "ai No rain. (final)"], await scene.MessagesAsync());
    }

    [Theory]
    [InlineData("X-ConvoWeb-Conversation")]
    [InlineData("metadata")]
    public async Task A_request_may_name_the_conversation_that_it_goes_on_with(string way)
    {
        await using var scene = await ProxyScene.StartAsync();
        await scene.AgreeAsync();
        var id = await scene.Alice.AddConversationAsync("Mine");
        await scene.Alice.AppendAsync(id, "Earlier");
        scene.Upstream.Stream("Yes.");
        var metadata = way == "metadata" ? $$""","metadata":{"conversation_id":"{{id}}"}""" : "";

        await scene.AskAsync($$"""{"model":"test-1"{{metadata}},"messages":[{"role":"assistant","content":"Unknown"},{"role":"user","content":"Still there?"}]}""", (way, id));

        Assert.Equal(["user Earlier (final)", "user Still there? (final)", "ai Yes. (final)"], await scene.MessagesAsync());
    }

    [Fact]
    public async Task A_new_conversation_is_with_the_personality_of_its_system_prompt_or_of_its_header()
    {
        await using var scene = await ProxyScene.StartAsync();
        await scene.AgreeAsync();
        var juno = (await scene.Alice.JsonAsync("POST /api/personalities", """{"name": "Juno", "system_prompt": "You are Juno."}""")).Text("id");
        var maya = (await scene.Alice.JsonAsync("POST /api/personalities", """{"name": "Maya"}""")).Text("id");
        scene.Upstream.Stream("Hello.");

        await scene.AskAsync(("system", "You are Juno."), ("user", "Hi"));
        await scene.AskAsync(ProxyScene.Body(("system", "You are Juno."), ("user", "Hi")), ("X-ConvoWeb-Personality", "maya"));
        await scene.AskAsync(("user", "Hi"));

        Assert.Equal([juno, maya, null], (await scene.ConversationsAsync()).Select(conversation => conversation.Text("personality_id")));
    }

    [Fact]
    public async Task An_answer_that_broke_off_is_stored_as_far_as_it_came()
    {
        await using var scene = await ProxyScene.StartAsync();
        await scene.AgreeAsync();

        await scene.BreakOffAsync("Most are", ("user", "Which?"));

        Assert.Equal(["user Which? (final)", "ai Most are (interrupted)"], await scene.MessagesAsync());
    }

    [Fact]
    public async Task Who_leaves_when_all_is_said_has_had_all_of_it()
    {
        await using var scene = await ProxyScene.StartAsync();
        await scene.AgreeAsync();
        scene.Upstream.Answer = async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await FakeUpstream.SendAsync(context, FakeUpstream.Chunk("All are open."));
            await FakeUpstream.SendAsync(context, "[DONE]");
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        using var request = scene.Request(ProxyScene.Body(("user", "Which?")));
        using var answer = await scene.Alice.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancel));
        while (await lines.ReadLineAsync(Cancel) != "data: [DONE]")
        {
            // More comes.
        }

        var rest = lines.ReadToEndAsync(leaving.Token);
        await leaving.CancelAsync(); // in the middle of reading, which closes the connection
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rest);

        await scene.RecordedAsync();
        Assert.Equal(["user Which? (final)", "ai All are open. (final)"], await scene.MessagesAsync());
    }

    [Fact]
    public async Task An_answer_is_shown_while_it_passes()
    {
        await using var scene = await ProxyScene.StartAsync();
        await scene.AgreeAsync();
        var isSeen = new TaskCompletionSource();
        scene.Upstream.Answer = async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await FakeUpstream.SendAsync(context, FakeUpstream.Chunk("Most are"));
            await isSeen.Task;
        };

        var asking = scene.AskAsync(("user", "Which?"));
        while ((await scene.ConversationsAsync()).Count == 0 || !(await scene.MessagesAsync()).Contains("ai Most are (draft)"))
        {
            await Task.Delay(10, Cancel); // recorded beside the stream
        }

        isSeen.SetResult();
        await asking;
    }
}
