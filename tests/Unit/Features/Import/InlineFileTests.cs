using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ConvoWeb.Tests.Unit.Features.Messages.Files;

namespace ConvoWeb.Tests.Unit.Features.Import;

/// <summary>Pictures whose bytes stand in the conversations themselves.</summary>
public sealed class InlineFileTests
{
    private static readonly byte[] Picture = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, .. SentFiles.Bytes(2000)];

    private static readonly string Base64 = Convert.ToBase64String(Picture);

    [Theory]
    [DatabaseData("openai-chat", """{"messages": [{"role": "user", "content": [{"type": "text", "text": "What?"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,@"}}]}]}""")]
    [DatabaseData("openai-chat", """{"messages": [{"role": "user", "content": [{"type": "input_image", "image_url": "data:image\/png;base64,@"}]}]}""")]
    [DatabaseData("openai-chat", """{"messages": [{"role": "user", "content": [{"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "@"}}]}]}""")]
    [DatabaseData("openai-chat", """{"messages": [{"role": "user", "content": [{"inlineData": {"mimeType": "image/png", "data": "@"}}]}]}""")]
    [DatabaseData("openai-chat", """{"messages": [{"role": "user", "content": [{"type": "file", "file": {"filename": "a.png", "file_data": "data:image/png;base64,@"}}]}]}""")]
    [DatabaseData("claude-code", """{"type": "user", "uuid": "u", "sessionId": "s", "message": {"role": "user", "content": [{"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "@"}}]}}""")]
    [DatabaseData("claude-code", """{"type": "user", "uuid": "u", "sessionId": "s", "message": {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": [{"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "@"}}]}]}}""")]
    [DatabaseData("codex", """{"type": "message", "role": "user", "content": [{"type": "input_text", "text": "What?"}, {"type": "input_image", "image_url": "data:image/png;base64,@"}]}""")]
    [DatabaseData("claude", """{"uuid": "c", "chat_messages": [{"uuid": "q", "sender": "human", "content": [{"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "@"}}]}]}""")]
    [DatabaseData("openwebui", """{"id": "c", "chat": {"messages": [{"id": "q", "role": "user", "content": "What?", "files": [{"type": "image", "url": "data:image/png;base64,@"}]}]}}""")]
    [DatabaseData("librechat", """{"conversationId": "c", "messages": [{"messageId": "q", "isCreatedByUser": true, "text": "What?", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,@"}}]}]}""")]
    [DatabaseData("sillytavern", """{"name": "Alice", "is_user": true, "mes": "What?", "extra": {"image": "data:image/png;base64,@"}}""")]
    [DatabaseData("gemini-cli", """{"sessionId": "s", "projectHash": "p", "messages": [{"id": "q", "type": "user", "content": [{"inlineData": {"mimeType": "image/png", "data": "@"}}]}]}""")]
    [DatabaseData("grok", """{"conversation": {"conversation_id": "c"}, "responses": [{"response": {"response_id": "q", "sender": "human", "message": "What?", "image_attachments": [{"data": "@"}]}}]}""")]
    [DatabaseData("deepseek", """{"id": "c", "mapping": {"q": {"message": {"files": [{"file_name": "a.png", "data": "data:image/png;base64,@"}], "fragments": [{"type": "REQUEST", "content": "What?"}]}}}}""")]
    public async Task It_is_seen_and_stored_once(Engine engine, string source, string file)
    {
        var (app, owner) = (SharedApp.On(engine), $"owner-{Guid.NewGuid():N}");
        var client = app.ClientFor(owner);
        var bytes = Encoding.UTF8.GetBytes(file.Replace("@", Base64, StringComparison.Ordinal));

        var first = await UploadedFiles.ImportAsync(client, "", ("chat", bytes));
        var second = await UploadedFiles.ImportAsync(client, "", ("chat", bytes));
        var messages = (await client.GetFromJsonAsync<JsonElement>($"/api/conversations/{first.GetProperty("items")[0].Text("id")}", Cancel)).GetProperty("messages");
        var attachment = messages.EnumerateArray().Select(message => message.GetProperty("metadata").GetProperty("attachments")[0]).First();

        Assert.Equal((source, "imported", 1), (first.GetProperty("items")[0].Text("source"), first.GetProperty("items")[0].Text("outcome"), FilesOf(first)));
        Assert.Equal(("unchanged", 0), (second.GetProperty("items")[0].Text("outcome"), FilesOf(second)));
        Assert.Equal("image/png", attachment.Text("media_type"));
        Assert.Equal(Picture, await client.GetByteArrayAsync($"/api/files/{attachment.Text("file_id")}", Cancel));
        Assert.DoesNotContain(Base64[..300], messages.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_base64_stays_named_only()
    {
        await using var app = new ConvoWebApp();
        var file = $$"""{"messages": [{"role": "user", "content": [{"type": "image", "source": {"data": "{{new string('=', 300)}}"} }, {"type": "input_audio", "input_audio": {"data": "{{new string('A', 301)}}"} }]}]}""";

        var report = await UploadedFiles.ImportAsync(app.ClientFor("alice"), "", ("chat", Encoding.UTF8.GetBytes(file)));

        Assert.Equal(("imported", 0), (report.GetProperty("items")[0].Text("outcome"), FilesOf(report)));
        Assert.Equal(0, await app.Stored.ScalarAsync<long>("SELECT count(*) FROM files"));
    }

    private static int FilesOf(JsonElement report) => report.GetProperty("totals").GetProperty("files").GetInt32();
}
