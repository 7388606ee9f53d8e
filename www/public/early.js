// Runs before the first paint, so that a chosen theme or a single figure never flashes as something else.
(() => {
  const root = document.documentElement;
  try {
    const theme = JSON.parse(localStorage.getItem("latent-lab") ?? "{}").theme;
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // Storage may be closed to us (private windows, embedded pages): the system's theme it is.
  }
  const query = new URLSearchParams(location.search);
  for (const way of ["present", "embed"]) {
    if (query.get(way)) root.dataset.solo = way;
  }
})();
