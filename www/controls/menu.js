/** The small menu of a figure: a list of actions behind one button, closed by Escape or a click elsewhere. */

import { make } from "../shell/dom.js";

/**
 * @param {string} title @param {string} about what the menu is for
 * @param {{ label: string, act: () => Promise<string | void> | string | void }[]} actions an action may return what to say
 */
export function menu(title, about, actions) {
  const summary = make("summary", { title: about }, title);
  const said = make("p", { class: "said", role: "status", hidden: true });
  const items = make("div", { class: "items" });
  const details = make("details", { class: "menu" }, summary, items);
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
    items.append(button);
  }
  items.append(said);
  details.addEventListener("toggle", () => {
    if (!details.open) said.hidden = true;
  });
  closes(details);
  return details;
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
