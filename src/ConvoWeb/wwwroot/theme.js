// Runs before the first paint: what was chosen in this browser stands on the root element again, for the styles and
// scripts. The server learns the time zone for the pages that follow (App.razor.cs).
(() => {
  const root = document.documentElement;
  if (/Mac|iPhone|iPad/.test(navigator.platform)) {
    root.dataset.apple = ""; // Ctrl is ⌘ there
  }

  document.cookie = `cw-zone=${encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone)}; path=/; max-age=31536000; samesite=strict`;

  try {
    const theme = localStorage.getItem("cw-theme");
    if (theme === "light" || theme === "dark") {
      root.dataset.theme = theme;
    }

    if (localStorage.getItem("cw-single-keys") === "off") {
      root.dataset.singleKeys = "off";
    }
  } catch {
    // Storage is switched off: it is as if nothing had been chosen.
  }
})();
