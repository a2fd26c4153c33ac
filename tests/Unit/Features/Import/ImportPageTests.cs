using System.Text;
using AngleSharp.Dom;
using Bunit;
using ConvoWeb.Features.Import.Pages;
using Microsoft.JSInterop;

namespace ConvoWeb.Tests.Unit.Features.Import;

public sealed class ImportPageTests : PageTest
{
    [Fact]
    public async Task A_file_shows_how_far_it_is()
    {
        var page = Render<ImportPage>();

        await page.InvokeAsync(() => page.Instance.FileAdded(1, "chats.zip", 4 * 1024 * 1024));
        Assert.Contains("Waiting", page.Find(".cw-prog").TextContent, StringComparison.Ordinal);

        await page.InvokeAsync(() => page.Instance.FileSent(1, 1024 * 1024, false));
        Assert.Equal("25", page.Find("[role=progressbar]").GetAttribute("aria-valuenow"));
        Assert.Contains("1.0 MB of 4.0 MB, 25 %", page.Find(".cw-prog").TextContent, StringComparison.Ordinal);

        await page.InvokeAsync(() => page.Instance.FileSent(1, 4 * 1024 * 1024, true));
        Assert.Equal("Reading", page.Find("[role=progressbar]").GetAttribute("aria-label"));
        Assert.Null(page.Find("[role=progressbar]").GetAttribute("aria-valuenow"));
    }

    [Fact]
    public async Task A_session_that_brings_no_message_but_the_rest_of_one_says_so_before_it_is_stored()
    {
        var page = Render<ImportPage>();

        await AnswerAsync(
            page,
            200,
            $$"""
            {
              "items": [{"source": "codex", "external_id": "a", "id": "{{Guid.CreateVersion7()}}", "title": "Tests", "outcome": "updated", "reason": null, "messages": 0}],
              "totals": {"imported": 0, "updated": 1, "unchanged": 0, "skipped": 0, "failed": 0, "messages": 0, "left_out": 0}
            }
            """);

        Assert.Equal(["Tests the rest of what was cut off"], page.FindAll(".items:last-of-type li").Select(Said));
        Assert.Equal("Import 1 conversation", page.Find(".acts .cw-btn--primary").TextContent);
    }

    [Fact]
    public async Task What_is_inside_is_shown_before_anything_is_stored()
    {
        var page = Render<ImportPage>();
        var known = Guid.CreateVersion7();

        await AnswerAsync(
            page,
            200,
            $$"""
            {
              "items": [
                {"source": "chatgpt", "external_id": "a", "id": null, "title": "Packing list", "outcome": "imported", "reason": null, "messages": 18},
                {"source": "chatgpt", "external_id": "b", "id": "{{known}}", "title": "Oslo", "outcome": "updated", "reason": null, "messages": 1},
                {"source": "claude", "external_id": "c", "id": null, "title": "Deleted", "outcome": "skipped", "reason": "It is in the trash here.", "messages": 0}
              ],
              "totals": {"imported": 1, "updated": 1, "unchanged": 0, "skipped": 1, "failed": 0, "messages": 19, "left_out": 0}
            }
            """);

        Assert.Equal(["1 new", "1 with new messages", "1 skipped"], Lines(page));
        Assert.Equal("Check of chats.zip", page.Find("section").GetAttribute("aria-label"));
        Assert.Equal("ChatGPT: 2 · Claude: 1", page.Find(".cw-panel__head p").TextContent);
        Assert.Contains("It is in the trash here.", page.Markup, StringComparison.Ordinal);
        Assert.Equal(["Packing list new, 18 messages", "Oslo 1 new message"], page.FindAll(".items:last-of-type li").Select(Said));
        Assert.Equal($"/c/{known}", Assert.Single(page.FindAll(".items a")).GetAttribute("href"));
        Assert.Equal("Import 2 conversations", page.Find(".acts .cw-btn--primary").TextContent);
        Assert.Equal("chats.zip: 1 new", page.Find("[role=status]").TextContent);

        await page.Find(".acts .cw-btn--plain").ClickAsync(new());
        Assert.Empty(page.FindAll("section[aria-label^=Check]"));
        Assert.Empty(page.FindAll("section[aria-label^=Report]"));
    }

