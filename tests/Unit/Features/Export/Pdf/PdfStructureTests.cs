namespace ConvoWeb.Tests.Unit.Features.Export.Pdf;

/// <summary>What a viewer finds in a PDF besides the pages.</summary>
[Collection(nameof(PdfScene))]
public sealed class PdfStructureTests
{
    [Fact]
    public async Task The_outline_has_an_entry_for_each_turn()
    {
        using var scene = new PdfScene();

        var pdf = await scene.WriteAsync("Which museums\nare open?", "The *Munch* museum.", "And 美術館 <b>?");

        Assert.Equal(["User: Which museums are open?", "Aria: The *Munch* museum.", "User: And 美術館 <b>?"], await pdf.OutlineAsync());
    }

    [Fact]
    public async Task Links_lead_out_and_nowhere_else()
    {
        using var scene = new PdfScene();

        var pdf = await scene.WriteAsync(
            """
            [a](https://example.org/a?b='c'&d=é) [b](mailto:me@example.org) <http://example.org/> https://example.net/x
            [c](javascript:alert(1)) [d](file:///etc/passwd) [e](/etc/passwd) ![f](https://img.example/f.png)
            """);

        Assert.Equal(
            ["https://example.org/a?b=%27c%27&d=%C3%A9", "mailto:me@example.org", "http://example.org/", "https://example.net/x", "https://img.example/f.png"],
            await pdf.LinksAsync());
    }

    [Fact]
    public async Task Every_font_is_inside_with_the_letters_that_are_used()
    {
        using var scene = new PdfScene();

        var fonts = await (await scene.WriteAsync("Latin, Ελληνικά, Кириллица, 漢字, नमस्ते, العربية, עברית `code` **bold**")).FontsAsync();

        Assert.All(fonts, font => Assert.True(font.Embedded && font.Subset, font.Name));
        string[] families = ["NotoSans-Regular", "NotoSans-Bold", "NotoSansCJKsc-Regular", "NotoSansDevanagari-Regular", "NotoSansArabic-Regular", "NotoSansHebrew-Regular", "NotoSansMono-Regular"];
        Assert.All(families, family => Assert.Contains(fonts, font => font.Name.EndsWith(family, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("直角と骨", "NotoSansCJKjp-Regular")]
    [InlineData("直角和骨头", "NotoSansCJKsc-Regular")]
    [InlineData("한국어와 漢字", "NotoSansCJKkr-Regular")]
    public async Task A_Chinese_character_looks_as_it_does_in_its_language(string text, string font)
    {
        using var scene = new PdfScene();

        var fonts = await (await scene.WriteAsync(text)).FontsAsync();

        Assert.Contains(fonts, used => used.Name.EndsWith(font, StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_says_its_title_and_from_when_it_is()
    {
        using var scene = new PdfScene();

        var info = await (await scene.WriteAsync("Hello")).InfoAsync();

        Assert.Matches("(?m)^Title: +Trip to Tromsø 旅行$", info);
        Assert.Matches("(?m)^Creator: +ConvoWeb$", info);
        Assert.Matches("(?m)^CreationDate: +2026-11-21T09:32:00Z?", info);
        Assert.Matches("(?m)^ModDate: +2026-11-21T09:33:00Z?", info);
        Assert.Matches(@"(?m)^Page size: +595\.28 x 841\.89 pts \(A4\)$", info);
    }

    [Fact]
    public async Task Pages_say_which_of_how_many_they_are()
    {
        using var scene = new PdfScene();

        var pdf = await scene.WriteAsync([.. Enumerable.Range(0, 60).Select(n => $"Message {n}\n\nwith a second paragraph")]);
        var pages = await pdf.PagesAsync();
        var text = await pdf.TextAsync();

        Assert.True(pages > 2);
        Assert.All(Enumerable.Range(1, pages), page => Assert.Contains($"\n{page} / {pages}\n", text, StringComparison.Ordinal));
    }
}
