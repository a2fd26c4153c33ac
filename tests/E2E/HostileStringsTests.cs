using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>Every string that means harm, in every place that takes one: it stands there as text, on every page and in every file.</summary>
public sealed class HostileStringsTests(BrowserFixture browser) : Journey(browser)
{
    private const int Title = 500, Name = 100, Tag = 50, FileName = 255;

    /// <summary>A word that all of them are found by.</summary>
    private const string Common = "marmalade";

    private static readonly string[] Formats = ["json", "markdown", "html", "csv", "txt", "jsonl"];

    [Fact]
    public async Task A_hostile_string_is_text_wherever_it_stands()
    {
        var app = await StartAppAsync();
        List<(string Text, string Id)> hostile = [];
        foreach (var text in HostileStrings.All)
        {
            hostile.Add((text, await CreateAsync(app, text, await PersonalityAsync(app, text))));
        }

        var page = await NewPageAsync(app, options => options.ViewportSize = new ViewportSize { Width = 1280, Height = 5000 }); // all rows are in view
        var harm = HarmWatch.Over(page, app.Address);
        var (history, screen, search) = (new HistoryPage(page), new ConversationScreen(page), new SearchScreen(page));
        var texts = HostileStrings.All;

        await history.OpenAsync();
        await Expect(history.Rows).ToHaveCountAsync(texts.Count);
        Assert.Equal(Sorted(texts, Title), await SeenAsync(history.Rows.Locator(".cw-row__title")));
        Assert.Equal(Sorted(texts, Tag), await SeenAsync(history.Rows.Locator(".tags")));
        Assert.Equal(Sorted(texts, Name), await SeenAsync(history.Rows.Locator(".cw-who"), "title"));
        await harm.AssertUnharmedAsync("the list");

        await history.OpenFilters.ClickAsync();
        foreach (var (filter, max) in new[] { ("Personality", Name), ("Tag", Tag) })
        {
            var choices = history.Filters.GetByLabel(filter).Locator("option[value]:not([value=''])");
            await Expect(choices).ToHaveCountAsync(texts.Count);
            var seen = await SeenAsync(choices);
            Assert.Equal(Sorted(texts, max), filter is "Tag" ? [.. seen.Select(tag => tag[..tag.LastIndexOf(" (", StringComparison.Ordinal)]).Order(StringComparer.Ordinal)] : seen);
        }

        await harm.AssertUnharmedAsync("the filter panel");
        await page.Keyboard.PressAsync("Escape");

        await history.Rows.First.FocusAsync();
        await page.Keyboard.PressAsync("Control+a");
        await history.Selected.GetByRole(AriaRole.Button, new() { Name = "Tags" }).ClickAsync();
        var tags = page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Checkbox);
        await Expect(tags).ToHaveCountAsync(texts.Count);
        Assert.Equal(Sorted(texts, Tag), await SeenAsync(tags.Locator("[dir=auto]")));
        await harm.AssertUnharmedAsync("the dialog of tags");
        await page.Keyboard.PressAsync("Escape");

        await page.SetViewportSizeAsync(390, 844); // a transcript alone
        foreach (var (text, id) in hostile)
        {
            await screen.OpenAsync(id);
            Assert.Equal(Seen(text, Title), Seen(await screen.Title.TextContentAsync()));
            Assert.Equal(Seen($"{HostileStrings.Kept(text, Title)} · ConvoWeb"), Seen(await page.EvaluateAsync<string>("document.querySelector('title').textContent")));
            Assert.Contains(Seen(text, Name), Seen(await screen.Header.TextContentAsync()), StringComparison.Ordinal);
            Assert.Equal(Seen(text, Tag), Seen(await screen.Header.Locator("a[href*='tag=']").TextContentAsync()));
            Assert.Equal(Seen(text, Name), Seen(await screen.Articles.Last.Locator(".cw-msg__name").TextContentAsync()));
            Assert.Equal(Seen(text, FileName), Seen(await screen.Log.GetByRole(AriaRole.List, new() { Name = "Files" }).Locator(".name").First.TextContentAsync()));
            if (await screen.Articles.Last.Locator("[aria-expanded=false]").CountAsync() > 0)
            {
                await screen.Articles.Last.Locator("[aria-expanded=false]").ClickAsync(); // folded, as everything that is long
                await Expect(screen.Articles.Last.Locator("[aria-expanded=true]")).ToBeVisibleAsync();
            }

            Assert.Equal(Seen(text), Seen(await screen.Articles.Last.Locator("[data-copy-source] code").TextContentAsync()));
            await harm.AssertUnharmedAsync($"the transcript of {text[..Math.Min(40, text.Length)]}");
        }

