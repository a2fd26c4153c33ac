using System.Collections.Concurrent;
using System.Text.Json;
using ConvoWeb.Features.Live;

namespace ConvoWeb.Tests.Unit.Features.Proxy;

/// <summary>Where no text is stored (<c>PERSIST_TRANSCRIPTS=false</c>), what passes is shown to whoever looks, and no more.</summary>
public sealed class ShownOnlyTests
{
    private static readonly (string, string)[] NotStored = [("PERSIST_TRANSCRIPTS", "false")];

    [Theory, DatabaseData]
    public async Task The_turns_of_a_talk_are_shown_in_one_conversation_of_which_nothing_is_stored(Engine engine)
    {
        await using var scene = await ProxyScene.StartAsync(engine, NotStored);
        await scene.AgreeAsync();
        scene.Upstream.Stream("Most ", "are.");
        await scene.AskAsync(("user", "Which museums are open?"));
        var conversation = Assert.Single(await scene.ConversationsAsync());
        var shown = new List<LiveEvent>();
        using var listening = scene.App.Get<ILiveEvents>().Listen(LiveTopic.Conversation(Guid.Parse(conversation.Text("id")!)), shown.Add);

        await scene.AskAsync(("user", "Which museums are open?"), ("assistant", "Most are."), ("user", "On Mondays too?"));

        Assert.Equal(conversation.Text("id"), Assert.Single(await scene.ConversationsAsync()).Text("id"));
        Assert.Equal(
            ["On Mondays too?", ""],
            shown.Where(one => one.Kind is LiveEventKind.MessageAdded).Select(one => JsonElement.Parse(one.Message.Span).Text("content")));
        Assert.Equal("Most are.", string.Concat(shown.Select(one => one.Delta?.Text)));
        Assert.Equal(LiveEventKind.MessageFinalized, shown[^1].Kind);
        Assert.DoesNotContain("museums", conversation.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(0L, await scene.App.Stored.ScalarAsync<long>("SELECT (SELECT count(*) FROM messages) + (SELECT count(*) FROM deltas) + (SELECT count(*) FROM recorded_turns)"));
    }

    [Fact]
    public async Task Of_a_history_that_is_new_here_only_what_is_new_of_it_is_shown()
    {
        await using var scene = await ProxyScene.StartAsync(settings: NotStored);
        await scene.AgreeAsync();
        scene.Upstream.Stream("Not on Mondays.");
        var shown = new List<LiveEvent>();
        using var listening = scene.App.Get<ILiveEvents>().Listen(LiveTopic.Owner("alice"), shown.Add);

        await scene.AskAsync(("user", "Which museums are open?"), ("assistant", "Most are."), ("user", "On Mondays too?"));

        Assert.Equal(["On Mondays too?", ""], shown.Where(one => one.Kind is LiveEventKind.MessageAdded).Select(one => JsonElement.Parse(one.Message.Span).Text("content")));
    }

    [Fact]
    public async Task Nothing_is_shown_either_before_somebody_has_agreed()
    {
        await using var scene = await ProxyScene.StartAsync(settings: NotStored);
        scene.Upstream.Stream("Hello.");

        Assert.Contains("Hello.", await scene.AskAsync(("user", "Hi")), StringComparison.Ordinal);

        Assert.Empty(await scene.ConversationsAsync());
    }

    [Fact]
    public async Task Taken_back_in_the_middle_of_a_stream_the_rest_of_it_is_not_shown()
    {
        await using var scene = await ProxyScene.StartAsync(settings: NotStored);
        await scene.AgreeAsync();
        var shown = new ConcurrentQueue<string>();
        using var listening = scene.App.Get<ILiveEvents>().Listen(LiveTopic.All, one => shown.Enqueue(one.Delta?.Text ?? ""));
        var isTakenBack = new TaskCompletionSource();
        scene.Upstream.StreamInHalves("Before", " after", isTakenBack.Task);
        var asking = scene.AskAsync(("user", "Hi"));
        while (!shown.Contains("Before"))
        {
            await Task.Delay(10, Cancel); // shown beside the stream
        }

        await scene.AgreeAsync(null);
        isTakenBack.SetResult();

        Assert.Contains(" after", await asking, StringComparison.Ordinal);
        Assert.DoesNotContain(" after", shown);
    }

    [Fact]
    public async Task After_the_conversation_was_deleted_the_talk_is_another_one()
    {
        await using var scene = await ProxyScene.StartAsync(settings: NotStored);
        await scene.AgreeAsync();
        scene.Upstream.Stream("Hello.");
        await scene.AskAsync(("user", "Hi"));
        var first = Assert.Single(await scene.ConversationsAsync()).Text("id");
        await scene.Alice.SendAsync($"DELETE /api/conversations/{first}");

        await scene.AskAsync(("user", "Hi"), ("assistant", "Hello."), ("user", "Ho"));

        Assert.NotEqual(first, Assert.Single(await scene.ConversationsAsync()).Text("id"));
    }
}
