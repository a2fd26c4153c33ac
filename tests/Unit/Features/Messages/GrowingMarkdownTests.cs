using ConvoWeb.Features.Messages;

namespace ConvoWeb.Tests.Unit.Features.Messages;

public sealed class GrowingMarkdownTests
{
    private const string Answer =
        """
        # Museums

        Some **bold** words and a list:

        1. first

           more of the first

        2. second

        ```python
        def total(values):

            return sum(values)
        ```

        | Museum | Ticket |
        |---|---:|
        | Munch | 220 kr |

        > A quotation

        The end.
        """;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(10_000)]
    public void In_pieces_it_becomes_the_same_as_at_once(int size)
    {
        var growing = new GrowingMarkdown("");
        foreach (var piece in Pieces(Answer, size))
        {
            growing.Append(piece);
        }

        Assert.Equal(Answer, growing.ToString());
        Assert.Equal(Lines(MarkdownText.ToHtml(Answer)), Lines(Html(growing)));
    }

    [Fact]
    public void What_is_finished_is_not_made_again()
    {
        var growing = new GrowingMarkdown("One\n\nTwo\n\nThree");
        var finished = growing.Finished.ToList();

        growing.Append(", and grows");

        Assert.Equal(["<p>One</p>"], finished.Select(html => html.Trim()));
        Assert.Equal(finished, growing.Finished);
        Assert.Equal(["<p>Two</p>", "<p>Three, and grows</p>"], Lines(growing.OpenHtml()));
        growing.Append("\n");
        Assert.Equal("<p>Three, and grows</p>", growing.OpenHtml().Trim());
    }

    [Fact]
    public void Two_paragraphs_of_a_list_and_blank_lines_in_code_stay_together()
    {
        Assert.Empty(new GrowingMarkdown("- one\n\n- two\n\n  more\n\n- three\n").Finished);
        Assert.Empty(new GrowingMarkdown("```\na\n\nb\n\nc\n").Finished);
    }

    [Theory]
    [InlineData("word ")]
    [InlineData("a line of code\n")]
    [InlineData("- an item\n")]
    [InlineData("x")]
    [InlineData("😀")]
    public void However_long_a_block_is_little_of_it_is_open(string piece)
    {
        var (text, growing) = (string.Concat(Enumerable.Repeat(piece, 20_000 / piece.Length)), new GrowingMarkdown(""));
        foreach (var part in Pieces(text, piece.Length * 10))
        {
            growing.Append(part);
            Assert.InRange(growing.OpenLength, 0, 2_100);
        }

        Assert.Equal(text, growing.ToString());
        Assert.DoesNotContain('\uFFFD', Html(growing));
    }

    [Theory]
    [InlineData("```python\n")]
    [InlineData("~~~~\n")]
    public void Long_code_goes_on_as_code(string fence)
    {
        var growing = new GrowingMarkdown(fence);
        for (var i = 0; i < 1_000; i++)
        {
            growing.Append($"total = {i}  # *no* emphasis\n");
        }

        Assert.DoesNotContain("<em>", Html(growing), StringComparison.Ordinal);
        Assert.All(growing.Finished, html => Assert.StartsWith("<figure class=\"cw-code\">", html));
        Assert.DoesNotContain("```", Html(growing), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('`')]
    [InlineData('~')]
    [InlineData('-')]
    [InlineData('\n')]
    public void A_text_of_one_mark_only_ends_too(char mark)
    {
        var growing = new GrowingMarkdown(new string(mark, 20_000));
        growing.Append("\n\nafter");

        Assert.Contains("after", growing.OpenHtml(), StringComparison.Ordinal);
    }

    private static string Html(GrowingMarkdown growing) => string.Concat(growing.Finished) + growing.OpenHtml();

    private static IEnumerable<string> Lines(string html) => html.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static IEnumerable<string> Pieces(string text, int size)
    {
        for (var at = 0; at < text.Length; at += size)
        {
            yield return text.Substring(at, Math.Min(size, text.Length - at));
        }
    }
}
