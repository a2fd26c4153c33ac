using Bunit;
using ConvoWeb.Features.Stats.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.Stats;

/// <summary>Between a choice and its address lies the way to the browser and back.</summary>
public sealed class StatsChoicesTests : PageTest
{
    private SlowBrowser Browser => (SlowBrowser)Navigation;

    protected override void Replace(IServiceCollection services) => services.AddSingleton<NavigationManager, SlowBrowser>();

    [Fact]
    public async Task What_is_chosen_before_the_address_of_the_last_choice_arrived_builds_upon_it()
    {
        Browser.NavigateTo("/stats?date=2026-01-05..2026-11-30");
        Browser.ArriveEverywhere();
        var page = Render<StatsPage>();

        await page.Find("input[type=date]").ChangeAsync(new ChangeEventArgs { Value = "2026-03-03" });
        await page.FindAll("input[type=date]")[1].ChangeAsync(new ChangeEventArgs { Value = "2026-03-31" });

        await page.InvokeAsync(Browser.ArriveEverywhere);
        Assert.EndsWith("/stats?date=2026-03-03..2026-03-31", Browser.Uri, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Equal(["2026-03-03", "2026-03-31"], page.FindAll("input[type=date]").Select(field => field.GetAttribute("value"))));
    }
}
