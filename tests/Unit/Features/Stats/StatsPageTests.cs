using Bunit;
using ConvoWeb.Features.Stats.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.Stats;

public sealed class StatsPageTests : PageTest
{
    [Fact]
    public async Task A_new_message_is_counted_while_the_page_is_open()
    {
        var conversation = await CreateAsync("Trip to Oslo", Said.User("Which museums are open?"));
        var page = Open("/stats");
        page.WaitForAssertion(() => Assert.Equal("1", Number(page, "Messages")));
        await page.Find("details").TriggerEventAsync("ontoggle", EventArgs.Empty);

        await AppendAsync(conversation.Id, Said.Ai("All of them."));

        page.WaitForAssertion(() => Assert.Equal("2", Number(page, "Messages")));
        Assert.NotEmpty(page.FindAll("table"));
    }

    [Fact]
    public async Task The_address_is_what_is_counted()
    {
        var juno = await Personalities.CreateAsync(Alice, new() { Name = "Juno" }, null, Cancel);
        await Conversations.CreateAsync(Alice, new() { Title = "With", PersonalityId = juno.Id, Messages = [Said.User("Hello")] }, null, Cancel);
        await CreateAsync("Without", Said.User("Hello"), Said.Ai("Hello"));
        var page = Open("/stats?range=all");
        page.WaitForAssertion(() => Assert.Equal("3", Number(page, "Messages")));

        await page.Find("select[aria-label=Personality]").ChangeAsync(new ChangeEventArgs { Value = juno.Id.ToString() });

        page.WaitForAssertion(() => Assert.Equal("1", Number(page, "Messages")));
        Assert.EndsWith($"/stats?range=all&personality={juno.Id}", Navigation.Uri, StringComparison.Ordinal);
        Assert.EndsWith("personality%3AJuno", Figure(page, "Messages").QuerySelector("a")!.GetAttribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prices_are_saved_and_a_wrong_one_is_told_at_its_row()
    {
        await CreateAsync("Trip", Said.User("Hello"));
        var page = Open("/stats");
        await page.WaitForElement(".cw-figure button").ClickAsync(new());
        await page.WaitForElement("dialog button:contains('Add a price')").ClickAsync(new());
        var fields = page.FindAll("fieldset input");
        await fields[2].ChangeAsync(new ChangeEventArgs { Value = "2.5" });
        await page.FindAll("fieldset input")[3].ChangeAsync(new ChangeEventArgs { Value = "-1" });

        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("fieldset [role=alert]")));
        Assert.Equal(["model", "output"], page.FindAll("fieldset input").Index().Where(input => input.Item.GetAttribute("aria-invalid") is "true").Select(input => input.Index == 0 ? "model" : "output"));

        await page.FindAll("fieldset input")[0].ChangeAsync(new ChangeEventArgs { Value = "gpt-4o*" });
        await page.FindAll("fieldset input")[3].ChangeAsync(new ChangeEventArgs { Value = "10" });
        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Empty(page.FindAll("fieldset")));
        var price = Assert.Single(await Services.GetRequiredService<ConvoWeb.Features.Stats.Prices.PriceService>().ListAsync(Alice, Cancel));
        Assert.Equal(("gpt-4o*", null, 2.5m, 10m), (price.Model, price.From, price.Input, price.Output));
    }

    [Fact]
    public void Nothing_is_said_so()
    {
        var page = Open("/stats");

        page.WaitForAssertion(() => Assert.Equal("Nothing to count here", page.Find(".cw-empty h2").TextContent));
    }

    private static string Number(IRenderedComponent<StatsPage> page, string name) => Figure(page, name).QuerySelector("dd")!.TextContent.Trim();

    private static AngleSharp.Dom.IElement Figure(IRenderedComponent<StatsPage> page, string name) =>
        page.FindAll(".cw-figure").Single(figure => figure.QuerySelector("dt")!.TextContent == name);

    private IRenderedComponent<StatsPage> Open(string address)
    {
        Navigation.NavigateTo(address);
        return Render<StatsPage>();
    }
}
