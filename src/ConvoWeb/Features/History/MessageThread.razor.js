/** What is done to messages by mouse and by key: one listener for all of them, whatever comes and goes. */
export function attachMessages(scroll, pane, ask) {
  const log = scroll.querySelector("[role=log]");
  const menu = scroll.closest(".cw-pane").querySelector(".message-menu");
  const call = (name, ...values) => pane.invokeMethodAsync(name, ...values).catch(() => {});
  let current = null;
  let switchedAt = null;

  const articles = () => [...log.querySelectorAll(":scope > article")];
  const topOf = article => article.getBoundingClientRect().top - scroll.getBoundingClientRect().top;
  const focused = () => document.activeElement?.closest?.("article") ?? null;
  const isInView = article => topOf(article) + article.offsetHeight > 0 && topOf(article) < scroll.clientHeight;

  // The transcript is one stop for Tab; the buttons of the message that one reads are the next.
  const setCurrent = article => {
    for (const [one, index] of [[current, -1], [article, 0]]) {
      one?.setAttribute("tabindex", index);
      one?.querySelectorAll(":scope > .cw-msg__acts button").forEach(button => button.setAttribute("tabindex", index));
    }

    current = article;
  };

  const goTo = article => {
    article.focus({ preventScroll: true });
    if (topOf(article) < 0 || topOf(article) + article.offsetHeight > scroll.clientHeight) {
      article.scrollIntoView({ block: article.offsetHeight > scroll.clientHeight ? "start" : "nearest" });
    }
  };

  const step = by => {
    const all = articles();
    const at = all.indexOf(focused());
    const next = at >= 0 ? all[at + by] : all.filter(isInView).at(by > 0 ? 0 : -1);
    if (next) {
      goTo(next);
    } else {
      const edge = log.querySelector(by > 0 ? ":scope > .later" : ":scope > .earlier");
      edge && ask(edge);
    }
  };

  const openMenu = async article => {
    const button = article.querySelector("[data-message-menu]");
    await call("Choose", article.dataset.id);
    if (button.isConnected && !menu.matches(":popover-open")) {
      menu.showPopover({ source: button });
    }
  };

  const switchTo = (article, isEarlier) => {
    const button = article.querySelector(`[data-version=${isEarlier ? "earlier" : "later"}]`);
    if (button && button.getAttribute("aria-disabled") !== "true") {
      switchedAt = topOf(article);
      call("SwitchAsync", article.dataset.id, isEarlier);
    }
  };

  const enlarge = button => {
    const dialog = scroll.closest(".cw-pane").querySelector("[data-picture-dialog]");
    const [picture, download] = [dialog.querySelector("img"), dialog.querySelector("a")];
    dialog.querySelector("h2").textContent = picture.alt = download.download = button.title;
    picture.src = download.href = button.dataset.picture;
    dialog.showModal();
  };

  const acts = {
    n: () => step(1),
    p: () => step(-1),
    c: article => article?.querySelector("[data-copy]")?.click(),
    "[": article => article && switchTo(article, true),
    "]": article => article && switchTo(article, false),
    Enter: article => article && openMenu(article),
    ContextMenu: article => article && openMenu(article),
  };

  const onKey = event => acts[event.detail.key](focused());

  const onClick = event => {
    const button = event.target.closest("button, a");
    const article = button?.closest("article");
    if (!article) {
      return;
    }

    if (button.matches(".cw-msg__acts > [data-copy]") && article.dataset.seq) {
      button.dataset.copyFrom = `/api/conversations/${scroll.dataset.conversation}/messages/${article.dataset.id}`;
    } else if (button.matches("[data-message-menu]")) {
      openMenu(article);
    } else if (button.matches("[data-version]")) {
      switchTo(article, button.dataset.version === "earlier");
    } else if (button.matches("[data-fold]")) {
      fold(article, button.getAttribute("aria-expanded") !== "true");
    } else if (button.matches("[data-picture]")) {
      enlarge(button);
    } else if (button.getAttribute("href")?.startsWith("#")) {
      // A footnote. The page's base would lead it elsewhere.
      event.preventDefault();
      const target = document.getElementById(button.getAttribute("href").slice(1));
      target?.scrollIntoView({ block: "nearest" });
      target?.setAttribute("tabindex", "-1");
      target?.focus({ preventScroll: true });
    }
  };

  // What was folded is there anew; who stood in it stands there still, and sees it.
  const fold = async (article, isOpen) => {
    const wasFocused = article !== document.activeElement && article.contains(document.activeElement);
    await call("FoldAsync", article.dataset.id, isOpen);
    wasFocused && article.querySelector("[data-fold], summary")?.focus({ preventScroll: true });
    if (!isInView(article)) {
      article.scrollIntoView({ block: "start" });
    }
  };

  // Of what stands behind a line only the beginning may be here.
  const onToggle = event => {
    const aside = event.target;
    if (aside.matches?.("details[data-cut]") && aside.open) {
      fold(aside.closest("article"), true);
    }
  };

  const onFocus = event => {
    const article = event.target.closest("article");
    if (article && article !== current) {
      setCurrent(article);
    }
  };

  const onEdited = event => {
    const article = event.target.closest("article");
    call("StopEditing").then(() => article?.focus({ preventScroll: true }));
  };

  // Whoever removes a message, or lets it be removed, reads on at the next.
  const removed = new MutationObserver(() => {
    if (current && !current.isConnected) {
      const seq = Number(current.dataset.seq);
      current = null;
      const next = articles().find(article => Number(article.dataset.seq) >= seq) ?? articles().at(-1);
      if (document.activeElement === document.body && next && isInView(next)) {
        next.focus({ preventScroll: true });
      }
    }
  });

  removed.observe(log, { childList: true });
  scroll.addEventListener("cw-key", onKey);
  scroll.addEventListener("cw-edited", onEdited);
  scroll.addEventListener("click", onClick, { capture: true });
  scroll.addEventListener("toggle", onToggle, { capture: true });
  scroll.addEventListener("focusin", onFocus);
  return {
    switchedAt: () => switchedAt ?? 0,
    detach: () => {
      removed.disconnect();
      scroll.removeEventListener("cw-key", onKey);
      scroll.removeEventListener("cw-edited", onEdited);
      scroll.removeEventListener("click", onClick, { capture: true });
      scroll.removeEventListener("toggle", onToggle, { capture: true });
      scroll.removeEventListener("focusin", onFocus);
    },
  };
}
