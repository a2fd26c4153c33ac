using ConvoWeb.Data.Conversations;
using ConvoWeb.Features.Import.Formats;
using ConvoWeb.Features.Import.Reading;

namespace ConvoWeb.Tests.Unit.Features.Import.Formats;

public sealed class GeminiTakeoutReaderTests
{
    private static readonly GeminiTakeoutReader Reader = new(new TestClock());

    [Fact]
    public async Task Each_entry_of_Gemini_is_a_prompt_and_its_answer_and_other_products_are_passed_over()
    {
        var read = await Reader.ReadAsync(
            """
            [{"header": "YouTube", "title": "Watched a film", "time": "2024-02-01T08:30:00Z", "products": ["YouTube"]},
             {"header": "Gemini Apps", "title": "Prompted Which museums?", "time": "2024-02-01T08:30:00.500Z", "products": ["Gemini Apps"], "activityControls": ["On"],
              "attachedFiles": ["plan.pdf"], "safeHtmlItem": [{"html": "<p>Munch.</p>"}, {"html": "<p>Fram.</p>"}]},
             7, {"header": "Bard", "title": "Asked Bard: Why?", "time": "never", "products": []}]
            """);

        Assert.Equal(["Which museums?", "Why?"], read.Select(one => one.Conversation!.Title));
        var conversation = read[0].Conversation!;
        Assert.Equal("1 User: Which museums?\n2 under 1 Ai: Munch.\n\nFram.", ReaderSteps.TreeOf(conversation));
        Assert.Equal(new DateTimeOffset(2024, 2, 1, 8, 30, 0, 500, TimeSpan.Zero), conversation.CreatedAt);
        Assert.Equal("""{"header":"Gemini Apps","products":["Gemini Apps"],"activityControls":["On"]}""", conversation.Metadata);
        Assert.Equal("""{"activity":"Prompted","attachments":["plan.pdf"]}""", ReaderSteps.MetadataOf(conversation, 1));
    }

    [Theory]
    [InlineData("Prompted Prompted twice", MessageType.User, "Prompted twice")]
    [InlineData("Anfrage\u00A0Welche Museen?", MessageType.User, "Welche Museen?")]
    [InlineData("Hva nå?", MessageType.User, "Hva nå?")]
    [InlineData("Used an Assistant feature", MessageType.System, "Used an Assistant feature")]
    public async Task What_stands_before_a_prompt_is_none_of_it(string title, MessageType type, string content)
    {
        var conversation = await Reader.ReadOneAsync($$"""{"header": "Gemini Apps", "title": "{{title}}", "time": "2024-02-01T08:30:00Z", "products": []}""");

        Assert.Equal((type, content), (conversation.Messages[0].Type, conversation.Messages[0].Content));
    }

    [Theory]
    [InlineData("<p>One</p><p>Two<br>lines &amp; <b>bold</b></p>", "One\n\nTwo\nlines & **bold**")]
    [InlineData("<h3>Head</h3><ul><li>a</li><li>b<ul><li>c</li></ul></li></ul><p>end</p>", "### Head\n\n- a\n- b\n   - c\n\nend")]
    [InlineData("<ol><li><p>a</p></li><li><p>b</p></li></ol>", "1. a\n\n2. b")]
    [InlineData("<pre><code>if x:\n\n\n    `y`</code></pre>", "```\nif x:\n\n\n    `y`\n```")]
    [InlineData("<pre>```</pre>", "````\n```\n````")]
    [InlineData("<a href=\"https://x.example\">there</a> <a href=\"https://y.example\">https://y.example</a>", "[there](https://x.example) https://y.example")]
    [InlineData("<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>", "| a | b |\n| 1 | 2 |")]
    [InlineData("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n\n> b")]
    [InlineData("x<script>alert(1)</script><style>p{}</style>", "x")]
    [InlineData("no <weird>HTML</weird> at < all", "no HTML at < all")]
    [InlineData("", "")]
    public void An_answer_s_HTML_is_read_as_text(string html, string text) => Assert.Equal(text, HtmlMarkdown.Of(html));

    [Fact]
    public void However_deep_HTML_is_nested_its_text_is_read() =>
        Assert.Contains("bottom", HtmlMarkdown.Of(string.Concat(Enumerable.Repeat("<div>", 10_000)) + "bottom"), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"header": "Chrome", "title": "Visited", "time": "x", "products": ["Chrome"]}""", true)]
    [InlineData("""{"header": "Chrome", "title": "Visited", "time": "x"}""", false)]
    [InlineData("""{"title": "x", "messages": []}""", false)]
    public void It_is_known_by_its_fields(string record, bool isActivity) => Assert.Equal(isActivity, Reader.Recognises(record));
}
