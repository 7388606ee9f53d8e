/** A sparse matrix as a picture: zoom from the whole to a cell, point at cells, walk them by keyboard. */

import { make } from "../shell/dom.js";
import { theme, watchTheme } from "../shell/theme.js";

const CLICK = 5;
/** The fewest cells across and down that the picture shows. */
const CLOSEST = 6;
/** Room that a label needs, in CSS pixels. */
const LABEL = { across: 16, down: 15 };

/** @typedef {{ row: number, column: number, value: number }} Cell */
/** @typedef {import("../../pkg/latent_lab.js").MatrixPart} Part */

export class MatrixView {
  /** The part that is seen. @type {Part} */ part = { row: 0, column: 0, rows: 1, columns: 1 };
  /** @type {Cell | undefined} */ cell;
  rows = 0;
  columns = 0;
  /** @type {import("../../pkg/latent_lab.js").SparsePicture | undefined} */ #picture;
  #canvas = make("canvas", { tabindex: 0, role: "application", "aria-roledescription": "matrix" });
  #across = make("div", { class: "ticks across", "aria-hidden": "true" });
  #down = make("div", { class: "ticks down", "aria-hidden": "true" });
  #ring = make("div", { class: "cell-ring", hidden: true });
  #asked = false;
  #visible = false;
  #stops = new AbortController();
  #watch = new ResizeObserver(() => this.#ask());
  #forget = watchTheme(() => this.#ask());

