using Bunit;
using ConvoWeb.Features.History;
using ConvoWeb.Features.Stats.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Components;

/// <summary>Between a choice and its address lies the way to the browser and back: what is chosen meanwhile builds upon it.</summary>
public sealed class ChoicesOnTheWayTests : PageTest
{
    private SlowBrowser Browser => (SlowBrowser)Navigation;

    protected override void Replace(IServiceCollection services) => services.AddSingleton<NavigationManager, SlowBrowser>();

    [Fact]
    public async Task Two_dates_of_the_stats_are_both_kept()
    {
        Browser.NavigateTo("/stats?date=2026-01-05..2026-11-30");
        Browser.ArriveEverywhere();
        var page = Render<StatsPage>();

        await ChangeAsync(page, "input[type=date]", 0, "2026-03-03");
        await ChangeAsync(page, "input[type=date]", 1, "2026-03-31");

        await page.InvokeAsync(Browser.ArriveEverywhere);
        Assert.EndsWith("/stats?date=2026-03-03..2026-03-31", Browser.Uri, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Equal(["2026-03-03", "2026-03-31"], page.FindAll("input[type=date]").Select(field => field.GetAttribute("value"))));
    }

    [Fact]
    public async Task Two_filters_of_the_list_are_both_kept()
    {
        var page = Render<HistoryPage>();
        await ClickAsync(page, "[title='Filter and sort']");

        await ChangeAsync(page, "[popover] select", 0, "archived");
        await ChangeAsync(page, "[popover] select", 1, "title");

        await page.InvokeAsync(Browser.ArriveEverywhere);
        Assert.EndsWith("/?status=archived&sort=title", Browser.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_way_back_is_followed_and_the_next_choice_builds_upon_it()
    {
        Browser.NavigateTo("/stats?range=7");
        Browser.ArriveEverywhere();
        var page = Render<StatsPage>();
        await ClickAsync(page, "button:contains('90 days')");
        await page.InvokeAsync(Browser.ArriveEverywhere);

        Browser.NavigateTo("/stats?range=7");
        await page.InvokeAsync(Browser.ArriveEverywhere);

        page.WaitForAssertion(() => Assert.Equal("7 days", page.Find("[aria-pressed=true]").TextContent));
        await ClickAsync(page, "button:contains('90 days')");
        await page.InvokeAsync(Browser.ArriveEverywhere);
        page.WaitForAssertion(() => Assert.Equal("90 days", page.Find("[aria-pressed=true]").TextContent));
    }

    /// <summary>Found and changed in one go: a reading that ends may render the page at any time.</summary>
    private static Task ChangeAsync(IRenderedComponent<IComponent> page, string selector, int n, string value) =>
        page.InvokeAsync(() => page.FindAll(selector)[n].ChangeAsync(new ChangeEventArgs { Value = value }));

    private static Task ClickAsync(IRenderedComponent<IComponent> page, string selector) => page.InvokeAsync(() => page.Find(selector).ClickAsync(new()));
}
