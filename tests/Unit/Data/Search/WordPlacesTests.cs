using ConvoWeb.Data.Search;

namespace ConvoWeb.Tests.Unit.Data.Search;

public sealed class WordPlacesTests
{
    [Theory]
    [InlineData("museum", "Which museums? The [museum].")]
    [InlineData("museum*", "Which [museums]? The [museum].")]
    [InlineData("cafe", "A [café], a [CAFE\u0301] and a [cafe], not cafes")]
    [InlineData("finale", "Öffnet die [ﬁnale] Straße")]
    [InlineData("viking ship", "the [Viking  Ship], a [viking; ship] and vikings")]
    [InlineData("viking ship*", "a [viking ships]")]
    [InlineData("北京", "我喜欢[北京]的冬天")]
    [InlineData("東京タワー", "[東京タワー]は高い")]
    [InlineData("東*", "[東]京と[東]")]
    [InlineData("c++", "[C++] or C# or C")]
    [InlineData("c", "[C]++ or [C]# or [C]")]
    [InlineData("--verbose", "run [--verbose], verbose")]
    [InlineData("verbose", "run --[verbose], [verbose]")]
    [InlineData("foo_bar", "[foo_bar](int x)")]
    [InlineData("work", "network [work]")]
    [InlineData("ship", "🚢 [ship] 🚢")]
    public void Words_are_where_the_index_has_them(string words, string expected)
    {
        var text = expected.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);

        var marked = text;
        foreach (var place in new WordPlaces(QueryOf(words)).In(text).Reverse())
        {
            marked = marked.Insert(place.End, "]").Insert(place.Start, "[");
        }

        Assert.Equal(expected, marked);
    }

    [Fact]
    public void Far_into_a_text_they_are_there_too()
    {
        var text = new string('x', 100_000) + " oslo " + new string('y', 100_000);

        Assert.Equal(new WordPlace(100_001, 4), Assert.Single(new WordPlaces(QueryOf("oslo")).In(text)));
    }

    [Fact]
    public void Half_a_word_is_none_wherever_it_stands()
    {
        var text = string.Concat(Enumerable.Repeat("foobar ", 1_000)) + "bar";

        Assert.Equal(new WordPlace(7_000, 3), Assert.Single(new WordPlaces(QueryOf("bar")).In(text)));
    }

    private static WordQuery QueryOf(string words) =>
        new([new WordClause([WordTerm.Of(words.TrimEnd('*'), words.EndsWith('*'))!])]);
}
