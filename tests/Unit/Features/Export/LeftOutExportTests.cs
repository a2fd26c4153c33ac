using System.IO.Compression;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ConvoWeb.Features.Export;
using ConvoWeb.Features.Export.Formats.Pdf;
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
