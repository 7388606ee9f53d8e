/** A network as an hourglass: one small picture for each layer, one cell for each number, all cells of one size but the code's. */

import { make, number } from "../shell/dom.js";
import { Pictures } from "./pictures.js";

// A cell of the code is this many times as wide as others: it would be too small to be seen.
const CODE = 3;
// Room between two layers, in cells.
const GAP = 7;

/** How many rows and columns of cells show so many numbers. @param {number} width @returns {{ height: number, width: number }} */
function shape(width) {
  const most = Math.floor(Math.sqrt(width));
  for (let height = most; height > most / 2; height -= 1) if (width % height === 0) return { height, width: width / height };
  return { height: most, width: Math.ceil(width / most) };
}

/** The code stands upright. @param {number} width */
function upright(width) {
  const { height, width: across } = shape(width);
  return width <= 12 ? { height: width, width: 1 } : { height: across, width: height };
}

export class LayersView {
  /** @type {Pictures[]} */ #layers = [];
  /** @type {{ height: number, width: number }[]} */ #shapes = [];
  #sizes = "";
  #visible = false;

  /** @param {{ height: number, width: number }} picture the size of what goes in and comes out */
  constructor(picture) {
    this.picture = picture;
    this.element = make("div", { class: "layers", role: "group", "aria-label": "What every layer makes of the chosen picture" });
  }

  /** @param {Float32Array[]} layers what each layer makes of one picture, from the picture to its reconstruction @param {string} name of the picture */
  set(layers, name) {
    const sizes = layers.map(({ length }) => length).join();
    if (sizes !== this.#sizes) this.#build(layers.map(({ length }) => length));
    this.#sizes = sizes;
    const middle = (layers.length - 1) / 2;
    layers.forEach((values, i) => {
      const { height, width } = this.#shapes[i];
      // Cells that no number belongs to stay empty.
      const padded = values.length === height * width ? values : new Float32Array(height * width);
      if (padded !== values) padded.set(values);
      this.#layers[i].set(padded, 1);
      const on = values.filter((value) => value !== 0).length;
      const what = i === 0 ? name : i === layers.length - 1 ? `${name}, rebuilt` : i === middle ? "the code" : `hidden layer, ${on} of ${values.length} cells on`;
      this.#layers[i].label(`${what}: ${values.length} numbers`);
    });
  }

  /** @param {number[]} sizes */
  #build(sizes) {
    for (const layer of this.#layers) layer.destroy();
    const last = sizes.length - 1;
    const middle = last / 2;
    this.#shapes = sizes.map((size, i) => (i === 0 || i === last ? this.picture : i === middle ? upright(size) : shape(size)));
    const cells = this.#shapes.map(({ height, width }, i) => (i === middle ? { height: height * CODE, width: width * CODE } : { height, width }));
    const tallest = Math.max(...cells.map(({ height }) => height));
    this.#layers = sizes.map((_, i) => new Pictures("", { columns: 1, size: this.#shapes[i], signed: i !== 0 && i !== last }));
    const columns = sizes.map((size, i) => {
      const kind = i === 0 ? "in" : i === last ? "back out" : i === middle ? "code" : "";
      const column = make("div", { class: "layer" }, make("div", { class: "cells" }, this.#layers[i].element), make("div", { class: "under" }, make("b", {}, number(size)), kind ? make("span", {}, ` ${kind}`) : undefined));
      return { column, width: cells[i].width };
    });
    const parts = columns.flatMap(({ column }, i) => {
      if (i === last) return [column];
      const wedge = make("div", { class: "wedge", "aria-hidden": "true" });
      const edge = (/** @type {number} */ height) => `${(50 * (tallest - height)) / tallest}%`;
      const [from, to] = [edge(cells[i].height), edge(cells[i + 1].height)];
      wedge.style.clipPath = `polygon(0 ${from}, 100% ${to}, 100% calc(100% - ${to}), 0 calc(100% - ${from}))`;
      return [column, wedge];
    });
    this.element.style.gridTemplateColumns = columns.map(({ width }) => `minmax(0, ${width}fr)`).join(` minmax(0, ${GAP}fr) `);
    this.element.style.setProperty("--ratio", `${cells.reduce((sum, { width }) => sum + width, GAP * last) / tallest}`);
    this.element.replaceChildren(...parts);
    for (const layer of this.#layers) layer.show(this.#visible);
  }

  /** @param {boolean} visible */
  show(visible) {
    this.#visible = visible;
    for (const layer of this.#layers) layer.show(visible);
  }

  svg() {
    const outer = this.element.getBoundingClientRect();
    return this.#layers
      .map((layer) => {
        const { left, top } = layer.element.getBoundingClientRect();
        return `<g transform="translate(${left - outer.left} ${top - outer.top})">${layer.svg()}</g>`;
      })
      .join("");
  }

  destroy() {
    for (const layer of this.#layers) layer.destroy();
  }
}
