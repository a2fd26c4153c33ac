/** Arrow keys within an open menu, and the focus on its first item when it opens. Esc and a click beside it are the popover's. */
export function attach(menu) {
  if (!menu) {
    return; // the page moved on before its script came
  }

  const items = () => [...menu.querySelectorAll("[role=menuitem]")].filter(item => item.checkVisibility());

  menu.addEventListener("toggle", event => {
    if (event.newState === "open") {
      items()[0]?.focus();
    }
  });

  menu.addEventListener("click", event => {
    if (event.target.closest("[role=menuitem]")) {
      menu.hidePopover();
    }
  });

  menu.addEventListener("keydown", event => {
    const all = items();
    const at = all.indexOf(document.activeElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      all[next % all.length]?.focus();
    } else if (event.key === "Tab") {
      menu.hidePopover();
    }
  });
}
