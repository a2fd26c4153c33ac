using System.Text.Json;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Import.Samples;

namespace ConvoWeb.Tests.Unit.Features.Import;

public sealed class SampleConversationTests
{
    [Theory, DatabaseData]
    public async Task They_come_once_go_with_one_undo_and_come_again(Engine engine)
    {
        var (samples, user, client) = NewOwner(engine);

        var added = await samples.AddAsync(user, Cancel);
        Assert.Equal(SampleConversations.Count, added.Count);
        Assert.Empty(await samples.AddAsync(user, Cancel));

        await samples.RemoveAsync(user, added, Cancel);
        Assert.Empty((await client.JsonAsync("GET /api/conversations")).Items());

        Assert.Equal(added.Order(), (await samples.AddAsync(user, Cancel)).Order());
        Assert.Equal(SampleConversations.Count, (await client.JsonAsync("GET /api/conversations")).Items().Count());
    }

    [Theory, DatabaseData]
    public async Task Every_owner_has_them_apart_from_the_others(Engine engine)
    {
        var (samples, first, _) = NewOwner(engine);
        var (_, second, client) = NewOwner(engine);

        var (of1, of2) = (await samples.AddAsync(first, Cancel), await samples.AddAsync(second, Cancel));

        Assert.Empty(of1.Intersect(of2));
        Assert.Equal(SampleConversations.Count, of2.Count);
        Assert.Empty(await samples.AddAsync(second, Cancel));
        Assert.Equal(SampleConversations.Count, (await client.JsonAsync("GET /api/conversations")).Items().Count());
    }

    /// <summary>A newcomer sees in them what the pages can show.</summary>
    [Fact]
    public async Task They_show_what_there_is()
    {
        var (samples, user, client) = NewOwner(Engine.Sqlite);
        List<JsonElement> conversations = [];
        List<JsonElement> messages = [];
        foreach (var id in await samples.AddAsync(user, Cancel))
        {
            var conversation = await client.JsonAsync($"GET /api/conversations/{id}");
            conversations.Add(conversation);
            messages.AddRange(conversation.GetProperty("messages").EnumerateArray());
        }

        string All() => string.Join('\n', messages.Select(message => message.Text("content")));
        Assert.Equal(SampleConversations.Count, conversations.Select(conversation => conversation.Text("personality_id")).Distinct().Count());
        Assert.Equal(8, (await client.JsonAsync("GET /api/personalities")).Items().Texts("color").Distinct().Count());
        Assert.Contains(conversations, conversation => conversation.GetProperty("message_count").GetInt32() > 50);
        Assert.Contains(conversations, conversation => conversation.GetProperty("audio_duration").GetDouble() > 0);
        Assert.Contains(messages, message => message.GetProperty("metadata") is { ValueKind: JsonValueKind.Object } metadata && metadata.Text("role") == "tool");
        Assert.Contains(messages.GroupBy(message => message.Text("parent_id")), siblings => siblings.Key is not null && siblings.Count() > 1);
        Assert.All((string[])["|---|", "```python", "- [x]", "[^1]:", "漢字", "شوربة", "العدس"], part => Assert.Contains(part, All() + string.Join(' ', conversations.Select(c => c.Text("title")))));
    }

    private static (SampleConversations Samples, CurrentUser User, HttpClient Client) NewOwner(Engine engine)
    {
        var user = new CurrentUser($"owner-{Guid.NewGuid():N}");
        return (SharedApp.On(engine).Get<SampleConversations>(), user, SharedApp.On(engine).ClientFor(user.Id));
    }
}
