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
