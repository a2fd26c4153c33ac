const shown = new WeakMap();

/** The name by which the style sheet, and the transcript when it scrolls to a message, know the words that were found. */
const foundWords = "cw-found";

/** The texts of messages, and in them what stands apart from what is beside it. */
const texts = "[data-copy-source], .cw-tool pre, .cw-msg--system .cw-msg__body";
const blocks = "p, li, pre, th, td, h3, h4, h5, h6, blockquote, figcaption, div";

/** More cannot be told apart, and would only cost. */
const maxInText = 500;

/**
 * Marks words in the messages of the pane that an element stands in, those that are there and those that come, without
 * touching the page (CSS Custom Highlight API). Where that is missing, they are not marked.
 */
export function show(here, terms) {
  const thread = here?.closest(".cw-pane").querySelector(".cw-thread");
  if (!thread || !globalThis.CSS?.highlights) {
    return; // the page moved on before its script came
  }

  if (!shown.has(here)) {
    shown.set(here, new Marks(thread));
  }

  shown.get(here).show(terms);
}

export function hide(here) {
  shown.get(here)?.show([]);
  shown.delete(here);
}

class Marks {
  #thread;
  #terms = [];
  #ranges = new Map();
  #observer = new MutationObserver(changes => this.#follow(changes));

  constructor(thread) {
    this.#thread = thread;
  }

  show(terms) {
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
