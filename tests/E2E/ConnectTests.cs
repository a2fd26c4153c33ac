using System.Diagnostics;
using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>The lines that the page offers are run as they stand; only OpenAI's client is a stand-in that answers by itself.</summary>
public sealed class ConnectTests(BrowserFixture browser, AppFixture fixture) : Journey(browser), IClassFixture<AppFixture>
{
    private const string PythonClient =
        """
        from types import SimpleNamespace as S

        def create(**request):
            for text in ["Most are ", None, "closed."]:
                yield S(choices=[S(delta=S(content=text))])
            yield S(choices=[])

        class OpenAI:
            chat = S(completions=S(create=create))
        """;

    private const string JavaScriptClient =
        """
        export default class {
          chat = { completions: { create: async function* () {
            for (const content of ["Most are ", undefined, "closed."]) {
              yield { choices: [{ delta: { content } }] };
            }
            yield { choices: [] };
          } } };
        }
        """;

    private readonly ConvoWebProcess _app = fixture.App;

    [Theory]
    [InlineData("A question and its answer", "bash", "example.sh", "Are you there?", "I am.")]
    [InlineData("An answer while it is written", "bash", "example.sh", "Good morning.")]
    [InlineData("With OpenAI’s client for Python", "python3", "example.py", "Which museums in Oslo are open on Monday?", "Most are closed.")]
    [InlineData("With OpenAI’s client for JavaScript", "node", "example.mjs", "Which museums in Oslo are open on Monday?", "Most are closed.")]
    public async Task Lines_that_are_copied_work_as_they_stand(string name, string program, string file, params string[] messages)
    {
        Assert.SkipUnless(IsInstalled(program), $"{program} is not installed.");
        var app = await StartAppAsync();
        var page = await NewPageAsync(app, options => options.Permissions = ["clipboard-read", "clipboard-write"]);
        var (history, screen) = (new HistoryPage(page), new ConversationScreen(page));
        await page.GotoAsync("/connect");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Copy {name}", Exact = true }).ClickAsync();
        await Expect(page.Locator("#announcer")).ToHaveTextAsync("Copied"); // the button says it for two seconds only
        var lines = await page.EvaluateAsync<string>("navigator.clipboard.readText()");
        Assert.Contains(app.Address.ToString(), lines, StringComparison.Ordinal);
        await history.OpenAsync();

        await RunAsync(program, file, lines);

        await Expect(history.Rows).ToHaveCountAsync(1);
        await history.Rows.ClickAsync();
        await Expect(screen.Messages).ToHaveTextAsync(messages);
        await Expect(screen.Growing).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task It_is_reached_from_the_settings_the_import_and_the_palette()
    {
        var page = await NewPageAsync(_app);
        var heading = page.GetByRole(AriaRole.Heading, new() { Name = "Connect a program", Level = 1 });
        foreach (var from in (string[])["/privacy", "/import"])
        {
            await page.GotoAsync(from);
            await page.GetByRole(AriaRole.Link, new() { Name = "Connect a program" }).ClickAsync();
            await Expect(heading).ToBeFocusedAsync();
        }

        await page.GotoAsync("/");
        var search = new SearchScreen(page);
        await search.OpenPaletteAsync();
        await page.Keyboard.TypeAsync("connect");
        await page.Keyboard.PressAsync("Enter");
        await Expect(heading).ToBeFocusedAsync();
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private static async Task RunAsync(string program, string file, string lines)
    {
        var folder = Directory.CreateTempSubdirectory("convoweb-connect-");
        try
        {
            var node = folder.CreateSubdirectory("node_modules").CreateSubdirectory("openai");
            await File.WriteAllTextAsync(Path.Combine(node.FullName, "package.json"), """{"name": "openai", "type": "module", "exports": "./index.js"}""");
            await File.WriteAllTextAsync(Path.Combine(node.FullName, "index.js"), JavaScriptClient);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "openai.py"), PythonClient);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, file), lines);

            using var running = Process.Start(new ProcessStartInfo(program, [file])
            {
                WorkingDirectory = folder.FullName,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            })!;
            var output = await Task.WhenAll(running.StandardOutput.ReadToEndAsync(), running.StandardError.ReadToEndAsync());
            await running.WaitForExitAsync();
            Assert.True(running.ExitCode == 0, string.Concat(output));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
