export function open(dialog) {
  if (!dialog) {
    return; // the page moved on before its script came
  }

  if (!dialog.open) {
    dialog.showModal();
    // The first field, its text chosen: what was opened to be changed can be typed over.
    dialog.querySelector("input:not([type=hidden]), textarea")?.select();
  }
}

export function close(dialog) {
  if (!dialog) {
    return; // the page moved on before its script came
  }

  dialog.close();
}
