const bars = new WeakMap();

/** Its button (F) and Ctrl+F open the bar, Ctrl+F in it is the browser's own, Enter goes on, Shift+Enter back, Esc closes. */
export function attach(bar, find) {
  if (!bar) {
    return; // the page moved on before its script came
  }

  const pane = bar.closest(".cw-pane");
  const input = bar.querySelector("input");
  let from = null;

  const open = () => {
    if (bar.hidden) {
      from = document.activeElement;
      bar.hidden = false;
      find.invokeMethodAsync("Open", messageInView(pane)).catch(() => {});
    }

    input.focus();
    input.select();
  };

  const close = () => {
    const goesBack = bar.contains(document.activeElement);
    bar.hidden = true;
    input.value = "";
    if (goesBack) {
      const isThere = from?.isConnected && !from.matches("body, [hidden] *");
      const back = isThere ? from : pane.querySelector("article.cw-msg--hit") ?? pane.querySelector(".cw-scroll");
      back.focus({ preventScroll: true });
    }

    find.invokeMethodAsync("HideAsync").catch(() => {});
  };

  const onKey = event => {
    if (event.defaultPrevented || event.isComposing || event.altKey || document.querySelector("dialog[open], :popover-open")) {
      return;
    }

    const isF = event.key === "f" || event.key === "F";
    const isIn = event.target === input;
    if (isF && (event.ctrlKey || event.metaKey) && !event.shiftKey && !isIn) {
      event.preventDefault();
      open();
    } else if (event.key === "Escape" && !bar.hidden && (bar.contains(event.target) || !event.target.closest?.("input, textarea, select"))) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && isIn) {
      event.preventDefault();
      find.invokeMethodAsync("StepAsync", event.shiftKey).catch(() => {});
    }
  };

  const onClick = event => {
    if (event.target.closest("[data-find]")) {
      open();
    } else if (event.target.closest("[data-find-close]")) {
      close();
    }
  };

  document.addEventListener("keydown", onKey);
  pane.addEventListener("click", onClick);
  bars.set(bar, () => {
    document.removeEventListener("keydown", onKey);
    pane.removeEventListener("click", onClick);
  });
}

/** A search that was not typed here. */
export function fill(bar, text) {
  const input = bar?.querySelector("input");
  if (input) {
    input.value = text;
  }
}

export function detach(bar) {
  bars.get(bar)?.();
  bars.delete(bar);
}

/** Where one reads: at the message that one was led to, or else at the first that is to be seen. */
function messageInView(pane) {
  const view = pane.querySelector(".cw-scroll").getBoundingClientRect();
  const isInView = article => article.getBoundingClientRect().bottom > view.top && article.getBoundingClientRect().top < view.bottom;
  const hit = pane.querySelector("article.cw-msg--hit");
  const article = hit && isInView(hit) ? hit : [...pane.querySelectorAll("article[data-seq]")].find(isInView);
  return article ? Number(article.dataset.seq) : null;
}
