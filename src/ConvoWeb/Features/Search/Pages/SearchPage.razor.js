const pages = new WeakMap();

/** Esc empties the box, the arrows walk from it through the hits. The end of the list asks for more. */
export function attach(page) {
  if (!page) {
    return; // the page moved on before its script came
  }

  const box = page.querySelector("input[type=search]");
  const hits = () => [...page.querySelectorAll("[data-hit]")];

  page.addEventListener("keydown", event => {
    if (event.target === box && event.key === "Escape" && !event.isComposing && box.value) {
      event.preventDefault();
      box.value = "";
      box.dispatchEvent(new Event("input", { bubbles: true }));
      return;
    }

    const hit = event.target.closest("[data-hit]");
    if ((event.target !== box && !hit) || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) {
      return;
    }

    const all = hits();
    const at = hit ? all.indexOf(hit) : -1;
    const next = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
    if (next === undefined || (!hit && next < 0)) {
      return;
    }

    event.preventDefault();
    const target = next < 0 ? box : all[next];
    target?.focus({ preventScroll: true });
    target?.closest("article")?.scrollIntoView({ block: "nearest" });
  });

  // A link to another query goes with what stands there now; reading goes on at the results.
  const scroll = page.querySelector("section .cw-scroll");
  scroll.addEventListener("click", event => event.target.closest("a[href^='/search']") && scroll.focus({ preventScroll: true }));

  const watcher = new IntersectionObserver(
    entries => entries.filter(entry => entry.isIntersecting).forEach(entry => entry.target.click()),
    { root: scroll, rootMargin: "0px 0px 800px 0px" });

  // The same button is watched again after every part, because it may still be in view.
  const watch = () => {
    watcher.disconnect();
    page.querySelectorAll("[data-more]:enabled").forEach(more => watcher.observe(more));
  };
  const changes = new MutationObserver(watch);
  changes.observe(page, { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled"] });
  watch();

  pages.set(page, () => {
    changes.disconnect();
    watcher.disconnect();
  });

  // Where touching the box would bring up a keyboard, that is left to the reader.
  if (!box.value && !matchMedia("(pointer: coarse)").matches) {
    box.focus();
  }
}

/** Other results begin at their beginning. */
export function toTop(page) {
  page?.querySelector("section .cw-scroll")?.scrollTo(0, 0);
}

export function detach(page) {
  pages.get(page)?.();
  pages.delete(page);
}
