/** The nearest of a point, as a list that names the space it was measured in. Used by every figure. */

import { fixed, make } from "../shell/dom.js";

/**
 * @typedef {object} Item a neighbor
 * @property {number} index
 * @property {number} distance distance, or similarity
 * @property {"true" | "false" | "missing"} [kind]
 */

/**
 * @typedef {object} Options
 * @property {string} title what the list holds
 * @property {string} ruler the sentence that names the space and the metric
 * @property {(index: number) => string} name
 * @property {(index: number) => string} [short] the name beside a thumbnail that already says the rest
 * @property {(index: number) => HTMLElement | undefined} [badge] a thumbnail or a dot
 * @property {string} [empty] what to do when nothing is chosen
 * @property {boolean} [shares] whether a distance is a similarity from 0 to 1, drawn as a bar
 * @property {number} [decimals]
 */

/** @param {number} share */
function shareBar(share) {
  const bar = make("span", { class: "bar-of" });
  bar.style.setProperty("--share", `${Math.max(0, Math.min(1, share)) * 100}%`);
  return bar;
}

export class NeighborList {
  #selection;
  #options;
  #list = make("ol");
  #of = make("div", { class: "of" });
  #ruler = make("p", { class: "ruler" });
  #shown = "";

  /** @param {import("./selection.js").Selection} selection @param {Options} options */
  constructor(selection, options) {
    this.#selection = selection;
    this.#options = options;
    this.#ruler.textContent = options.ruler;
    this.element = make(
      "div",
      { class: "neighbors", role: "group", "aria-label": options.title, "data-testid": "neighbors" },
      make("div", { class: "tag" }, make("b", {}, options.title)),
      this.#of,
      this.#list,
      this.#ruler,
    );
    this.#list.classList.toggle("shares", options.shares ?? false);
    this.#list.addEventListener("pointerleave", () => selection.glance(undefined));
    this.show(undefined, []);
  }

  /** @param {string} ruler */
  setRuler(ruler) {
    this.#ruler.textContent = ruler;
    this.#shown = "";
  }

  /** @param {number | undefined} index whose neighbors they are @param {Item[]} items nearest first */
  show(index, items) {
    const key = `${index}:${items.map(({ index, distance, kind }) => `${index},${distance.toFixed(3)},${kind}`).join(";")}`;
    if (key === this.#shown) return;
    this.#shown = key;
    const { name, badge, empty = "Point at a dot, tap it, or walk there by keyboard." } = this.#options;
    if (index === undefined) {
      this.#of.replaceChildren(make("span", { class: "far" }, empty));
      this.#list.replaceChildren();
      return;
    }
    this.#of.replaceChildren(...[badge?.(index), make("b", {}, name(index))].filter((part) => part !== undefined));
    // A list that is walked by keyboard keeps its focus while it changes.
    const focused = [...this.#list.children].findIndex((row) => row.contains(document.activeElement));
    this.#list.replaceChildren(...items.map((item) => this.#row(item)));
    if (focused >= 0) this.#list.children[Math.min(focused, items.length - 1)]?.querySelector("button")?.focus();
  }

  /** @param {Item} item */
  #row({ index, distance, kind = "true" }) {
    const { name, short = name, badge, shares = false, decimals = 2 } = this.#options;
    const words = { true: undefined, false: "a false neighbor", missing: "missing from the picture" }[kind];
    const button = make(
      "button",
      { type: "button", title: name(index) },
      shares ? undefined : (badge?.(index) ?? make("span")),
      make("span", { class: "who" }, short(index)),
      shares ? shareBar(distance) : undefined,
      make("span", { class: "far" }, fixed(distance, decimals)),
      words && make("span", { class: "unseen" }, words),
    );
    button.addEventListener("click", () => this.#selection.pin(index));
    button.addEventListener("pointerenter", () => this.#selection.glance(index));
    button.addEventListener("focus", () => this.#selection.glance(index));
    button.addEventListener("blur", () => this.#selection.glance(undefined));
    return make("li", { "data-kind": kind }, button);
  }
}
