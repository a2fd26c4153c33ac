using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ConvoWeb.Tests.Unit.Features.Import;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using static ConvoWeb.Tests.Unit.Features.Export.BulkSteps;

namespace ConvoWeb.Tests.Unit.Features.Export;

public sealed class BulkExportTests
{
    [Theory, DatabaseData]
    public async Task An_archive_has_a_file_for_each_conversation_and_an_index(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var alice = app.ClientFor("alice");
        await AddAsync(alice, "Trip to Oslo", "Which museums?");
        await AddAsync(alice, "../CON: <Trip>", "Which trains?");
        await AddAsync(alice, "Trip to Oslo", "Which hotels?");
        await AddAsync(app.ClientFor("bob"), "Bob's", "Secret");

        var response = await alice.PostAsJsonAsync("/api/conversations/export/bulk", new { format = "markdown" }, Cancel);
        using var zip = new ZipArchive(await response.Content.ReadAsStreamAsync(Cancel));
        var index = await JsonDocument.ParseAsync(await zip.GetEntry("index.json")!.OpenAsync(Cancel), cancellationToken: Cancel);

        Assert.Equal("application/zip", response.Content.Headers.ContentType?.MediaType);
        Assert.Matches("^\"?ConvoWeb [0-9-]{10} [0-9-]{8}\\.zip\"?$", response.Content.Headers.ContentDisposition?.FileName);
        Assert.Equal(
            ["conversations/00001 Trip to Oslo.md", "conversations/00002 -CON- -Trip-.md", "conversations/00003 Trip to Oslo.md", "index.json"],
            zip.Entries.Select(entry => entry.FullName));
        Assert.Contains("Which hotels?", await TextAsync(zip, "conversations/00003 Trip to Oslo.md"), StringComparison.Ordinal);
        Assert.Equal(
            ["conversations/00001 Trip to Oslo.md", "conversations/00002 -CON- -Trip-.md", "conversations/00003 Trip to Oslo.md"],
            index.RootElement.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("file").GetString()));
        Assert.Equal(0, index.RootElement.GetProperty("skipped").GetArrayLength());
    }

    [Theory, DatabaseData]
    public async Task Ids_a_filter_a_search_or_everything_says_which(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var alice = app.ClientFor("alice");
        var oslo = await AddAsync(alice, "Oslo", "Which museums are open?");
        var rome = await AddAsync(alice, "Rome", "Which trains are late?");
        var gone = await AddAsync(alice, "Gone", "Which museums were there?");
        var theirs = await AddAsync(app.ClientFor("bob"), "Bern", "Which museums are his?");
        await alice.PatchAsJsonAsync($"/api/conversations/{rome}", new { starred = true, status = "archived" }, Cancel);
        await alice.DeleteAsync($"/api/conversations/{gone}", Cancel);

        Assert.Equal("Oslo, Rome", await TitlesAsync(alice, new { format = "jsonl", archive = false }));
        Assert.Equal("Oslo", await TitlesAsync(alice, new { format = "jsonl", archive = false, ids = new[] { oslo, theirs, oslo } }));
        Assert.Equal("Gone", await TitlesAsync(alice, new { format = "jsonl", archive = false, ids = new[] { gone } }));
        Assert.Equal("Rome", await TitlesAsync(alice, new { format = "jsonl", archive = false, filter = new { starred = "true" } }));
        Assert.Equal("Gone", await TitlesAsync(alice, new { format = "jsonl", archive = false, filter = new { status = "deleted" } }));
        Assert.Equal("Oslo", await TitlesAsync(alice, new { format = "jsonl", archive = false, filter = new { q = "museums" } }));
        Assert.Equal("Rome", await TitlesAsync(alice, new { format = "jsonl", archive = false, filter = new { q = "rome" } }));
        Assert.Equal("Rome", await TitlesAsync(alice, new { format = "jsonl", archive = false, except = new[] { oslo } }));
        Assert.Equal("", await TitlesAsync(alice, new { format = "jsonl", archive = false, filter = new { personality = "Nobody" } }));
    }

    [Theory, DatabaseData]
    public async Task Since_the_last_time_there_is_only_what_changed_or_came_here(Engine engine)
    {
        var clock = new TestClock();
        await using var app = new ConvoWebApp(engine) { Clock = clock };
        var alice = app.ClientFor("alice");
        var old = await AddAsync(alice, "Old", "Nothing new");
        var changed = await AddAsync(alice, "Changed", "First");
        var since = clock.GetUtcNow().AddMinutes(10);
        clock.Advance(TimeSpan.FromMinutes(20));
        await alice.PostAsJsonAsync($"/api/conversations/{changed}/messages", new { type = "user", content = "Second" }, Cancel);
        await UploadedFiles.ImportAsync(alice, "", ("trip.json", Encoding.UTF8.GetBytes(
            """{"id": "trip", "title": "Imported", "create_time": 1704067200, "mapping": {"q": {"message": {"author": {"role": "user"}, "content": {"parts": ["Hi"]}}}}}""")));

        Assert.Equal("Changed, Imported, Old", Sorted(await TitlesAsync(alice, new { format = "jsonl", archive = false })));
        Assert.Equal("Changed, Imported", Sorted(await TitlesAsync(alice, new { format = "jsonl", archive = false, since })));
        Assert.Equal("Old", await TitlesAsync(alice, new { format = "jsonl", archive = false, ids = new[] { old } }));
    }

    /// <summary>It has a time before the export, which could not see it yet.</summary>
    [Theory, DatabaseData]
    public async Task What_was_on_its_way_to_the_disk_the_last_time_is_there_the_next_time(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        await AddAsync(alice, "Waited", "For its turn");

        Assert.Equal("Waited", await TitlesAsync(alice, new { format = "jsonl", archive = false, since = TimeProvider.System.GetUtcNow().AddMinutes(2) }));
        Assert.Equal("", await TitlesAsync(alice, new { format = "jsonl", archive = false, since = TimeProvider.System.GetUtcNow().AddMinutes(20) }));
        Assert.Equal("Waited", await TitlesAsync(alice, new { format = "jsonl", archive = false, since = DateTimeOffset.MinValue }));
    }

    [Theory, DatabaseData]
    public async Task A_file_that_came_for_a_message_is_something_that_came_here(Engine engine)
    {
        var clock = new TestClock();
        await using var app = new ConvoWebApp(engine) { Clock = clock };
        var alice = app.ClientFor("alice");
        (string, byte[]) chats = ("conversations.json", Encoding.UTF8.GetBytes(
            """
            [{"id": "trip", "title": "Trip", "create_time": 1704067200, "mapping": {"q": {"message": {"author": {"role": "user"}, "content": {"content_type": "multimodal_text", "parts": [
              {"content_type": "image_asset_pointer", "asset_pointer": "file-service://file-03ZyFCHzSsuYJ1WN7TTkv09z"}, "Where is this?"]}}}}}]
            """));
        await UploadedFiles.ImportAsync(alice, "", chats);
        var before = (await LinesAsync(alice, new { format = "jsonl", archive = false }))[0].GetProperty("updated_at").GetString();
        var since = clock.GetUtcNow().AddHours(1);
        clock.Advance(TimeSpan.FromHours(2));
        Assert.Empty(await LinesAsync(alice, new { format = "jsonl", archive = false, since }));

        await UploadedFiles.ImportAsync(alice, "", ("export.zip", UploadedFiles.Zip(false, ("file-03ZyFCHzSsuYJ1WN7TTkv09z-harbour.png", "\u0089PNG\r\n"u8.ToArray()), chats)));
        var lines = await LinesAsync(alice, new { format = "jsonl", archive = false, since });

        Assert.Contains("file_id", lines[1].GetRawText(), StringComparison.Ordinal);
        Assert.Equal(before, lines[0].GetProperty("updated_at").GetString());
    }

    [Theory, DatabaseData]
    public async Task Sound_and_attachments_come_back_with_their_conversations(Engine engine)
    {
        byte[] sound = [.. "RIFF____WAVEfmt "u8, .. Enumerable.Range(0, 600_000).Select(n => (byte)n)];
        byte[] archive;
        string audioUrl, fileId;
        await using (var app = new ConvoWebApp(engine))
        {
            var alice = app.ClientFor("alice");
            audioUrl = await StoreAsync(alice, "wish.wav", sound);
            fileId = (await StoreAsync(alice, "plan.txt", "The plan"u8.ToArray())).Split('/')[^1];
            var conversation = await AddAsync(alice, "Spoken", "Hello");
            await alice.PostAsJsonAsync(
                $"/api/conversations/{conversation}/messages",
                new { type = "user", content = "Listen", audio_url = audioUrl, metadata = new { attachments = new[] { new { file_id = fileId, name = "plan.txt" } } } },
                Cancel);
            var response = await alice.PostAsJsonAsync("/api/conversations/export/bulk", new { files = true }, Cancel);
            archive = await response.Content.ReadAsByteArrayAsync(Cancel);
        }

        await using var other = new ConvoWebApp(engine);
        var reports = new List<JsonElement>();
        foreach (var owner in (string[])["alice", "alice", "bob"])
        {
            reports.Add(await UploadedFiles.ImportAsync(other.ClientFor(owner), "", ("all.zip", archive)));
        }

        Assert.Equal(
            ["imported", "unchanged", "imported"],
            reports.Select(report => Assert.Single(report.GetProperty("items").EnumerateArray()).GetProperty("outcome").GetString()));
        Assert.Equal(sound, await other.ClientFor("alice").GetByteArrayAsync(audioUrl, Cancel));
        Assert.Equal("The plan", await other.ClientFor("alice").GetStringAsync($"/api/files/{fileId}", Cancel));
        Assert.Equal(HttpStatusCode.NotFound, (await other.ClientFor("bob").GetAsync(audioUrl, Cancel)).StatusCode);

        var bobs = await other.ClientFor("bob").GetFromJsonAsync<JsonElement>($"/api/conversations/{reports[2].GetProperty("items")[0].GetProperty("id").GetString()}", Cancel);
        var message = bobs.GetProperty("messages")[1];
        Assert.Equal(sound, await other.ClientFor("bob").GetByteArrayAsync(message.GetProperty("audio_url").GetString(), Cancel));
        var attached = message.GetProperty("metadata").GetProperty("attachments")[0].GetProperty("file_id").GetString();
        Assert.Equal("The plan", await other.ClientFor("bob").GetStringAsync($"/api/files/{attached}", Cancel));
    }

    [Theory]
    [InlineData("""{"format": "docx"}""", "format")]
    [InlineData("""{"archive": false}""", "archive")]
    [InlineData("""{"format": "jsonl", "archive": false, "files": true}""", "files")]
    [InlineData("""{"ids": [], "filter": {}}""", "filter")]
    [InlineData("""{"branches": "some"}""", "branches")]
    [InlineData("""{"filter": {"status": "gone"}}""", "status")]
    [InlineData("""{"filter": {"from": "soon"}}""", "from")]
    public async Task What_cannot_be_asked_for_is_told_by_its_field(string request, string field)
    {
        var alice = SharedApp.NewOwner();

        var response = await alice.PostAsync("/api/conversations/export/bulk", new StringContent(request, Encoding.UTF8, "application/json"), Cancel);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Theory, DatabaseData]
    public async Task What_was_handed_out_together_is_marked(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await AddAsync(alice, "Trip to Oslo", "Which museums?");

        await alice.PostAsJsonAsync("/api/conversations/export/bulk", new { }, Cancel);

        await UntilMarkedAsync(alice, id);
    }

    [Theory]
    [InlineData("POST /api/conversations/export/bulk", "{}")]
    [InlineData("GET /api/conversations/ID/export?format=json", null)]
    public async Task Who_goes_away_during_the_last_bytes_leaves_no_mark(string call, string? body)
    {
        var leaving = new LeavingClient();
        await using var app = new ConvoWebApp { Replace = services => services.AddSingleton<IStartupFilter>(leaving) };
        var alice = app.ClientFor("alice");
        var id = await AddAsync(alice, "Trip to Oslo", "Which museums?");

        await Record.ExceptionAsync(() => alice.SendAsync(call.Replace("ID", id, StringComparison.Ordinal), body));
        await leaving.Ended;

        Assert.False(await IsMarkedAsync(alice, id));
    }

    [Theory, DatabaseData]
    public async Task Who_goes_away_in_the_middle_leaves_no_mark_and_a_line_in_the_trail(Engine engine)
    {
        await using var app = new ConvoWebApp(engine).OnKestrel();
        var alice = app.ClientFor("alice");
        foreach (var title in (string[])["One", "Two"])
        {
            await alice.JsonAsync("POST /api/conversations", $$"""{"title": "{{title}}", "messages": [{{string.Join(',', Enumerable.Repeat($$"""{"type": "user", "content": "{{new string('x', 1_000_000)}}"}""", 12))}}]}""");
        }

        List<string> ids = [.. (await alice.JsonAsync("GET /api/conversations")).Items().Texts("id").OfType<string>()];
        await LeaveAsync(alice, $"GET /api/conversations/{ids[0]}/export?format=json");
        await UntilBrokenOffAsync(alice, ids[0]);
        await LeaveAsync(alice, "POST /api/conversations/export/bulk", """{"format": "jsonl", "archive": false}""");
        await UntilBrokenOffAsync(alice, id: null, count: 2);

        Assert.False(await IsMarkedAsync(alice, ids[0]));
        Assert.False(await IsMarkedAsync(alice, ids[1]));
    }

    private static async Task LeaveAsync(HttpClient client, string call, string body = "")
    {
        using var connection = new TcpClient { ReceiveBufferSize = 4096 }; // most of it is still to be sent then
        await connection.ConnectAsync(client.BaseAddress!.Host, client.BaseAddress.Port, Cancel);
        await using var stream = connection.GetStream();
        var request = $"{call} HTTP/1.1\r\nHost: {client.BaseAddress.Authority}\r\n{TestSignIn.Header}: alice\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Cancel);
        var answer = new byte[12];
        await stream.ReadExactlyAsync(answer, Cancel);
        Assert.Equal("HTTP/1.1 200", Encoding.ASCII.GetString(answer));
    }

    private static string Sorted(string titles) => string.Join(", ", titles.Split(", ").Order(StringComparer.Ordinal));
}
