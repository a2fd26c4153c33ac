// Runs before the first paint: a theme that was chosen overrides the system's.
(() => {
  try {
    const theme = localStorage.getItem("cw-theme");
    if (theme === "light" || theme === "dark") {
      document.documentElement.dataset.theme = theme;
    }
  } catch {
    // Storage is switched off: the system's theme it is.
  }
})();