    [Fact]
    public async Task Of_a_file_that_is_known_already_nothing_is_imported()
    {
        var page = Render<ImportPage>();

        await AnswerAsync(page, 200, """{"items": [], "totals": {"imported": 0, "updated": 0, "unchanged": 6, "skipped": 0, "failed": 0, "messages": 0, "left_out": 0}}""");

        Assert.Contains("Nothing in it is new", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".acts .cw-btn--primary"));
        await page.Find(".acts button").ClickAsync(new());
        Assert.Empty(page.FindAll("section[aria-label^=Check]"));
    }

    [Fact]
    public async Task Several_files_are_taken_with_one_press()
    {
        const string Found = """{"items": [], "totals": {"imported": 2, "updated": 0, "unchanged": 0, "skipped": 0, "failed": 0, "messages": 4, "left_out": 0}}""";
        var page = Render<ImportPage>();
        for (var id = 1; id <= 3; id++)
        {
            var answer = id is 3 ? Found.Replace("2", "0", StringComparison.Ordinal) : Found;
            await page.InvokeAsync(() => page.Instance.FileAdded(id, $"chats {id}.zip", 100));
            await page.InvokeAsync(() => page.Instance.FileAnsweredAsync(id, 200, new Answer(answer)));
        }

        Assert.Equal("Import all 2 files", Assert.Single(page.FindAll(".cw-btn--primary")).TextContent);
        await page.Find(".all button").ClickAsync(new());

        Assert.Equal(["chats 1.zip", "chats 2.zip"], page.FindAll(".cw-prog .name").Select(name => name.TextContent));
        Assert.Equal("Check of chats 3.zip", Assert.Single(page.FindAll("section[aria-label^=Check]")).GetAttribute("aria-label"));
    }

    [Fact]
    public async Task The_report_counts_and_links_and_says_what_failed()
    {
        var page = Render<ImportPage>();
        var id = Guid.CreateVersion7();
        await AnswerAsync(page, 200, """{"items": [], "totals": {"imported": 1, "updated": 0, "unchanged": 6, "skipped": 0, "failed": 1, "messages": 18, "left_out": 0}}""");
        await page.Find(".acts .cw-btn--primary").ClickAsync(new());
        Assert.Contains("Waiting", page.Find(".cw-prog").TextContent, StringComparison.Ordinal);

        await page.InvokeAsync(() => page.Instance.FileAnsweredAsync(1, 200, new Answer(
            $$"""
            {
              "items": [
                {"source": "chatgpt", "external_id": "a", "id": "{{id}}", "title": "Packing list", "outcome": "imported", "reason": null, "messages": 18},
                {"source": "chatgpt", "external_id": "b", "id": null, "title": "Broken", "outcome": "failed", "reason": "It has no messages.", "messages": 0}
              ],
              "totals": {"imported": 1, "updated": 0, "unchanged": 6, "skipped": 0, "failed": 1, "messages": 18, "left_out": 0}
            }
            """)));

        Assert.Equal(["1 imported", "6 already here", "1 could not be read"], Lines(page));
        Assert.Equal("Packing list", page.Find($"a[href='/c/{id}']").TextContent);
        Assert.Contains("It has no messages.", page.Markup, StringComparison.Ordinal);
        Assert.Equal("chats.zip: 1 imported", page.Find("[role=status]").TextContent);
    }

    [Fact]
    public async Task What_the_server_refuses_is_told_once_and_in_its_words()
    {
        var page = Render<ImportPage>();

        await AnswerAsync(
            page,
            422,
            """{"title": "Not a chat export that is known here.", "status": 422, "detail": "chats.zip: No conversations.", "errors": {"file": ["chats.zip: No conversations."]}}""");

        Assert.Equal("Not a chat export that is known here. chats.zip: No conversations.", page.Find(".cw-report .whole").TextContent);
    }

    [Fact]
    public async Task A_lost_connection_is_told()
    {
        var page = Render<ImportPage>();
        await page.InvokeAsync(() => page.Instance.FileAdded(1, "chats.zip", 100));

        await page.InvokeAsync(() => page.Instance.FileLost(1));

        Assert.Contains("The connection was lost", page.Find(".cw-report .whole").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_file_is_over()
    {
        var page = Render<ImportPage>();
        await page.InvokeAsync(() => page.Instance.FileAdded(1, "chats.zip", 100));

        await page.Find(".cw-prog button").ClickAsync(new());
        await page.InvokeAsync(() => page.Instance.FileSent(1, 50, false)); // what was still on its way

        Assert.Empty(page.FindAll(".cw-prog"));
        Assert.Contains("Cancelled", page.Find(".cw-report").TextContent, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Lines(IRenderedComponent<ImportPage> page) =>
        page.FindAll(".cw-report li").Select(line => $"{line.QuerySelector(".cw-num")!.TextContent} {line.QuerySelector(".words")!.TextContent}");

    private static string Said(IElement line) => string.Join(' ', line.Children.Select(part => part.TextContent));

    private static async Task AnswerAsync(IRenderedComponent<ImportPage> page, int status, string answer)
    {
        await page.InvokeAsync(() => page.Instance.FileAdded(1, "chats.zip", 100));
        await page.InvokeAsync(() => page.Instance.FileAnsweredAsync(1, status, new Answer(answer)));
    }

    /// <summary>What the script hands over.</summary>
    private sealed class Answer(string text) : IJSStreamReference
    {
        private readonly byte[] _bytes = Encoding.UTF8.GetBytes(text);

        public long Length => _bytes.Length;

        public ValueTask<Stream> OpenReadStreamAsync(long maxAllowedSize = 512000, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<Stream>(new MemoryStream(_bytes));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
