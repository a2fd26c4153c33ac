using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ConvoWeb.Features.Accounts;
using ConvoWeb.Features.Import;
using ConvoWeb.Features.Messages.Files;
using ConvoWeb.Tests.Unit.Features.Messages.Files;

namespace ConvoWeb.Tests.Unit.Features.Import;

/// <summary>Pictures and sound that stand beside the conversations in ChatGPT's ZIP.</summary>
public sealed class NamedFileTests
{
    private const string Picture = "file-03ZyFCHzSsuYJ1WN7TTkv09z", Speech = "file_00000000c0c461f7b1b0a86d1e2f3a4b", Lost = "file-9999999999999999lost";

    private const string Conversation =
        $$"""
        [{"id": "trip", "title": "Trip to Oslo", "create_time": 1704067200, "mapping": {
          "q": {"children": ["a"], "message": {"author": {"role": "user"}, "content": {"content_type": "multimodal_text", "parts": [
              {"content_type": "image_asset_pointer", "asset_pointer": "file-service://{{Picture}}", "width": 640},
              {"content_type": "image_asset_pointer", "asset_pointer": "sediment://{{Lost}}"}, "Where is this?"]},
            "metadata": {"attachments": [{"id": "{{Picture}}", "name": "harbour.png", "mime_type": "image/png"}]} } },
          "a": {"parent": "q", "message": {"author": {"role": "assistant"}, "content": {"content_type": "multimodal_text", "parts": [
              {"content_type": "audio_transcription", "text": "In Oslo."},
              {"content_type": "audio_asset_pointer", "asset_pointer": "sediment://{{Speech}}", "format": "wav", "metadata": {"start": 0, "end": 1.5} }]} } } } }]
        """;

