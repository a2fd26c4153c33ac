using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit;

namespace ConvoWeb.Tests.E2E.Support;

/// <summary>Notes what a string could do to a page that took it for more than text. What breaks the policy is noted by <see cref="PageWatch"/>.</summary>
internal sealed class HarmWatch
{
    private readonly ConcurrentQueue<string> _harm = new();
    private readonly IPage _page;

    private HarmWatch(IPage page) => _page = page;

    public static HarmWatch Over(IPage page, Uri origin)
    {
        var watch = new HarmWatch(page);
        page.Dialog += async (_, dialog) =>
        {
            watch._harm.Enqueue($"dialog: {dialog.Message}");
            await dialog.DismissAsync();
        };
        page.Popup += (_, popup) => watch._harm.Enqueue($"window: {popup.Url}");
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(origin.ToString(), StringComparison.Ordinal))
            {
                watch._harm.Enqueue($"request: {request.Url}");
            }
        };
        return watch;
    }

    /// <summary>Nothing ran, nothing was asked of others, and nothing stands in the page that could.</summary>
    public async Task AssertUnharmedAsync(string where)
    {
        var live = await _page.EvaluateAsync<string[]>(
            """
            () => {
              const ours = new URL(document.baseURI).origin === location.origin;
              const found = ours ? [] : [`base: ${document.baseURI}`];
              if (window.ran !== undefined) found.push(`ran: ${window.ran}`);
              for (const element of document.querySelectorAll("*")) {
                const name = element.localName;
                if (name === "script" ? new URL(element.src || "about:", location).origin !== location.origin
                  : ["iframe", "object", "embed", "frame", "applet", "math", "marquee"].includes(name) || (name === "meta" && element.httpEquiv === "refresh")) {
                  found.push(element.outerHTML.slice(0, 200));
                }

                for (const { name: attribute, value } of element.attributes) {
                  const leads = ["href", "src", "action", "formaction", "xlink:href", "poster", "srcset", "data"].includes(attribute);
                  if (attribute.startsWith("on") || attribute === "srcdoc" || attribute === "autofocus" || (leads && /^[\s\0-\x1F]*(javascript|data|vbscript):/i.test(value))
                    || (attribute === "style" && /url\(|expression|import/i.test(value))) {
                    found.push(`${name} ${attribute}=${value.slice(0, 200)}`);
                  }
                }
              }

              return found;
            }
            """);
        Assert.True(_harm.IsEmpty && live.Length == 0, $"In {where}:{Environment.NewLine}{string.Join(Environment.NewLine, _harm.Concat(live))}");
    }
}
