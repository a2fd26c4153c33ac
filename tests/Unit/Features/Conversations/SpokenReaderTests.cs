using System.Text.Json;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Tests.Unit.Features.Messages.Files;

namespace ConvoWeb.Tests.Unit.Features.Conversations;

public sealed class SpokenReaderTests
{
    [Theory, DatabaseData]
    public async Task What_can_be_listened_to_comes_in_order_with_what_was_deleted(Engine engine)
    {
        var (alice, user) = NewOwner(engine);
        var id = await alice.AddConversationAsync();
        var (one, two) = (await FileAsync(alice, 1), await FileAsync(alice, 2));
        await SpeakAsync(alice, id, one, 2.5);
        await alice.AppendAsync(id, "typed");
        await SpeakAsync(alice, id, "https://example.com/a.ogg", 3);
        await SpeakAsync(alice, id, two, null);
        await alice.SendAsync($"DELETE {one}");

        var spoken = await ReadAsync(engine, user, id);

        Assert.Equal([new SpokenMessage(1, one, 2.5, IsThere: false), new SpokenMessage(4, two, null, IsThere: true)], spoken);
    }

    [Theory, DatabaseData]
    public async Task Only_the_branch_that_is_shown_is_heard(Engine engine)
    {
        var (alice, user) = NewOwner(engine);
        var id = await alice.AddConversationAsync();
        var question = await SpeakAsync(alice, id, await FileAsync(alice, 1), 1);
        var first = await SpeakAsync(alice, id, await FileAsync(alice, 2), 1, question);
        await SpeakAsync(alice, id, await FileAsync(alice, 3), 1, question);

        Assert.Equal([1, 3], (await ReadAsync(engine, user, id)).Select(message => message.Seq));
        Assert.Equal([1, 2], (await ReadAsync(engine, user, id, Guid.Parse(first))).Select(message => message.Seq));
    }

    [Theory, DatabaseData]
    public async Task Nobody_else_hears_of_it(Engine engine)
    {
        var (alice, _) = NewOwner(engine);
        var id = await alice.AddConversationAsync();
        await SpeakAsync(alice, id, await FileAsync(alice, 1), 1);

        Assert.Empty(await ReadAsync(engine, new CurrentUser("somebody else"), id));
    }

    private static (HttpClient Client, CurrentUser User) NewOwner(Engine engine)
    {
        var name = $"owner-{Guid.NewGuid():N}";
        return (SharedApp.On(engine).ClientFor(name), new CurrentUser(name));
    }

    private static async Task<string> FileAsync(HttpClient client, int seed) => (await client.AddFileAsync(SentFiles.Bytes(100, seed))).Text("url")!;

    private static async Task<string> SpeakAsync(HttpClient client, string id, string address, double? duration, string? parent = null)
    {
        var message = new { type = "user", content = "Hello", audio_url = address, audio_duration = duration, parent_id = parent };
        return (await client.JsonAsync($"POST /v1/conversations/{id}/messages", JsonSerializer.Serialize(message))).Text("id")!;
    }

    private static Task<IReadOnlyList<SpokenMessage>> ReadAsync(Engine engine, CurrentUser user, string id, Guid? through = null) =>
        SharedApp.On(engine).Get<SpokenReader>().ReadAsync(user, Guid.Parse(id), through, Cancel);
}
