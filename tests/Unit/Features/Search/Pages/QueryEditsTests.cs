using ConvoWeb.Features.Search.Pages;
using ConvoWeb.Features.Search.Syntax;

namespace ConvoWeb.Tests.Unit.Features.Search.Pages;

public sealed class QueryEditsTests
{
    [Theory]
    [InlineData("", "is:starred", "is:starred")]
    [InlineData("oslo ", "is:starred", "oslo is:starred")]
    [InlineData("\"opera house\"", "is:starred", "\"opera house\" is:starred")]
    [InlineData("from:user", "is:starred", "from:user is:starred")]
    [InlineData("mus", "is:starred", "is:starred mus")]
    [InlineData("\"opera ho", "is:starred", "is:starred \"opera ho")]
    public void A_filter_stands_behind_the_words_but_before_one_that_is_only_begun(string text, string filter, string expected) =>
        Assert.Equal(expected, QueryEdits.With(Parse(text), filter));

    [Theory]
    [InlineData("oslo", "oslo*")]
    [InlineData("trip oslo", "trip oslo*")]
    [InlineData("\"opera ho", "\"opera ho\"*")]
    [InlineData("oslo ", "oslo ")]
    [InlineData("osl*", "osl*")]
    [InlineData("o", "o")]
    [InlineData("oslo is:starred", "oslo is:starred")]
    [InlineData("trip -oslo", "trip -oslo")]
    [InlineData("trip OR", "trip OR")]
    [InlineData("node.j", "node.j")]
    [InlineData("\"opera ", "\"opera ")]
    public void What_is_found_as_a_beginning_is_linked_as_one(string typed, string linked) => Assert.Equal(linked, QueryEdits.Linked(Parse(typed)));

    [Fact]
    public void A_query_is_loosened_by_each_of_its_parts() =>
        Assert.Equal(
            [
                ("Without ", "Starred", "\"opera house\" -trip"),
                ("The words apart: ", "opera house", "opera house is:starred -trip"),
                ("Without ", "\"opera house\"", "is:starred -trip"),
                ("Without ", "-trip", "\"opera house\" is:starred"),
            ],
            QueryEdits.Loosened(Parse("\"opera house\" is:starred -trip")));

    [Theory]
    [InlineData("from:user", "You wrote")]
    [InlineData("-from:ai", "Not: AI wrote")]
    [InlineData("personality:\"Dr. No\"", "Dr. No")]
    [InlineData("by:gpt-4o", "Answered by gpt-4o")]
    [InlineData("-by:gpt*", "Not: Answered by gpt…")]
    [InlineData("source:\"open webui\"", "Source open webui")]
    [InlineData("after:7d", "Last 7 days")]
    [InlineData("on:2026", "2026")]
    [InlineData("after:2026-03-01", "Since 1 Mar 2026")]
    [InlineData("before:2026-03-01", "Before 1 Mar 2026")]
    [InlineData("on:2026-03-01..2026-03-05", "1 Mar 2026 to 5 Mar 2026")]
    [InlineData("on:2026-03-01..", "Since 1 Mar 2026")]
    [InlineData("on:..2026-03-05", "Until 5 Mar 2026")]
    [InlineData("has:link", "With a link")]
    [InlineData("duration:>5m", "duration:>5m")]
    public void A_filter_has_a_name_in_words(string text, string name)
    {
        var query = Parse(text);

        Assert.Equal(name, QueryEdits.NameOf(query, Assert.Single(query.Filters)));
    }

    private static SearchQuery Parse(string text) =>
        SearchParser.Parse(text, new DateTimeOffset(2026, 11, 21, 9, 32, 0, TimeSpan.Zero), TimeZoneInfo.Utc, isTyping: true);
}
