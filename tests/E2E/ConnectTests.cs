using System.Diagnostics;
using ConvoWeb.Tests.E2E.Pages;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>The lines that the page offers are run as they stand; only OpenAI's client is a stand-in, that answers by itself where it is given no address.</summary>
public sealed class ConnectTests(BrowserFixture browser, AppFixture fixture) : Journey(browser), IClassFixture<AppFixture>
{
    private const string PythonClient =
        """
        import json
        import urllib.request
        from types import SimpleNamespace as S

        def say(text):
            return S(choices=[S(delta=S(content=text))])

        class OpenAI:
            def __init__(self, base_url=None):
                self.base_url = base_url
                self.chat = S(completions=S(create=self.create))

            def create(self, **request):
                if self.base_url is None:
                    yield from map(say, ["Most are ", None, "closed."])
                else:
                    with urllib.request.urlopen(urllib.request.Request(
                            self.base_url + "/chat/completions", json.dumps(request).encode(), {"Content-Type": "application/json"})) as answer:
                        for line in answer:
                            if line.startswith(b"data: {"):
                                yield say(json.loads(line[6:])["choices"][0]["delta"]["content"])
                yield S(choices=[])
        """;

    private const string JavaScriptClient =
        """
        const say = content => ({ choices: [{ delta: { content } }] });

        export default class {
          constructor({ baseURL } = {}) {
            this.chat = { completions: { create: async function* (request) {
              if (baseURL) {
                const answer = await fetch(`${baseURL}/chat/completions`, {
                  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(request) });
                for (const line of (await answer.text()).split("\n").filter(line => line.startsWith("data: {"))) {
                  yield say(JSON.parse(line.slice(6)).choices[0].delta.content);
                }
              } else {
                yield* ["Most are ", undefined, "closed."].map(say);
              }
              yield { choices: [] };
            } } };
          }
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
        var lines = await CopyAsync(app, page, name);
        await history.OpenAsync();

        await RunAsync(program, file, lines);

        await Expect(history.Rows).ToHaveCountAsync(1);
        await history.Rows.ClickAsync();
        await Expect(screen.Messages).ToHaveTextAsync(messages);
        await Expect(screen.Growing).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("Ask with curl", "bash", "example.sh")]
    [InlineData("Ask with OpenAI’s client for Python", "python3", "example.py")]
    [InlineData("Ask with OpenAI’s client for JavaScript", "node", "example.mjs")]
    public async Task Lines_for_a_program_that_asks_a_model_record_what_it_asks_once_that_is_agreed_to(string name, string program, string file)
    {
        Assert.SkipUnless(IsInstalled(program), $"{program} is not installed.");
        using var model = new StreamingModel();
        var app = await StartAppAsync(("UPSTREAM_URL", model.Address));
        var page = await NewPageAsync(app, options => options.Permissions = ["clipboard-read", "clipboard-write"]);
        var (history, screen, settings) = (new HistoryPage(page), new ConversationScreen(page), new PrivacyScreen(page));
        await page.GotoAsync("/connect");
        await page.GetByRole(AriaRole.Region, new() { Name = "Ask a model through ConvoWeb" }).GetByRole(AriaRole.Link, new() { Name = "Privacy and settings" }).ClickAsync();
        await settings.ToBeLiveAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "I agree, record it" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "On since" })).ToBeVisibleAsync();
        var lines = await CopyAsync(app, page, name);
        await Expect(page.GetByText("What passes is recorded.")).ToBeVisibleAsync();
        await history.OpenAsync();

        model.Continue();
        Assert.Contains("Most are", await RunAsync(program, file, lines), StringComparison.Ordinal);

        await Expect(history.Rows).ToHaveCountAsync(1);
        await history.Rows.ClickAsync();
        await Expect(screen.Messages).ToHaveTextAsync(["Which museums in Oslo are open on Monday?", "Most are open."]);
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

    private static async Task<string> CopyAsync(ConvoWebProcess app, IPage page, string name)
    {
        await page.GotoAsync("/connect");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Copy {name}", Exact = true }).ClickAsync();
        await Expect(page.Locator("#announcer")).ToHaveTextAsync("Copied"); // the button says it for two seconds only
        var lines = await page.EvaluateAsync<string>("navigator.clipboard.readText()");
        Assert.Contains(app.Address.ToString(), lines, StringComparison.Ordinal);
        return lines;
    }

    /// <summary>What it wrote.</summary>
    private static async Task<string> RunAsync(string program, string file, string lines)
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
            return output[0];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
