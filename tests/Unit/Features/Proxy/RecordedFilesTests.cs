using System.Text.Json;

namespace ConvoWeb.Tests.Unit.Features.Proxy;

/// <summary>Pictures, sounds and files that came inside of what was said.</summary>
public sealed class RecordedFilesTests
{
    private static readonly byte[] Picture = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];

    [Theory, DatabaseData]
    public async Task A_picture_and_a_file_are_attachments_and_an_address_stays_a_link(Engine engine)
    {
        await using var scene = await ProxyScene.StartAsync(engine);
        await scene.AgreeAsync();
        scene.Upstream.Stream("A cat.");

        await scene.AskAsync(Body(
            new { type = "text", text = "What is this?" },
            new { type = "image_url", image_url = new { url = $"data:image/png;base64,{Convert.ToBase64String(Picture)}" } },
            new { type = "image_url", image_url = new { url = "https://example.com/cat.png" } },
            new { type = "file", file = new { filename = "../cats.txt", file_data = $"data:text/plain;base64,{Convert.ToBase64String("Cats"u8)}" } }));

        var message = await QuestionAsync(scene);
        var attachments = message.GetProperty("metadata").Items("attachments");
        Assert.Equal(("What is this?", 3), (message.Text("content"), attachments.Count()));
        Assert.Equal(Picture, await scene.Alice.GetByteArrayAsync($"/api/files/{attachments.First().Text("file_id")}", Cancel));
        Assert.Equal(("image/png", 11L), (attachments.First().Text("media_type"), attachments.First().Number("size")));
        Assert.Equal("https://example.com/cat.png", attachments.ElementAt(1).Text("url"));
        Assert.False(attachments.ElementAt(1).TryGetProperty("file_id", out _));
        using var file = await scene.Alice.GetAsync($"/api/files/{attachments.Last().Text("file_id")}", Cancel);
        Assert.Equal(("Cats", "attachment", "cats.txt"), (await file.Content.ReadAsStringAsync(Cancel), file.Content.Headers.ContentDisposition?.DispositionType, file.Content.Headers.ContentDisposition?.FileName));
        Assert.Single(scene.Upstream.Asked);
    }

    [Theory, DatabaseData]
    public async Task What_was_said_aloud_is_the_sound_of_its_message_and_has_a_length(Engine engine)
    {
        await using var scene = await ProxyScene.StartAsync(engine);
        await scene.AgreeAsync();
        var wave = Wave(seconds: 2);
        scene.Upstream.Json($$$"""
            {"model": "test-1", "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": null,
             "audio": {"id": "a1", "data": "{{{Convert.ToBase64String(Wave(seconds: 3))}}}", "transcript": "Good morning." } } } ] }
            """);

        await scene.AskAsync(Body(new { type = "input_audio", input_audio = new { data = Convert.ToBase64String(wave), format = "wav" } }));

        var question = await QuestionAsync(scene);
        Assert.Equal(("", 2.0), (question.Text("content"), question.GetProperty("audio_duration").GetDouble()));
        Assert.Equal(wave, await scene.Alice.GetByteArrayAsync(question.Text("audio_url"), Cancel));
        var answer = (await MessagesAsync(scene))[1];
        Assert.Equal(("Good morning.", 3.0), (answer.Text("content"), answer.GetProperty("audio_duration").GetDouble()));
        Assert.Equal(Wave(seconds: 3), await scene.Alice.GetByteArrayAsync(answer.Text("audio_url"), Cancel));
    }

    [Theory, DatabaseData]
    public async Task A_history_that_is_sent_again_stores_its_pictures_once_and_they_go_with_the_conversation(Engine engine)
    {
        await using var scene = await ProxyScene.StartAsync(engine);
        await scene.AgreeAsync();
        scene.Upstream.Stream("A cat.");
        var picture = new { type = "image_url", image_url = new { url = $"data:image/png;base64,{Convert.ToBase64String(Picture)}" } };
        await scene.AskAsync(Body(picture));
        await scene.AskAsync(JsonSerializer.Serialize(new
        {
            model = "test-1",
            stream = true,
            messages = new object[] { new { role = "user", content = new[] { picture } }, new { role = "assistant", content = "A cat." }, new { role = "user", content = "Sure?" } },
        }));
        Assert.Equal(1L, await FilesAsync(scene));

        var conversation = Assert.Single(await scene.ConversationsAsync()).Text("id");
        await scene.Alice.SendAsync($"DELETE /api/conversations/{conversation}?permanent=true&confirm=true");
        Assert.Equal(0L, await FilesAsync(scene));
    }

    [Fact]
    public async Task Where_files_are_not_to_be_stored_it_is_noted_that_they_were_there()
    {
        await using var scene = await ProxyScene.StartAsync(settings: [("RECORD_FILES", "false")]);
        await scene.AgreeAsync();
        scene.Upstream.Stream("A cat.");

        await scene.AskAsync(Body(new { type = "image_url", image_url = new { url = $"data:image/png;base64,{Convert.ToBase64String(Picture)}" } }));

        Assert.Equal("""[{"type":"image_url","content_type":"image","media_type":"image/png"}]""", (await QuestionAsync(scene)).GetProperty("metadata").GetProperty("attachments").GetRawText());
        Assert.Equal(0L, await FilesAsync(scene));
    }

    [Fact]
    public async Task One_that_is_larger_than_a_file_may_be_is_left_out_and_the_rest_is_stored()
    {
        await using var scene = await ProxyScene.StartAsync(settings: [("FILE_LIMIT", "1")]);
        await scene.AgreeAsync();
        scene.Upstream.Stream("Large.");

        await scene.AskAsync(Body(new { type = "image_url", image_url = new { url = $"data:image/png;base64,{Convert.ToBase64String(new byte[1024 * 1024 + 1])}" } }));

        Assert.Equal(["user  (final)", "ai Large. (final)"], await scene.MessagesAsync());
        Assert.Equal(0L, await FilesAsync(scene));
    }

    private static string Body(params object[] content) =>
        JsonSerializer.Serialize(new { model = "test-1", stream = true, messages = new[] { new { role = "user", content } } });

    private static async Task<JsonElement> QuestionAsync(ProxyScene scene) => (await MessagesAsync(scene))[0];

    private static async Task<IReadOnlyList<JsonElement>> MessagesAsync(ProxyScene scene) =>
        [.. (await scene.Alice.JsonAsync($"GET /api/conversations/{Assert.Single(await scene.ConversationsAsync()).Text("id")}/messages")).Items()];

    private static Task<long> FilesAsync(ProxyScene scene) => scene.App.Stored.ScalarAsync<long>("SELECT count(*) FROM files WHERE state = 'stored'")!;

    /// <summary>Silence: 8 bits, 8 kHz.</summary>
    private static byte[] Wave(int seconds)
    {
        const int Rate = 8000;
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("RIFF"u8);
        writer.Write(36 + (seconds * Rate));
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(Rate);
        writer.Write(Rate);
        writer.Write((short)1);
        writer.Write((short)8);
        writer.Write("data"u8);
        writer.Write(seconds * Rate);
        writer.Write(new byte[seconds * Rate]);
        return stream.ToArray();
    }
}
