const open = new WeakMap();

/** How far from the end still counts as being there. */
const nearEnd = 48;

/**
 * Follows the end while the reader is there; otherwise keeps what is being read where it is, whatever is added above or
 * below it. The scroller is upside down: its place is 0 at the end and negative above.
 */
export function attach(scroll, pane, takeFocus) {
  if (!scroll) {
    return; // the page moved on before its script came
  }

  const thread = scroll.firstElementChild;
  let following = true;
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

  const onScroll = () => {
    // The page may have grown since the last frame, and its size is told only after this.
    if (!following) {
      keepHeld();
    }

    // Whoever goes up leaves the end at once: text that comes meanwhile must not pull them back.
    const isOpening = performance.now() <= heldUntil;
    const now = scroll.scrollTop > -nearEnd && (isOpening || scroll.scrollTop >= last - 1);
    last = scroll.scrollTop;
    if (!isOpening && (!held?.element.isConnected || Math.abs(last - held.at) >= 1)) {
      holdFirstVisible();
    }

    if (now !== following) {
      following = now;
      pane.invokeMethodAsync("Follow", following).catch(() => {});
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
    if (following && performance.now() > heldUntil) {
      scroll.scrollTop = 0;
    } else {
      keepHeld();
    }
  });

  scroll.addEventListener("scroll", onScroll, { passive: true });
  scroll.addEventListener("click", onTouch, { capture: true });
  resized.observe(thread);
  resized.observe(scroll); // who is writing stands below it, and comes and goes
  open.set(scroll, () => {
    resized.disconnect();
    scroll.removeEventListener("scroll", onScroll);
    scroll.removeEventListener("click", onTouch, { capture: true });
  });

  // On a phone the list, and with it the focus, has gone: reading goes on here.
  if (takeFocus && !document.querySelector(".cw-pane--list")?.checkVisibility()) {
    scroll.focus({ preventScroll: true });
  }
}

export function showEnd(scroll) {
  if (!scroll) {
    return; // the page moved on before its script came
  }

  scroll.scrollTo({ top: 0, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth" });
}

export function detach(scroll) {
  open.get(scroll)?.();
  open.delete(scroll);
}
