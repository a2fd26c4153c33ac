const bars = new WeakMap();

/** The name by which the style sheet, and the transcript when it scrolls to a message, know the words that were found. */
const foundWords = "cw-found";

/** The texts of messages, and in them what stands apart from what is beside it. */
const texts = "[data-copy-source], .cw-tool pre, .cw-msg--system .cw-msg__body";
const blocks = "p, li, pre, th, td, h3, h4, h5, h6, blockquote, figcaption, div";

/** More cannot be told apart, and would only cost. */
const maxInText = 500;

/** F and Ctrl+F open the bar, Ctrl+F in it is the browser's own, Enter goes on, Shift+Enter back, Esc closes. */
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
      const back = from?.matches("body, [hidden] *") === false && from.isConnected ? from : pane.querySelector(".cw-scroll");
      back?.focus({ preventScroll: true });
    }

    find.invokeMethodAsync("HideAsync").catch(() => {});
  };

  const onKey = event => {
    if (event.defaultPrevented || event.isComposing || event.altKey || document.querySelector("dialog[open], :popover-open")) {
      return;
    }

    const isF = event.key.toLowerCase() === "f";
    const isIn = event.target === input;
    if (isF && (event.ctrlKey || event.metaKey) && !event.shiftKey && !isIn) {
      event.preventDefault();
      open();
    } else if (isF && !event.ctrlKey && !event.metaKey && !event.target.closest?.("input, textarea, select, [contenteditable]")) {
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
  bars.set(bar, {
    marks: new Marks(pane.querySelector(".cw-thread")),
    detach: () => {
      document.removeEventListener("keydown", onKey);
      pane.removeEventListener("click", onClick);
    },
  });
}

/** Marks the words in what is shown, and in what will be. */
export function mark(bar, terms) {
  bars.get(bar)?.marks.show(terms);
}

export function detach(bar) {
  bars.get(bar)?.marks.show([]);
  bars.get(bar)?.detach();
  bars.delete(bar);
}

function messageInView(pane) {
  const top = pane.querySelector(".cw-scroll").getBoundingClientRect().top;
  for (const article of pane.querySelectorAll("article[data-seq]")) {
    if (article.getBoundingClientRect().bottom > top) {
      return Number(article.dataset.seq);
    }
  }

  return null;
}

/** Words are marked without touching the page (CSS Custom Highlight API); where that is missing, they are not. */
class Marks {
  #thread;
  #terms = [];
  #ranges = new Map();
  #observer = new MutationObserver(changes => this.#follow(changes));

  constructor(thread) {
    this.#thread = thread;
  }

  show(terms) {
    if (!globalThis.CSS?.highlights || !this.#thread) {
      return;
    }

    this.#terms = terms;
    this.#ranges.clear();
    this.#observer.disconnect();
    if (terms.length > 0) {
      this.#thread.querySelectorAll(texts).forEach(text => this.#find(text));
      this.#observer.observe(this.#thread, { childList: true, characterData: true, subtree: true });
    }

    this.#draw();
  }

  /** Only the texts that changed are read again: one that is being written changes twenty times a second. */
  #follow(changes) {
    const changed = new Set();
    for (const { target, addedNodes } of changes) {
      const around = (target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement)?.closest(texts);
      if (around) {
        changed.add(around);
      }

      for (const added of addedNodes) {
        if (added.nodeType === Node.ELEMENT_NODE) {
          added.matches(texts) && changed.add(added);
          added.querySelectorAll(texts).forEach(text => changed.add(text));
        }
      }
    }

    changed.forEach(text => this.#find(text));
    this.#draw();
  }

  #find(text) {
    this.#ranges.set(text, find(read(text), this.#terms));
  }

  #draw() {
    const found = new Highlight();
    for (const [text, ranges] of this.#ranges) {
      if (text.isConnected) {
        ranges.forEach(range => found.add(range));
      } else {
        this.#ranges.delete(text);
      }
    }

    if (this.#terms.length > 0) {
      CSS.highlights.set(foundWords, found);
    } else {
      CSS.highlights.delete(foundWords);
    }
  }
}

