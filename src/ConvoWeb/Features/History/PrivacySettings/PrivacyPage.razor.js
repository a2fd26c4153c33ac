const root = document.documentElement;
let changes = null;

/** What is chosen in this browser stands on the root element, where shell.js keeps it; the controls show it, whoever changes it. */
export function attach(page) {
  if (!page) {
    return; // the page moved on before its script came
  }

  const themes = [...page.querySelectorAll("[name=theme]")];
  const singleKeys = page.querySelector("#single-keys");
  const choose = (name, value) => {
    if (value) {
      root.dataset[name] = value;
    } else {
      delete root.dataset[name];
    }
  };

  const show = () => {
    themes.forEach(theme => { theme.checked = theme.value === (root.dataset.theme ?? ""); });
    singleKeys.checked = root.dataset.singleKeys !== "off";
  };
  changes = new MutationObserver(show);
  changes.observe(root, { attributes: true, attributeFilter: ["data-theme", "data-single-keys"] });
  show();

  themes.forEach(theme => theme.addEventListener("change", () => choose("theme", theme.value)));
  singleKeys.addEventListener("change", () => choose("singleKeys", singleKeys.checked ? null : "off"));
}

export function detach() {
  changes?.disconnect();
}
