/**
 * A cloud of points that can be turned, moved, zoomed, pointed at, and walked by keyboard.
 *
 * Two canvases lie on each other: points are rastered by the Painter, marks (rings, lines, axes, labels) are drawn above.
 */

import { make, still } from "../shell/dom.js";
import { theme, watchTheme } from "../shell/theme.js";
import { keys } from "./point-keys.js";
import { gestures } from "./point-gestures.js";

/** @typedef {import("../../pkg/latent_lab.js").Painter} Painter */
/** @typedef {{ from: number, to: number, kind: "true" | "false" | "missing" | "edge" | "arrow" }} Link */

// A full first turn takes this long, in seconds; then the room stands still.
const FIRST_TURN = 40;

let count = 0;

export class PointView {
  /** @type {Painter | undefined} */ painter;
  /** Axes, cube, path and note. @type {import("../../pkg/latent_lab.js").Overlay} */ overlay = {};
  /** @type {Link[]} */ links = [];
  /** Points with a thin ring. @type {number[]} */ marked = [];
  /** Points with a word beside them. @type {{ index: number, text: string }[]} */ labels = [];
  /** The point that was searched for, drawn in the accent. @type {number | undefined} */ query;
  size = 0;
  dimensions = 2;
  /** Whether the reader has moved the camera; then new positions do not frame the cloud again. */
  moved = false;

  #points;
  #marks;
  #waiting;
  #visible = false;
  #asked = false;
  #dirty = true;
  #turned = 0;
  #turning = false;
  #last = 0;
  #stops = new AbortController();
  #watch;
  #forget;

  /**
   * @param {import("./selection.js").Selection} selection
   * @param {{ label: string, name: (index: number) => string, waiting?: string }} options `name`: a point in words;
   *   `waiting`: what is being done before there are points
   */
  constructor(selection, { label, name, waiting = "Getting ready …" }) {
    const help = `view-help-${(count += 1)}`;
    this.selection = selection;
    this.name = name;
    this.#points = make("canvas", { class: "points", "aria-hidden": "true" });
    this.#marks = make("canvas", {
      class: "marks",
      tabindex: 0,
      role: "application",
      "aria-roledescription": "cloud of points",
      "aria-label": label,
      "aria-describedby": help,
    });
    this.help = make("span", { class: "unseen", id: help });
    this.#waiting = make("p", { class: "waiting" }, waiting);
    this.element = make("div", { class: "view" }, this.#points, this.#marks, this.#waiting, this.help);

    const { signal } = this.#stops;
    gestures(this, this.#marks, signal);
    this.#marks.addEventListener("keydown", (event) => keys(this, event), { signal });
    for (const change of ["change", "glance"]) selection.addEventListener(change, () => this.ask(), { signal });
    this.#watch = new ResizeObserver(() => this.#resize());
    this.#watch.observe(this.element);
    this.#forget = watchTheme((next) => {
      this.painter?.setTheme(next);
      this.change();
    });
  }

  /** Takes a Painter; from here on the view can show something. @param {typeof import("../../pkg/latent_lab.js")} library */
  open(library) {
    this.painter = new library.Painter();
    this.painter.setTheme(theme());
    this.#resize();
  }

  /** @param {Float32Array} values row-major @param {number} rows @param {2 | 3} dimensions @param {{ fit?: boolean, smooth?: boolean }} [how] */
  setPositions(values, rows, dimensions, { fit = !this.moved, smooth = false } = {}) {
    if (!this.painter) return;
    const first = this.size === 0;
    this.size = rows;
    this.#waiting.hidden = true;
    if (first || dimensions !== this.dimensions) {
      this.dimensions = dimensions;
      this.help.textContent =
        dimensions === 3
          ? "Arrow keys turn, Shift with an arrow key moves to the next point that way, bracket keys visit every point, Enter keeps the point, plus and minus zoom, zero resets."
          : "Arrow keys move to the next point that way, bracket keys visit every point, Enter keeps the point, Shift with an arrow key moves the map, plus and minus zoom, zero resets.";
    }
    this.painter.setPositions(values, rows, dimensions);
    if (fit || first) this.frame(smooth && !first && !still());
    this.change();
  }

  /** Frames all points, and leaves room for what stands beside them. @param {boolean} [smooth] part of the way only */
  frame(smooth = false) {
    const { axes, note } = this.overlay;
    this.painter?.fit({ smooth, margins: { top: 16, right: 16, left: axes ? 44 : 16, bottom: axes ? 40 : note ? 30 : 16 } });
  }

  /** Lets a 3-D cloud turn slowly, once around, until it is touched. */
  turn() {
    if (still()) return;
    this.#turning = true;
    this.#turned = 0;
    this.ask();
  }

  /** The reader has taken over. */
  touched() {
    this.#turning = false;
  }

  get canvas() {
    return this.#marks;
  }

  /** Something about the points has changed: raster them again. */
  change() {
    this.#dirty = true;
    this.ask();
  }

  /** Something above the points has changed: draw at the next frame. */
  ask() {
    if (this.#asked || !this.#visible || !this.painter) return;
    this.#asked = true;
    requestAnimationFrame((now) => this.#frame(now));
  }

  /** Off screen nothing is drawn. @param {boolean} visible */
  show(visible) {
    this.#visible = visible;
    this.#last = 0;
    if (visible) this.ask();
  }

  /** Goes to a point by keyboard. @param {number | undefined} index */
  go(index) {
    if (index === undefined || this.size === 0) return;
    this.selection.pin(index, { spoken: true });
  }

  /** The picture as SVG text, points included. */
  svg() {
    return this.painter?.svg({ ...this.#marksNow(), points: true }) ?? "";
  }

  destroy() {
    this.#stops.abort();
    this.#watch.disconnect();
    this.#forget();
    this.painter?.free();
    this.painter = undefined;
  }

  #marksNow() {
    const { current, glanced } = this.selection;
    const labels = [...this.labels];
    if (glanced !== undefined) labels.push({ index: glanced, text: this.name(glanced) });
    return { ...this.overlay, links: this.links, marked: this.marked, labels, selected: current === this.query ? undefined : current, query: this.query };
  }

  /** @param {number} now */
  #frame(now) {
    this.#asked = false;
    const painter = this.painter;
    if (!painter || !this.#visible || this.size === 0) return;
    if (this.#turning) {
      const seconds = this.#last ? Math.min(0.1, (now - this.#last) / 1000) : 0;
      this.#last = now;
      this.#turned += seconds / FIRST_TURN;
      painter.turn((seconds / FIRST_TURN) * 2 * Math.PI, 0);
      this.#dirty = true;
      if (this.#turned < 1) this.ask();
      else this.#turning = false;
    }
    this.#draw();
  }

  #draw() {
    if (!this.painter || this.size === 0) return;
    if (this.#dirty) this.painter.paint(/** @type {CanvasRenderingContext2D} */ (this.#points.getContext("2d")));
    this.#dirty = false;
    this.painter.overlay(this.#marks, this.#marksNow());
  }

  #resize() {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!this.painter || width === 0 || height === 0) return;
    const ratio = Math.min(3, devicePixelRatio || 1);
    for (const canvas of [this.#points, this.#marks]) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    this.painter.setSize(width, height, ratio);
    if (this.size > 0 && !this.moved) this.frame();
    // Resizing has emptied the canvases; drawn here, before the browser paints, they never look so.
    this.#dirty = true;
    this.#draw();
  }
}
