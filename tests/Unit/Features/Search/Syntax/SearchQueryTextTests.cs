using ConvoWeb.Features.Search.Syntax;

namespace ConvoWeb.Tests.Unit.Features.Search.Syntax;

public sealed class SearchQueryTextTests
{
    [Theory]
    [InlineData("", "from:user", "from:user")]
    [InlineData("oslo", "from:user", "oslo from:user")]
    [InlineData("  oslo   trip  ", "from:user", "  oslo   trip from:user")]
    [InlineData("oslo", "-tag:work", "oslo -tag:work")]
    [InlineData("oslo", "personality:Dr. Ines", "oslo personality:\"Dr. Ines\"")]
    [InlineData("oslo", "-personality:Dr. Ines", "oslo -personality:\"Dr. Ines\"")]
    [InlineData("oslo", "personality:\"Dr. Ines\"", "oslo personality:\"Dr. Ines\"")]
    [InlineData("oslo", "personality:the \"one\"", "oslo personality:\"the \"\"one\"\"\"")]
    [InlineData("oslo", "personality:\"Dr", "oslo personality:\"\"\"Dr\"")]
    [InlineData("oslo", "model:gpt-4*", "oslo model:gpt-4*")]
    [InlineData("\"open on", "from:user", "from:user \"open on")]
    [InlineData("oslo personality:\"Dr.", "from:user", "from:user oslo personality:\"Dr.")]
    [InlineData("oslo FROM:User", "from:user", "oslo FROM:User")]
    [InlineData("oslo -from:user", "from:user", "oslo -from:user from:user")]
    public void A_filter_comes_behind_what_was_typed(string text, string keyValue, string expected)
    {
        var changed = SearchQueryText.With(Parse(text), keyValue);

        Assert.Equal(expected, changed);
        Assert.Empty(Parse(changed).Problems);
        Assert.NotEmpty(Parse(changed).Filters);
    }

    [Fact]
    public void A_filter_counts_however_long_the_text_is()
    {
        foreach (var length in (int[])[1980, 1990, 1991, 2000, 5000])
        {
            var text = SearchQueryText.With(Parse(new string('x', length)), "from:user");

            Assert.IsType<FromFilter>(Assert.Single(Parse(text).Filters));
        }
    }

    [Theory]
    [InlineData("oslo from:user trip", "oslo trip")]
    [InlineData("from:user", "")]
    [InlineData(" from:user  oslo ", "oslo ")]
    [InlineData("oslo  from:user", "oslo")]
    [InlineData("\"a  b\"   -from:user   \"c  d\"", "\"a  b\" \"c  d\"")]
    [InlineData("\"a\"personality:\"Dr. Ines\"b", "\"a\" b")]
    [InlineData("\"a\"tag:\"b\"\"c\"", "\"a\"")]
    [InlineData("a personality:\"Dr. Ines", "a")]
    public void A_filter_goes_and_the_rest_stays_as_it_was_typed(string text, string expected)
    {
        var query = Parse(text);
        var changed = SearchQueryText.Without(query, query.Filters[0]);

        Assert.Equal(expected, changed);
        Assert.Empty(Parse(changed).Filters);
    }

    [Fact]
    public void What_is_not_understood_goes_alone()
    {
        var query = Parse("a OR from:bob  b");

        Assert.Equal("a from:bob  b", SearchQueryText.Without(query, query.Problems[0]));
        Assert.Equal("a OR b", SearchQueryText.Without(query, query.Problems[1]));
    }

    [Fact]
    public void A_filter_is_changed_in_its_place()
    {
        var query = Parse("a  from:user b tag:x");

        Assert.Equal("a from:ai b tag:x", SearchQueryText.Replace(query, query.Filters[0], "from:ai"));
        Assert.Equal("a  from:user b tag:\"to do\"", SearchQueryText.Replace(query, query.Filters[1], "tag:to do"));
    }

    [Theory]
    [InlineData("a after:7d b before:today on:2026 c", "a on:2026-03-01..2026-03-05 b c")]
    [InlineData("a -on:yesterday on:2026", "a -on:yesterday on:2026-03-01..2026-03-05")]
    [InlineData("a from:user", "a from:user on:2026-03-01..2026-03-05")]
    public void One_choice_takes_the_place_of_all_of_its_kind(string text, string expected) =>
        Assert.Equal(expected, SearchQueryText.Replace<TimeFilter>(Parse(text), "on:2026-03-01..2026-03-05"));

    [Theory]
    [InlineData("a after:7d b before:today", "a b")]
    [InlineData("a -on:today", "a -on:today")]
    public void No_choice_leaves_none_of_its_kind(string text, string expected) =>
        Assert.Equal(expected, SearchQueryText.Replace<TimeFilter>(Parse(text), null));

    [Theory]
    [InlineData("Ines", "personality:Ines")]
    [InlineData("Dr. Ines", "personality:\"Dr. Ines\"")]
    [InlineData("\"Ines\"", "personality:\"\"\"Ines\"\"\"")]
    [InlineData("“Ines” x", "personality:\"“Ines” x\"")]
    [InlineData("“Ines”", "personality:\"“Ines”\"")]
    [InlineData("a\"b", "personality:a\"b")]
    [InlineData("*", "personality:\"*\"")]
    [InlineData("from:user", "personality:from:user")]
    [InlineData("-x", "personality:-x")]
    public void Any_name_can_be_a_value(string name, string text)
    {
        Assert.Equal(text, SearchQueryText.Filter("personality", name));
        Assert.Equal(name, Assert.IsType<PersonalityFilter>(Assert.Single(Parse(text).Filters)).IdOrName);
    }

    [Fact]
    public void A_name_that_ends_in_a_star_is_not_the_beginning_of_others()
    {
        var model = Assert.IsType<ModelFilter>(Assert.Single(Parse(SearchQueryText.Filter("model", "gpt*")).Filters));

        Assert.Equal(("gpt*", false), (model.Name, model.IsPrefix));
    }

    private static SearchQuery Parse(string text) => SearchParser.Parse(text, new DateTimeOffset(2026, 3, 18, 9, 30, 15, TimeSpan.Zero), TimeZoneInfo.Utc);
}
