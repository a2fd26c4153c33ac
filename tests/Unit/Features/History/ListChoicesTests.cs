using Bunit;
using ConvoWeb.Features.History;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.History;

/// <summary>Between a choice and its address lies the way to the browser and back.</summary>
public sealed class ListChoicesTests : PageTest
{
    private SlowBrowser Browser => (SlowBrowser)Navigation;

    protected override void Replace(IServiceCollection services) => services.AddSingleton<NavigationManager, SlowBrowser>();

    [Fact]
    public async Task What_is_chosen_before_the_address_of_the_last_choice_arrived_builds_upon_it()
    {
        var page = Render<HistoryPage>();
        await page.Find("[title='Filter and sort']").ClickAsync(new());

        await page.FindAll("[popover] select")[0].ChangeAsync(new ChangeEventArgs { Value = "archived" });
        await page.FindAll("[popover] select")[1].ChangeAsync(new ChangeEventArgs { Value = "title" });

        await page.InvokeAsync(Browser.ArriveEverywhere);
        Assert.EndsWith("/?status=archived&sort=title", Browser.Uri, StringComparison.Ordinal);
    }
}
