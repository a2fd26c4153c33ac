using AngleSharp.Html.Parser;
using ConvoWeb.Features.Messages;

namespace ConvoWeb.Tests.Unit.Features.Messages;

public sealed class MarkdownTextTests
{
    [Theory]
    [InlineData("**bold** and *soft*", "<p><strong>bold</strong> and <em>soft</em></p>")]
    [InlineData("one\ntwo", "<p>one<br>\ntwo</p>")]
    [InlineData("~~gone~~", "<p><del>gone</del></p>")]
    [InlineData("# Title", "<h3>Title</h3>")]
    [InlineData("3. three\n4. four", "<ol start=\"3\">\n<li>three</li>\n<li>four</li>\n</ol>")]
    public void Text_reads_as_on_GitHub(string markdown, string html) => Assert.Equal(html, MarkdownText.ToHtml(markdown).Trim());

    [Fact]
    public void Text_of_more_marks_than_people_write_is_shown_as_it_is()
    {
        var text = string.Concat(Enumerable.Repeat("[a](", 100_000)); // as Markdown, this takes minutes

        Assert.Equal($"<p>{text}</p>", MarkdownText.ToHtml(text));
    }

    [Fact]
    public void A_table_can_be_scrolled_and_keeps_its_alignment()
    {
        var table = Html("| Folder | Files |\n|---|--:|\n| 2022 | 11,204 |").QuerySelector(".cw-table-wrap[tabindex='0'] > table.cw-table");

        Assert.NotNull(table);
        Assert.Equal("r", table.QuerySelectorAll("td")[1].ClassName);
        Assert.DoesNotContain("style", table.OuterHtml, StringComparison.Ordinal);
    }

    [Fact]
    public void Code_says_its_language_and_can_be_copied()
    {
        var figure = Html("```bash\nls <dir>\n```").QuerySelector("figure.cw-code")!;

        Assert.Equal("bash", figure.QuerySelector("figcaption span")!.TextContent);
        Assert.Equal("ls <dir>\n", figure.QuerySelector("pre code")!.TextContent);
        Assert.NotNull(figure.QuerySelector("button[data-copy]"));
    }

    [Fact]
    public void A_task_list_shows_what_is_done_and_cannot_be_ticked()
    {
        var boxes = Html("- [x] one\n- [ ] two").QuerySelectorAll("li.task input[type=checkbox][disabled]");

        Assert.Equal([true, false], boxes.Select(box => box.HasAttribute("checked")));
    }

    [Fact]
    public void A_link_opens_elsewhere_and_says_nothing_about_us()
    {
        var link = Html("See [the manual](https://example.com/a?b=c) and https://example.org").QuerySelectorAll("a");

        Assert.Equal(["https://example.com/a?b=c", "https://example.org"], link.Select(a => a.GetAttribute("href")));
        Assert.All(link, a => Assert.Equal(("_blank", "noopener noreferrer nofollow ugc"), (a.GetAttribute("target"), a.GetAttribute("rel"))));
    }

    [Fact]
    public void A_picture_is_not_loaded_but_linked()
    {
        var html = Html("![A chart](https://example.com/track.png)");

        Assert.Null(html.QuerySelector("img"));
        Assert.Equal("A chart", html.QuerySelector("a[href='https://example.com/track.png']")!.TextContent);
    }

