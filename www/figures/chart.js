/** A chart drawn by plotters, redrawn when its numbers, its size or the theme change. */

import { library } from "../engine/module.js";
import { make } from "../shell/dom.js";
import { theme, watchTheme } from "../shell/theme.js";

/** What stands in the place of a curve over epochs before the first. */
export const AFTER_ONE_ROUND = "The curve begins after the first round through the pictures.";

export class Chart {
  /** @type {import("../../pkg/latent_lab.js").ChartSpec | false} */ #spec = false;
  #canvas = make("canvas", { role: "img" });
  #empty;
  #visible = false;
  #asked = false;
  #watch = new ResizeObserver(() => this.#ask());
  #forget = watchTheme(() => this.#ask());
  /** @type {typeof import("../../pkg/latent_lab.js") | undefined} */ #library;

  /** @param {string} label what the chart shows, for screen readers @param {string} [empty] what stands in its place while there is nothing to show */
  constructor(label, empty) {
    this.#canvas.setAttribute("aria-label", label);
    this.#empty = make("p", { class: "waiting" }, empty);
    this.element = make("div", { class: "chart" }, this.#canvas, empty === undefined ? undefined : this.#empty);
    this.#watch.observe(this.element);
    void library().then((opened) => {
      this.#library = opened;
      this.#ask();
    }, () => undefined);
  }

  /** @param {import("../../pkg/latent_lab.js").ChartSpec | false} spec false: nothing to show yet @param {string} [label] what it shows now */
  set(spec, label) {
    this.#spec = spec;
    this.#empty.hidden = Boolean(spec);
    if (label) this.#canvas.setAttribute("aria-label", label);
    this.#ask();
  }

  /** @param {string} text what stands in its place from now on while there is nothing to show */
  waits(text) {
    this.#empty.textContent = text;
  }

  /** @param {boolean} visible */
  show(visible) {
    this.#visible = visible;
    this.#ask();
  }

  svg() {
    const { clientWidth: width, clientHeight: height } = this.element;
    return this.#spec ? (this.#library?.chartSvg({ ...this.#spec, theme: theme() }, width, height) ?? "") : "";
  }

  destroy() {
    this.#watch.disconnect();
    this.#forget();
  }

  #ask() {
    if (this.#asked || !this.#visible) return;
    this.#asked = true;
    requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    this.#asked = false;
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!this.#library || width === 0 || height === 0) return;
    const ratio = Math.min(3, devicePixelRatio || 1);
    this.#canvas.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(height * ratio);
    if (this.#spec) this.#library.chart(this.#canvas, { ...this.#spec, theme: theme(), pixelRatio: ratio });
  }
}
