using System.Text.Json;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Export;
using ConvoWeb.Features.Export.Formats;
using ConvoWeb.Features.Export.Formats.Html;
using ConvoWeb.Features.Messages;
using ConvoWeb.Features.Messages.Files;
using static ConvoWeb.Tests.Unit.Features.Export.Exported;

namespace ConvoWeb.Tests.Unit.Features.Export;

public sealed class HtmlExporterTests
{
    private static readonly string[] Live = ["script", "iframe", "object", "embed", "base", "form", "link", "svg", "math", "button"];

    [Fact]
    public async Task A_conversation_is_a_page_of_its_own()
    {
        var page = await PageAsync(
            Said(MessageType.User, "Which museums?"),
            Said(MessageType.Ai, "The **Munch** museum:\n\n```js\nlet a = 1;\n```\n\n| a | b |\n|---|--:|\n| 1 | 2 |") with { Seq = 2, Model = "gpt-5-mini" });

        Assert.Equal("Trip to Oslo", page.Title);
        Assert.Equal("Trip to Oslo", page.QuerySelector("h1")!.TextContent);
        Assert.Equal("Aria · 2026-11-21 09:32 to 2026-11-21 09:33 UTC, gpt-5", page.QuerySelector("header p")!.TextContent);
        Assert.Equal("cw-p4", page.Body!.ClassName); // moss
        Assert.Equal(["travel"], page.QuerySelectorAll("header li").Select(tag => tag.TextContent));
        Assert.Equal("21 November 2026", page.QuerySelector(".cw-sep")!.TextContent);
        Assert.Equal(["User", "Aria"], page.QuerySelectorAll("article h2").Select(name => name.TextContent));
        Assert.Equal("2026-11-21T09:32:00Z", page.QuerySelector("#t2 time")!.GetAttribute("datetime"));
        Assert.Equal("gpt-5-mini", page.QuerySelector("#t2 .cw-msg__who span")!.TextContent);
        Assert.Equal("Munch", page.QuerySelector("#t2 strong")!.TextContent);
        Assert.Equal("let", page.QuerySelector("#t2 .cw-k")!.TextContent);
        Assert.Equal("2", page.QuerySelector("#t2 td.r")!.TextContent);
    }

    [Fact]
    public async Task Thoughts_and_results_are_behind_a_line_and_a_remark_is_one()
    {
        var page = await PageAsync(
            Said(MessageType.System, "Be kind."),
            Said(MessageType.System, "a\nb <c>") with { Seq = 2, Metadata = """{"role":"tool","name":"ls"}""" },
            Said(MessageType.Ai, "Munch.") with { Seq = 3, Metadata = """{"reasoning":"They like art."}""", State = MessageState.Interrupted });

        Assert.Equal("Be kind.", page.QuerySelector("#t1 .cw-msg__body > p")!.TextContent);
        Assert.Equal("Result of ls2 lines", page.QuerySelector("#t2 details:not([open]) summary")!.TextContent);
        Assert.Equal("a\nb <c>", page.QuerySelector("#t2 details pre")!.TextContent);
        Assert.Equal("They like art.", page.QuerySelector("#t3 details pre")!.TextContent);
        Assert.Equal("Interrupted. The text up to here was kept.", page.QuerySelector("#t3 .note")!.TextContent);
    }

    [Fact]
    public async Task Where_it_branches_a_turn_leads_to_what_it_answers()
    {
        var document = Document(Tree((1, null, MessageType.User, "Which?"), (2, 1, MessageType.Ai, "Munch."), (3, 1, MessageType.Ai, "Fram.")));

        var page = Parse(await AsAsync(new HtmlExporter(), document with { Options = ExportOptions.Complete }));

        Assert.Equal(["1. User", "2. Aria", "3. Aria"], page.QuerySelectorAll("h2").Select(name => name.TextContent));
        Assert.Equal("Another answer to 1 (version 2)", page.QuerySelector("#t3 a[href='#t1']")!.TextContent);
    }

