using ConvoWeb.Tests.Unit.Features.Proxy.Clients;
using OpenAI.Chat;

namespace ConvoWeb.Tests.Unit.Features.Proxy;

/// <summary>A dialogue by OpenAI's client for .NET, which sends its whole history again with each question.</summary>
public sealed class DialogueTests
{
    private const int Turns = 10;

    [Theory, DatabaseData]
    public async Task Ten_turns_are_one_conversation_of_twenty_messages_and_a_turn_that_is_asked_for_again_is_a_branch(Engine engine)
    {
        await using var scene = await ProxyScene.StartAsync(engine);
        await scene.AgreeAsync();
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add(TestSignIn.Header, "alice");
        var client = DotNetProgram.Client(scene.Address, "test-1", http);
        var history = new List<ChatMessage>();
        for (var turn = 1; turn <= Turns; turn++)
        {
            history.Add(new UserChatMessage($"Question {turn}?"));
            history.Add(new AssistantChatMessage(await AskAsync($"Answer {turn}.")));
        }

        await scene.RecordedAsync();
        Assert.Equal(
            Enumerable.Range(1, Turns).SelectMany(turn => (string[])[$"user Question {turn}? (final)", $"ai Answer {turn}. (final)"]),
            await scene.MessagesAsync());
        Assert.Equal(20, Assert.Single(await scene.ConversationsAsync()).Number("message_count"));

        history.RemoveAt(history.Count - 1);
        await AskAsync("Answer 10 again.");
        await scene.RecordedAsync();

        var stored = await scene.LastAsync("alice");
        Assert.Equal(21, stored.Messages.Count);
        Assert.Equal([.. stored.PathTo(stored.Messages[^2]).SkipLast(1), "ai Answer 10 again."], stored.PathTo(stored.Messages[^1]));
        Assert.Single(await scene.ConversationsAsync());

        // The first half in one request, the second as it streams.
        async Task<string> AskAsync(string answer)
        {
            if (history.Count > Turns)
            {
                scene.Upstream.Stream(answer[..4], answer[4..]);
                return string.Concat(await client.CompleteChatStreamingAsync(history, cancellationToken: Cancel)
                    .SelectMany(update => update.ContentUpdate.ToAsyncEnumerable())
                    .Select(part => part.Text)
                    .ToListAsync(Cancel));
            }

            scene.Upstream.Json($$"""{"id":"c1","object":"chat.completion","created":1,"model":"test-1","choices":[{"index":0,"message":{"role":"assistant","content":"{{answer}}"},"finish_reason":"stop"}]}""");
            return (await client.CompleteChatAsync(history, cancellationToken: Cancel)).Value.Content[0].Text;
        }
    }
}
