/** Light and dark: the system's, until the reader chooses. */

import { keep } from "./store.js";

const system = matchMedia("(prefers-color-scheme: dark)");
/** @type {Set<(theme: "light" | "dark") => void>} */
const watchers = new Set();

/** The theme that is shown. @returns {"light" | "dark"} */
export function theme() {
  const chosen = document.documentElement.dataset.theme;
  return chosen === "light" || chosen === "dark" ? chosen : system.matches ? "dark" : "light";
}

/** Calls back on every change; returns how to stop. @param {(theme: "light" | "dark") => void} watcher */
export function watchTheme(watcher) {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function changed() {
  for (const watcher of watchers) watcher(theme());
}

/** @param {HTMLButtonElement} button */
export function themeSwitch(button) {
  const label = () => {
    const words = theme() === "dark" ? "Switch to the light theme" : "Switch to the dark theme";
    button.setAttribute("aria-label", words);
    button.title = words;
  };
  button.hidden = false;
  label();
  watchTheme(label);
  button.addEventListener("click", () => {
    const next = theme() === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    keep({ theme: next });
    changed();
  });
  system.addEventListener("change", changed);
}