    [Fact]
    public async Task Without_times_and_metadata_the_page_has_neither()
    {
        var html = await AsAsync(
            new HtmlExporter(),
            Document([Said(MessageType.Ai, "Munch.") with { Model = "gpt-5-mini" }]) with { Options = Usual with { Metadata = false, Timestamps = false } });
        var page = Parse(html);

        Assert.Empty(page.QuerySelectorAll("time, .cw-sep, header p, header ul"));
        Assert.DoesNotContain("2026", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("gpt", page.Body.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(Id.ToString("N"), html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stored_pictures_and_sounds_stand_in_the_file_and_others_are_named()
    {
        byte[] picture = [.. Enumerable.Range(0, 100_000).Select(i => (byte)i)];
        var (small, large, unknown, heard) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var attachments = JsonSerializer.Serialize(new
        {
            attachments = new object[]
            {
                new { name = "map.png", file_id = small, size = 100_000 },
                new { name = "large.png", file_id = large, size = 100_000_000 },
                new { name = "page.html", file_id = unknown },
                new { name = "gone.png", file_id = Guid.NewGuid() },
                new { name = "plan.pdf", url = "https://example.com/plan.pdf" },
            },
        });
        var document = Document([Said(MessageType.User, "Look") with { Metadata = attachments, AudioUrl = FileAddress.Of(heard), AudioDuration = 17 }]) with
        {
            OpenFile = (id, _) => Task.FromResult(
                id == small || id == heard ? Stored(id, "image/png", picture) : id == large ? Stored(id, "image/png", picture, 100_000_000) : id == unknown ? Stored(id, "text/html", picture) : null),
        };

        var page = Parse(await AsAsync(new HtmlExporter(), document));

        var shown = page.QuerySelectorAll("img");
        Assert.All(shown, image => Assert.Equal(picture, Convert.FromBase64String(image.GetAttribute("src")!["data:image/png;base64,".Length..])));
        Assert.Equal(["Audio", "map.png"], shown.Select(image => image.GetAttribute("alt")));
        Assert.Equal(
            ["large.png 95.4 MB · not in this file", "page.html not in this file", "gone.png not in this file", "plan.pdf example.com"],
            page.QuerySelectorAll(".file").Select(file => file.TextContent));
        Assert.Equal("https://example.com/plan.pdf", page.QuerySelector(".file a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task A_file_that_is_deleted_while_it_is_read_does_not_break_the_page_off()
    {
        var id = Guid.NewGuid();
        var document = Document([Said(MessageType.User, "Listen") with { AudioUrl = FileAddress.Of(id) }, Said(MessageType.Ai, "Go on") with { Seq = 2 }]) with
        {
            OpenFile = (_, _) => Task.FromResult<OpenFile?>(Stored(id, "audio/wav", [], 500)! with { Content = new GoneStream() }),
        };

        var page = Parse(await AsAsync(new HtmlExporter(), document));

        Assert.NotNull(page.QuerySelector("#t1 audio"));
        Assert.Contains("Go on", page.QuerySelector("#t2")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_others_have_collected_is_text_wherever_it_stands()
    {
        var samples = Environment.GetEnvironmentVariable("CONVOWEB_SAMPLES");
        Assert.SkipWhen(samples is null, "CONVOWEB_SAMPLES is not set: no collected strings.");
        string[] collected =
        [
            .. await File.ReadAllLinesAsync(Path.Combine(samples!, "nasty/xss-payloads.even.txt"), Cancel),
            .. JsonSerializer.Deserialize<string[]>(await File.ReadAllTextAsync(Path.Combine(samples!, "nasty/blns.json"), Cancel))!,
        ];
        foreach (var some in collected.Where(text => text.Length > 0).Chunk(200))
        {
            var title = some.First(text => !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl));
            var document = Document([.. some.SelectMany((text, i) => Messages(text, i))]);
            var page = Parse(await AsAsync(new HtmlExporter(), document with
            {
                Conversation = document.Conversation with { Title = title, Model = title, Tags = some },
                Personality = document.Personality! with { Name = title },
            }));

            Assert.Equal(TranscriptLabels.OneLine(title), TranscriptLabels.OneLine(page.Title!));
            Assert.Equal(some.Length * 3, page.QuerySelectorAll("article").Length);
            AssertHarmless(page);
        }

        static IEnumerable<MessageView> Messages(string text, int i)
        {
            var metadata = JsonSerializer.Serialize(new { name = text, role = "tool", attachments = new[] { new { name = text, url = text } } });
            yield return Said(MessageType.User, text) with { Seq = (3 * i) + 1, AudioUrl = text, Model = text };
            yield return Said(MessageType.Ai, $"```{text}\n{text}\n```\n\n[{text}]({text})") with { Seq = (3 * i) + 2 };
            yield return Said(MessageType.System, text) with { Seq = (3 * i) + 3, Metadata = metadata };
        }
    }

    private static async Task<IHtmlDocument> PageAsync(params MessageView[] messages)
    {
        var page = Parse(await AsAsync(new HtmlExporter(), messages));
        AssertHarmless(page);
        return page;
    }

    private static IHtmlDocument Parse(string html) => new HtmlParser().ParseDocument(html);

    /// <summary>Nothing that runs, sends or loads; links lead to the page itself, or out of it without a word about it.</summary>
    private static void AssertHarmless(IHtmlDocument page)
    {
        Assert.Empty(page.All.Where(element => Live.Contains(element.LocalName) || element.Attributes.Any(attribute => attribute.Name switch
        {
            "style" or "srcdoc" or "action" or "autofocus" => true,
            "src" => !attribute.Value.StartsWith("data:", StringComparison.Ordinal),
            "href" => !attribute.Value.StartsWith('#') && !IsOutside(attribute.Value, element.GetAttribute("rel")),
            var name => name.StartsWith("on", StringComparison.OrdinalIgnoreCase),
        })).Select(element => element.OuterHtml));
        Assert.Equal(["Content-Security-Policy"], page.QuerySelectorAll("meta[http-equiv]").Select(meta => meta.GetAttribute("http-equiv")));
        Assert.Empty(page.QuerySelectorAll("main ~ *, body > :not(main)"));
        Assert.Single(page.QuerySelectorAll("style"));
    }

    private static bool IsOutside(string address, string? rel) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "mailto" && rel?.Contains("noreferrer", StringComparison.Ordinal) is true;

    private static OpenFile? Stored(Guid id, string mediaType, byte[] bytes, long? size = null) => new(
        new FileView { Id = id, Name = "x", MediaType = mediaType, Size = size ?? bytes.Length, Sha256 = "", CreatedAt = Morning },
        new MemoryStream(bytes));

    private sealed class GoneStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new EndOfStreamException();
    }
}
