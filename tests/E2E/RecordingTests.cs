using System.Text;
using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>A program whose model is reached through ConvoWeb.</summary>
public sealed class RecordingTests(BrowserFixture browser) : Journey(browser)
{
    private const string Question = """{"model": "test-1", "stream": true, "messages": [{"role": "user", "content": "Which museums are open?"}]}""";

    [Fact]
    public async Task What_a_program_asks_its_model_stands_here_while_it_is_answered_once_a_person_has_agreed()
    {
        using var model = new StreamingModel();
        var app = await StartAppAsync(("UPSTREAM_URL", model.Address));
        var page = await NewPageAsync(app);
        var (history, screen, settings) = (new HistoryPage(page), new ConversationScreen(page), new PrivacyScreen(page));
        using var program = new HttpClient { BaseAddress = app.Address };

        model.Continue();
        Assert.Contains("Most are", await AskAsync(program), StringComparison.Ordinal);
        await history.OpenAsync();
        await Expect(history.Welcome).ToBeVisibleAsync(); // nothing of it

        await settings.OpenAsync();
        var section = page.GetByRole(AriaRole.Region, new() { Name = "Record what your programs ask" });
        await section.GetByRole(AriaRole.Button, new() { Name = "I agree, record it" }).ClickAsync();
        await Expect(section.GetByRole(AriaRole.Status)).ToContainTextAsync("On since");
        await history.OpenAsync();

        var asking = AskAsync(program);
        await Expect(history.Rows).ToHaveCountAsync(1);
        await history.Rows.ClickAsync();
        await Expect(screen.Messages.Last).ToContainTextAsync("Most are");
        await Expect(screen.Growing).ToHaveCountAsync(1);
        model.Continue();
        await asking;
        await Expect(screen.Messages).ToHaveTextAsync(["Which museums are open?", "Most are open."]);
        await Expect(screen.Growing).ToHaveCountAsync(0);

        await settings.OpenAsync();
        await section.GetByRole(AriaRole.Button, new() { Name = "Stop recording" }).ClickAsync();
        await Expect(section.GetByRole(AriaRole.Status)).ToContainTextAsync("Off.");
        model.Continue();
        await AskAsync(program);
        await history.OpenAsync();
        await Expect(history.Rows).ToHaveCountAsync(1);
    }

    private static async Task<string> AskAsync(HttpClient program)
    {
        using var answer = await program.PostAsync("v1/chat/completions", new StringContent(Question, Encoding.UTF8, "application/json"));
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }
}
