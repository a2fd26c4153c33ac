using System.IO.Compression;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ConvoWeb.Features.Export;
using ConvoWeb.Features.Export.Formats.Pdf;
using ConvoWeb.Tests.Unit.Features.Import;
using ConvoWeb.Tests.Unit.Features.Jobs;
using Microsoft.Extensions.DependencyInjection;
using static ConvoWeb.Tests.Unit.Features.Export.BulkSteps;

namespace ConvoWeb.Tests.Unit.Features.Export;

/// <summary>What cannot be handed out with the others costs none of them, and is told.</summary>
public sealed class LeftOutExportTests
{
    [Theory, DatabaseData]
    public async Task A_conversation_that_cannot_be_read_is_left_out_and_reported(Engine engine)
    {
        await using var app = new ConvoWebApp(engine);
        var alice = app.ClientFor("alice");
        await AddAsync(alice, "First", "One");
        var broken = await AddAsync(alice, "Broken", "Two");
        var third = await AddAsync(alice, "Third", "Three");
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
        await UntilMarkedAsync(alice, third);
        Assert.False(await IsMarkedAsync(alice, broken));
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

    /// <summary>Of the larger one a part is on its way when it cannot be read on.</summary>
    [Theory]
    [DatabaseData(600_000, 0)]
    [DatabaseData(6_000_000, 5_767_168)]
    public async Task A_file_that_cannot_be_read_is_reported_and_the_rest_is_whole(Engine engine, int size, int expected)
    {
        var alice = SharedApp.NewOwner(engine);
        var address = await StoreAsync(alice, "wish.wav", new byte[size]);
        var file = address.Split('/')[^1];
        var spoken = await AddAsync(alice, "Spoken", "Hello");
        await alice.PostAsJsonAsync($"/api/conversations/{spoken}/messages", new { type = "user", content = "Listen", audio_url = address }, Cancel);
        var next = await AddAsync(alice, "Next", "Whole");
        await SharedApp.On(engine).Stored.Database.WriteAsync(
            db => db.ExecuteAsync("DELETE FROM file_chunks WHERE file_id = @id AND n = @n", ("@id", file), ("@n", size / (256 * 1024))), Cancel);

        var response = await alice.PostAsJsonAsync("/api/conversations/export/bulk", new { files = true }, Cancel);
        var archive = await response.Content.ReadAsByteArrayAsync(Cancel);
        using var zip = new ZipArchive(new MemoryStream(archive));
        using var index = JsonDocument.Parse(await TextAsync(zip, "index.json"));
        var report = await UploadedFiles.ImportAsync(SharedApp.NewOwner(engine), "", ("all.zip", archive));

        string[] bytes = expected > 0 ? [$"files/{file}"] : [];
        Assert.Equal(
            [$"files/{file}.json", .. bytes, "conversations/00001 Spoken.json", "conversations/00002 Next.json", "index.json"],
            zip.Entries.Select(entry => entry.FullName));
        Assert.Equal(expected, zip.GetEntry($"files/{file}") is { } part ? (await TextAsync(zip, part.FullName)).Length : 0);
        Assert.Contains("Listen", await TextAsync(zip, "conversations/00001 Spoken.json"), StringComparison.Ordinal);
        var skipped = Assert.Single(index.RootElement.GetProperty("skipped").EnumerateArray());
        Assert.Equal(
            (spoken, "conversations/00001 Spoken.json", "wish.wav: The file was deleted while it was read."),
            (skipped.GetProperty("id").GetString(), skipped.GetProperty("file").GetString(), skipped.GetProperty("reason").GetString()));
        Assert.Equal(2, index.RootElement.GetProperty("items").GetArrayLength());
        Assert.Equal(2, report.GetProperty("totals").GetProperty("imported").GetInt32());
        string[] cut = expected > 0 ? ["wish.wav: Its bytes are not those that the export says. It is damaged, or only a part."] : [];
        Assert.Equal(
            [.. cut, "A file of it is missing in the export. wish.wav: The file was deleted while it was read."],
            report.Items().Where(item => item.Text("outcome") is "failed").Select(item => item.Text("reason")));
        await UntilMarkedAsync(alice, next);
        Assert.False(await IsMarkedAsync(alice, spoken));
    }

    [Fact]
    public async Task What_a_server_lacks_is_told_alike_of_one_conversation_of_many_and_of_a_job()
    {
        await using var app = new ConvoWebApp { Replace = WithoutPdf };
        var alice = app.ClientFor("alice");
        var id = await AddAsync(alice, "Trip to Oslo", "Which museums?");

        var one = await alice.SendAsync($"GET /api/conversations/{id}/export?format=pdf").ProblemAsync(HttpStatusCode.ServiceUnavailable);
        var many = await alice.SendAsync("POST /api/conversations/export/bulk", """{"format": "pdf"}""").ProblemAsync(HttpStatusCode.ServiceUnavailable);
        var job = await alice.EndOfAsync(await alice.JsonAsync("POST /api/jobs", """{"export": {"format": "pdf"}}"""));

        Assert.Equal("Install Pango.", one.GetProperty("detail").GetString());
        Assert.Equal(one.GetProperty("title").GetString(), many.GetProperty("title").GetString());
        Assert.Equal("Install Pango.", many.GetProperty("detail").GetString());
        Assert.Equal(("failed", "Install Pango."), (job.GetProperty("state").GetString(), job.GetProperty("reason").GetString()));
    }

    private static void WithoutPdf(IServiceCollection services)
    {
        services.Remove(services.Single(service => service.ImplementationType == typeof(PdfExporter)));
        services.AddSingleton<IConversationExporter, NoPdf>();
    }

    private sealed class NoPdf : IConversationExporter
    {
        public ExportFormat Format { get; } = new("pdf", "application/pdf", ".pdf");

        public Task WriteAsync(ExportDocument document, PipeWriter output, CancellationToken cancellationToken) =>
            throw new ExportFailedException(ExportFailure.Unavailable, "Install Pango.");
    }
}
