// The menus of every page: arrow keys within an open one, and the focus on its first item when it opens. To open one, Esc
// and a click beside it are the popover's.

const menuOf = event => event.target.closest?.("[role=menu]");

const itemsOf = menu => [...menu.querySelectorAll("[role=menuitem]")].filter(item => item.checkVisibility());

document.addEventListener("toggle", event => {
  if (event.newState === "open" && event.target.matches("[role=menu]")) {
    itemsOf(event.target)[0]?.focus();
  }
}, { capture: true });

document.addEventListener("click", event => {
  if (event.target.closest("[role=menuitem]")) {
    const menu = menuOf(event);
    menu?.matches(":popover-open") && menu.hidePopover();
  }
});

document.addEventListener("keydown", event => {
  const menu = menuOf(event);
  if (!menu) {
    return;
  }

  const all = itemsOf(menu);
  const at = all.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1 }[event.key];
  if (next !== undefined) {
    event.preventDefault();
    all[next % all.length]?.focus();
  } else if (event.key === "Tab") {
    menu.hidePopover();
  }
});
