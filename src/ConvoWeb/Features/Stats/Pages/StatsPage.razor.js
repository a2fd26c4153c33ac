const pages = new WeakMap();

/**
 * Tells what a picture shows where the pointer is, or where the arrows lead, and saves pictures as files. Blazor keeps the
 * elements; only their places, words and visibility are set here.
 */
export function attach(page) {
  if (!page) {
    return; // the page moved on before its script came
  }

  const tip = page.querySelector("[data-tip]");
  const said = page.querySelector("[data-said]");
  let chart = null;
  let at = -1;
  let known = "";
  let points = [];

  const hide = () => {
    chart?.querySelector("[data-cursor]")?.toggleAttribute("hidden", true);
    tip.hidden = true;
    chart = null;
    at = -1;
  };

  /** The points change while the page is followed. */
  const read = picture => {
    if (known !== picture.dataset.points) {
      known = picture.dataset.points;
      points = JSON.parse(known);
    }

    return points;
  };

  /** Of a chart that was drawn anew, what stood there may be another number, or gone. */
  const renew = () => {
    if (chart && known !== chart.dataset.points) {
      const [picture, index] = [chart, at];
      index < read(picture).length && picture.isConnected ? show(picture, index, false) : hide();
    }
  };

  const show = (picture, index, aloud) => {
    const [x, y, label, value] = read(picture)[index];
    if (chart !== picture) {
      hide();
    }

    [chart, at] = [picture, index];
    const area = picture.querySelector("[data-area]").getBoundingClientRect();
    const cursor = picture.querySelector("[data-cursor]");
    cursor.hidden = false;
    cursor.style.left = `${x}%`;
    if (picture.dataset.rows !== "1") {
      cursor.style.top = `${y}%`;
    }

    tip.firstElementChild.textContent = label;
    tip.lastElementChild.textContent = value;
    tip.hidden = false;
    const [left, top] = [area.left + area.width * x / 100, area.top + area.height * y / 100];
    const above = top - tip.offsetHeight - 14;
    tip.style.left = `${Math.max(8, Math.min(innerWidth - tip.offsetWidth - 8, left - tip.offsetWidth / 2))}px`;
    tip.style.top = `${above < 8 ? top + 18 : above}px`;
    if (aloud) {
      said.textContent = `${label}: ${value}`;
    }
  };

  const nearest = (picture, event) => {
    const area = picture.querySelector("[data-area]").getBoundingClientRect();
    const [x, y] = [(event.clientX - area.left) / area.width * 100, (event.clientY - area.top) / area.height * 100];
    const isRow = picture.dataset.rows === "1";
    let best = -1;
    let distance = Infinity;
    read(picture).forEach((point, index) => {
      const away = isRow ? Math.abs(point[0] - x) : Math.hypot((point[0] - x) * area.width, (point[1] - y) * area.height);
      if (away < distance) {
        [best, distance] = [index, away];
      }
    });
    return best;
  };

  const pictureOf = event => event.target.closest?.("[data-points]");

  const onPointer = event => {
    const picture = pictureOf(event);
    if (!picture) {
      if (chart && !chart.matches(":focus-visible")) {
        hide();
      }
    } else {
      const index = nearest(picture, event);
      if (index >= 0 && (picture !== chart || index !== at)) {
        show(picture, index, false);
      }
    }
  };

  /** To where a column before or behind has no such row, it goes to the end that is there. */
  const moved = (picture, key) => {
    const last = read(picture).length - 1;
    const rows = Number(picture.dataset.rows);
    const from = picture === chart && at >= 0 ? at : null;
    const steps = { ArrowLeft: -rows, ArrowRight: rows, ...(rows > 1 ? { ArrowUp: -1, ArrowDown: 1 } : {}) };
    if (key === "Home" || key === "End") {
      return key === "Home" ? 0 : last;
    }

    return key in steps ? (from === null ? (steps[key] < 0 ? last : 0) : Math.max(0, Math.min(last, from + steps[key]))) : null;
  };

  const onKey = event => {
    const picture = pictureOf(event);
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) {
      return;
    }

    if (event.key === "Escape" && chart) {
      event.preventDefault();
      hide();
      return;
    }

    const index = picture ? moved(picture, event.key) : null;
    if (index !== null) {
      event.preventDefault();
      scrollTo(picture, read(picture)[index][0]);
      show(picture, index, true);
    }
  };

  const onLeave = event => {
    if (chart && (event.type !== "focusout" || chart === event.target)) {
      hide();
    }
  };

  const onClick = event => {
    const type = event.target.closest?.("[data-picture]")?.dataset.picture;
    if (type) {
      event.target.closest("[popover]")?.hidePopover();
      save(event.target.closest("[data-chart]"), type);
    }
  };

  const onScroll = event => event.target.contains?.(chart) && !chart.matches(":focus") && hide();

  const watcher = new MutationObserver(renew);
  watcher.observe(page, { subtree: true, attributes: true, attributeFilter: ["data-points"] });
  page.addEventListener("pointermove", onPointer);
  page.addEventListener("pointerdown", onPointer);
  page.addEventListener("pointerleave", onLeave);
  page.addEventListener("focusout", onLeave);
  page.addEventListener("keydown", onKey);
  page.addEventListener("click", onClick);
  page.addEventListener("scroll", onScroll, { capture: true, passive: true });
  pages.set(page, () => {
    watcher.disconnect();
    page.removeEventListener("pointermove", onPointer);
    page.removeEventListener("pointerdown", onPointer);
    page.removeEventListener("pointerleave", onLeave);
    page.removeEventListener("focusout", onLeave);
    page.removeEventListener("keydown", onKey);
    page.removeEventListener("click", onClick);
    page.removeEventListener("scroll", onScroll, { capture: true });
  });

  // A table that was opened before the page listened has no rows yet.
  page.querySelectorAll("details[open]").forEach(details => details.dispatchEvent(new Event("toggle")));
}

