using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(BrowserFixture))]

namespace ConvoWeb.Tests.E2E.Support;

/// <summary>One Chromium for all journeys: the one of the machine, nothing is downloaded. A test that needs it fails when it is missing.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    /// <summary>States are waited for, so that a slow machine only takes longer.</summary>
    private const int PatienceMilliseconds = 20_000;

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly SemaphoreSlim _starting = new(1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A browser window that knows nothing of the others.</summary>
    public async Task<IBrowserContext> NewContextAsync(BrowserNewContextOptions options)
    {
        var browser = await StartedAsync();
        var context = await browser.NewContextAsync(options);
        context.SetDefaultTimeout(PatienceMilliseconds);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
        _starting.Dispose();
    }

    /// <summary>Started by the first journey, so that tests without a page run without a browser.</summary>
    private async Task<IBrowser> StartedAsync()
    {
        await _starting.WaitAsync();
        try
        {
            if (_browser is null)
            {
                var path = Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } chosen ? chosen : "/usr/bin/chromium";
                if (!File.Exists(path))
                {
                    throw new InvalidOperationException($"There is no Chromium at {path}. Install it (Debian: apt-get install chromium), or name it in CHROMIUM.");
                }

                Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);
                _playwright = await Playwright.CreateAsync();
                _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = Arguments });
            }

            return _browser;
        }
        finally
        {
            _starting.Release();
        }
    }
}
