using System.Net.Http.Json;
using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>The list of keys says what is so: each of its keys is taken by something, and nothing takes a key that it does not name.</summary>
public sealed class KeySheetTests(BrowserFixture browser, AppFixture fixture) : Journey(browser), IClassFixture<AppFixture>
{
    /// <summary>The same as another key that is listed, as systems have it.</summary>
    private static readonly string[] AsEverywhere = ["ContextMenu"];

    private readonly ConvoWebProcess _app = fixture.App;

    [Fact]
    public async Task Every_key_of_the_list_is_taken_by_something()
    {
        var page = await NewPageAsync(_app);
        await page.AddInitScriptAsync(
            """
            // After all others: whether somebody took the key, or it is a link's own.
            addEventListener("keydown", event => {
              setTimeout(() => window.isTaken = event.defaultPrevented || (event.key === "Enter" && event.target.matches("a[href]")));
            });
            """);
        var screen = new ConversationScreen(page);
        var lines = await LinesAsync(page);
        Assert.InRange(lines.Count, 20, 60);

        foreach (var (group, does, key) in lines)
        {
            await OpenAsync(screen);
            await (group switch
            {
                "List" => new HistoryPage(page).Rows.And(page.Locator("[aria-current]")).FocusAsync(),
                "Conversation" => screen.Articles.Last.FocusAsync(),
                _ => page.EvaluateAsync("document.activeElement.blur()"),
            });
            foreach (var pressed in key.Split(' '))
            {
                await page.EvaluateAsync("window.isTaken = null");
                await page.Keyboard.PressAsync(pressed);
            }

            await page.WaitForFunctionAsync("window.isTaken !== null");
            Assert.True(await page.EvaluateAsync<bool>("window.isTaken"), $"{group}: nothing takes {key}, which is to do \"{does}\".");
        }
    }

    [Fact]
    public async Task Every_key_that_something_takes_is_in_the_list()
    {
        var page = await NewPageAsync(_app);
        var listed = (await LinesAsync(page)).Select(line => line.Key.Replace("Control+", "mod+", StringComparison.Ordinal)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        await OpenAsync(new ConversationScreen(page));

        var taken = await page.EvaluateAsync<string[]>(
            """[...document.querySelectorAll("[data-key], [data-keys]")].flatMap(e => e.dataset.key ? [e.dataset.key] : e.dataset.keys.split(" "))""");

        Assert.NotEmpty(taken);
        Assert.Empty(taken.Distinct().Where(key => !listed.Contains(key)).Except(AsEverywhere));
    }

    /// <summary>A conversation that has all that there are keys for: versions, sound, and something to undo.</summary>
    private async Task OpenAsync(ConversationScreen screen)
    {
        var id = await _app.Client.CreateAsync("Every key", ("user", "Question"), ("ai", "First answer"));
        var question = (await _app.Client.MessagesAsync(id))[0].GetProperty("id").GetString();
        using var branch = await _app.Client.PostAsJsonAsync(
            $"/v1/conversations/{id}/messages", new { type = "ai", content = "Second answer", parent_id = question }, TestContext.Current.CancellationToken);
        await _app.Client.SpeakAsync(id, "user", "Aloud", 1, 440);
        await screen.OpenAsync(id);
        await screen.Star.ClickAsync();
        await Expect(new HistoryPage(screen.Page).Undo.First).ToBeVisibleAsync();
    }

    /// <summary>As Playwright names the keys; two in a row with a blank between them.</summary>
    private static async Task<IReadOnlyList<(string Group, string Does, string Key)>> LinesAsync(IPage page)
    {
        await new HistoryPage(page).OpenAsync();
        var lines = await page.EvaluateAsync<string[][]>(
            """
            [...document.querySelectorAll("#keys .line")].map(line => [
              line.closest("section").querySelector("h3").textContent,
              line.querySelector("dt").textContent,
              ...[...line.querySelectorAll("dd .keys > *")].map(part => (part.querySelector(".other") ?? part).textContent.trim()),
            ])
            """);
        return [.. lines.SelectMany(line => Keys(line[2..]).Select(key => (line[0], line[1], key)))];
    }

    private static IEnumerable<string> Keys(string[] parts)
    {
        if (Array.IndexOf(parts, "or") is var between && between >= 0)
        {
            return [.. Keys(parts[..between]), .. Keys(parts[(between + 1)..])];
        }

        return parts switch
        {
            [var first, "then", var second] => [$"{Named(first)} {Named(second)}"],
            ["Shift", "+", .. var keys] => keys.Select(key => $"Shift+{Named(key)}"),
            ["Ctrl", .. var keys] => keys.Select(key => $"Control+{Named(key)}"),
            _ => parts.Select(Named),
        };
    }

    private static string Named(string cap) => cap switch
    {
        "↓" => "ArrowDown",
        "↑" => "ArrowUp",
        "Esc" => "Escape",
        _ => cap.Length == 1 ? cap.ToLowerInvariant() : cap,
    };
}