/**
 * The text of an element as the server has it to find something in: folded, white space as one blank, what stands apart on
 * a line of its own; and for each unit of it the node and the place that it comes from.
 */
function read(element) {
  const places = [];
  let text = "";
  let block = null;
  let gap = "";
  const walker = document.createTreeWalker(
    element, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT,
    node => node.nodeName === "BUTTON" ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);

  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.nodeType === Node.ELEMENT_NODE) {
      gap ||= node.nodeName === "BR" ? " " : "";
      continue;
    }

    const around = node.parentElement.closest(blocks);
    if (around !== block) {
      block = around;
      gap = "\n";
    }

    let at = 0;
    for (const character of node.data) {
      const start = at;
      at += character.length;
      if (/\s/u.test(character)) {
        gap ||= " ";
        continue;
      }

      const folded = fold(character);
      if (folded === "" && places.length > 0) {
        places.at(-1).end = at; // an accent belongs to its letter
        continue;
      }

      if (gap) {
        text += gap;
        places.push({ node, start, end: start });
        gap = "";
      }

      text += folded;
      for (let i = 0; i < folded.length; i++) {
        places.push({ node, start, end: at });
      }
    }
  }

  return { text, places };
}

/** As SearchText.Fold, character by character. */
function fold(character) {
  return character < "\x80"
    ? character.toLowerCase()
    : character.normalize("NFKD").replace(/[\u0300-\u036f]/gu, "").toLowerCase().replaceAll("ς", "σ").normalize("NFC");
}

function find({ text, places }, terms) {
  const words = terms.some(term => term.words) ? wordsOf(text) : [];
  const found = terms.flatMap(term => term.words ? findWords(words, term.words, term.isPrefix) : findText(text, term.text));
  return found.slice(0, maxInText).map(([start, end]) => new StaticRange({
    startContainer: places[start].node, startOffset: places[start].start, endContainer: places[end - 1].node, endOffset: places[end - 1].end,
  }));
}

function findText(text, wanted) {
  const found = [];
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
    found.push([at, at + wanted.length]);
  }

  return found;
}

function findWords(words, wanted, isPrefix) {
  const found = [];
  const last = wanted.length - 1;
  for (let at = 0; at + last < words.length; at++) {
    const end = words[at + last];
    if (wanted.every((word, i) => i === last && isPrefix ? end.word.startsWith(word) : words[at + i].word === word)) {
      found.push([words[at].start, isPrefix ? end.start + wanted[last].length : end.end]);
    }
  }

  return found;
}

const ideograph = "[\\u3041-\\u3096\\u30a1-\\u30fa\\u30fc-\\u30fe\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\u3005\\u3006\\uac00-\\ud7a3\\u{20000}-\\u{3134f}]";
const runs = new RegExp(`(${ideograph}+)|(?:(?!${ideograph})[\\p{Lu}\\p{Ll}\\p{Lt}\\p{Lm}\\p{Lo}\\p{Nd}])+`, "gu");

/** The words of a folded text as SearchText.Of has them, and where they stand. */
function wordsOf(text) {
  const words = [];
  for (const run of text.matchAll(runs)) {
    const start = run.index;
    const end = start + run[0].length;
    if (run[1]) {
      let at = start;
      const characters = [...run[0]];
      characters.forEach((character, i) => {
        const next = characters[i + 1] ?? "";
        words.push({ word: character + next, start: at, end: at + character.length + next.length });
        at += character.length;
      });
      continue;
    }

    const word = run[0].length > 64 ? [...run[0]].slice(0, 64).join("") : run[0];
    if (text.startsWith("--", start - 2) && start >= 2) {
      words.push({ word: `--${word}`, start: start - 2, end });
    }

    words.push({ word, start, end });
    const suffix = /^(?:#|\+\+)/.exec(text.slice(end, end + 2))?.[0];
    if (suffix) {
      words.push({ word: word + suffix, start, end: end + suffix.length });
    }
  }

  return words;
}
