/** Rows of small grayscale pictures on one canvas: digits as the data has them, or as a decoder draws them. */

import { library } from "../engine/module.js";
import { make } from "../shell/dom.js";
import { theme, watchTheme } from "../shell/theme.js";

/** @typedef {{ height: number, width: number }} Size */

export class Pictures {
  /** @type {Float32Array | undefined} */ #values;
  #count = 0;
  #canvas = make("canvas", { role: "img" });
  #visible = false;
  #asked = false;
  #watch = new ResizeObserver(() => this.#ask());
  #forget = watchTheme(() => this.#ask());
  /** @type {typeof import("../../pkg/latent_lab.js") | undefined} */ #library;

  /** @param {string} label @param {{ size?: Size, columns: number, gap?: number, signed?: boolean }} options `signed`: values have a sign */
  constructor(label, { size = { height: 28, width: 28 }, columns, gap = 3, signed = false }) {
    this.size = size;
    this.columns = columns;
    this.gap = gap;
    this.signed = signed;
    this.#canvas.setAttribute("aria-label", label);
    this.element = make("div", { class: "pictures" }, this.#canvas);
    this.#watch.observe(this.element);
    void library().then((opened) => {
      this.#library = opened;
      this.#ask();
    }, () => undefined);
  }

  get canvas() {
    return this.#canvas;
  }

  /** @param {Float32Array} values one picture after another @param {number} count */
  set(values, count) {
    this.#values = values;
    this.#count = count;
    this.#ask();
  }

  /** @param {string} label */
  label(label) {
    this.#canvas.setAttribute("aria-label", label);
  }

  /** Which picture lies there, in CSS pixels of the canvas. @param {number} x @param {number} y */
  at(x, y) {
    const { clientWidth: width } = this.#canvas;
    const cell = width / this.columns;
    const index = Math.floor(y / (cell * (this.size.height / this.size.width))) * this.columns + Math.floor(x / cell);
    return index >= 0 && index < this.#count ? index : undefined;
  }

  /** Pixels stay pixels: the pictures as one image, at the place of the canvas. */
  svg() {
    if (this.#canvas.width === 0 || !this.#values) return "";
    const outer = this.element.getBoundingClientRect();
    const { left, top, width, height } = this.#canvas.getBoundingClientRect();
    return `<image x="${left - outer.left}" y="${top - outer.top}" width="${width}" height="${height}" href="${this.#canvas.toDataURL()}"/>`;
  }

  /** @param {boolean} visible */
  show(visible) {
    this.#visible = visible;
    this.#ask();
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
    const width = this.#canvas.clientWidth;
    if (!this.#library || !this.#values || width === 0 || this.#count === 0) return;
    paint(this.#library, this.#canvas, this.#values, this.#count, { ...this, width });
  }
}

/**
 * @param {typeof import("../../pkg/latent_lab.js")} opened @param {HTMLCanvasElement} canvas @param {Float32Array} values
 * @param {number} count @param {{ size: Size, columns: number, gap: number, width: number, signed?: boolean }} layout
 */
function paint(opened, canvas, values, count, { size, columns, gap, width, signed = false }) {
  const ratio = Math.min(3, devicePixelRatio || 1);
  const space = Math.round(gap * ratio);
  // Painted at the next whole scale, shown at the exact width: a little too fine is smoothed, too coarse would be blurred.
  const scale = Math.max(1, Math.ceil(((width * ratio + space) / columns - space) / size.width));
  const rows = Math.ceil(count / columns);
  canvas.width = columns * (size.width * scale + space) - space;
  canvas.height = rows * (size.height * scale + space) - space;
  canvas.style.aspectRatio = `${canvas.width} / ${canvas.height}`;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  opened.paintPictures(context, values, { count, height: size.height, width: size.width, columns, scale, gap: space, signed, theme: theme() });
}

/**
 * One small picture, for lists.
 * @param {typeof import("../../pkg/latent_lab.js")} opened @param {Float32Array} values @param {Size} size @param {number} side in CSS pixels
 */
export function thumbnail(opened, values, size, side) {
  const canvas = make("canvas", { "aria-hidden": "true" });
  paint(opened, canvas, values, 1, { size, columns: 1, gap: 0, width: side });
  return canvas;
}