  /**
   * @param {string} label @param {{ rowName: (row: number) => string, columnName: (column: number) => string, change: (cell: Cell | undefined) => void, moved?: () => void }} options
   *   `change`: another cell is meant
   */
  constructor(label, options) {
    this.options = options;
    this.#canvas.setAttribute("aria-label", `${label}. Arrow keys go from cell to cell, bracket keys to the next cell of the row that is not zero, plus and minus zoom, zero shows the whole.`);
    this.element = make("div", { class: "matrix pictures" }, make("span"), this.#across, this.#down, make("div", { class: "hold" }, this.#canvas, this.#ring));
    this.#watch.observe(this.#canvas);
    this.#listen();
  }

  /** @param {typeof import("../../pkg/latent_lab.js")} library @param {import("../../pkg/latent_lab.js").SparseMatrix} matrix */
  open(library, matrix) {
    this.#picture?.free();
    this.#picture = new library.SparsePicture(matrix);
    this.matrix = matrix;
    this.rows = matrix.rows;
    this.columns = matrix.columns;
    this.whole();
  }

  /** Shows all of it. */
  whole() {
    this.part = { row: 0, column: 0, rows: this.rows, columns: this.columns };
    this.#moved();
  }

  /** @param {number} factor above 1 comes closer @param {number} [x] @param {number} [y] what stays where it is, as shares of the sides */
  zoom(factor, x = 0.5, y = 0.5) {
    const { row, column, rows, columns } = this.part;
    const wide = Math.min(this.columns, Math.max(CLOSEST, columns / factor));
    const high = Math.min(this.rows, Math.max(CLOSEST, rows / factor));
    this.part = { row: row + y * (rows - high), column: column + x * (columns - wide), rows: high, columns: wide };
    this.#moved();
  }

  /** Goes to a cell and brings it into sight. @param {number} row @param {number} column */
  go(row, column) {
    const at = { row: Math.max(0, Math.min(this.rows - 1, row)), column: Math.max(0, Math.min(this.columns - 1, column)) };
    const { part } = this;
    const into = (/** @type {number} */ from, /** @type {number} */ span, /** @type {number} */ place) => Math.min(place, Math.max(from, place + 1 - span));
    this.part = { ...part, row: into(part.row, part.rows, at.row), column: into(part.column, part.columns, at.column) };
    this.#mean(at);
    this.#moved();
  }

  /** @param {boolean} visible */
  show(visible) {
    this.#visible = visible;
    this.#ask();
  }

  svg() {
    const { clientWidth: width, clientHeight: height } = this.element;
    const { left, top } = this.element.getBoundingClientRect();
    const box = this.#canvas.getBoundingClientRect();
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><image x="${box.left - left}" y="${box.top - top}" width="${box.width}" height="${box.height}" href="${this.#canvas.toDataURL()}"/></svg>`;
  }

  destroy() {
    this.#stops.abort();
    this.#watch.disconnect();
    this.#forget();
    this.#picture?.free();
    this.#picture = undefined;
  }

  /** @param {{ row: number, column: number } | undefined} at */
  #mean(at) {
    this.cell = at && this.#picture ? { ...at, value: this.#picture.value(at.row, at.column) } : undefined;
    this.options.change(this.cell);
    this.#ask();
  }

  #moved() {
    const clamp = (/** @type {number} */ from, /** @type {number} */ span, /** @type {number} */ all) => Math.max(0, Math.min(all - span, from));
    const { part } = this;
    part.row = clamp(part.row, part.rows, this.rows);
    part.column = clamp(part.column, part.columns, this.columns);
    this.options.moved?.();
    this.#ask();
  }

  #ask() {
    if (this.#asked || !this.#visible) return;
    this.#asked = true;
    requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    this.#asked = false;
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const context = this.#canvas.getContext("2d");
    if (!this.#picture || !context || width === 0 || height === 0) return;
    const ratio = Math.min(3, devicePixelRatio || 1);
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.#canvas.width !== wide || this.#canvas.height !== high) Object.assign(this.#canvas, { width: wide, height: high });
    this.#picture.paint(context, this.part, wide, high, theme());
    this.#label(this.#across, this.part.column, width / this.part.columns, this.columns, this.options.columnName, "across");
    this.#label(this.#down, this.part.row, height / this.part.rows, this.rows, this.options.rowName, "down");
    const cell = this.cell;
    this.#ring.hidden = !cell;
    if (cell) {
      const [cw, ch] = [width / this.part.columns, height / this.part.rows];
      const [x, y] = [(cell.column - this.part.column) * cw, (cell.row - this.part.row) * ch];
      const size = { w: Math.max(7, cw + 3), h: Math.max(7, ch + 3) };
      this.#ring.hidden = x < -cw || y < -ch || x > width || y > height;
      this.#ring.style.left = `${this.#canvas.offsetLeft + x + cw / 2 - size.w / 2}px`;
      this.#ring.style.top = `${this.#canvas.offsetTop + y + ch / 2 - size.h / 2}px`;
      this.#ring.style.width = `${size.w}px`;
      this.#ring.style.height = `${size.h}px`;
    }
  }

  /** @param {HTMLElement} place @param {number} from @param {number} scale @param {number} count @param {(index: number) => string} name @param {"across" | "down"} way */
  #label(place, from, scale, count, name, way) {
    const room = way === "across" ? place.clientWidth : place.clientHeight;
    const first = Math.ceil(from);
    const last = Math.min(count - 1, Math.floor(from + room / scale) - 1);
    /** @type {HTMLElement[]} */
    const marks = [];
    let free = -Infinity;
    for (let index = first; index <= last; index += 1) {
      const at = (index + 0.5 - from) * scale;
      const text = name(index);
      const needs = way === "across" ? 7 * text.length + LABEL.across : LABEL.down;
      const [start, end] = way === "across" ? [at - needs / 2, at + needs / 2] : [at - needs / 2, at + needs / 2];
      if (start < Math.max(free, -needs / 4) || end > room + needs / 4) {
        // Names that would run into each other are left out, and far more of them than can be looked at are jumped over.
        index += Math.max(0, Math.floor((free - start) / scale) - 1);
        continue;
      }
      free = end;
      const mark = make("span", {}, text);
      mark.style[way === "across" ? "left" : "top"] = `${at}px`;
      if (way === "across") mark.style.transform = "translateX(-50%)";
      marks.push(mark);
    }
    place.replaceChildren(...marks);
  }

