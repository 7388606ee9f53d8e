/** Named bars beneath each other, each with its value in words. */

import { make } from "../shell/dom.js";

/** @typedef {{ name: string, share: number, text: string, chosen?: boolean }} Bar `share`: of the full length */

export class BarList {
  /** @param {{ label?: string, testid?: string }} [how] */
  constructor({ label, testid } = {}) {
    this.element = make("ol", { class: "bars", "aria-label": label, "data-testid": testid });
  }

  /** @param {Bar[]} bars */
  set(bars) {
    const { children } = this.element;
    while (children.length > bars.length) this.element.lastElementChild?.remove();
    while (children.length < bars.length) this.element.append(make("li", {}, make("span"), make("i"), make("b")));
    bars.forEach(({ name, share, text, chosen = false }, i) => {
      const [title, bar, value] = /** @type {HTMLElement[]} */ ([...children[i].children]);
      children[i].classList.toggle("chosen", chosen);
      title.textContent = name;
      bar.style.setProperty("--size", `${100 * share}%`);
      value.textContent = text;
    });
  }
}
