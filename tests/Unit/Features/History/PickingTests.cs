using AngleSharp.Dom;
using Bunit;
using ConvoWeb.Components.Shared;
using ConvoWeb.Features.Conversations;
using ConvoWeb.Features.History;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Features.History;

public sealed class PickingTests : PageTest
{
    private readonly List<ConversationView> _all = [];

    [Fact]
    public async Task What_is_picked_is_archived_and_comes_back_with_one_undo()
    {
        var page = await OpenAsync(4);

        await PickAsync(page, 0);
        await PickAsync(page, 2);
        Assert.Equal("2 selected", page.Find(".cw-picked b").TextContent);
        Assert.Equal(["Conversation 3", "Conversation 1"], Titles(page.FindAll(".cw-row[aria-selected=true]")));

        await page.Find(".cw-picked [title=Archive]").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Equal(["Conversation 2", "Conversation 0"], Titles(page.FindAll(".cw-row"))));
        Assert.Empty(page.FindAll(".cw-picked"));
        var toast = Assert.Single(Services.GetRequiredService<ToastService>().Shown);
        Assert.Equal("2 conversations archived", toast.Message);

        await page.InvokeAsync(toast.Action!);
        page.WaitForAssertion(() => Assert.Equal(4, page.FindAll(".cw-row").Count));
    }

    [Fact]
    public async Task A_stretch_grows_and_shrinks_from_where_it_began()
    {
        var page = await OpenAsync(6);
        await PickAsync(page, 5);
        await page.InvokeAsync(() => List(page).PickAsync(_all[1].Id));

        await page.InvokeAsync(() => List(page).ExtendAsync(_all[1].Id, _all[3].Id));
        Assert.Equal(4, page.FindAll(".cw-row[aria-selected=true]").Count);

        await page.InvokeAsync(() => List(page).ExtendAsync(_all[3].Id, _all[2].Id));
        Assert.Equal(["Conversation 4", "Conversation 3", "Conversation 0"], Titles(page.FindAll(".cw-row[aria-selected=true]")));
    }

    [Fact]
    public async Task All_are_those_that_the_filter_shows_and_not_only_those_that_are_there()
    {
        var page = await OpenAsync(130);
        await page.InvokeAsync(() => List(page).PickAllAsync());
        Assert.Equal("130 selected", page.Find(".cw-picked b").TextContent);

        await PickAsync(page, 0);
        Assert.Equal("129 selected", page.Find(".cw-picked b").TextContent);
        await page.Find(".cw-picked [title=Delete]").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Equal(["Conversation 129"], Titles(page.FindAll(".cw-row"))));
        Assert.Equal("129 conversations moved to the trash", Assert.Single(Services.GetRequiredService<ToastService>().Shown).Message);
    }

    [Fact]
    public async Task Tags_of_many_are_added_and_taken_off_together()
    {
        await Conversations.CreateAsync(Alice, new NewConversation { Title = "Tagged", Tags = ["old", "kept"] }, null, Cancel);
        var page = await OpenAsync(1);
        await page.InvokeAsync(() => List(page).PickAllAsync());

        await page.Find(".cw-picked [title=Tags]").ClickAsync(new());
        Assert.Equal(["mixed", "mixed"], page.FindAll("dialog [role=checkbox]").Select(choice => choice.GetAttribute("aria-checked")));
        Choice("old").Click();
        Choice("old").Click();
        await page.Find("dialog input").InputAsync("  new ");
        await page.Find("dialog .cw-btn--primary").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Equal(["new", "kept, new"], page.FindAll(".tags").Select(tags => tags.TextContent)));
        Assert.Equal("Tags of 2 conversations changed", Assert.Single(Services.GetRequiredService<ToastService>().Shown).Message);

        IElement Choice(string name) => page.FindAll("dialog [role=checkbox]").Single(choice => choice.TextContent.Contains(name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_on_a_row_means_that_row()
    {
        var page = await OpenAsync(2);

        await page.InvokeAsync(() => List(page).ActOnAsync("s", _all[1].Id));
        page.WaitForAssertion(() => Assert.NotNull(page.FindAll(".cw-row")[1].QuerySelector("[aria-label=Starred]")));

        await page.InvokeAsync(() => List(page).ActOnAsync("Delete", _all[1].Id));
        page.WaitForAssertion(() => Assert.Equal(["Conversation 1"], Titles(page.FindAll(".cw-row"))));
    }

    private async Task<IRenderedComponent<HistoryPage>> OpenAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _all.Insert(0, await CreateAsync($"Conversation {i}"));
        }

        return Render<HistoryPage>();
    }

    private static ConversationList List(IRenderedComponent<HistoryPage> page) => page.FindComponent<ConversationList>().Instance;

    private Task PickAsync(IRenderedComponent<HistoryPage> page, int row) => page.InvokeAsync(() => List(page).PickAsync(_all[row].Id));

    private static IEnumerable<string> Titles(IEnumerable<IElement> rows) => rows.Select(row => row.QuerySelector(".cw-row__title")!.TextContent);
}
