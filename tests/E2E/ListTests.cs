using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>The list: what is picked in it, what its address says, and where one was in it.</summary>
public sealed class ListTests(BrowserFixture browser) : Journey(browser)
{
    [Fact]
    public async Task Conversations_are_picked_archived_and_brought_back_by_keys_alone()
    {
        var (page, history) = await OpenAsync(4);
        await history.Row("Number 4").FocusAsync();

        await page.Keyboard.PressAsync("x");
        await Expect(history.Selected).ToContainTextAsync("1 selected");
        await page.Keyboard.PressAsync("Shift+ArrowDown");
        await Expect(history.Selected).ToContainTextAsync("2 selected");
        await page.Keyboard.PressAsync("j");
        await Expect(history.Row("Number 2")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("a");

        await Expect(history.Toasts).ToContainTextAsync("2 conversations archived");
        await Expect(history.Rows).ToHaveCountAsync(2);
        await Expect(history.Selected).ToBeHiddenAsync();
        await page.Keyboard.PressAsync("z");
        await Expect(history.Rows).ToHaveCountAsync(4);

        await history.Row("Number 3").FocusAsync();
        await page.Keyboard.PressAsync("Delete");
        await Expect(history.Toasts).ToContainTextAsync("1 conversation moved to the trash");
        await Expect(history.Row("Number 2")).ToBeFocusedAsync(); // which took its place

        await page.Keyboard.PressAsync("Control+a");
        await Expect(history.Selected).ToContainTextAsync("3 selected");
        await page.Keyboard.PressAsync("Escape");
        await Expect(history.Selected).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_mouse_picks_one_a_stretch_and_by_the_mark()
    {
        var (page, history) = await OpenAsync(5);

        await history.Row("Number 5").ClickAsync(new() { Modifiers = [KeyboardModifier.Control] });
        await Expect(history.Selected).ToContainTextAsync("1 selected");
        await history.Row("Number 3").ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await Expect(history.Selected).ToContainTextAsync("3 selected");
        await history.Row("Number 1").Locator("[data-pick]:visible").ClickAsync();
        await Expect(history.Selected).ToContainTextAsync("4 selected");
        Assert.Equal("/", new Uri(page.Url).AbsolutePath); // none was opened

        await history.Selected.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(history.Rows).ToHaveCountAsync(1);
        await history.Undo.ClickAsync();
        await Expect(history.Rows).ToHaveCountAsync(5);
    }

    [Fact]
    public async Task What_a_list_is_narrowed_to_stands_in_its_address()
    {
        var (page, history) = await OpenAsync(3);
        await history.Row("Number 2").ClickAsync(new() { Modifiers = [KeyboardModifier.Control] });
        await history.Selected.GetByRole(AriaRole.Button, new() { Name = "Star", Exact = true }).ClickAsync();
        await Expect(history.Toasts).ToContainTextAsync("1 conversation starred");

        await history.Segment("Starred").ClickAsync();
        await Expect(history.Rows).ToHaveCountAsync(1);
        await history.ChooseAsync("Sort by", "Title");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex(@"\?starred=true&sort=title$", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));

        await page.ReloadAsync();
        await history.ToBeLiveAsync();
        await Expect(history.Rows).ToHaveCountAsync(1);
        await page.GoBackAsync();
        await page.GoBackAsync();
        await Expect(history.Rows).ToHaveCountAsync(3);
        await page.GoForwardAsync();
        await Expect(history.Rows).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_reload_comes_back_to_the_same_rows()
    {
        var (page, history) = await OpenAsync(150);
        await page.WaitForFunctionAsync("() => { const list = document.querySelector('.cw-pane--list .cw-scroll'); list.scrollTop = 9000; return list.scrollTop === 9000; }"); // it grows on the way
        await Expect(history.Row("Number 57")).ToBeInViewportAsync();
        await page.WaitForFunctionAsync("() => Number(sessionStorage.getItem('cw-list /')) > 80");

        await page.ReloadAsync();
        await history.ToBeLiveAsync();

        await Expect(history.Row("Number 57")).ToBeInViewportAsync();
        Assert.InRange(await history.Rows.CountAsync(), 1, 149);
    }

    [Fact]
    public async Task On_its_way_to_the_place_that_it_was_left_at_the_list_shows_no_other()
    {
        var (page, history) = await OpenAsync(150);
        await page.EvaluateAsync("sessionStorage.setItem('cw-list /', '92.5')");
        await page.AddInitScriptAsync(
            """
            new MutationObserver(() => document.querySelector('.cw-pane--list .cw-scroll')?.dispatchEvent(new Event('scroll')))
              .observe(document, { childList: true, subtree: true });
            """);

        await page.ReloadAsync();
        await history.ToBeLiveAsync();

        await Expect(history.Row("Number 57")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task A_title_is_changed_in_its_row()
    {
        var (page, history) = await OpenAsync(2);
        var title = history.Pane.GetByRole(AriaRole.Textbox, new() { Name = "Title", Exact = true });
        await history.Row("Number 1").FocusAsync();

        await page.Keyboard.PressAsync("F2");
        await Expect(title).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Forgotten");
        await page.Keyboard.PressAsync("Escape");
        await Expect(title).ToBeHiddenAsync();
        await Expect(history.Row("Number 1")).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("F2");
        await Expect(title).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("A better name");
        await page.Keyboard.PressAsync("Enter");
        await Expect(history.Row("A better name")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("z");
        await Expect(history.Row("Number 1")).ToBeVisibleAsync();
    }

    private async Task<(IPage Page, HistoryPage History)> OpenAsync(int count)
    {
        var app = await StartAppAsync();
        for (var i = 1; i <= count; i++)
        {
            await app.Client.CreateAsync($"Number {i}", ("user", "Hello"));
        }

        var page = await NewPageAsync(app);
        var history = new HistoryPage(page);
        await history.OpenAsync();
        return (page, history);
    }
}
