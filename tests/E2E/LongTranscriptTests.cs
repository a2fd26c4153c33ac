using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>A conversation of 20,000 messages is read from its end upwards and back.</summary>
public sealed class LongTranscriptTests(BrowserFixture browser, LongTranscriptTests.LongTalk talk) : Journey(browser), IClassFixture<LongTranscriptTests.LongTalk>
{
    private const int Count = 20_000, MaxShown = 120;

    private const string IsAt =
        """([seq, top]) => Math.abs((document.querySelector(`article[data-seq="${seq}"]`)?.getBoundingClientRect().top ?? NaN) - top) <= 2""";

    /// <summary>Where a message is when nothing moves any more.</summary>
    private const string Settled =
        """
        async seq => {
          const top = () => document.querySelector(`article[data-seq="${seq}"]`)?.getBoundingClientRect().top ?? NaN;
          const frame = () => new Promise(requestAnimationFrame);
          await frame();
          for (let [still, last] = [0, top()]; still < 8; await frame()) {
            still = top() === last ? still + 1 : 0;
            last = top();
          }

          return top();
        }
        """;

    /// <summary>The scroller is upside down.</summary>
    private const string HasRoom =
        """
        step => {
          const scroll = document.querySelector(".cw-pane--detail .cw-scroll");
          return step < 0 ? scroll.scrollHeight - scroll.clientHeight + scroll.scrollTop > -step : -scroll.scrollTop > step;
        }
        """;

    [Fact]
    public async Task By_wheel_one_reads_up_and_down_without_a_jump_and_the_page_stays_small()
    {
        var page = await NewPageAsync(talk.App);
        var screen = new ConversationScreen(page);
        await screen.OpenAsync(talk.Id);
        await Expect(screen.Messages.Last).ToContainTextAsync($"Message {Count}.");
        await Expect(screen.Messages.Last).ToBeInViewportAsync();
        await screen.Transcript.HoverAsync();

        await WheelAsync(page, -600, until: first => first < Count - 300);
        Assert.InRange(await screen.Articles.CountAsync(), 80, MaxShown);
        await Expect(screen.NewText).ToHaveTextAsync("To the end");

        await WheelAsync(page, 600, until: first => first > Count - 90);
        Assert.InRange(await screen.Articles.CountAsync(), 80, MaxShown);
    }

    [Fact]
    public async Task By_its_button_what_was_before_comes_without_a_jump()
    {
        var screen = new ConversationScreen(await NewPageAsync(talk.App));
        await screen.OpenAsync(talk.Id, "?m=60");
        await Expect(screen.Hit).ToBeInViewportAsync();

        while (await screen.Earlier.CountAsync() > 0)
        {
            var first = await screen.Articles.First.GetAttributeAsync("data-seq");
            await screen.Earlier.EvaluateAsync("button => button.click()");
            await Expect(screen.Articles.First).Not.ToHaveAttributeAsync("data-seq", first!);
        }

        await Expect(screen.Messages.First).ToContainTextAsync("Message 1.");
        await Expect(screen.Hit).ToBeInViewportAsync();
    }

    [Fact]
    public async Task A_reload_comes_back_to_the_message_that_was_read()
    {
        var page = await NewPageAsync(talk.App);
        var screen = new ConversationScreen(page);
        await screen.OpenAsync(talk.Id);
        await screen.Transcript.HoverAsync();
        await WheelAsync(page, -600, until: first => first < Count - 100);
        var (seq, top) = await PlaceAsync(page);

        await page.ReloadAsync();
        await screen.ToBeLiveAsync();
        await Expect(screen.Log.Locator($"article[data-seq='{seq}']")).ToBeInViewportAsync();
        await page.WaitForFunctionAsync(IsAt, new object[] { seq, top });
        await Expect(page).ToHaveURLAsync($"{talk.App.Address}c/{talk.Id}");
    }

    /// <summary>Turns the wheel step by step, and what is read moves by no more than that.</summary>
    private static async Task WheelAsync(IPage page, int step, Func<int, bool> until)
    {
        for (var (seq, top) = await PlaceAsync(page); !until(seq); (seq, top) = await PlaceAsync(page))
        {
            await page.WaitForFunctionAsync(HasRoom, step); // what is not here yet comes first
            (seq, top) = await PlaceAsync(page);
            await page.Mouse.WheelAsync(0, step);
            var moved = await page.EvaluateAsync<double>(Settled, seq) - top;
            Assert.InRange(Math.Sign(-step) * moved, 1, Math.Abs(step) + 2); // what comes and goes meanwhile may stop the wheel, and moves nothing
            Assert.InRange(await page.Locator("article[data-seq]").CountAsync(), 1, MaxShown);
        }
    }

    /// <summary>What is in the middle, and where just that is.</summary>
    private static async Task<(int Seq, double Top)> PlaceAsync(IPage page)
    {
        var article = page.Locator("article[data-seq]");
        var found = await article.EvaluateAllAsync<double[]>(
            """
            articles => {
              const middle = innerHeight / 2;
              const article = articles.find(one => one.getBoundingClientRect().bottom > middle) ?? articles.at(-1);
              return [Number(article.dataset.seq), article.getBoundingClientRect().top];
            }
            """);
        return ((int)found[0], found[1]);
    }

    /// <summary>Nobody writes to it, so that one is enough for all.</summary>
    public sealed class LongTalk : AppFixture
    {
        internal string Id { get; private set; } = null!;

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            Id = await App.Client.ImportAsync(
                "A long talk", Enumerable.Range(1, Count).Select(n => $"Message {n}." + string.Concat(Enumerable.Repeat("\n\nIt has one more paragraph.", n % 4))));
        }
    }
}
