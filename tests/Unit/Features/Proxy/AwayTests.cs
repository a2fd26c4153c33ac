using ConvoWeb.Data.Providers;

namespace ConvoWeb.Tests.Unit.Features.Proxy;

/// <summary>A talk passes whether or not it can be stored.</summary>
public sealed class AwayTests
{
    [Theory, DatabaseData]
    public async Task While_the_database_is_away_callers_notice_nothing_and_all_is_stored_once_afterwards(Engine engine)
    {
        const int streams = 20;
        await using var scene = await ProxyScene.StartAsync(engine, AwayDatabase.Replace);
        await scene.AgreeAsync();
        scene.Upstream.Stream("Most ", "are ", "open.");
        var database = (AwayDatabase)scene.App.Get<IDatabase>();
        database.IsAway = true;

        await Task.WhenAll(Enumerable.Range(0, streams).Select(async i =>
        {
            using var request = scene.Request(ProxyScene.Body(("user", $"Question {i}?")));
            using var answer = await scene.Alice.SendAsync(request, Cancel);
            Assert.EndsWith("data: [DONE]\n\n", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }));

        Assert.True(database.Refused > 0);
        database.IsAway = false;
        database.LoseAnswers(30);
        await scene.RecordedAsync();

        var conversations = await scene.ConversationsAsync();
        Assert.Equal(Enumerable.Range(0, streams).Select(i => $"Question {i}?").Order(StringComparer.Ordinal), conversations.Select(one => one.Text("title")).Order(StringComparer.Ordinal));
        Assert.All(conversations, one => Assert.Equal((2, 5), (one.Number("message_count"), one.Number("tokens_out"))));
        Assert.Equal(streams, await scene.App.Stored.ScalarAsync<long>("SELECT count(*) FROM messages WHERE type = 'ai' AND state = 'final' AND content = 'Most are open.'"));
    }
}
