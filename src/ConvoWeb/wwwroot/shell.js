// What every page does without asking the server: theme, copying, and the words while the connection is lost.

const root = document.documentElement;

function switchTheme() {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
}

// What is chosen in this browser stands on the root element, whoever sets it; here it is kept, and theme.js brings it back.
new MutationObserver(() => {
  const { theme, singleKeys } = root.dataset;
  try {
    for (const [name, value] of [["cw-theme", theme], ["cw-single-keys", singleKeys]]) {
      if (value) {
        localStorage.setItem(name, value);
      } else {
        localStorage.removeItem(name);
      }
    }
  } catch {
    // Storage is switched off: the choice lasts as long as the page.
  }
}).observe(root, { attributes: true, attributeFilter: ["data-theme", "data-single-keys"] });

const announcer = document.getElementById("announcer");
const say = words => announcer.replaceChildren(words);

/** The text that a copy button means: an attribute, an address that answers a message, or the code beside it. */
function textOf(button) {
  const { copyText, copyFrom } = button.dataset;
  if (copyText !== undefined) {
    return Promise.resolve(copyText);
  }

  const shown = button.closest("figure")?.querySelector("pre") ?? button.closest("article")?.querySelector("[data-copy-source]");
  const shownText = () => shown?.innerText ?? "";
  return copyFrom
    ? fetch(copyFrom).then(answer => answer.ok ? answer.json() : null).then(message => message?.content ?? shownText(), shownText)
    : Promise.resolve(shownText());
}

async function copy(button) {
  const text = textOf(button);
  try {
    if (globalThis.ClipboardItem?.supports?.("text/plain") && navigator.clipboard?.write) {
      // The text may still be on its way: a promise keeps the permission that the click gave.
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": text.then(t => new Blob([t], { type: "text/plain" })) })]);
    } else {
      await navigator.clipboard.writeText(await text);
    }
  } catch {
    say(announcer.dataset.notCopied);
    return;
  }

  say(announcer.dataset.copied);
  const label = button.querySelector("[data-copy-label]");
  button.dataset.copied = "";
  if (label && !label.dataset.before) {
    label.dataset.before = label.textContent;
    label.textContent = announcer.dataset.copied;
  }

  setTimeout(() => {
    delete button.dataset.copied;
    if (label?.dataset.before) {
      label.textContent = label.dataset.before;
      delete label.dataset.before;
    }
  }, 2000);
}

document.addEventListener("click", event => {
  const button = event.target.closest?.("[data-copy], [data-theme-switch], [data-reconnect]");
  if (!button) {
    return;
  }

  if (button.hasAttribute("data-copy")) {
    copy(button);
  } else if (button.hasAttribute("data-theme-switch")) {
    switchTheme();
  } else {
    if (lost.dataset.typed === undefined) {
      Blazor.reconnect().then(connected => connected || location.reload(), () => {});
    } else {
      location.reload();
    }
  }
});

// Caught before Blazor takes the link for one of its own and goes to the base address.
addEventListener("click", event => {
  const skip = event.target.closest?.("[data-skip]");
  if (skip) {
    event.preventDefault();
    document.querySelector(skip.getAttribute("href"))?.focus();
  }
}, { capture: true });

const clock = () => new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

/** What is typed is only here: searches stand in the address, texts in dialogs, areas and marked fields do not. */
const unsaved = () => [...document.querySelectorAll("dialog:modal :is(input, textarea), textarea, [data-unsaved]")];

// Blazor sets classes on the element; the words are ours.
const lost = document.getElementById("components-reconnect-modal");
new MutationObserver(() => {
  if (lost.classList.contains("components-reconnect-rejected")) {
    // The server no longer knows this page. What it shows stands in its address, so a reload brings it back.
    if (unsaved().some(field => field.value !== "")) {
      lost.dataset.typed = "";
    } else {
      location.reload();
    }
  } else if (lost.classList.contains("components-reconnect-show") && lost.dataset.since === undefined) {
    lost.dataset.since = "";
    lost.querySelector("[data-since]").textContent = clock();
  } else if (lost.classList.contains("components-reconnect-hide") && lost.dataset.since !== undefined) {
    delete lost.dataset.since;

    // What was typed meanwhile was told to nobody.
    for (const field of [...unsaved(), ...document.querySelectorAll("[type=search]")]) {
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}).observe(lost, { attributes: true, attributeFilter: ["class"] });

const stopped = document.getElementById("blazor-error-ui");
new MutationObserver(() => {
  stopped.querySelector("[data-stopped]").textContent = clock();
}).observe(stopped, { attributes: true, attributeFilter: ["style"] });

// A file that misses its target must not replace the page.
for (const type of ["dragover", "drop"]) {
  addEventListener(type, event => {
    if (event.dataTransfer?.types.includes("Files")) {
      event.preventDefault();
    }
  });
}
