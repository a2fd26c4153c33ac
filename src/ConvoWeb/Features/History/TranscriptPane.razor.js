import { attachMessages } from "./MessageThread.razor.js";

const open = new WeakMap();

/** How far from the end still counts as being there. */
const nearEnd = 48;

/** How near an end of what is shown may come, in pixels, before more is read. */
const near = 1200;

/** The words that were found (FoundWords). */
const foundWords = "cw-found";

/**
 * Follows the end while the reader is there; otherwise keeps what is being read where it is, whatever is added above or
 * below it. The scroller is upside down: its place is 0 at the end and negative above.
 */
export function attach(scroll, pane, isOpenedHere) {
  if (!scroll) {
    return null; // the page moved on before its script came
  }

  const thread = scroll.firstElementChild;
  const isEnd = () => scroll.hasAttribute("data-end"); // or only the end of what is shown
  let following = isEnd();
  let held = null;
  let heldUntil = 0;
  let last = scroll.scrollTop;

  const hold = element => {
    held = element && { element, top: element.getBoundingClientRect().top, at: scroll.scrollTop };
  };

  // What has moved although nobody scrolled goes back to where it was. That place stays the measure: a scroller takes
  // whole pixels, and the rest would add up.
  const keepHeld = () => {
    if (held?.element.isConnected) {
      const wanted = held.top - (scroll.scrollTop - held.at);
      const moved = held.element.getBoundingClientRect().top - wanted;
      if (Math.abs(moved) > 0.5) {
        scroll.scrollTop += moved;
        held.top = wanted;
        held.at = scroll.scrollTop;
      }
    }
  };

  const holdFirstVisible = () => {
    const top = scroll.getBoundingClientRect().top;
    for (const element of thread.firstElementChild.children) {
      const box = element.getBoundingClientRect();
      if (box.bottom > top && element.matches("article")) {
        hold(element);
        return;
      }
    }

    hold(null);
  };

  const follow = now => {
    following = now;
    pane.invokeMethodAsync("Follow", following).catch(() => {});
  };

  // What is read while the page goes is read again when it comes back.
  const placeName = `cw-place ${location.pathname}`;
  const savePlace = () => {
    if (following || !held?.element.dataset.seq) {
      sessionStorage.removeItem(placeName);
    } else {
      const top = held.element.getBoundingClientRect().top - scroll.getBoundingClientRect().top;
      sessionStorage.setItem(placeName, JSON.stringify({ seq: Number(held.element.dataset.seq), top }));
    }
  };
  const isBack = ["reload", "back_forward"].includes(performance.getEntriesByType("navigation")[0]?.type);
  const place = isBack && !isOpenedHere ? JSON.parse(sessionStorage.getItem(placeName)) : null;

  // A message that is in sight already stays where it is; of a long one, the first word that was found is what counts.
  const reveal = (seq, takeFocus, way) => {
    const article = thread.querySelector(`article[data-seq="${seq}"]`);
    if (!article) {
      return;
    }

    const view = scroll.getBoundingClientRect();
    const whole = article.getBoundingClientRect();
    const box = whole.height < view.height / 2 ? whole : firstFound(article) ?? { top: whole.top, bottom: whole.top };
    const before = way === "return" ? place.top : way === "switch" ? messages.switchedAt() : null;
    if (before !== null) {
      scroll.scrollTop += whole.top - view.top - before;
    } else if (box.top < view.top || box.bottom > view.bottom) {
      scroll.scrollTop += box.top - view.top - Math.max(0, (view.height - (box.bottom - box.top)) / 3);
    }

    hold(article);
    last = scroll.scrollTop;
    if (takeFocus) {
      article.focus({ preventScroll: true });
    }

    follow(isEnd() && scroll.scrollTop > -nearEnd);
  };

  const showEnd = () => {
    const isFar = -scroll.scrollTop > 3 * scroll.clientHeight;
    hold(null);
    scroll.scrollTo({ top: 0, behavior: isFar || matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth" });
    if (scroll.scrollTop > -1) {
      follow(isEnd()); // where nothing scrolls, nothing else tells
    }
  };

  // Where nothing more fits in, reading on at one side gives up the other: what is near must not be given up.
  const isNear = edge => {
    const [view, box] = [scroll.getBoundingClientRect(), edge?.getBoundingClientRect()];
    return box && box.bottom > view.top - near && box.top < view.bottom + near;
  };
  const ask = edge => {
    const isEarlier = edge.matches(".earlier");
    const other = thread.querySelector(isEarlier ? ".later" : ".earlier");
    const isOtherNear = isEarlier && isEnd() ? scroll.scrollTop > -near : isNear(other);
    if (!scroll.hasAttribute("data-full") || !isOtherNear) {
      pane.invokeMethodAsync(isEarlier ? "EarlierInViewAsync" : "LaterInViewAsync").catch(() => {});
    }
  };
  const watcher = new IntersectionObserver(
    entries => entries.filter(entry => entry.isIntersecting).forEach(entry => ask(entry.target)),
    { root: scroll, rootMargin: `${near}px 0px` });

  const onScroll = () => {
    // The page may have grown since the last frame, and its size is told only after this.
    if (!following) {
      keepHeld();
    }

    // Whoever goes up leaves the end at once: text that comes meanwhile must not pull them back.
    const isOpening = performance.now() <= heldUntil;
    const now = isEnd() && scroll.scrollTop > -nearEnd && (isOpening || scroll.scrollTop >= last - 1);
    last = scroll.scrollTop;
    if (!isOpening && (!held?.element.isConnected || Math.abs(last - held.at) >= 1)) {
      holdFirstVisible();
    }

    if (now !== following) {
      follow(now);
    }
  };

  // What one opens grows downwards from where the pointer is, even at the end.
  const onTouch = event => {
    const article = event.target.closest("article");
    if (article && event.target.closest("summary, button")) {
      hold(article);
      heldUntil = performance.now() + 600;
    }
  };

  const resized = new ResizeObserver(() => {
    if (following && isEnd() && performance.now() > heldUntil) {
      scroll.scrollTop = 0;
    } else {
      keepHeld();
    }
  });

  const messages = attachMessages(scroll, pane, ask);

  // What comes on one side and goes on the other may be as high, and then nothing is resized.
  const replaced = new MutationObserver(() => following || keepHeld());

  scroll.addEventListener("scroll", onScroll, { passive: true });
  scroll.addEventListener("click", onTouch, { capture: true });
  addEventListener("pagehide", savePlace);
  replaced.observe(thread.firstElementChild, { childList: true });
  resized.observe(thread);
  resized.observe(scroll); // who is writing stands below it, and comes and goes
  open.set(scroll, {
    reveal,
    showEnd,
    watch: () => {
      watcher.disconnect();
      thread.querySelectorAll(".earlier, .later").forEach(edge => watcher.observe(edge));
    },
    detach: () => {
      messages.detach();
      replaced.disconnect();
      resized.disconnect();
      watcher.disconnect();
      scroll.removeEventListener("scroll", onScroll);
      scroll.removeEventListener("click", onTouch, { capture: true });
      removeEventListener("pagehide", savePlace);
    },
  });

  // On a phone the list, and with it the focus, has gone: reading goes on here.
  if (isOpenedHere && !document.querySelector(".cw-pane--list")?.checkVisibility()) {
    scroll.focus({ preventScroll: true });
  }

  return place?.seq ?? null;
}

/** Scrolls to a message that is rendered, by its number; on a return, to where it was. */
export function reveal(scroll, seq, takeFocus, way) {
  open.get(scroll)?.reveal(seq, takeFocus, way);
}

export function showEnd(scroll) {
  open.get(scroll)?.showEnd();
}

/** Tells when an end of what is shown comes near; they are watched anew, because one may still be in view. */
export function watch(scroll) {
  open.get(scroll)?.watch();
}

export function detach(scroll) {
  open.get(scroll)?.detach();
  open.delete(scroll);
}

/** Where the first word that was found in a message stands, if it is to be seen. */
function firstFound(article) {
  for (const { startContainer, startOffset, endContainer, endOffset } of globalThis.CSS?.highlights?.get(foundWords) ?? []) {
    if (article.contains(startContainer)) {
      const range = document.createRange();
      range.setStart(startContainer, startOffset);
      range.setEnd(endContainer, endOffset);
      const box = range.getBoundingClientRect();
      return box.height > 0 ? box : null;
    }
  }

  return null;
}

/** What happens from now on is shown. */
export function tellLive(scroll) {
  scroll?.closest(".cw-pane").toggleAttribute("data-live", true);
}
