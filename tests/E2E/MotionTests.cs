using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>Motion explains a change, and whoever asked their system for less of it gets none.</summary>
public sealed class MotionTests(BrowserFixture browser, AppFixture fixture) : Journey(browser), IClassFixture<AppFixture>
{
    private readonly ConvoWebProcess _app = fixture.App;

    [Fact]
    public async Task With_reduced_motion_nothing_moves_on_any_page()
    {
        foreach (var (where, moving) in await WalkAsync(ReducedMotion.Reduce))
        {
            Assert.True(moving.Length == 0, $"On {where}: {string.Join("; ", moving)}");
        }
    }

    [Fact]
    public async Task Otherwise_changes_are_eased_and_what_is_being_written_blinks()
    {
        var seen = await WalkAsync(ReducedMotion.NoPreference);

        Assert.All(seen, page => Assert.Contains(page.Moving, moving => moving.StartsWith("transition", StringComparison.Ordinal)));
        var all = seen.SelectMany(page => page.Moving).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(new HashSet<string>(["animation of cw-caret", "animation of cw-dialog", "animation of cw-toast", "scroll smooth"], StringComparer.Ordinal), all);
    }

    private async Task<IReadOnlyList<(string Where, string[] Moving)>> WalkAsync(ReducedMotion motion)
    {
        var id = await _app.Client.CreateAsync("Moved", [.. Enumerable.Range(1, 40).Select(number => ("user", $"Message {number}"))]);
        var draft = await _app.Client.BeginAsync(id);
        await _app.Client.AddAsync(id, draft, 0, "Written piece by piece");
        var page = await NewPageAsync(_app, options => options.ReducedMotion = motion);
        await page.AddInitScriptAsync(
            """
            window.scrolls = [];
            for (const name of ["scrollTo", "scrollBy", "scrollIntoView"]) {
              const scroll = Element.prototype[name];
              Element.prototype[name] = function (...options) {
                window.scrolls.push(options[0]?.behavior ?? "auto");
                return scroll.apply(this, options);
              };
            }
            """);
        var (history, screen, search, live) = (new HistoryPage(page), new ConversationScreen(page), new SearchScreen(page), new LiveScreen(page));
        List<(string Where, string[] Moving)> seen = [];

        async Task LookAsync(string where) => seen.Add((where, await MovingAsync(page)));

        await history.OpenAsync();
        await Expect(history.Row("Moved").First).ToBeVisibleAsync();
        await LookAsync("the list");
        await history.OpenFilters.ClickAsync();
        await Expect(history.Filters).ToBeVisibleAsync();
        await LookAsync("the filter panel");

        await screen.OpenAsync(id);
        await Expect(screen.Growing).ToBeVisibleAsync();
        await LookAsync("a transcript that grows");
        await screen.ScrollUpToAsync(screen.Articles.Nth(15)); // near enough to be scrolled back from smoothly
        await Expect(history.Undo.First).ToBeVisibleAsync();
        await LookAsync("a toast");
        await _app.Client.AppendAsync(id, "user", "Below");
        await screen.NewText.ClickAsync();
        await Expect(screen.NewText).ToBeHiddenAsync();
        await LookAsync("a transcript that was scrolled to its end");
        await screen.More.ClickAsync();
        await Expect(screen.MenuItem("Tags")).ToBeVisibleAsync();
        await LookAsync("a menu");
        await screen.MenuItem("Tags").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await LookAsync("a dialog");

        await search.OpenAsync("/search?q=piece");
        await LookAsync("the search page");
        await search.OpenPaletteAsync();
        await LookAsync("the palette");

        await live.OpenAsync();
        await Expect(live.Running.First).ToBeVisibleAsync();
        await LookAsync("the live page");
        await new ImportScreen(page).OpenAsync();
        await LookAsync("the import page");
        await new PrivacyScreen(page).OpenAsync();
        await LookAsync("the settings");
        await page.GotoAsync("/connect");
        await LookAsync("the page that connects a program");
        return seen;
    }

    /// <summary>What takes longer than a moment: animations that there are, transitions that there would be, and how was scrolled.</summary>
    private static Task<string[]> MovingAsync(IPage page) => page.EvaluateAsync<string[]>(
        """
        () => {
          const moment = 0.01;
          const seconds = times => Math.max(...times.split(",").map(time => parseFloat(time) * (time.trim().endsWith("ms") ? 0.001 : 1)));
          const moving = new Set(window.scrolls.filter(behavior => behavior === "smooth").map(behavior => `scroll ${behavior}`));
          for (const element of document.querySelectorAll("body, body *")) {
            const name = element.classList[0] ?? element.localName;
            for (const pseudo of [null, "::before", "::after"]) {
              const style = getComputedStyle(element, pseudo);
              if (seconds(style.transitionDuration) > moment && style.transitionProperty !== "none") moving.add(`transition of ${name}`);
              if (style.animationName !== "none" && seconds(style.animationDuration) > moment) moving.add(`animation of ${name}`);
              if (style.scrollBehavior === "smooth") moving.add(`scroll smooth of ${name}`);
            }
          }

          for (const animation of document.getAnimations()) {
            if (animation.playState === "running" && animation.effect.getComputedTiming().activeDuration > 1000 * moment) {
              moving.add(`running: ${animation.animationName ?? animation.transitionProperty}`);
            }
          }

          return [...moving];
        }
        """);
}