    [Fact]
    public void A_footnote_leads_to_its_note_and_back_inside_its_own_message()
    {
        const string Text = "Said so.[^1] And again.[^1]\n\n[^1]: By whom.";
        var (one, other) = (Html(Text, "m1"), Html(Text, "m2"));

        Assert.All(one.QuerySelectorAll("a"), link => Assert.NotNull(one.QuerySelector(link.GetAttribute("href")!.Replace(":", "\\:"))));
        Assert.Equal(["Back to the text", "Footnote 1"], one.QuerySelectorAll("a").Select(link => link.GetAttribute("aria-label")).Distinct().Order(StringComparer.Ordinal));
        Assert.Empty(one.QuerySelectorAll("[id]").Select(element => element.Id).Intersect(other.QuerySelectorAll("[id]").Select(element => element.Id)));
        Assert.Contains("By whom.", one.QuerySelector(".footnotes li")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_footnote_that_is_still_being_written_leads_nowhere()
    {
        var html = Html("Said so.[^1]\n\n[^1]: By whom.");

        Assert.Equal("1", html.QuerySelector("sup")!.TextContent);
        Assert.Empty(html.QuerySelectorAll("a, [id]"));
    }

    [Theory]
    [InlineData("$x_1 + y_1$ is it", "<p><code>$x_1 + y_1$</code> is it</p>")]
    [InlineData("between $5 and $10", "<p>between $5 and $10</p>")]
    [InlineData("a == b == c and 2^10^", "<p>a == b == c and 2^10^</p>")]
    public void Math_is_shown_as_its_source_and_only_that(string markdown, string html) => Assert.Equal(html, MarkdownText.ToHtml(markdown).Trim());

    [Fact]
    public void A_formula_of_its_own_can_be_copied()
    {
        var figure = Html("$$\nE = mc^2\n$$").QuerySelector("figure.cw-code")!;

        Assert.Equal(("math", "E = mc^2\n"), (figure.QuerySelector("figcaption span")!.TextContent, figure.QuerySelector("code")!.TextContent));
    }

    [Fact]
    public void An_alert_says_what_it_is()
    {
        var alert = Html("> [!WARNING]\n> Hot.").QuerySelector("div.alert.warning")!;

        Assert.Equal("Warning Hot.", string.Join(' ', alert.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        Assert.Empty(alert.QuerySelectorAll("svg, path"));
    }

    [Theory]
    [InlineData("js", "js")]
    [InlineData("js title=\"src/my app.js\"", "src/my app.js")]
    [InlineData("js:src/app.js", "src/app.js")]
    [InlineData("src/app.js", "src/app.js")]
    [InlineData("js filename=app.js", "app.js")]
    [InlineData("unheard", "unheard")]
    public void Code_is_called_as_its_writer_calls_it(string info, string label)
    {
        var figure = Html($"```{info}\nreturn 1;\n```").QuerySelector("figure.cw-code")!;

        Assert.Equal((label, "return 1;\n"), (figure.QuerySelector("figcaption span")!.TextContent, figure.QuerySelector("code")!.TextContent));
        Assert.Equal(info is "unheard" ? 0 : 1, figure.QuerySelectorAll("code .cw-k").Length);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("<svg/onload=alert(1)>")]
    [InlineData("<iframe srcdoc='<script>alert(1)</script>'></iframe>")]
    [InlineData("<style>*{display:none}</style>")]
    [InlineData("<a href='javascript:alert(1)'>x</a>")]
    [InlineData("[x](javascript:alert(1))")]
    [InlineData("[x](JaVaScRiPt:alert(1))")]
    [InlineData("[x](java\tscript:alert(1))")]
    [InlineData("[x](&#106;avascript:alert(1))")]
    [InlineData("[x](data:text/html;base64,PHNjcmlwdD4=)")]
    [InlineData("[x](vbscript:msgbox(1))")]
    [InlineData("[x](file:///etc/passwd)")]
    [InlineData("[x](//example.com)")]
    [InlineData("<javascript:alert(1)>")]
    [InlineData("![x](javascript:alert(1))")]
    [InlineData("![x\" onerror=\"alert(1)](https://example.com/a.png)")]
    [InlineData("[x](https://example.com \"t\" onmouseover=\"alert(1)\")")]
    [InlineData("[x](https://example.com/\"onmouseover=\"alert(1))")]
    [InlineData("```\" onload=\"alert(1)\n</code></pre><script>alert(1)</script>\n```")]
    [InlineData("```<script>alert(1)</script>\nx\n```")]
    [InlineData("`</code><script>alert(1)</script>`")]
    [InlineData("| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |")]
    [InlineData("<!--<img src=\"--><img src=x onerror=alert(1)//\">")]
    [InlineData("<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>")]
    [InlineData("[^1]\n\n[^1]: <script>alert(1)</script>")]
    public void Nothing_hostile_comes_through(string markdown)
    {
        var html = Html(markdown, "m1");

        Assert.Empty(html.QuerySelectorAll("script, style, iframe, object, embed, img, math, form, base, meta, link, template"));
        Assert.Empty(html.QuerySelectorAll("svg:not(.cw-i)"));
        Assert.DoesNotContain(html.QuerySelectorAll("*").SelectMany(e => e.Attributes), a => a.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase) || a.Name is "style" or "srcdoc");
        Assert.All(html.QuerySelectorAll("a"), a => Assert.Matches("^(https://|#m1-fn)", a.GetAttribute("href")));
        Assert.DoesNotContain(html.QuerySelectorAll("*").SelectMany(e => e.Attributes), a => a.Name is "src" or "action" or "formaction" or "background");
    }

    [Theory]
    [InlineData(">")]
    [InlineData("[")]
    [InlineData("*")]
    [InlineData("- ")]
    [InlineData("![](")]
    [InlineData("`")]
    [InlineData("<")]
    public void Text_made_to_exhaust_the_reader_is_still_shown(string repeated)
    {
        var html = MarkdownText.ToHtml(string.Concat(Enumerable.Repeat(repeated, 20_000)) + "\n\nthe end");

        Assert.Contains("the end", html, StringComparison.Ordinal);
    }

    private static AngleSharp.Dom.IElement Html(string markdown, string? name = null) =>
        new HtmlParser().ParseDocument(MarkdownText.ToHtml(markdown, name)).Body!;
}
