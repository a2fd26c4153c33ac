using ConvoWeb.Data.Conversations;

namespace ConvoWeb.Tests.Unit.Data;

public sealed class PreviewTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("   ", "")]
    [InlineData("Which museums are open?", "Which museums are open?")]
    [InlineData("  one\n\n\ttwo\u00a0 three\r\n", "one two three")]
    [InlineData("a\u0007b", "a b")]
    public void White_space_becomes_one_blank(string content, string preview) => Assert.Equal(preview, Previews.Of(content));

    [Theory]
    [InlineData("**bold**, *slanted*, __both__ and ~~gone~~", "bold, slanted, both and gone")]
    [InlineData("***all of it***", "all of it")]
    [InlineData("# A heading\n\nText", "A heading Text")]
    [InlineData("> said\n> again", "said again")]
    [InlineData("- one\n* two\n1. three\n- [x] four", "one two 1. three four")]
    [InlineData("Use `rsync --archive` for that", "Use rsync --archive for that")]
    [InlineData("```sh\nls -l\n```\nDone", "ls -l Done")]
    [InlineData("See [the page](https://example.com/a?b=c) and ![a map](map.png)", "See the page and a map")]
    [InlineData("| A | B |\n|---|:-:|\n| 1 | 2 |", "A B 1 2")]
    [InlineData("Above\n\n---\n\nBelow", "Above Below")]
    public void Marks_of_Markdown_are_left_out(string content, string preview) => Assert.Equal(preview, Previews.Of(content));

    [Theory]
    [InlineData("2 * 3 * 4")]
    [InlineData("snake_case_name")]
    [InlineData("#hashtag")]
    [InlineData("-5 degrees")]
    [InlineData("a < b > c")]
    [InlineData("array[0](1)")]
    [InlineData("**never closed")]
    [InlineData("true || false")]
    public void What_only_looks_like_a_mark_stays(string content) => Assert.Equal(content, Previews.Of(content));

    [Theory]
    [InlineData("*")]
    [InlineData("_")]
    [InlineData("[")]
    [InlineData("`")]
    [InlineData("> ")]
    [InlineData("|-")]
    [InlineData("![a](")]
    [InlineData("~~a")]
    public void Only_the_beginning_of_a_long_message_is_looked_at(string repeated)
    {
        var (few, many) = (string.Concat(Enumerable.Repeat(repeated, 10_000)), string.Concat(Enumerable.Repeat(repeated, 1_000_000)));

        Assert.True(Growth.IsBelow(10, () => Previews.Of(few), () => Previews.Of(many)));
    }

    [Fact]
    public void A_preview_has_160_code_points_and_never_half_an_emoji()
    {
        var faces = string.Concat(Enumerable.Repeat("😀", 200));

        Assert.Equal(string.Concat(Enumerable.Repeat("😀", 160)), Previews.Of(faces));
        Assert.Equal("x" + string.Concat(Enumerable.Repeat("😀", 159)), Previews.Of("x" + faces));
    }

    [Fact]
    public void A_preview_does_not_end_with_a_blank()
    {
        var words = new string('x', 159) + " y";

        Assert.Equal(new string('x', 159), Previews.Of(words));
    }
}
