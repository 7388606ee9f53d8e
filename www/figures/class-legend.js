/** Which color is which class, in the very colors of the points. */

import { make } from "../shell/dom.js";
import { theme, watchTheme } from "../shell/theme.js";

export class ClassLegend {
  #forget;
  #dots;

  /** @param {typeof import("../../pkg/latent_lab.js")} opened @param {string[]} names one per class */
  constructor(opened, names) {
    this.#dots = names.map(() => make("span", { class: "dot" }));
    const entries = names.map((name, i) => make("li", {}, this.#dots[i], name));
    this.element = make("ul", { class: "classes", "aria-label": "Colors of the classes" }, ...entries);
    const color = () => {
      const { classes } = opened.palette(theme());
      this.#dots.forEach((dot, i) => (dot.style.background = classes[i % classes.length]));
    };
    color();
    this.#forget = watchTheme(color);
  }

  destroy() {
    this.#forget();
  }
}