export function detach(page) {
  pages.get(page)?.();
  pages.delete(page);
}

/** A calendar on a phone shows a part of its year. */
function scrollTo(picture, percent) {
  const area = picture.querySelector("[data-area]").getBoundingClientRect();
  const [seen, x] = [picture.getBoundingClientRect(), area.left + area.width * percent / 100];
  if (x < seen.left + 40 || x > seen.right - 40) {
    picture.scrollBy({ left: x - (seen.left + seen.width / 2), behavior: "instant" });
  }
}

const margin = 16;
const drawing = "http://www.w3.org/2000/svg";
const looks = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-linejoin", "stroke-linecap", "vector-effect"];

function element(name, attributes) {
  const made = document.createElementNS(drawing, name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  return made;
}

/** As much of the words as can be seen. */
function wordsOf(ink) {
  const words = ink.textContent;
  return ink.clientWidth > 0 && ink.scrollWidth > ink.clientWidth
    ? `${words.slice(0, Math.floor(words.length * ink.clientWidth / ink.scrollWidth) - 1).trimEnd()}…`
    : words;
}

/**
 * What stands on the page, at the same places and in the same colours, as a picture that needs nothing else. Lines that
 * keep their width whatever the picture's size are made as much wider as it is larger.
 */
function drawn(chart, scale) {
  const inks = [...chart.querySelectorAll("[data-ink]")].filter(ink => ink.checkVisibility());
  const boxes = inks.map(ink => ink.getBoundingClientRect());
  const [left, top] = [Math.min(...boxes.map(box => box.left)) - margin, Math.min(...boxes.map(box => box.top)) - margin];
  const width = Math.ceil(Math.max(...boxes.map(box => box.right)) - left + margin);
  const height = Math.ceil(Math.max(...boxes.map(box => box.bottom)) - top + margin);
  const picture = element("svg", { xmlns: drawing, width: width * scale, height: height * scale, viewBox: `0 0 ${width} ${height}` });
  const ground = getComputedStyle(chart.closest(".cw-page")).backgroundColor;
  picture.append(element("rect", { width, height, fill: ground }));

  inks.forEach((ink, index) => {
    const [box, style] = [boxes[index], getComputedStyle(ink)];
    const place = { x: box.left - left, y: box.top - top, width: box.width, height: box.height };
    if (ink.dataset.ink === "box") {
      picture.append(element("rect", { ...place, fill: style.backgroundColor, rx: Math.min(parseFloat(style.borderRadius) || 0, box.height / 2) }));
    } else if (ink.dataset.ink === "text") {
      const size = parseFloat(style.fontSize);
      const isEnd = style.textAlign === "end";
      const text = element("text", {
        x: isEnd ? place.x + box.width : place.x, y: place.y + box.height / 2 + size * 0.35, "text-anchor": isEnd ? "end" : "start", fill: style.color, "font-family": style.fontFamily, "font-size": size, "font-weight": style.fontWeight,
      });
      text.textContent = wordsOf(ink);
      picture.append(text);
    } else {
      const part = element("svg", { ...place, viewBox: ink.getAttribute("viewBox"), preserveAspectRatio: ink.getAttribute("preserveAspectRatio") ?? "xMidYMid", overflow: "visible" });
      for (const path of ink.children) {
        const look = getComputedStyle(path);
        const made = element("path", { d: path.getAttribute("d"), ...Object.fromEntries(looks.map(name => [name, look.getPropertyValue(name)])) });
        if (look.vectorEffect === "non-scaling-stroke") {
          made.setAttribute("stroke-width", parseFloat(look.strokeWidth) * scale);
        }

        part.append(made);
      }

      picture.append(part);
    }
  });

  return { text: new XMLSerializer().serializeToString(picture), width: width * scale, height: height * scale };
}

async function save(chart, type) {
  const blob = type === "svg" ? new Blob([drawn(chart, 1).text], { type: "image/svg+xml" }) : await painted(drawn(chart, 2));
  offer(blob, chart.dataset.chart + type);
}

/** Of a data address, which is what the page's policy lets pictures come from. */
async function painted({ text, width, height }) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  canvas.getContext("2d").drawImage(image, 0, 0);
  return await new Promise(resolve => canvas.toBlob(resolve, "image/png"));
}

function offer(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
