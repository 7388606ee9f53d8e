/** The only thing the page keeps: the chosen theme and the finished lessons, in this browser. */

const KEY = "latent-lab";

/** @typedef {{ theme?: "light" | "dark", done?: string[] }} Kept */

/** @returns {Kept} */
export function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}");
  } catch {
    return {};
  }
}

/** @param {Kept} change */
export function keep(change) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...kept(), ...change }));
  } catch {
    // Storage may be closed to us; then the choice lasts as long as the page.
  }
}
