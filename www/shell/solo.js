/** One figure and nothing else: `?present=<figure>` for a projector, `?embed=<figure>` inside another page. */

export function solo() {
  const root = document.documentElement;
  const way = root.dataset.solo;
  if (!way) return;
  const wanted = new URLSearchParams(location.search).get(way) ?? "";
  const figures = [...document.querySelectorAll("latent-figure")];
  const chosen = figures.find((figure) => figure.id === wanted);
  if (!chosen) {
    // A figure of that name does not exist: the whole page is the best answer.
    delete root.dataset.solo;
    return;
  }
  chosen.setAttribute("data-chosen", "");
  for (const figure of figures) if (figure !== chosen) figure.remove();
}
