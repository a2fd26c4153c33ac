const before = new Map();

/**
 * Takes the focus, and with it all of the text, so that it can be typed over. Leaving is heard here: the browser tells of a
 * field that was left even when it was taken away, and then there is nobody to hear it.
 */
export function open(id, input, field) {
  if (!input) {
    return; // the page moved on before its script came
  }

  before.set(id, { input, focused: document.activeElement });
  input.focus();
  input.select();
  input.addEventListener("blur", () => field.invokeMethodAsync("LeaveAsync").catch(() => {}));
}

/** Gives the focus back, unless it went somewhere else meanwhile. */
export function close(id) {
  const { input, focused } = before.get(id) ?? {};
  if (document.activeElement === document.body || document.activeElement === input) {
    focused?.focus(); // the field may not have gone yet
  }

  before.delete(id);
}
