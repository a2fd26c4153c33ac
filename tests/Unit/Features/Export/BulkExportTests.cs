using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ConvoWeb.Tests.Unit.Features.Import;

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
        Assert.Matches("^\"?ConvoWeb [0-9-]{10}\\.zip\"?$", response.Content.Headers.ContentDisposition?.FileName);
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
        var since = clock.GetUtcNow().AddMinutes(1);
        clock.Advance(TimeSpan.FromMinutes(2));
        await alice.PostAsJsonAsync($"/api/conversations/{changed}/messages", new { type = "user", content = "Second" }, Cancel);
        await UploadedFiles.ImportAsync(alice, "", ("trip.json", Encoding.UTF8.GetBytes(
            """{"id": "trip", "title": "Imported", "create_time": 1704067200, "mapping": {"q": {"message": {"author": {"role": "user"}, "content": {"parts": ["Hi"]}}}}}""")));

        Assert.Equal("Changed, Imported, Old", Sorted(await TitlesAsync(alice, new { format = "jsonl", archive = false })));
        Assert.Equal("Changed, Imported", Sorted(await TitlesAsync(alice, new { format = "jsonl", archive = false, since })));
        Assert.Equal("Old", await TitlesAsync(alice, new { format = "jsonl", archive = false, ids = new[] { old } }));
    }

    [Theory, DatabaseData]
    public async Task A_conversation_that_cannot_be_read_is_left_out_and_reported(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var alice = app.ClientFor("alice");
        await AddAsync(alice, "First", "One");
        var broken = await AddAsync(alice, "Broken", "Two");
        await AddAsync(alice, "Third", "Three");
        await app.Stored.Database.WriteAsync(
            db => db.ExecuteAsync("UPDATE messages SET metadata = '{\"cut off' WHERE conversation_id = @id", ("@id", broken)), Cancel);

        var archive = await alice.PostAsJsonAsync("/api/conversations/export/bulk", new { }, Cancel);
        using var zip = new ZipArchive(await archive.Content.ReadAsStreamAsync(Cancel));
        using var index = JsonDocument.Parse(await TextAsync(zip, "index.json"));
        var lines = await LinesAsync(alice, new { format = "jsonl", archive = false });

        Assert.Equal(["conversations/00001 First.json", "conversations/00003 Third.json", "index.json"], zip.Entries.Select(entry => entry.FullName));
        var skipped = Assert.Single(index.RootElement.GetProperty("skipped").EnumerateArray());
        Assert.Equal((broken, "Broken"), (skipped.GetProperty("id").GetString(), skipped.GetProperty("title").GetString()));
        Assert.Contains("Its message 1 cannot be read", skipped.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(["conversation", "user", "skipped", "conversation", "user"], lines.Select(line => line.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task One_that_breaks_off_when_a_part_of_it_is_on_its_way_stays_as_far_as_it_came_and_is_reported()
    {
        await using var app = new ConvoWebApp();
        var alice = app.ClientFor("alice");
        await AddOneThatBreaksOffAsync(app, alice);
        var response = await alice.PostAsJsonAsync("/api/conversations/export/bulk", new { }, Cancel);
        using var zip = new ZipArchive(await response.Content.ReadAsStreamAsync(Cancel));
        using var index = JsonDocument.Parse(await TextAsync(zip, "index.json"));

        var skipped = Assert.Single(index.RootElement.GetProperty("skipped").EnumerateArray());
        Assert.Equal("conversations/00001 Long.json", skipped.GetProperty("file").GetString());
        Assert.Contains("\"seq\":8,", await TextAsync(zip, "conversations/00001 Long.json"), StringComparison.Ordinal);
        Assert.EndsWith("]}\n", await TextAsync(zip, "conversations/00002 Next.json"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_breaks_off_does_not_come_back_in_part(bool archive)
    {
        await using var app = new ConvoWebApp();
        var alice = app.ClientFor("alice");
        await AddOneThatBreaksOffAsync(app, alice);

        var export = await alice.PostAsJsonAsync("/api/conversations/export/bulk", new { format = "jsonl", archive }, Cancel);
        using var form = new MultipartFormDataContent { { new ByteArrayContent(await export.Content.ReadAsByteArrayAsync(Cancel)), "file", "backup" } };
        var report = await (await app.ClientFor("bob").PostAsync("/api/import", form, Cancel)).Content.ReadFromJsonAsync<JsonElement>(Cancel);

        Assert.Equal(
            [("Long", "failed"), ("Next", "imported")],
            report.GetProperty("items").EnumerateArray().Select(item => (item.GetProperty("title").GetString(), item.GetProperty("outcome").GetString())));
        Assert.StartsWith("The export breaks off in the middle of it. Its message ", report.GetProperty("items")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
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

        while ((await alice.GetFromJsonAsync<JsonElement>($"/api/conversations/{id}", Cancel)).GetProperty("last_exported_at").ValueKind is not JsonValueKind.String)
        {
            await Task.Yield(); // the mark follows the last byte; without it the test's own time limit ends this
        }
    }

    private static async Task AddOneThatBreaksOffAsync(ConvoWebApp app, HttpClient alice)
    {
        var random = new Random(6);
        var id = await AddAsync(alice, "Long", "First");
        for (var n = 0; n < 8; n++)
        {
            var bytes = new byte[750_000];
            random.NextBytes(bytes);
            await alice.PostAsJsonAsync($"/api/conversations/{id}/messages", new { type = "user", content = Convert.ToBase64String(bytes) }, Cancel);
        }

        await AddAsync(alice, "Next", "Whole");
        await app.Stored.Database.WriteAsync(
            db => db.ExecuteAsync("UPDATE messages SET metadata = '{\"cut off' WHERE conversation_id = @id AND seq = 9", ("@id", id)), Cancel);
    }

    private static async Task<string> AddAsync(HttpClient client, string title, string text)
    {
        var response = await client.PostAsJsonAsync("/api/conversations", new { title, messages = new[] { new { type = "user", content = text } } }, Cancel);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetString()!;
    }

    private static async Task<string> StoreAsync(HttpClient client, string name, byte[] content)
    {
        var response = await client.PostAsync($"/api/files?name={name}", new ByteArrayContent(content), Cancel);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("url").GetString()!;
    }

    private static async Task<string> TitlesAsync(HttpClient client, object request)
    {
        var lines = await LinesAsync(client, request);
        return string.Join(", ", lines.Where(line => line.GetProperty("type").GetString() is "conversation").Select(line => line.GetProperty("title").GetString()));
    }

    private static async Task<List<JsonElement>> LinesAsync(HttpClient client, object request)
    {
        var response = await client.PostAsJsonAsync("/api/conversations/export/bulk", request, Cancel);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.StatusCode is HttpStatusCode.OK, text);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
    }

    private static string Sorted(string titles) => string.Join(", ", titles.Split(", ").Order(StringComparer.Ordinal));

    private static async Task<string> TextAsync(ZipArchive zip, string entry)
    {
        using var reader = new StreamReader(await zip.GetEntry(entry)!.OpenAsync(Cancel));
        return await reader.ReadToEndAsync(Cancel);
    }
}
