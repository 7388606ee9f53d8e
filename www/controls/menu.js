/** The small menu of a figure: a list of actions behind one button, closed by Escape or a click elsewhere. */

import { make } from "../shell/dom.js";

/** @typedef {{ label: string, act: () => Promise<string | void> | string | void }} Action what it returns is said */

/** @param {string} title @param {string} about what the menu is for @param {Action[]} actions */
export function menu(title, about, actions) {
  const summary = make("summary", { title: about }, title);
  const said = make("p", { class: "said", role: "status", hidden: true });
  const details = make("details", { class: "menu" }, summary, make("div", { class: "items" }, said));
  offer(details, actions);
  details.addEventListener("toggle", () => {
    if (!details.open) said.hidden = true;
  });
  closes(details);
  return details;
}

/** Adds to what a menu offers. @param {HTMLDetailsElement} details what `menu` returned @param {Action[]} actions */
export function offer(details, actions) {
  const said = /** @type {HTMLElement} */ (details.querySelector(".said"));
  for (const { label, act } of actions) {
    const button = make("button", { type: "button" }, label);
    button.addEventListener("click", async () => {
      let words;
      try {
        words = await act();
      } catch (error) {
        words = error instanceof Error ? error.message : String(error);
      }
      said.hidden = !words;
      said.textContent = words || "";
      if (!words) details.open = false;
    });
    said.before(button);
  }
}

/** Makes a details element behave as a menu. @param {HTMLDetailsElement} details */
export function closes(details) {
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    details.open = false;
    details.querySelector("summary")?.focus();
    event.stopPropagation();
  });
  document.addEventListener("pointerdown", (event) => {
    if (details.open && !details.contains(/** @type {Node} */ (event.target))) details.open = false;
  });
}
