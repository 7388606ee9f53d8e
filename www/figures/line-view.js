/**
 * A cloud of points in the plane with a line through its middle that the reader turns, and the shadow on it.
 *
 * Points, their feet on the line and the two ends of the line are the points of one view, in this order.
 */

import { PointView } from "./point-view.js";

// What one press of an arrow key turns, in degrees, and with Shift.
const STEP = 1;
const STRIDE = 10;
// The line reaches this much farther than the farthest point.
const BEYOND = 1.1;

export class LineView extends PointView {
  /** @type {Float32Array} */ cloud = new Float32Array();
  /** @type {Float32Array | undefined} */ #now;
  #reach = 1;
  #stops = new AbortController();

  /**
   * @param {import("./selection.js").Selection} selection
   * @param {{ label: string, name: (index: number) => string, turned: (degrees: number) => void, nudged: (degrees: number) => void }} options
   *   `turned`: the line was dragged to that angle; `nudged`: moved by key
   */
  constructor(selection, { turned, nudged, ...options }) {
    super(selection, options);
    const { signal } = this.#stops;
    let dragging = false;
    const turn = (/** @type {PointerEvent} */ event) => {
      const center = this.center();
      if (!center) return;
      const box = this.canvas.getBoundingClientRect();
      // On the screen y grows downward.
      turned((Math.atan2(center.y - (event.clientY - box.top), event.clientX - box.left - center.x) * 180) / Math.PI);
    };
    const take = (/** @type {string} */ type, /** @type {(event: any) => void} */ listener) => this.element.addEventListener(type, listener, { capture: true, signal });
    // Whoever drags here turns the line: the picture underneath has nothing to be moved for.
    take("pointerdown", (/** @type {PointerEvent} */ event) => {
      event.stopPropagation();
      this.canvas.focus({ preventScroll: true });
      this.canvas.setPointerCapture(event.pointerId);
      dragging = true;
      turn(event);
    });
    take("pointermove", (/** @type {PointerEvent} */ event) => {
      if (!dragging) return;
      event.stopPropagation();
      turn(event);
    });
    for (const type of ["pointerup", "pointercancel"]) {
      take(type, (/** @type {PointerEvent} */ event) => {
        if (dragging) event.stopPropagation();
        dragging = false;
      });
    }
    take("keydown", (/** @type {KeyboardEvent} */ event) => {
      const way = { ArrowLeft: 1, ArrowUp: 1, ArrowRight: -1, ArrowDown: -1 }[event.key];
      if (way === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.stopPropagation();
      event.preventDefault();
      nudged(way * (event.shiftKey ? STRIDE : STEP));
    });
  }

  /** How many points the cloud has. */
  get rows() {
    return this.cloud.length / 2;
  }

  /** Which point of the cloud is meant by an index of this view. @param {number} index */
  point(index) {
    return index < 2 * this.rows ? index % this.rows : undefined;
  }

  /** @param {Float32Array} values n × 2 */
  setCloud(values) {
    this.cloud = values;
    this.#now = undefined;
  }

  /** The middle of the line on the screen. */
  center() {
    const ends = [2 * this.rows, 2 * this.rows + 1].map((index) => (this.size > 0 ? this.painter?.screen(index) : undefined));
    const [one, other] = ends;
    return one && other && { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
  }

  /** @param {import("../../pkg/latent_lab.js").Shadow} shadow */
  setShadow({ mean, direction, feet, places }) {
    const n = this.rows;
    const first = this.#now === undefined;
    if (first) {
      const squares = Array.from({ length: n }, (_, i) => (this.cloud[2 * i] - mean[0]) ** 2 + (this.cloud[2 * i + 1] - mean[1]) ** 2);
      this.#reach = BEYOND * Math.sqrt(Math.max(...squares));
      this.overlay = { path: [2 * n, 2 * n + 1] };
      this.links = Array.from({ length: n }, (_, i) => ({ from: i, to: n + i, kind: /** @type {any} */ ("edge") }));
    }
    const now = new Float32Array(4 * n + 4);
    now.set(this.cloud);
    now.set(feet, 2 * n);
    for (const [end, sign] of [[0, -1], [1, 1]]) {
      for (const axis of [0, 1]) now[4 * n + 2 * end + axis] = mean[axis] + sign * this.#reach * direction[axis];
    }
    this.#now = now;
    const colors = new Float32Array(2 * n + 2);
    colors.set(places);
    colors.set(places, n);
    colors[2 * n] = Math.min(...places);
    colors[2 * n + 1] = Math.max(...places);
    this.setPositions(now, 2 * n + 2, 2, { fit: first });
    this.painter?.setScalars(colors, "viridis");
    this.painter?.setRadius(3);
    this.help.textContent = "Left and right arrow keys turn the line by one degree, with Shift by ten; bracket keys visit every point; plus and minus zoom.";
    this.change();
  }

  /** Frames the cloud with room for the line at every angle, so that the picture stands still while the line turns. */
  frame() {
    const now = this.#now;
    if (!now || !this.painter) return;
    const n = this.rows;
    const [x, y] = [(now[4 * n] + now[4 * n + 2]) / 2, (now[4 * n + 1] + now[4 * n + 3]) / 2];
    const around = Float32Array.from(now);
    around.set([x - this.#reach, y - this.#reach, x + this.#reach, y + this.#reach], 4 * n);
    around.copyWithin(2 * n, 0, 2 * n);
    this.painter.setPositions(around, 2 * n + 2, 2);
    super.frame();
    this.painter.setPositions(now, 2 * n + 2, 2);
  }

  destroy() {
    super.destroy();
    this.#stops.abort();
  }
}
