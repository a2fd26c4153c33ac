const palettes = new WeakMap();

/** Ctrl+K opens and closes it on every page; the arrows choose, Enter follows, Ctrl+Enter searches all messages. */
export function attach(dialog) {
  if (!dialog) {
    return; // the page moved on before its script came
  }

  const box = dialog.querySelector("input");
  const list = dialog.querySelector("[role=listbox]");
  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector("[aria-selected=true]");
  let awaited = [];

  const choose = option => {
    options().forEach(other => other.setAttribute("aria-selected", String(other === option)));
    if (option) {
      box.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      box.removeAttribute("aria-activedescendant");
    }
  };

  // Whoever types faster than the entries come means those of the words that are typed.
  const goOn = () => {
    if (list.dataset.for === box.value) {
      awaited.splice(0).forEach(act => act());
    }
  };
  const onceCurrent = act => {
    awaited.push(act);
    goOn();
  };

  const changes = new MutationObserver(() => {
    choose(options()[0]);
    goOn();
  });
  changes.observe(list, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-for"] });
  box.addEventListener("input", () => { awaited = []; });

  dialog.addEventListener("cw-key", () => {
    if (dialog.open) {
      dialog.close();
    } else {
      dialog.showModal();
      box.value = "";
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });

  dialog.addEventListener("keydown", event => {
    if (event.isComposing) {
      return;
    }

    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) {
      event.preventDefault();
      onceCurrent(() => {
        const all = options();
        choose(all.at((all.indexOf(chosen()) + move) % all.length));
      });
    } else if (event.key === "Enter") {
      event.preventDefault();
      const isSearch = event.ctrlKey || event.metaKey;
      onceCurrent(() => (isSearch ? options().at(-1) : chosen())?.click());
    }
  });

  list.addEventListener("pointermove", event => {
    const option = event.target.closest("[role=option]");
    if (option && option !== chosen()) {
      choose(option);
    }
  });

  list.addEventListener("click", event => {
    if (event.target.closest("[role=option]") && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      dialog.close();
    }
  });

  palettes.set(dialog, () => changes.disconnect());
  dialog.toggleAttribute("data-live", true); // from now on what is typed is answered
}

export function detach(dialog) {
  palettes.get(dialog)?.();
  palettes.delete(dialog);
}
