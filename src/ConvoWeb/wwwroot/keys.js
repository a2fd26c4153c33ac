// The keys of every page, heard in one place. A control names its key with data-key ("s", "g h" for two in a row) and is
// pressed, a text field is entered. An element that handles keys itself names them in data-keys ("j k", "mod+k" with Ctrl
// or ⌘) and is sent "cw-key". What is around the focus comes first, then the whole page; controls before elements.

const root = document.documentElement;
const sheet = document.getElementById("keys");
const patience = 1500; // for the second of two keys
let begun = null;

/** Letters are lower case, whatever Caps Lock says; other keys have the names of KeyboardEvent. Null for chords of others. */
function nameOf(event) {
  const key = event.key === " " ? "Space" : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if ((!event.ctrlKey && !event.altKey && !event.metaKey) || event.getModifierState("AltGraph")) {
    return key;
  }

  return event.ctrlKey !== event.metaKey && !event.altKey && !event.shiftKey ? `mod+${key}` : null;
}

const isText = element =>
  element.isContentEditable
  || element.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=range], [type=color], [type=file], [type=button], [type=submit], [type=reset])");

/** What the focused element does with a key by itself. */
const isItsOwn = (element, name) =>
  (name === "Enter" && element.matches("a[href], button, summary, input"))
  || (name === "Space" && element.matches("button, summary, input, audio, video"))
  || (moves(name) && element.matches("input, audio, video, [role=slider], [role=tab]"));

/** Elsewhere these scroll, so only what is around the focus may take them. */
const moves = name => /^(Arrow|Home|End|Page)/.test(name);

/** What stands in a menu can be pressed while that is closed: its button is what has to be seen. */
const seenOf = element => document.querySelector(`[popovertarget="${element.closest("[role=menu]")?.id}"]`) ?? element;

const isUsable = element =>
  seenOf(element).checkVisibility({ visibilityProperty: true }) && !element.matches(":disabled, [aria-disabled=true], [inert] *");

const controls = (place, name) => [...place.querySelectorAll(`[data-key="${CSS.escape(name)}"]`)].filter(isUsable);

const begins = name => [...document.querySelectorAll(`[data-key^="${CSS.escape(name)} "]`)].some(isUsable);

function press(control) {
  if (isText(control)) {
    control.focus();
    control.select?.();
  } else {
    control.click();
  }
}

function send(element, name, shift) {
  element.dispatchEvent(new CustomEvent("cw-key", { detail: { key: name, shift } }));
}

/** A key on its own; whether somebody had a use for it. */
function act(name, event) {
  const focus = document.activeElement ?? document.body;
  const places = [focus.closest("[data-keys]"), moves(name) ? null : document].filter(place => place);
  const control = event.shiftKey && /^\p{L}$/u.test(name) ? undefined : places.flatMap(place => controls(place, name))[0];
  if (control) {
    if (!event.repeat) {
      press(control);
    }

    return true;
  }

  const listed = `[data-keys~="${CSS.escape(name)}"]`;
  const element = focus.closest(listed) ?? (moves(name) ? undefined : [...document.querySelectorAll(listed)].find(isUsable));
  if (element) {
    send(element, name, event.shiftKey);
    return true;
  }

  if (name === "?") {
    sheet.showModal();
    return true;
  }

  return false;
}

/** A chord works in text fields too, but not past an open dialog: only the dialog itself may hear it. */
function actOnChord(name, event) {
  const modal = document.querySelector("dialog:modal");
  const listed = `[data-keys~="${CSS.escape(name)}"]`;
  const element = modal ? (modal.matches(listed) ? modal : null) : document.activeElement?.closest(listed) ?? document.querySelector(listed);
  if (element && !event.repeat) {
    send(element, name, false);
  }

  return element !== null;
}

function isHeard(name, event) {
  const target = event.target instanceof Element ? event.target : document.body;
  const isCharacter = name.length === 1;
  return !isText(target) && !isItsOwn(target, name) && !(isCharacter && root.dataset.singleKeys === "off")
    && !document.querySelector("dialog:modal, [popover='']:popover-open, [popover=auto]:popover-open");
}

// On the window: whoever takes a key nearer to where it was pressed prevents what would come of it here.
addEventListener("keydown", event => {
  const name = event.isComposing || event.defaultPrevented ? null : nameOf(event);
  if (name === null || ["Shift", "Control", "Alt", "Meta", "AltGraph", "CapsLock"].includes(name)) {
    return;
  }

  const first = begun && performance.now() - begun.at < patience ? begun.name : null;
  begun = null;
  if (name.startsWith("mod+")) {
    if (actOnChord(name, event)) {
      event.preventDefault();
    }
  } else if (isHeard(name, event)) {
    if (first) {
      const control = controls(document, `${first} ${name}`)[0];
      if (control) {
        event.preventDefault();
        press(control);
      }
    } else if (begins(name)) {
      begun = { name, at: performance.now() };
    } else if (act(name, event)) {
      event.preventDefault();
    }
  }
});

// The list of them is a part of every page, and needs no server.
addEventListener("click", event => {
  if (event.target.closest?.("[data-show-keys]")) {
    sheet.showModal();
  } else if (event.target.closest?.("#keys a")) {
    sheet.close();
  }
});
