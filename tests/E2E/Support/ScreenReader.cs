using Microsoft.Playwright;

namespace ConvoWeb.Tests.E2E.Support;

/// <summary>
/// Notes what a screen reader says by itself: what is added to a live region, and what is busy once it is not any more.
/// What comes in one go into one part of a region is said in one go.
/// </summary>
internal sealed class ScreenReader
{
    private readonly IPage _page;

    private ScreenReader(IPage page) => _page = page;

    /// <summary>From now on.</summary>
    public static async Task<ScreenReader> OverAsync(IPage page)
    {
        await page.EvaluateAsync(
            """
            () => {
              window.said = [];
              const held = new WeakSet();
              const regionOf = element => {
                const region = element.closest("[aria-live], [role=log], [role=status], [role=alert]");
                return region?.ariaLive === "off" ? null : region;
              };
              new MutationObserver(records => {
                const said = new Map();
                const say = (part, text) => said.set(part, `${said.get(part) ?? ""} ${text}`);
                for (const { type, target, addedNodes } of records) {
                  if (type === "attributes") {
                    if (target.ariaBusy !== "true" && held.delete(target) && target.isConnected && regionOf(target)) {
                      said.set(target, target.textContent);
                    }

                    continue;
                  }

                  for (const node of type === "childList" ? addedNodes : [target]) {
                    const element = node instanceof Element ? node : node.parentElement;
                    const region = node.isConnected && element ? regionOf(element) : null;
                    const busy = region && element.closest("[aria-busy=true]");
                    if (busy && region.contains(busy)) {
                      held.add(busy);
                    } else if (region) {
                      const part = [...region.children].find(child => child.contains(element)) ?? region;
                      if (!held.has(part)) say(part, node.textContent);
                    }
                  }
                }

                window.said.push(...said.values());
              }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["aria-busy"] });
            }
            """);
        return new ScreenReader(page);
    }

    /// <summary>How often something with these words was said.</summary>
    public Task<int> TimesAsync(string words) => _page.EvaluateAsync<int>("words => window.said.filter(said => said.includes(words)).length", words);

    public Task IsSaidAsync(string words) => _page.WaitForFunctionAsync("words => window.said.some(said => said.includes(words))", words);
}
