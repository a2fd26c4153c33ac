using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ConvoWeb.Features.Export.Formats.Pdf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ConvoWeb.Tests.Unit.Features.Export.Pdf;

/// <summary>What a browser is given.</summary>
[Collection(nameof(PdfScene))]
public sealed class PdfDownloadTests : IDisposable
{
    private readonly PdfScene _scene = new(); // skips where nothing can be made
    private readonly TestFolder _folder = new();

    [Theory, DatabaseData]
    public async Task A_conversation_downloads_as_PDF_and_is_noted_as_exported(Engine engine)
    {
        var alice = SharedApp.NewOwner(engine);
        var id = await AddAsync(alice, "Which museums?", "The **Munch** museum.");

        var response = await alice.GetAsync($"/api/conversations/{id}/export?format=pdf", Cancel);
        await File.WriteAllBytesAsync(_folder["x.pdf"], await response.Content.ReadAsByteArrayAsync(Cancel), Cancel);
        var text = await new PdfFile(_folder["x.pdf"]).TextAsync();
        var after = await alice.GetFromJsonAsync<JsonElement>($"/api/conversations/{id}", Cancel);

        Assert.Equal("application/pdf", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("attachment; filename=\"Trip to Oslo.pdf\"", response.Content.Headers.ContentDisposition?.ToString());
        Assert.Contains("\nWhich museums?\n", text, StringComparison.Ordinal);
        Assert.Contains("\nThe Munch museum.\n", text, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.String, after.GetProperty("last_exported_at").ValueKind);
    }

    [Fact]
    public async Task One_that_is_too_large_is_told_as_a_problem_and_not_noted_as_exported()
    {
        await using var app = With(new PdfLimits { MemoryBytes = 1024 });
        var alice = app.ClientFor("alice");
        var id = await AddAsync(alice, [.. Enumerable.Repeat(new string('x', 20_000), 20)]);

        var response = await alice.GetAsync($"/api/conversations/{id}/export?format=pdf", Cancel);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        var after = await alice.GetFromJsonAsync<JsonElement>($"/api/conversations/{id}", Cancel);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Null(response.Content.Headers.ContentDisposition);
        Assert.Equal("This conversation is too large for a PDF. The other formats take it.", problem.GetProperty("detail").GetString());
        Assert.Equal(JsonValueKind.Null, after.GetProperty("last_exported_at").ValueKind);
        Assert.Empty((await alice.JsonAsync("GET /api/audit")).Items()); // nothing is out
    }

    [Fact]
    public async Task A_server_that_has_too_much_to_do_says_when_to_come_again()
    {
        await using var app = With(new PdfLimits { Workers = 1, Waiting = 0 });
        var alice = app.ClientFor("alice");
        var id = await AddAsync(alice, "Which museums?");

        var responses = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => alice.GetAsync($"/api/conversations/{id}/export?format=pdf", Cancel)));
        var refused = responses.Where(response => response.StatusCode is HttpStatusCode.ServiceUnavailable).ToList();

        Assert.Contains(responses, response => response.StatusCode is HttpStatusCode.OK);
        Assert.NotEmpty(refused);
        Assert.All(refused, response => Assert.Equal(TimeSpan.FromSeconds(10), response.Headers.RetryAfter?.Delta));
    }

    [Fact]
    public async Task A_download_whose_worker_dies_breaks_off()
    {
        await using var app = new ConvoWebApp().OnKestrel();
        var alice = app.ClientFor("alice");
        var id = await AddAsync(alice, [.. Enumerable.Range(0, 60).Select(n => string.Concat(Enumerable.Range(0, 9000).Select(word => $"{n * word % 977} ")))]);
        var others = PdfWorkers.Running;

        var response = await alice.GetAsync($"/api/conversations/{id}/export?format=pdf", HttpCompletionOption.ResponseHeadersRead, Cancel);
        PdfWorkers.Kill(await PdfWorkers.NextAsync(others));
        var read = await Record.ExceptionAsync(() => response.Content.ReadAsByteArrayAsync(Cancel));
        var after = await alice.GetFromJsonAsync<JsonElement>($"/api/conversations/{id}", Cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(read is HttpRequestException or IOException, $"{read}");
        Assert.Equal(JsonValueKind.Null, after.GetProperty("last_exported_at").ValueKind);
        await BulkSteps.UntilBrokenOffAsync(alice, id);
    }

    public void Dispose()
    {
        _scene.Dispose();
        _folder.Dispose();
    }

    private static ConvoWebApp With(PdfLimits limits) => new() { Replace = services => services.Replace(ServiceDescriptor.Singleton(limits)) };

    private static async Task<string> AddAsync(HttpClient client, params string[] contents)
    {
        var response = await client.PostAsJsonAsync(
            "/api/conversations", new { title = "Trip to Oslo", messages = contents.Select((content, i) => new { type = i % 2 == 0 ? "user" : "ai", content }) }, Cancel);
        Assert.True(response.StatusCode is HttpStatusCode.Created, await response.Content.ReadAsStringAsync(Cancel));
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetString()!;
    }
}
