const open = new WeakMap();

/** How many rows may be left before those are asked for that are not there. */
const near = 7;

/**
 * Tells which rows are looked at before some are missing, takes the arrow keys through them, and comes back to the place
 * that a list was left at. A place is a number of rows; a part of one is how far that row is scrolled out.
 */
export function attach(scroll, list) {
  if (!scroll) {
    return; // the page moved on before its script came
  }

  let asking = null;
  let arriving = false;
  let saving = 0;
  const all = () => [...scroll.querySelectorAll("[role=option]")];
  const listed = () => {
    const element = scroll.querySelector("[role=listbox]");
    if (!element) {
      return null;
    }

    const { first, count, after, more } = element.dataset;
    return { above: element.firstElementChild, first: Number(first), count: Number(count), after: Number(after), below: element.lastElementChild, hasMore: more !== undefined };
  };

  /** The row at a height of the list, counted from its top. */
  const rowAt = (at, { above, first, count, after, below }) => {
    const top = scroll.getBoundingClientRect().top - scroll.scrollTop;
    const begin = above.getBoundingClientRect().bottom - top;
    const end = below.getBoundingClientRect().top - top;
    return at < begin ? at / begin * first
      : at <= end || !after ? first + (at - begin) / (end - begin) * count
      : first + count + Math.min(1, (at - end) / below.offsetHeight) * after;
  };

  const seen = parts => [Math.floor(rowAt(scroll.scrollTop, parts)), Math.ceil(rowAt(scroll.scrollTop + scroll.clientHeight, parts))];

  const isMissing = ([from, to], { first, count, after, hasMore }) =>
    (first > 0 && from < first + near) || ((after > 0 || hasMore) && to > first + count - near);

  const ask = async (from, to) => {
    try {
      await list.invokeMethodAsync("ShowAsync", from, to);
    } catch {
      // The page is gone.
    }
  };

  /** Asks until nothing is missing, or nothing more comes. */
  const lookAll = async () => {
    for (let parts = listed(), before = ""; parts && scroll.clientHeight > 0; parts = listed()) {
      const rows = seen(parts);
      const now = `${rows} ${parts.first} ${parts.count} ${parts.after}`;
      if (!isMissing(rows, parts) || now === before) {
        return;
      }

      before = now;
      await ask(...rows);
    }
  };

  /** On the way to a place, what is seen is not what is looked for. */
  const look = () => arriving ? null : asking ??= lookAll().finally(() => asking = null);

  const key = () => `cw-list ${scroll.dataset.list}`;

  const save = () => {
    const parts = listed();
    if (parts && scroll.clientHeight > 0) {
      sessionStorage.setItem(key(), scroll.scrollTop > 0 ? String(placeOf(parts)) : "0");
    }
  };

  /** The first row that is not scrolled out altogether, as exactly as it can be told. */
  const placeOf = parts => {
    const top = scroll.getBoundingClientRect().top;
    const rows = all();
    const at = rows.findIndex(row => row.getBoundingClientRect().bottom > top);
    const box = rows[at]?.getBoundingClientRect();
    return box ? parts.first + at + Math.max(-0.9, (top - box.top) / box.height) : rowAt(scroll.scrollTop, parts);
  };

  const goTo = place => {
    const parts = listed();
    const row = parts && all()[Math.round(Math.floor(place)) - parts.first];
    if (row) {
      const box = row.getBoundingClientRect();
      scroll.scrollTop += box.top + (place - Math.floor(place)) * box.height - scroll.getBoundingClientRect().top;
    }
  };

  const arrive = async () => {
    const place = Number(sessionStorage.getItem(key()) ?? 0);
    if (place > 0) {
      arriving = true;
      await asking;
      await ask(Math.floor(place), Math.ceil(place) + 10);
      goTo(place);
      arriving = false;
    } else {
      scroll.scrollTop = 0;
      scroll.querySelector("[role=option][aria-current]")?.scrollIntoView({ block: "nearest" });
    }

    look();
  };

  const move = async (row, by) => {
    if (Math.abs(by) === Infinity) {
      scroll.scrollTop = by < 0 ? 0 : scroll.scrollHeight;
      await look();
      all().at(by < 0 ? 0 : -1)?.focus();
      return;
    }

    const rows = all();
    (rows[rows.indexOf(row) + by] ?? row)?.focus();
  };

  /** All from where picking began to this one. */
  const extend = (from, to) => list.invokeMethodAsync("ExtendAsync", from.dataset.id, to.dataset.id).catch(() => {});

  const pick = row => list.invokeMethodAsync("PickAsync", row.dataset.id).catch(() => {});

  const rename = row => list.invokeMethodAsync("RenameAsync", row.dataset.id).catch(() => {});

  const focused = () => document.activeElement?.closest("[role=option]");

  // A click alone opens; with a key that chooses many, or on the mark, it picks.
  const onClick = event => {
    const row = event.target.closest("[role=option]");
    const button = event.target.closest(".row-keys button");
    if (button && focused()) {
      list.invokeMethodAsync("ActOnAsync", button.dataset.key, focused().dataset.id).catch(() => {});
    } else if (row && (event.shiftKey || event.ctrlKey || event.metaKey || event.target.closest("[data-pick]"))) {
      event.preventDefault();
      event.stopPropagation();
      if (event.shiftKey) {
        extend(focused() ?? row, row);
      } else {
        pick(row);
      }

      row.focus({ preventScroll: true });
    }
  };

  const onKey = event => {
    const { key } = event.detail;
    const row = focused() ?? scroll.querySelector("[role=option][tabindex='0']");
    if (key === "Escape") {
      list.invokeMethodAsync("PickNoneAsync").catch(() => {});
      row?.focus();
    } else if (key === "x") {
      if (row) {
        pick(row);
        row.focus();
      }
    } else if (focused()) {
      move(row, key === "j" ? 1 : -1);
    } else if (row) {
      move(row, row.ariaCurrent !== "true" ? 0 : key === "j" ? 1 : -1);
    }
  };

  // A row that goes while it has the focus leaves it to the one that takes its place.
  let held = null;
  const onFocus = event => {
    const row = event.target.closest("[role=option]");
    held = row && { row, place: Number(row.ariaPosInSet) };
  };

  const changed = new MutationObserver(() => {
    if (held && !held.row.isConnected && document.activeElement === document.body) {
      const parts = listed();
      const row = parts && all()[Math.min(held.place - 1, parts.first + parts.count - 1) - parts.first];
      held = null;
      row?.focus({ preventScroll: true });
    }
  });

  const onScroll = () => {
    look();
    saving ||= setTimeout(() => {
      saving = 0;
      save();
    }, 200);
  };

  scroll.addEventListener("scroll", onScroll, { passive: true });
  scroll.addEventListener("keydown", event => {
    const row = event.target.closest("[role=option]");
    if (row && event.key.toLowerCase() === "a" && event.ctrlKey !== event.metaKey && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      list.invokeMethodAsync("PickAllAsync").catch(() => {});
    }

    if (row && event.key === "F2") {
      event.preventDefault();
      rename(row);
    }

    const by = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
    if (!row || by === undefined || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }

    event.preventDefault();
    move(row, by).then(() => {
      if (event.shiftKey && focused()) {
        extend(row, focused());
      }
    });
  });
  scroll.addEventListener("click", onClick, { capture: true }); // before the router takes it for a link to follow
  scroll.addEventListener("dblclick", event => {
    if (event.target.closest(".cw-row__title")) {
      rename(event.target.closest("[role=option]"));
    }
  });
  scroll.addEventListener("focusin", onFocus);
  scroll.addEventListener("cw-key", onKey);
  changed.observe(scroll, { childList: true, subtree: true });

  const resized = new ResizeObserver(() => look()); // of a window, or of a list that was hidden
  resized.observe(scroll);
  open.set(scroll, {
    arrive,
    detach: () => {
      resized.disconnect();
      changed.disconnect();
      clearTimeout(saving);
    },
  });
  scroll.closest(".cw-pane").toggleAttribute("data-live", true); // what happens from now on is shown
}

/** Another list is there: at the place that it was left at. */
export function arrive(scroll) {
  open.get(scroll)?.arrive();
}

export function detach(scroll) {
  open.get(scroll)?.detach();
  open.delete(scroll);
}
