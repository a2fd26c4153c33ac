using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Playwright;

namespace ConvoWeb.Tests.E2E.Support;

/// <summary>
/// Notes what goes wrong behind the eyes of a person: errors in the console and in scripts, requests to ourselves that
/// fail, and every violation of the content security policy.
/// </summary>
internal sealed class PageWatch
{
    private const string PolicyViolation = "Content security policy violated";

    /// <summary>The browser's own words for what it gave up by itself: a download, or a request of a page that was left.</summary>
    private const string GivenUp = "net::ERR_ABORTED";

    private readonly ConcurrentQueue<string> _log = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentQueue<string> _expected = new();
    private readonly Uri _origin;

    private PageWatch(Uri origin) => _origin = origin;

    /// <summary>Everything that was noted, for whoever looks into a failure.</summary>
    public IEnumerable<string> Log => _log;

    public IEnumerable<string> Faults => _faults.Where(fault => !_expected.Any(part => fault.Contains(part, StringComparison.Ordinal)));

    public static async Task<PageWatch> StartAsync(IBrowserContext context, Uri origin)
    {
        var watch = new PageWatch(origin);
        context.Console += (_, message) => watch.Note(message.Type is "error", $"console {message.Type}: {message.Text} ({message.Location})");
        context.WebError += (_, error) => watch.Note(isFault: true, $"script error: {error.Error}");
        context.RequestFailed += (_, request) => watch.Note(watch.IsFault(request), $"request failed: {request.Method} {request.Url}: {request.Failure}");
        context.Response += (_, response) =>
            watch.Note(response.Status >= 500 && watch.IsOurs(response.Url), $"{response.Status} {response.Request.Method} {response.Url}");

        // The browser's own line of it in the console can be missed; the event cannot. The console is how it reaches the test.
        await context.AddInitScriptAsync(
            $$"""
            document.addEventListener("securitypolicyviolation", event =>
              console.error(`{{PolicyViolation}}: ${event.effectiveDirective} forbids ${event.blockedURI} ${event.sample}`));
            """);
        return watch;
    }

    /// <summary>What holds these words is no fault in this journey.</summary>
    public void Allow(params string[] parts)
    {
        foreach (var part in parts)
        {
            _expected.Enqueue(part);
        }
    }

    private bool IsFault(IRequest request) => IsOurs(request.Url) && request.Failure is not GivenUp;

    private bool IsOurs(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Authority == _origin.Authority;

    private void Note(bool isFault, string text)
    {
        _log.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {text}"));
        if (isFault)
        {
            _faults.Enqueue(text);
        }
    }
}
