const open = new WeakMap();

/** How far from the end still counts as being there. */
const nearEnd = 48;

/** The words that were found (FoundWords). */
const foundWords = "cw-found";

/**
 * Follows the end while the reader is there; otherwise keeps what is being read where it is, whatever is added above or
 * below it. The scroller is upside down: its place is 0 at the end and negative above.
 */
export function attach(scroll, pane, takeFocus) {
  if (!scroll) {
    return; // the page moved on before its script came
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
      if (box.bottom > top && element.matches("article, .cw-sep")) {
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

  // A message that is in sight already stays where it is; of a long one, the first word that was found is what counts.
  const reveal = (seq, takeFocus) => {
    const article = thread.querySelector(`article[data-seq="${seq}"]`);
    if (!article) {
      return;
    }

    const view = scroll.getBoundingClientRect();
    const whole = article.getBoundingClientRect();
    const box = whole.height < view.height / 2 ? whole : firstFound(article) ?? { top: whole.top, bottom: whole.top };
    if (box.top < view.top || box.bottom > view.bottom) {
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

  const watcher = new IntersectionObserver(
    entries => entries.some(entry => entry.isIntersecting) && pane.invokeMethodAsync("LaterInViewAsync").catch(() => {}),
    { root: scroll, rootMargin: "0px 0px 600px 0px" });

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
    const element = event.target.closest("summary, .cw-fold__btn, .cw-msg");
    if (element && event.target.closest("summary, button")) {
      hold(element);
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

  scroll.addEventListener("scroll", onScroll, { passive: true });
  scroll.addEventListener("click", onTouch, { capture: true });
  resized.observe(thread);
  resized.observe(scroll); // who is writing stands below it, and comes and goes
  open.set(scroll, {
    reveal,
    showEnd,
    watch: end => {
      watcher.disconnect();
      watcher.observe(end);
    },
    detach: () => {
      resized.disconnect();
      watcher.disconnect();
      scroll.removeEventListener("scroll", onScroll);
      scroll.removeEventListener("click", onTouch, { capture: true });
    },
  });

  // On a phone the list, and with it the focus, has gone: reading goes on here.
  if (takeFocus && !document.querySelector(".cw-pane--list")?.checkVisibility()) {
    scroll.focus({ preventScroll: true });
  }
}

/** Scrolls to a message that is rendered, by its number. */
export function reveal(scroll, seq, takeFocus) {
  open.get(scroll)?.reveal(seq, takeFocus);
}

export function showEnd(scroll) {
  open.get(scroll)?.showEnd();
}

/** Tells when the end of what is shown comes near; each end is watched anew, because it may still be in view. */
export function watch(scroll, end) {
  if (end) {
    open.get(scroll)?.watch(end);
  }
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
