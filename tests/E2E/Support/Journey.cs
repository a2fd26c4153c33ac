using Microsoft.Playwright;
using Xunit;

namespace ConvoWeb.Tests.E2E.Support;

/// <summary>
/// What a person does in a browser. At its end no page may have had an error that the journey did not allow; what it saw
/// is saved when it failed.
/// </summary>
public abstract class Journey(BrowserFixture browser) : IAsyncDisposable
{
    private readonly List<(IBrowserContext Context, PageWatch Watch)> _windows = [];
    private readonly List<ConvoWebProcess> _apps = [];
    private readonly List<Cluster> _clusters = [];

    /// <summary>The program on its own; it ends after the pages are closed.</summary>
    private protected async Task<ConvoWebProcess> StartAppAsync(params (string Key, string Value)[] settings)
    {
        var app = CreateApp(settings);
        await app.StartAgainAsync();
        return app;
    }

    /// <summary>Not started yet.</summary>
    private protected ConvoWebProcess CreateApp(params (string Key, string Value)[] settings)
    {
        var app = ConvoWebProcess.Create(null, settings);
        _apps.Add(app);
        return app;
    }

    /// <summary>The topology of <c>docker-compose.yml</c>; it ends after the pages are closed.</summary>
    private protected async Task<Cluster> StartClusterAsync()
    {
        var cluster = await Cluster.CreateAsync();
        _clusters.Add(cluster);
        await cluster.StartAsync();
        return cluster;
    }

    private protected Task<IPage> NewPageAsync(ConvoWebProcess app, Action<BrowserNewContextOptions>? choose = null) => NewPageAsync(app.Address, choose);

    /// <summary>A page in a window of its own. For another tab of that window: <c>page.Context.NewPageAsync()</c>.</summary>
    private protected async Task<IPage> NewPageAsync(Uri address, Action<BrowserNewContextOptions>? choose = null)
    {
        var options = new BrowserNewContextOptions
        {
            BaseURL = address.ToString(),
            Locale = "en-GB",
            TimezoneId = "Europe/Oslo", // not the server's
            ViewportSize = new ViewportSize { Width = 1280, Height = 800 },
            ReducedMotion = ReducedMotion.Reduce,
        };
        choose?.Invoke(options);
        var context = await browser.NewContextAsync(options);
        _windows.Add((context, await PageWatch.StartAsync(context, address)));
        return await context.NewPageAsync();
    }

    /// <summary>What is not a fault in this journey, by the words of it.</summary>
    private protected void Allow(params string[] parts)
    {
        foreach (var (_, watch) in _windows)
        {
            watch.Allow(parts);
        }
    }

    /// <summary>The faults so far.</summary>
    private protected IEnumerable<string> Faults => _windows.SelectMany(window => window.Watch.Faults);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        var faults = Faults.ToList();
        try
        {
            if (faults.Count > 0 || TestContext.Current.TestState?.Result is TestResult.Failed)
            {
                await SaveAsync();
            }
        }
        finally
        {
            foreach (var (context, _) in _windows)
            {
                await context.CloseAsync();
            }

            foreach (var app in _apps)
            {
                await app.DisposeAsync();
            }

            foreach (var cluster in _clusters)
            {
                await cluster.DisposeAsync();
            }
        }

        Assert.Empty(faults);
    }

    /// <summary>
    /// A picture of every page and a text of what happened in it, beside the test's program in <c>failures/</c>; the end of each
    /// text also in the test's output, for where only that is kept.
    /// </summary>
    private async Task SaveAsync()
    {
        var name = string.Concat((TestContext.Current.Test?.TestDisplayName ?? GetType().Name).Split('.')[^1].Split(Path.GetInvalidFileNameChars()));
        name = name[..Math.Min(name.Length, 120)];
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "failures", name)).FullName;
        TestContext.Current.TestOutputHelper?.WriteLine($"Saved in {folder}");

        for (var i = 0; i < _windows.Count; i++)
        {
            var (context, watch) = _windows[i];
            List<string> lines = [.. watch.Log];
            foreach (var (page, number) in context.Pages.Select((page, number) => (page, number)))
            {
                try
                {
                    await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"window-{i}-page-{number}.png"), Timeout = 5000 });
                    lines.AddRange(["", page.Url, await page.Locator("body").AriaSnapshotAsync(new() { Timeout = 5000 })]);
                }
                catch (Exception exception) when (exception is PlaywrightException or TimeoutException)
                {
                    lines.Add($"{page.Url} could not be saved: {exception.Message}");
                }
            }

            await SaveTextAsync(folder, $"window-{i}.txt", lines);
        }

        var outputs = _apps.Select(app => app.Output).Concat(_clusters.SelectMany(cluster => cluster.Outputs));
        foreach (var (output, number) in outputs.Select((output, number) => (output, number)))
        {
            await SaveTextAsync(folder, $"app-{number}.txt", output.Split('\n'));
        }
    }

    private static async Task SaveTextAsync(string folder, string name, IReadOnlyList<string> lines)
    {
        await File.WriteAllLinesAsync(Path.Combine(folder, name), lines);
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}, its end:\n{string.Join('\n', lines.TakeLast(60))}");
    }
}
