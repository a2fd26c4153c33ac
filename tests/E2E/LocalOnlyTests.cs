using System.Net;
using ConvoWeb.Tests.E2E.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ConvoWeb.Tests.E2E;

/// <summary>Every journey runs with <c>LOCAL_ONLY</c> and under the trap; here is that it says so, and that the trap can fail them.</summary>
public sealed class LocalOnlyTests(BrowserFixture browser) : Journey(browser)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1440, 900)]
    [InlineData(390, 844)]
    public async Task The_footer_says_that_it_is_on(int width, int height)
    {
        var app = await StartAppAsync();
        var page = await NewPageAsync(app, window => window.ViewportSize = new() { Width = width, Height = height });

        await page.GotoAsync("/");

        await Expect(page.GetByRole(AriaRole.Contentinfo)).ToContainTextAsync("This machine only");
        await Expect(page.GetByRole(AriaRole.Contentinfo)).ToBeInViewportAsync(new() { Ratio = 1 });
    }

    /// <summary>TEST-NET-1 of RFC 5737, which is nobody's, and a name that RFC 6761 keeps from ever being anybody's.</summary>
    [Theory]
    [InlineData("redis://192.0.2.1:6379", "connected to 192.0.2.1:6379")]
    [InlineData("redis://cache.invalid:6379", "looked up cache.invalid")]
    public async Task Without_it_the_trap_notices_what_goes_elsewhere(string redis, string caught)
    {
        var app = await StartAppAsync(("LOCAL_ONLY", "false"), ("REDIS_URL", redis));

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!app.ConnectionsElsewhere.Contains(caught))
        {
            await Task.Delay(20, limit.Token); // polls the state of another process
        }
    }

    /// <summary>Also where the machine that runs this has no IPv6.</summary>
    [Theory]
    [InlineData("127.0.0.1", null)]
    [InlineData("127.8.0.1", null)]
    [InlineData("::1", null)]
    [InlineData("::ffff:127.0.0.1", null)]
    [InlineData("192.0.2.1", "connected to 192.0.2.1:443")]
    [InlineData("2001:db8::1", "connected to [2001:db8::1]:443")]
    [InlineData("::ffff:192.0.2.1", "connected to 192.0.2.1:443")]
    [InlineData("0.0.0.0", "connected to 0.0.0.0:443")]
    public void The_trap_tells_what_is_beyond_loopback(string address, string? told) =>
        Assert.Equal(told, SocketTrap.Beyond("ConnectStart", new IPEndPoint(IPAddress.Parse(address), 443).Serialize().ToString()));

    [Theory]
    [InlineData("DB_URL", "postgres://192.0.2.1/convoweb")]
    [InlineData("REDIS_URL", "redis://cache.invalid:6379")]
    public async Task With_it_what_is_elsewhere_is_refused_before_anything_is_asked(string key, string url)
    {
        var app = CreateApp((key, url));

        Assert.Equal(1, await app.RunAsync());
        Assert.Contains($"LOCAL_ONLY is on, but {key} names another machine", app.Output, StringComparison.Ordinal);
        Assert.Empty(app.ConnectionsElsewhere);
    }
}