  #listen() {
    const canvas = this.#canvas;
    const { signal } = this.#stops;
    /** @type {Map<number, { x: number, y: number }>} */
    const down = new Map();
    let travelled = 0;
    let spread = 0;
    const at = (/** @type {MouseEvent} */ event) => {
      const box = canvas.getBoundingClientRect();
      return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height, width: box.width, height: box.height };
    };
    const cellAt = (/** @type {PointerEvent} */ event) => {
      const { x, y } = at(event);
      const { part } = this;
      const row = Math.floor(part.row + y * part.rows);
      const column = Math.floor(part.column + x * part.columns);
      return row >= 0 && row < this.rows && column >= 0 && column < this.columns ? this.#near(row, column) : undefined;
    };
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      if (down.size === 0) travelled = 0;
      spread = 0;
      down.set(event.pointerId, at(event));
    }, { signal });
    canvas.addEventListener("pointermove", (event) => {
      const before = down.get(event.pointerId);
      const now = at(event);
      if (!before) return this.#mean(cellAt(event));
      down.set(event.pointerId, now);
      travelled += Math.hypot((now.x - before.x) * now.width, (now.y - before.y) * now.height);
      if (travelled < CLICK) return;
      if (down.size === 2) {
        const [a, b] = [...down.values()];
        const distance = Math.hypot(a.x - b.x, a.y - b.y);
        if (spread > 0 && distance > 0) this.zoom(distance / spread, (a.x + b.x) / 2, (a.y + b.y) / 2);
        spread = distance;
        return;
      }
      this.part.row -= (now.y - before.y) * this.part.rows;
      this.part.column -= (now.x - before.x) * this.part.columns;
      this.#moved();
    }, { signal });
    const up = (/** @type {PointerEvent} */ event) => {
      const clicked = down.delete(event.pointerId) && travelled < CLICK && event.type === "pointerup";
      spread = 0;
      if (clicked) this.#mean(cellAt(event));
    };
    canvas.addEventListener("pointerup", up, { signal });
    canvas.addEventListener("pointercancel", up, { signal });
    canvas.addEventListener("wheel", (event) => {
      // A wheel over a picture that is not in use scrolls the page, as everywhere.
      if (document.activeElement !== canvas && !event.ctrlKey) return;
      event.preventDefault();
      const { x, y } = at(event);
      this.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), x, y);
    }, { signal, passive: false });
    canvas.addEventListener("dblclick", () => this.whole(), { signal });
    canvas.addEventListener("keydown", (event) => this.#key(event), { signal });
  }

  /** Where cells are smaller than a pixel, the pointer means the nearest that is not zero. @param {number} row @param {number} column */
  #near(row, column) {
    const reach = Math.ceil((3 * this.part.columns) / this.#canvas.clientWidth);
    if (reach <= 3 || !this.matrix) return { row, column };
    const { offsets, indices } = this.matrix;
    const mine = indices.subarray(offsets[row], offsets[row + 1]);
    const nearest = mine.reduce((best, one) => (Math.abs(one - column) < Math.abs(best - column) ? one : best), Infinity);
    return { row, column: Math.abs(nearest - column) <= reach ? nearest : column };
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { row, column } = this.cell ?? { row: Math.floor(this.part.row), column: Math.floor(this.part.column) };
    const next = (/** @type {1 | -1} */ way) => {
      if (!this.matrix) return column;
      const { offsets, indices } = this.matrix;
      const mine = [...indices.subarray(offsets[row], offsets[row + 1])];
      return (way > 0 ? mine.find((one) => one > column) : mine.findLast((one) => one < column)) ?? column;
    };
    /** @type {Record<string, () => void>} */
    const keys = {
      ArrowLeft: () => this.go(row, column - 1),
      ArrowRight: () => this.go(row, column + 1),
      ArrowUp: () => this.go(row - 1, column),
      ArrowDown: () => this.go(row + 1, column),
      "[": () => this.go(row, next(-1)),
      "]": () => this.go(row, next(1)),
      "+": () => this.zoom(1.5),
      "=": () => this.zoom(1.5),
      "-": () => this.zoom(1 / 1.5),
      0: () => this.whole(),
    };
    if (!keys[event.key] || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    keys[event.key]();
  }
}
