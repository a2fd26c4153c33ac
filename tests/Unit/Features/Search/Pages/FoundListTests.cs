using Bunit;
using ConvoWeb.Features.Search;
using ConvoWeb.Features.Search.Pages;
using ConvoWeb.Features.Search.Syntax;

namespace ConvoWeb.Tests.Unit.Features.Search.Pages;

public sealed class FoundListTests : PageTest
{
    [Fact]
    public async Task The_sum_says_how_many_messages_in_how_many_conversations()
    {
        var one = new SearchItem(await CreateAsync("One"), [], 3);
        var two = new SearchItem(await CreateAsync("Two"), [], 1);
        var byTitle = new SearchItem(await CreateAsync("Three"), [], 0);

        Assert.Equal("4 messages in 2 conversations", Sum(Results(4, one, two)));
        Assert.Equal("1 message in 1 conversation", Sum(Results(1, two)));
        Assert.Equal("4 messages in 2 conversations, and 1 title", Sum(Results(4, one, two, byTitle)));
        Assert.Equal("1 conversation by title", Sum(Results(0, byTitle)));
        Assert.Equal("4 messages", Sum(Results(4, one) with { NextCursor = "next" }));
        Assert.Equal("1,000+ messages", Sum(Results(1000, one, two) with { TotalIsMore = true }));
    }

    [Fact]
    public async Task When_only_the_newest_were_looked_at_the_exact_orders_are_a_click_away()
    {
        var list = Show(Results(1000, new SearchItem(await CreateAsync("One"), [], 3)) with { TotalIsMore = true, IsPartial = true });

        Assert.Equal(["/search?q=oslo&order=relevance", "/search?q=oslo&order=newest"], list.FindAll(".partial a").Select(link => link.GetAttribute("href")));
    }

    [Fact]
    public async Task Of_messages_that_only_filters_chose_all_are_a_click_away()
    {
        var list = Show(Results(1000, new SearchItem(await CreateAsync("One"), [], 3)) with { TotalIsMore = true, IsPartial = true }, "from:user");

        Assert.Equal(["/search?q=from%3Auser&order=newest"], list.FindAll(".partial a").Select(link => link.GetAttribute("href")));
    }

    [Fact]
    public async Task A_conversation_that_comes_again_on_the_next_page_stands_once()
    {
        var one = new SearchItem(await CreateAsync("One"), [], 3);
        var two = new SearchItem(await CreateAsync("Two"), [], 1);

        var found = Found(Results(4, one) with { NextCursor = "next" }).With(Results(4, one, two));

        Assert.Equal([one, two], found.Results.Items);
        Assert.Null(found.Results.NextCursor);
    }

    private string Sum(SearchResults results) => Show(results).Find(".sum").TextContent;

    private IRenderedComponent<FoundList> Show(SearchResults results, string query = "oslo") =>
        Render<FoundList>(list => list.Add(x => x.Found, Found(results, query)).Add(x => x.Personalities, []));

    private static FoundResults Found(SearchResults results, string query = "oslo") =>
        new(SearchParser.Parse(query, DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc), SearchOrder.Best, results) { LinkedQuery = "oslo*" };

    private static SearchResults Results(int total, params SearchItem[] items) => SearchResults.Nothing with { Total = total, Items = items };
}