    private static readonly byte[] PictureBytes = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, .. SentFiles.Bytes(600_000)];
    private static readonly byte[] SpeechBytes = [.. "RIFF"u8, 0, 0, 0, 0, .. "WAVE"u8, .. SentFiles.Bytes(9_000_000, seed: 2)];

    private static (string Name, byte[] Content) Chats => ("conversations-000.json", Encoding.UTF8.GetBytes(Conversation));

    private static (string Name, byte[] Content)[] Files =>
    [
        ($"user-abc/{Picture}-harbour.png", PictureBytes),
        ($"trip/audio/{Speech}-0b5d.dat", SpeechBytes),
        ("../../file-7777777777777777nobody-names-it.png", PictureBytes[..100]),
    ];

    [Theory]
    [DatabaseData(true)]
    [DatabaseData(false)]
    public async Task They_are_seen_and_heard_whether_they_stand_before_or_after_the_conversations(Engine engine, bool areFirst)
    {
        await using var app = new ConvoWebApp(engine);
        var alice = app.ClientFor("alice");
        var zip = UploadedFiles.Zip(sizesBehind: true, areFirst ? [.. Files, Chats] : [Chats, .. Files]);

        var first = await UploadedFiles.ImportAsync(alice, "", ("export.zip", zip));
        var (question, answer) = await MessagesAsync(alice);
        var second = await UploadedFiles.ImportAsync(alice, "", ("export.zip", zip));

        Assert.Equal("imported 2 files", Told(first));
        Assert.Equal("unchanged 0 files", Told(second));
        Assert.Equal(question.GetRawText(), (await MessagesAsync(alice)).Question.GetRawText());
        var attachments = question.GetProperty("metadata").GetProperty("attachments");
        Assert.Equal(2, attachments.GetArrayLength());
        Assert.Equal(
            ("harbour.png", "image/png", 600_008, 640),
            (attachments[0].Text("name"), attachments[0].Text("media_type"), attachments[0].GetProperty("size").GetInt32(), attachments[0].GetProperty("width").GetInt32()));
        Assert.Equal(PictureBytes, await alice.GetByteArrayAsync($"/api/files/{attachments[0].Text("file_id")}", Cancel));
        Assert.False(attachments[1].TryGetProperty("file_id", out _));
        Assert.Equal(SpeechBytes, await alice.GetByteArrayAsync(answer.Text("audio_url"), Cancel));
        Assert.Equal(1.5, answer.GetProperty("audio_duration").GetDouble());
        Assert.Equal(HttpStatusCode.NotFound, (await app.ClientFor("bob").GetAsync(answer.Text("audio_url"), Cancel)).StatusCode);
        Assert.Equal(2, await CountAsync(app));
    }

    [Theory, DatabaseData]
    public async Task A_newer_export_adds_what_has_come_since(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var alice = app.ClientFor("alice");
        await UploadedFiles.ImportAsync(alice, "", ("conversations.json", Chats.Content));
        await UploadedFiles.ImportAsync(alice, "", ("1.zip", UploadedFiles.Zip(false, Files[1], Chats)));
        var before = await MessagesAsync(alice);

        var report = await UploadedFiles.ImportAsync(alice, "", ("2.zip", UploadedFiles.Zip(false, [.. Files, Chats])));
        var after = await MessagesAsync(alice);

        Assert.Equal("updated 1 files", Told(report));
        Assert.Equal(before.Answer.GetRawText(), after.Answer.GetRawText());
        Assert.DoesNotContain("file_id", before.Question.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("file_id", after.Question.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(2, await CountAsync(app));
    }

    [Fact]
    public async Task They_may_come_in_a_file_of_their_own_behind_it()
    {
        var alice = SharedApp.NewOwner();

        var report = await UploadedFiles.ImportAsync(alice, "", ("conversations.json", Chats.Content), ("media.zip", UploadedFiles.Zip(false, Files)));

        Assert.Equal("imported 2 files", Told(report));
    }

    [Theory, DatabaseData]
    public async Task However_long_an_import_takes_those_that_have_come_wait_for_their_conversation(Engine engine)
    {
        var clock = new TestClock();
        await using var app = new ConvoWebApp(engine) { Clock = clock };

        var report = await app.Get<ImportService>().ImportAsync(new CurrentUser("alice"), SlowlyAsync(), new ImportOptions(), Cancel);

        Assert.Equal((0, 2), (report.Totals.Failed, report.Totals.Files));

        async IAsyncEnumerable<ImportUpload> SlowlyAsync()
        {
            yield return new ImportUpload("media.zip", new MemoryStream(UploadedFiles.Zip(false, Files)));
            for (var i = 0; i < 9; i++)
            {
                clock.Advance(TimeSpan.FromMinutes(20));
                yield return new ImportUpload($"{i}.json", new MemoryStream(Encoding.UTF8.GetBytes($$$"""[{"id": "{{{i}}}", "mapping": {"q": {"message": {"author": {"role": "user"}, "content": {"parts": ["Hello"]} } } } }]""")));
                await app.Get<FileService>().SweepAsync(Cancel);
            }

            yield return new ImportUpload(Chats.Name, new MemoryStream(Chats.Content));
        }
    }

    [Theory, DatabaseData]
    public async Task A_preview_stores_none_and_neither_does_a_ZIP_without_conversations(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);

        await UploadedFiles.ImportAsync(app.ClientFor("alice"), "?preview=true", ("export.zip", UploadedFiles.Zip(false, [.. Files, Chats])));
        var response = await UploadedFiles.PostAsync(app.ClientFor("alice"), "", ("media.zip", UploadedFiles.Zip(false, Files)));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal(0, await CountAsync(app));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_is_too_large_stays_a_name_and_the_report_says_why(bool areFirst)
    {
        await using var app = new ConvoWebApp { Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["FILE_LIMIT"] = "1" } };

        var report = await UploadedFiles.ImportAsync(
            app.ClientFor("alice"), "", areFirst ? [("export.zip", UploadedFiles.Zip(true, [.. Files, Chats]))] : [Chats, ("media.zip", UploadedFiles.Zip(true, Files))]);
        var (question, answer) = await MessagesAsync(app.ClientFor("alice"));

        Assert.Contains("The file is larger than 1 MiB (FILE_LIMIT).", report.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(1, report.GetProperty("totals").GetProperty("files").GetInt32());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("audio_url").ValueKind);
        Assert.Contains("file_id", question.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync(app));
    }

    [Fact]
    public async Task What_says_that_it_is_a_picture_and_is_none_is_only_offered_to_be_saved()
    {
        var alice = SharedApp.NewOwner();

        await UploadedFiles.ImportAsync(alice, "", ("export.zip", UploadedFiles.Zip(false, ($"{Picture}-harbour.png", "<script>alert(1)</script>"u8.ToArray()), ($"{Speech}.wav", []), Chats)));
        var (question, answer) = await MessagesAsync(alice);
        var attachment = question.GetProperty("metadata").GetProperty("attachments")[0];
        var served = await alice.GetAsync($"/api/files/{attachment.Text("file_id")}", Cancel);

        Assert.Equal(("application/octet-stream", "attachment"), (served.Content.Headers.ContentType?.MediaType, served.Content.Headers.ContentDisposition?.DispositionType));
        Assert.Equal("application/octet-stream", attachment.Text("media_type"));
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("audio_url").ValueKind);
    }

    [Theory, DatabaseData]
    public async Task What_breaks_off_leaves_whole_conversations_and_can_be_run_again(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var alice = app.ClientFor("alice");
        var zip = UploadedFiles.Zip(true, [Chats, .. Files]);

        await UploadedFiles.ImportAsync(alice, "", ("export.zip", zip[..(zip.Length / 2)]));
        Assert.Equal(1, await CountAsync(app));
        var report = await UploadedFiles.ImportAsync(alice, "", ("export.zip", zip));

        Assert.Equal("updated 1 files", Told(report));
        Assert.Equal(2, await CountAsync(app));
    }

    [Theory, DatabaseData]
    public async Task They_leave_in_our_archive_and_come_back_from_it(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        await UploadedFiles.ImportAsync(app.ClientFor("alice"), "", ("export.zip", UploadedFiles.Zip(true, [Chats, .. Files])));
        await using var other = new ConvoWebApp(engine);

        var archive = await app.ClientFor("alice").PostAsJsonAsync("/api/conversations/export/bulk", new { format = "json", files = true }, Cancel);
        await UploadedFiles.ImportAsync(other.ClientFor("alice"), "", ("backup.zip", await archive.Content.ReadAsByteArrayAsync(Cancel)));
        var (question, answer) = await MessagesAsync(other.ClientFor("alice"));

        Assert.Equal(PictureBytes, await other.ClientFor("alice").GetByteArrayAsync($"/api/files/{question.GetProperty("metadata").GetProperty("attachments")[0].Text("file_id")}", Cancel));
        Assert.Equal(SpeechBytes, await other.ClientFor("alice").GetByteArrayAsync(answer.Text("audio_url"), Cancel));
    }

    private static string Told(JsonElement report) =>
        $"{report.GetProperty("items")[0].Text("outcome")} {report.GetProperty("totals").GetProperty("files").GetInt32()} files";

    /// <summary>Also those that are still to be stored.</summary>
    private static Task<long> CountAsync(ConvoWebApp app) => app.Stored.ScalarAsync<long>("SELECT count(*) FROM files");

    private static async Task<(JsonElement Question, JsonElement Answer)> MessagesAsync(HttpClient client)
    {
        var list = await client.GetFromJsonAsync<JsonElement>("/api/conversations", Cancel);
        var messages = (await client.GetFromJsonAsync<JsonElement>($"/api/conversations/{list.GetProperty("items")[0].Text("id")}", Cancel)).GetProperty("messages");
        return (messages[0], messages[1]);
    }
}
