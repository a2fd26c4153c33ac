const watchers = new WeakMap();

/** Arrow keys go through the rows, and the end of a list that is not all there asks for more before it is reached. */
export function attach(scroll, list) {
  if (!scroll) {
    return; // the page moved on before its script came
  }

  const watcher = new IntersectionObserver(
    entries => entries.some(entry => entry.isIntersecting) && list.invokeMethodAsync("EndInViewAsync").catch(() => {}),
    { root: scroll, rootMargin: "0px 0px 1200px 0px" });
  watchers.set(scroll, watcher);

  scroll.addEventListener("keydown", event => {
    const row = event.target.closest("[role=option]");
    if (!row || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }

    const rows = [...scroll.querySelectorAll("[role=option]")];
    const at = rows.indexOf(row);
    const next = { ArrowDown: at + 1, j: at + 1, ArrowUp: at - 1, k: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (rows[next]) {
      event.preventDefault();
      rows[next].focus();
    }
  });

  scroll.querySelector("[role=option][aria-current]")?.scrollIntoView({ block: "nearest" });
}

/** The same element is watched again after every part, because it may still be in view. */
export function watch(scroll, end) {
  if (!scroll) {
    return; // the page moved on before its script came
  }

  const watcher = watchers.get(scroll);
  watcher?.disconnect();
  if (end) {
    watcher?.observe(end);
  }
}

export function detach(scroll) {
  watchers.get(scroll)?.disconnect();
  watchers.delete(scroll);
}
