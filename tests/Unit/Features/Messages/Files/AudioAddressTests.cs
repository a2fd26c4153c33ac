using System.Net;
using System.Text.Json;

namespace ConvoWeb.Tests.Unit.Features.Messages.Files;

/// <summary>A message names a file that its owner has, or an address elsewhere.</summary>
public sealed class AudioAddressTests
{
    [Theory, DatabaseData]
    public async Task A_message_names_a_file_that_is_there(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var (id, file) = (await alice.AddConversationAsync(), await alice.AddFileAsync(SentFiles.Bytes(10)));

        var message = await alice.JsonAsync($"POST /v1/conversations/{id}/messages", Spoken(file.Text("url")!));

        Assert.Equal(file.Text("url"), message.Text("audio_url"));
    }

    [Theory, DatabaseData]
    public async Task A_file_that_is_not_there_is_refused_wherever_it_is_named(Engine engine)
    {
        var (alice, bob) = (SharedApp.NewOwner(engine), SharedApp.NewOwner(engine));
        var id = await alice.AddConversationAsync();
        var message = (await alice.AppendAsync(id, "typed")).Text("id");
        var draft = (await alice.JsonAsync($"POST /v1/conversations/{id}/messages", """{"type": "ai", "state": "draft"}""")).Text("id");
        string[] wrong = [(await bob.AddFileAsync(SentFiles.Bytes(10))).Text("url")!, $"/api/files/{Guid.NewGuid()}", "/api/files/x", "/api/files/"];

        foreach (var address in wrong)
        {
            var change = JsonSerializer.Serialize(new { audio_url = address });
            Assert.Equal(["audio_url"], await alice.SendAsync($"POST /v1/conversations/{id}/messages", Spoken(address)).RefusedFieldsAsync());
            Assert.Equal(["audio_url"], await alice.SendAsync($"PATCH /v1/conversations/{id}/messages/{message}", change).RefusedFieldsAsync());
            Assert.Equal(["audio_url"], await alice.SendAsync($"POST /v1/conversations/{id}/messages/{draft}/finalize", change).RefusedFieldsAsync());
            Assert.Equal(
                ["messages[1].audio_url"],
                await alice.SendAsync("POST /api/conversations", $$"""{"title": "x", "messages": [{"type": "user", "content": "a"}, {{Spoken(address)}}]}""").RefusedFieldsAsync());
        }
    }

    [Fact]
    public async Task A_message_whose_file_was_deleted_can_still_be_changed()
    {
        var alice = SharedApp.NewOwner();
        var (id, file) = (await alice.AddConversationAsync(), await alice.AddFileAsync(SentFiles.Bytes(10)));
        var message = (await alice.JsonAsync($"POST /v1/conversations/{id}/messages", Spoken(file.Text("url")!))).Text("id");

        Assert.Equal(HttpStatusCode.NoContent, (await alice.SendAsync($"DELETE {file.Text("url")}")).StatusCode);
        var changed = await alice.JsonAsync($"PATCH /v1/conversations/{id}/messages/{message}", """{"content": "changed"}""");

        Assert.Equal(("changed", file.Text("url")), (changed.Text("content"), changed.Text("audio_url")));
    }

    private static string Spoken(string address) => JsonSerializer.Serialize(new { type = "user", content = "Hello", audio_url = address, audio_duration = 1.5 });
}
