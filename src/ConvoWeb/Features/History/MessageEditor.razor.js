/** Reads the text, and writes it when one saves; says why where that did not work, and keeps what was typed. */
export async function attach(form, address) {
  if (!form) {
    return; // the page moved on before its script came
  }

  const text = form.querySelector("textarea");
  const save = form.querySelector("[type=submit]");
  const tell = words => form.querySelector("[data-problem]").replaceChildren(words);
  const end = () => form.dispatchEvent(new CustomEvent("cw-edited", { bubbles: true }));

  const write = async () => {
    if (text.disabled || save.disabled) {
      return;
    }

    save.disabled = true;
    const answer = await fetch(address, {
      method: "PATCH",
      headers: { "Content-Type": "application/merge-patch+json" },
      body: JSON.stringify({ content: text.value }),
    }).catch(() => null);
    save.disabled = false;
    if (answer?.ok) {
      end();
    } else {
      tell(await reasonOf(answer) ?? form.dataset.noConnection);
    }
  };

  form.addEventListener("submit", event => {
    event.preventDefault();
    write();
  });
  form.querySelector("[data-give-up]").addEventListener("click", end);
  form.addEventListener("keydown", event => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      write();
    } else if (event.key === "Escape" && !event.isComposing) {
      event.preventDefault();
      end();
    }
  });

  const read = await fetch(address).catch(() => null);
  if (!read?.ok) {
    tell(await reasonOf(read) ?? form.dataset.noConnection);
    return;
  }

  text.value = (await read.json()).content;
  text.disabled = false;
  text.focus({ preventScroll: true });
}

/** Null when there was no answer. */
async function reasonOf(answer) {
  const problem = await answer?.json().catch(() => null);
  return Object.values(problem?.errors ?? {}).flat()[0] ?? problem?.detail ?? problem?.title;
}
