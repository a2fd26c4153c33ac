// Files that were dropped on another page wait here until the import page is open.
let dropped = [];
let queue = [];
const checked = new Map(); // until it is decided whether they are imported
let running = null;
let page = null;
let lastId = 0;

const hasFiles = event => event.dataTransfer?.types.includes("Files");

function onDrop(area, mark, taken) {
  let depth = 0;
  area.addEventListener("dragenter", event => {
    if (hasFiles(event)) {
      depth++;
      mark(true);
    }
  });
  area.addEventListener("dragleave", event => {
    if (hasFiles(event) && --depth <= 0) {
      depth = 0;
      mark(false);
    }
  });
  area.addEventListener("dragover", event => hasFiles(event) && event.preventDefault());
  area.addEventListener("drop", event => {
    if (hasFiles(event)) {
      event.preventDefault();
      depth = 0;
      mark(false);
      taken([...event.dataTransfer.files]);
    }
  });
}

/** For pages that only pass files on. */
export function takeDrops(area, passer) {
  if (!area) {
    return; // the page moved on before its script came
  }

  onDrop(area, over => area.toggleAttribute("data-over", over), files => {
    dropped = files;
    passer.invokeMethodAsync("FilesDropped");
  });
}

export function attach(area, importPage) {
  if (!area) {
    return; // the page moved on before its script came
  }

  page = importPage;
  const input = area.querySelector("input[type=file]");
  area.querySelector("[data-choose]").addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    add([...input.files]);
    input.value = "";
  });
  onDrop(area.closest(".cw-page"), over => area.classList.toggle("cw-drop--over", over), add);

  add(dropped);
  dropped = [];
}

/** A file that was looked into is wanted; also what was deleted for good here, if so. */
export function take(id, bringsBack) {
  queue.push({ id, file: checked.get(id), isWanted: true, bringsBack });
  checked.delete(id);
  if (!running) {
    sendNext();
  }
}

export function cancel(id) {
  checked.delete(id);
  queue = queue.filter(item => item.id !== id);
  if (running?.id === id) {
    running.request.abort();
  }
}

export function detach() {
  page = null;
  queue = [];
  checked.clear();
  running?.request.abort();
}

async function add(files) {
  for (const file of files) {
    const item = { id: ++lastId, file };
    queue.push(item);
    await page.invokeMethodAsync("FileAdded", item.id, file.name, file.size);
  }

  if (!running) {
    sendNext();
  }
}

function sendNext() {
  const item = queue.shift();
  running = null;
  if (!item || !page) {
    return;
  }

  const request = new XMLHttpRequest();
  running = { id: item.id, request };
  let told = 0;
  const tell = (sent, isAll) => page?.invokeMethodAsync("FileSent", item.id, sent, isAll);

  request.upload.onprogress = event => {
    // The server renders what it is told; five times a second looks steady.
    if (performance.now() - told > 200) {
      told = performance.now();
      tell(event.loaded, false);
    }
  };
  request.upload.onload = () => tell(item.file.size, true);
  request.onload = async () => {
    if (!item.isWanted) {
      checked.set(item.id, item.file);
    }

    await page?.invokeMethodAsync("FileAnsweredAsync", item.id, request.status, DotNet.createJSStreamReference(request.response));
    sendNext();
  };
  request.onerror = async () => {
    await page?.invokeMethodAsync("FileLost", item.id);
    sendNext();
  };
  request.onabort = sendNext;

  const form = new FormData();
  form.append("file", item.file, item.file.name);
  request.open("POST", item.isWanted ? `/api/import?bring_back=${item.bringsBack}` : "/api/import?preview=true");
  request.responseType = "arraybuffer";
  tell(0, false);
  request.send(form);
}
