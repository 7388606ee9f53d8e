/** The pictures that a walk leads between, as buttons: the pressed one is what the next choice on the map sets. */

import { make } from "../shell/dom.js";

/** Where the buttons stand. @param {string} label */
export function slotGroup(label) {
  return make("div", { class: "slots", role: "group", "aria-label": label });
}

/**
 * @typedef {object} Slot
 * @property {string} title
 * @property {string} says what is in it, in words
 * @property {Element | undefined} badge what is in it, as a picture
 */

/** Makes the buttons anew; the focus stays where it was. @param {HTMLElement} group @param {Slot[]} slots @param {number} pressed @param {(slot: number) => void} press */
export function showSlots(group, slots, pressed, press) {
  const buttons = slots.map(({ title, says, badge }, slot) => {
    const button = make("button", { type: "button", class: "button", "aria-pressed": String(slot === pressed), "aria-label": `${title}: ${says}; choose it on the map` }, make("b", {}, title), badge);
    button.addEventListener("click", () => press(slot));
    return button;
  });
  const focused = [...group.children].indexOf(/** @type {Element} */ (document.activeElement));
  group.replaceChildren(...buttons);
  if (focused >= 0) buttons[focused]?.focus();
}

/**
 * A digit in a slot, or an empty slot.
 * @param {string} title @param {number | undefined} index @param {import("./digits.js").Digits | undefined} digits @param {(index: number) => string} name @returns {Slot}
 */
export function digitSlot(title, index, digits, name) {
  if (!digits || index === undefined || index < 0) return { title, says: "not set", badge: undefined };
  return { title, says: name(index), badge: digits.badge(index, 24) };
}