        await page.SetViewportSizeAsync(1280, 5000);
        await search.OpenAsync($"/search?q={Common}");
        await Expect(search.Items).ToHaveCountAsync(texts.Count);
        Assert.Equal(Sorted(texts, Title), await SeenAsync(search.Items.GetByRole(AriaRole.Heading)));
        await search.Filters.GetByRole(AriaRole.Button, new() { Name = "Show all" }).ClickAsync();
        await Expect(search.Filters.Locator(".cw-opt .name[dir]")).ToHaveCountAsync(texts.Count);
        Assert.Equal(Sorted(texts, Name), await SeenAsync(search.Filters.Locator(".cw-opt .name[dir]")));
        await harm.AssertUnharmedAsync("what was found");

        await page.SetViewportSizeAsync(1280, 800);
        foreach (var text in texts.Where(text => text.Length < 1000))
        {
            await search.OpenAsync($"/search?q={Uri.EscapeDataString(text)}");
            await Expect(search.Results).ToBeVisibleAsync();
            await harm.AssertUnharmedAsync($"the search for {text}");
        }

        await search.OpenPaletteAsync();
        await search.PaletteBox.FillAsync("window");
        await Expect(search.Palette.GetByRole(AriaRole.Group, new() { Name = "Conversations" })).ToBeVisibleAsync();
        await harm.AssertUnharmedAsync("the palette");
    }

    [Fact]
    public async Task A_hostile_string_leaves_in_every_format_as_it_is()
    {
        var app = await StartAppAsync();
        var page = await NewPageAsync(app);
        var harm = HarmWatch.Over(page, app.Address);
        foreach (var text in HostileStrings.All)
        {
            var id = await CreateAsync(app, text, await PersonalityAsync(app, text));
            foreach (var format in Formats)
            {
                using var answer = await app.Client.GetAsync($"/api/conversations/{id}/export?format={format}", TestContext.Current.CancellationToken);
                answer.EnsureSuccessStatusCode();
                Assert.False(answer.Headers.Contains("X-Injected"));
                Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
                var disposition = answer.Content.Headers.ContentDisposition!;
                Assert.Equal("attachment", disposition.DispositionType);
                Assert.DoesNotContain(disposition.FileNameStar ?? disposition.FileName!.Trim('"'), c => char.IsControl(c) || c is '/' or '\\' or '<' or '>' or '"' or '\u202E');
                var content = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                if (format is "json")
                {
                    using var document = JsonDocument.Parse(content);
                    Assert.Equal(HostileStrings.Kept(text, Title).Trim(), document.RootElement.GetProperty("title").GetString());
                    Assert.Equal(HostileStrings.Kept(text, int.MaxValue), document.RootElement.GetProperty("messages")[0].GetProperty("content").GetString());
                }
                else if (format is not "jsonl")
                {
                    Assert.Contains(Seen(format is "csv" ? text.Replace("\"", "\"\"", StringComparison.Ordinal) : text), Seen(format is "html" ? WebUtility.HtmlDecode(content) : content), StringComparison.Ordinal);
                }
                else
                {
                    Assert.All(content.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => JsonDocument.Parse(line).Dispose());
                }
            }
        }

        // What a person downloads is saved, and never opened in the place of the page.
        var screen = new ConversationScreen(page);
        await screen.OpenAsync(await app.Client.CreateAsync(HostileStrings.All[0], ("user", HostileStrings.All[0])));
        foreach (var format in (string[])["JSON", "Web page", "Table (CSV)", "Markdown", "Plain text", "JSON Lines"])
        {
            await screen.DownloadAsync(format);
        }

        await harm.AssertUnharmedAsync("the page that one downloads from");
    }

    [Fact]
    public async Task What_others_have_collected_does_no_harm_either()
    {
        var collected = HostileStrings.Collected();
        Assert.SkipWhen(collected is null, "CONVOWEB_SAMPLES is not set: no collected strings.");
        var app = await StartAppAsync();
        List<string> personalities = [];
        foreach (var name in collected!.Select(text => HostileStrings.Kept(text, Name).Trim()).Where(name => name.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).Take(150))
        {
            personalities.Add(await PersonalityAsync(app, name));
        }

        await Parallel.ForEachAsync(collected.Index(), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (one, _) =>
            await CreateAsync(app, one.Item, personalities[one.Index % personalities.Count]));
        List<string> transcripts = [];
        foreach (var chunk in collected.Chunk(150))
        {
            var id = await app.Client.CreateAsync("Collected", [.. chunk.Select(text => ("ai", text))]);
            await app.Client.AttachAsync(id, "Files", [.. chunk.Select(text => (object)new { url = text, name = HostileStrings.Kept(text, FileName) })]);
            transcripts.Add(id);
        }

        var page = await NewPageAsync(app);
        var harm = HarmWatch.Over(page, app.Address);
        var (history, screen) = (new HistoryPage(page), new ConversationScreen(page));
        foreach (var id in transcripts)
        {
            await screen.OpenAsync(id);
            await Expect(screen.Articles.Last).ToBeVisibleAsync();
            await harm.AssertUnharmedAsync($"the transcript {id}");
        }

        await history.OpenAsync();
        for (var last = 0; last < collected.Count;)
        {
            await history.Rows.Last.ScrollIntoViewIfNeededAsync();
            var before = last;
            await page.WaitForFunctionAsync(
                "before => Number([...document.querySelectorAll('[role=option]')].at(-1)?.ariaPosInSet) > before || [...document.querySelectorAll('[role=option]')].at(-1)?.ariaPosInSet === [...document.querySelectorAll('[role=option]')].at(-1)?.ariaSetSize",
                before);
            last = int.Parse((await history.Rows.Last.GetAttributeAsync("aria-posinset"))!, System.Globalization.CultureInfo.InvariantCulture);
            await harm.AssertUnharmedAsync($"the list up to row {last}");
        }

        await history.OpenFilters.ClickAsync();
        await Expect(history.Filters.GetByLabel("Tag").Locator("option").Last).ToBeAttachedAsync();
        await harm.AssertUnharmedAsync("the filter panel");
    }

    /// <summary>A conversation that is nothing but the string: its title, its tag, its messages, and the name of a file.</summary>
    private static async Task<string> CreateAsync(ConvoWebProcess app, string text, string personality)
    {
        using var answer = await app.Client.PostAsJsonAsync("/api/conversations", new
        {
            title = HostileStrings.Kept(text, Title),
            personality_id = personality,
            tags = new[] { HostileStrings.Kept(text, Tag) },
            messages = new object[]
            {
                new { type = "user", content = text, metadata = new { attachments = new[] { new { url = text, name = HostileStrings.Kept(text, FileName) } } } },
                new { type = "system", content = text },
                new { type = "ai", content = $"{Common} {text}" },
                new { type = "ai", content = Fenced(text) },
            },
        });
        Assert.True(answer.IsSuccessStatusCode, $"{text}: {await answer.Content.ReadAsStringAsync()}");
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    private static async Task<string> PersonalityAsync(ConvoWebProcess app, string text)
    {
        using var answer = await app.Client.PostAsJsonAsync("/api/personalities", new { name = HostileStrings.Kept(text, Name) });
        Assert.True(answer.IsSuccessStatusCode, $"{text}: {await answer.Content.ReadAsStringAsync()}");
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    /// <summary>As code, so that no mark of Markdown is taken out of it.</summary>
    private static string Fenced(string text) => new StringBuilder("````````\n").Append(text).Append("\n````````").ToString();

    private static string Seen(string? text, int max = int.MaxValue) => HostileStrings.Seen(HostileStrings.Kept(text ?? "", max));

    private static string[] Sorted(IEnumerable<string> texts, int max) => [.. texts.Select(text => Seen(text, max)).Order(StringComparer.Ordinal)];

    private static async Task<string[]> SeenAsync(ILocator places, string? attribute = null) =>
        [.. (await places.EvaluateAllAsync<string[]>("(all, attribute) => all.map(e => attribute ? e.getAttribute(attribute) : e.textContent)", attribute))
            .Select(text => Seen(text)).Order(StringComparer.Ordinal)];
}
