using System.Net;
using System.Text.Json;
using ConvoWeb.Tests.Unit.Features.Messages.Files;

namespace ConvoWeb.Tests.Unit.Features.Retention;

/// <summary>Sound that is kept for a shorter time than what was said.</summary>
public sealed class RetentionSoundTests
{
    [Theory, DatabaseData]
    public async Task It_goes_and_the_text_stays_as_it_was_exported(Engine engine)
    {
        await using var scene = new RetentionScene(engine);
        var (id, sound) = (await scene.AddAsync(), await UploadAsync(scene, seed: 1));
        var message = (await SpeakAsync(scene, id, sound)).Text("id");
        await scene.SettleAsync(new { keep_days = 60, audio_days = 10 });
        Assert.Equal(0, (await scene.PreviewAsync()).GetProperty("totals").Number("audio_files"));
        scene.Pass(days: 10);
        Assert.Equal(HttpStatusCode.OK, (await scene.Alice.SendAsync($"GET /api/conversations/{id}/export?format=json")).StatusCode);
        var before = await scene.Alice.JsonAsync($"GET /api/conversations/{id}");
        var totals = (await scene.PreviewAsync()).GetProperty("totals");
        Assert.Equal((1, 1000, 0), (totals.Number("audio_files"), totals.Number("audio_bytes"), totals.Number("due")));

        await scene.SweepAsync();
        await scene.SweepAsync();

        var after = await scene.Alice.JsonAsync($"GET /api/conversations/{id}");
        Assert.Equal(before.Number("version") + 1, after.Number("version"));
        Assert.Equal((before.Text("updated_at"), 4.5), (after.Text("updated_at"), after.GetProperty("audio_duration").GetDouble()));
        var spoken = after.Items("messages").Single(one => one.Text("id") == message);
        Assert.Equal(("Hello", 4.5, null, after.Number("version")), (spoken.Text("content"), spoken.GetProperty("audio_duration").GetDouble(), spoken.Text("audio_url"), spoken.Number("version")));
        Assert.Equal(HttpStatusCode.NotFound, (await scene.Alice.SendAsync($"GET {sound}")).StatusCode);
        Assert.Equal(0, await scene.App.Stored.ScalarAsync<long>("SELECT count(*) FROM file_chunks"));
        Assert.True(Assert.Single((await scene.PreviewAsync()).Items()).GetProperty("is_exported").GetBoolean());
        Assert.Contains("convoweb silenced 1", await scene.AuditAsync());
    }

    [Theory, DatabaseData]
    public async Task What_something_else_still_needs_stays(Engine engine)
    {
        await using var scene = new RetentionScene(engine);
        var (shared, again, attached, starred) = (await UploadAsync(scene, 1), await UploadAsync(scene, 2), await UploadAsync(scene, 3), await UploadAsync(scene, 4));
        var (id, other, kept) = (await scene.AddAsync(), await scene.AddAsync("Another"), await scene.AddAsync("Kept"));
        foreach (var sound in new[] { shared, again, attached, "https://elsewhere.example/a.mp3" })
        {
            await SpeakAsync(scene, id, sound);
        }

        await SpeakAsync(scene, kept, starred);
        await scene.ChangeAsync(kept, """{"starred": true}""");
        await scene.SettleAsync(new { audio_days = 10 });
        scene.Pass(days: 9);
        await SpeakAsync(scene, other, shared);
        await SpeakAsync(scene, id, again);
        await scene.Alice.JsonAsync(
            $"POST /v1/conversations/{id}/messages", JsonSerializer.Serialize(new { type = "user", content = "Look", metadata = new { attachments = new[] { new { url = attached, name = "a.mp3" } } } }));
        scene.Pass(days: 1);

        await scene.SweepAsync();

        var left = (await scene.Alice.JsonAsync($"GET /api/conversations/{id}")).Items("messages").Texts("audio_url").OfType<string>();
        Assert.Equal(["https://elsewhere.example/a.mp3", again], left);
        Assert.Equal(starred, (await scene.Alice.JsonAsync($"GET /api/conversations/{kept}")).Items("messages")[^1].Text("audio_url"));
        foreach (var sound in new[] { shared, again, attached, starred })
        {
            Assert.Equal(HttpStatusCode.OK, (await scene.Alice.SendAsync($"GET {sound}")).StatusCode);
        }

        scene.Pass(days: 9);
        await scene.SweepAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await scene.Alice.SendAsync($"GET {shared}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await scene.Alice.SendAsync($"GET {again}")).StatusCode);
    }

    private static async Task<string> UploadAsync(RetentionScene scene, int seed) => (await scene.Alice.AddFileAsync(SentFiles.Bytes(1000, seed), "audio/mpeg")).Text("url")!;

    private static Task<JsonElement> SpeakAsync(RetentionScene scene, string id, string sound) => scene.Alice.JsonAsync(
        $"POST /v1/conversations/{id}/messages", JsonSerializer.Serialize(new { type = "user", content = "Hello", audio_url = sound, audio_duration = 4.5 }));
}
