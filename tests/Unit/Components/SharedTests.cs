using Bunit;
using ConvoWeb.Components.Shared;
using ConvoWeb.Features.History;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace ConvoWeb.Tests.Unit.Components;

public sealed class SharedTests : PageTest
{
    private readonly TestClock _clock = new();

    protected override TimeProvider Clock => _clock;

    [Fact]
    public void Every_icon_has_a_shape()
    {
        foreach (var name in Enum.GetValues<IconName>())
        {
            var used = Drawn(Icons.Of(name)).Find("use").GetAttribute("href")!;
            Assert.Contains($"<symbol id=\"{used[1..]}\"", Icons.Shapes.Value, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_rendered_once_is_the_markup_of_its_components()
    {
        var rendered = await StaticMarkup.RenderEachAsync<MessageAside>(new[] { "<b>text & tags</b>", "two" }.Select(text => new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(MessageAside.Title)] = "Result",
            [nameof(MessageAside.Size)] = "1 line",
            [nameof(MessageAside.Text)] = text,
        }));

        Assert.Equal(["<b>text & tags</b>", "two"], rendered.Select(aside => Drawn(aside).Find("pre").TextContent));
    }

    [Fact]
    public void What_is_put_into_markup_is_text_unless_it_is_markup()
    {
        var text = "\"><script>alert(1)</script>&";

        var drawn = Drawn(Markup.Of($"<b title=\"{text}\">{text}{Icons.Of(IconName.Star)}</b>")).Find("b");

        Assert.Equal(text, drawn.GetAttribute("title"));
        Assert.Equal(text, drawn.TextContent);
        Assert.Equal(["svg", "use"], drawn.QuerySelectorAll("*").Select(element => element.LocalName));
    }

    [Fact]
    public void An_icon_without_a_label_is_decoration_and_one_with_a_label_is_named()
    {
        var silent = Drawn(Icons.Of(IconName.Star)).Find("svg");
        var named = Drawn(Icons.Of(IconName.Star, "<b>Starred")).Find("svg");

        Assert.Equal("true", silent.GetAttribute("aria-hidden"));
        Assert.Null(silent.GetAttribute("role"));
        Assert.Equal("<b>Starred", named.GetAttribute("aria-label"));
        Assert.Equal("img", named.GetAttribute("role"));
    }

    [Fact]
    public async Task A_dialog_holds_its_content_only_while_it_is_open()
    {
        var dialog = Render<Dialog>(d => d.Add(x => x.Title, "Rename").AddChildContent("<p>Inside</p>"));
        Assert.Empty(dialog.FindAll("p"));

        await dialog.InvokeAsync(dialog.Instance.Open);
        Assert.Equal("Inside", dialog.Find("p").TextContent);
        Assert.Equal(dialog.Find("h2").Id, dialog.Find("dialog").GetAttribute("aria-labelledby"));

        await dialog.Find("dialog").TriggerEventAsync("onclose", EventArgs.Empty); // Esc
        Assert.Empty(dialog.FindAll("p"));
    }

    [Fact]
    public async Task A_dialog_for_a_text_stays_open_with_the_reason_until_it_is_saved()
    {
        List<string> saved = [];
        var dialog = Render<TextDialog>(d => d
            .Add(x => x.Title, "Rename").Add(x => x.Label, "Title").Add(x => x.Action, "Rename")
            .Add(x => x.Save, text =>
            {
                saved.Add(text);
                return Task.FromResult(text.Length == 0 ? "A title is needed." : null);
            }));
        await dialog.InvokeAsync(() => dialog.Instance.Open("Trip"));
        Assert.Equal("Trip", dialog.Find("input").GetAttribute("value"));
        Assert.Equal(dialog.Find("label").GetAttribute("for"), dialog.Find("input").Id);

        await dialog.Find("input").InputAsync("");
        await dialog.Find("form").SubmitAsync();
        Assert.Equal("A title is needed.", dialog.Find("[role=alert]").TextContent);
        Assert.Equal(dialog.Find("[role=alert]").Id, dialog.Find("input").GetAttribute("aria-describedby"));

        await dialog.Find("input").InputAsync("Trip to Oslo");
        await dialog.Find("form").SubmitAsync();
        Assert.Empty(dialog.FindAll("form"));
        Assert.Equal(["", "Trip to Oslo"], saved);

        await dialog.InvokeAsync(() => dialog.Instance.Open("Trip"));
        Assert.Empty(dialog.FindAll("[role=alert]"));
    }

    [Fact]
    public void A_menu_is_opened_by_its_button_without_the_server()
    {
        var menu = Render<Menu>(m => m.Add(x => x.Label, "More actions").AddChildContent("<button role=\"menuitem\">Rename</button>"));

        Assert.Equal(menu.Find("[role=menu]").Id, menu.Find("button").GetAttribute("popovertarget"));
        Assert.Equal("Rename", menu.Find("[role=menuitem]").TextContent.Trim());
    }

    [Fact]
    public void A_toast_goes_after_eight_seconds()
    {
        var host = Render<ToastHost>();
        Services.GetRequiredService<ToastService>().Show("Archived");
        host.WaitForAssertion(() => Assert.Contains("Archived", host.Find(".cw-toast").TextContent));

        _clock.Advance(TimeSpan.FromSeconds(7));
        Assert.Single(host.FindAll(".cw-toast"));
        _clock.Advance(TimeSpan.FromSeconds(1));
        host.WaitForAssertion(() => Assert.Empty(host.FindAll(".cw-toast")));
    }

    [Fact]
    public async Task A_toast_stays_under_the_pointer()
    {
        var host = Render<ToastHost>();
        Services.GetRequiredService<ToastService>().Show("Archived");
        host.WaitForElement(".cw-toast");

        await host.Find(".cw-toast").TriggerEventAsync("onmouseenter", new Microsoft.AspNetCore.Components.Web.MouseEventArgs());
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Single(host.FindAll(".cw-toast"));

        await host.Find(".cw-toast").TriggerEventAsync("onmouseleave", new Microsoft.AspNetCore.Components.Web.MouseEventArgs());
        _clock.Advance(TimeSpan.FromSeconds(8));
        host.WaitForAssertion(() => Assert.Empty(host.FindAll(".cw-toast")));
    }

    [Fact]
    public async Task Undo_runs_once_and_takes_the_toast_away()
    {
        var host = Render<ToastHost>();
        var undone = 0;
        Services.GetRequiredService<ToastService>().Show("Archived", "Undo", () => Task.FromResult(undone++));
        host.WaitForElement(".cw-toast");

        await host.Find(".cw-toast button").ClickAsync(new());

        Assert.Equal(1, undone);
        Assert.Empty(host.FindAll(".cw-toast"));
    }

    [Fact]
    public void One_key_undoes_what_was_done_last()
    {
        var host = Render<ToastHost>();
        var toasts = Services.GetRequiredService<ToastService>();
        toasts.Show("Starred", "Undo", () => Task.CompletedTask);
        toasts.Show("Archived", "Undo", () => Task.CompletedTask);
        toasts.ShowFailure("The disk is full.");

        host.WaitForAssertion(() =>
        {
            Assert.Equal(3, host.FindAll(".cw-toast").Count);
            Assert.Contains("Archived", host.Find("[data-key=z]").ParentElement!.TextContent);
        });
    }

    [Fact]
    public void Keys_stand_as_on_the_keyboard_and_the_words_between_them_are_words()
    {
        var caps = Render<KeyCaps>(k => k.Add(x => x.Keys, "F or Mod F"));

        Assert.Equal(["F", "Ctrl⌘", "F"], caps.FindAll("kbd").Select(key => key.TextContent));
        Assert.Equal("or", Assert.Single(caps.FindAll(".keys > span")).TextContent.Trim());
    }

    [Fact]
    public void A_failure_is_read_out_at_once()
    {
        var host = Render<ToastHost>();
        Services.GetRequiredService<ToastService>().ShowFailure("The disk is full.");

        host.WaitForAssertion(() => Assert.Contains("The disk is full.", host.Find("[role=alert]").TextContent));
    }

    [Fact]
    public async Task A_time_is_told_in_the_zone_of_the_browser_as_soon_as_it_is_known()
    {
        var text = Render<TimeText>(t => t.Add(x => x.At, new DateTimeOffset(2026, 11, 21, 9, 32, 0, TimeSpan.Zero)));
        Assert.Equal("09:32", text.Find("time").TextContent);

        await text.InvokeAsync(() => Services.GetRequiredService<BrowserTime>().SetZoneAsync("Asia/Tokyo"));

        text.WaitForAssertion(() => Assert.Equal("18:32", text.Find("time").TextContent));
        Assert.Equal("2026-11-21T09:32:00Z", text.Find("time").GetAttribute("datetime"));
    }

    [Theory]
    [InlineData("2026-11-21T08:15:00Z", "Today")]
    [InlineData("2026-11-20T23:59:00Z", "Yesterday")]
    [InlineData("2026-11-19T10:00:00Z", "Thursday 19 November")]
    [InlineData("2026-10-12T10:00:00Z", "Monday 12 October")]
    [InlineData("2025-05-04T10:00:00Z", "4 May 2025")]
    public void Days_are_told_as_people_say_them(string time, string day)
    {
        var browser = new BrowserTime(_clock);
        var at = DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(day, browser.Day(browser.DayOf(at)));
    }

    [Theory]
    [InlineData("漢字の読み方を練習する", "ja")]
    [InlineData("我们明天去博物馆", "zh")]
    [InlineData("안녕하세요", "ko")]
    [InlineData("The folder 写真 keeps its name", null)]
    [InlineData("", null)]
    public void The_language_of_text_without_blanks_is_known(string text, string? language) =>
        Assert.Equal(language, TextLanguage.Of(text));

    private IRenderedComponent<IComponent> Drawn(MarkupString icon) => Render(builder => builder.AddMarkupContent(0, icon.Value));
}
