/**
 * A pad to draw on with pen, finger or mouse. Fires "stroke" when the pen is lifted and "change" whenever what is drawn has
 * changed by other means. Coordinates go from 0 to 1, y down, as `centerDrawing` takes them.
 */

import { make } from "../shell/dom.js";
import { watchTheme } from "../shell/theme.js";

/** The pen, as a share of the pad's side: as `centerDrawing` takes it where nothing is said. */
const PEN = 0.08;
// Points nearer than this to the one before add nothing.
const NEAR = 0.004;

/** @typedef {[number, number][][]} Strokes points of each stroke */

export class DrawingPad extends EventTarget {
  /** @type {Strokes} */ strokes = [];
  #canvas = make("canvas", { role: "img" });
  /** @type {number | undefined} the pen that draws */ #pen;
  #stops = new AbortController();
  #watch = new ResizeObserver(() => this.#draw());
  #forget = watchTheme(() => this.#draw());

  /** @param {string} label what the pad is for @param {string} hint what stands on it while it is empty */
  constructor(label, hint = "Draw here") {
    super();
    this.#canvas.setAttribute("aria-label", label);
    this.hint = make("p", { class: "waiting" }, hint);
    this.element = make("div", { class: "pad", "data-testid": "pad" }, this.#canvas, this.hint);
    this.#watch.observe(this.element);
    const { signal } = this.#stops;
    const on = (/** @type {string} */ type, /** @type {(event: any) => void} */ listener) => this.#canvas.addEventListener(type, listener, { signal });
    on("pointerdown", (/** @type {PointerEvent} */ event) => {
      if (this.#pen !== undefined || event.button !== 0) return;
      event.preventDefault();
      this.#canvas.setPointerCapture(event.pointerId);
      this.#pen = event.pointerId;
      this.strokes.push([this.#place(event)]);
      this.#draw();
    });
    on("pointermove", (/** @type {PointerEvent} */ event) => {
      if (event.pointerId !== this.#pen) return;
      const stroke = this.strokes[this.strokes.length - 1];
      const all = event.getCoalescedEvents?.() ?? [];
      for (const one of all.length > 0 ? all : [event]) {
        const [x, y] = this.#place(one);
        const [lastX, lastY] = stroke[stroke.length - 1];
        if (Math.hypot(x - lastX, y - lastY) >= NEAR) stroke.push([x, y]);
      }
      this.#draw();
    });
    for (const type of ["pointerup", "pointercancel"]) {
      on(type, (/** @type {PointerEvent} */ event) => {
        if (event.pointerId !== this.#pen) return;
        this.#pen = undefined;
        this.dispatchEvent(new Event("stroke"));
      });
    }
  }

  get canvas() {
    return this.#canvas;
  }

  get isEmpty() {
    return this.strokes.length === 0;
  }

  /** What is drawn, as `centerDrawing` takes it. @returns {[Float32Array, Uint32Array]} */
  get points() {
    let end = 0;
    const ends = this.strokes.map((stroke) => (end += stroke.length));
    return [Float32Array.from(this.strokes.flat(2)), Uint32Array.from(ends)];
  }

  /** @param {Strokes} strokes */
  set(strokes) {
    this.strokes = strokes.map((stroke) => stroke.map(([x, y]) => [x, y]));
    this.#draw();
    this.dispatchEvent(new Event("change"));
  }

  clear() {
    this.set([]);
  }

  /** Takes the last stroke back. */
  undo() {
    this.set(this.strokes.slice(0, -1));
  }

  /** The drawing as an SVG image, for saved pictures. */
  svg() {
    const { width, height } = this.#canvas.getBoundingClientRect();
    return this.#canvas.width > 0 ? `<image x="0" y="0" width="${width}" height="${height}" href="${this.#canvas.toDataURL()}"/>` : "";
  }

  destroy() {
    this.#stops.abort();
    this.#watch.disconnect();
    this.#forget();
  }

  /** @param {PointerEvent} event @returns {[number, number]} */
  #place(event) {
    const { left, top, width, height } = this.#canvas.getBoundingClientRect();
    return [(event.clientX - left) / width, (event.clientY - top) / height];
  }

  #draw() {
    const { clientWidth: side } = this.#canvas;
    if (side === 0) return;
    const ratio = Math.min(3, devicePixelRatio || 1);
    const pixels = Math.round(side * ratio);
    if (this.#canvas.width !== pixels) this.#canvas.width = this.#canvas.height = pixels;
    const context = /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext("2d"));
    context.clearRect(0, 0, pixels, pixels);
    context.strokeStyle = getComputedStyle(this.element).color;
    context.lineWidth = PEN * pixels;
    context.lineCap = context.lineJoin = "round";
    for (const stroke of this.strokes) {
      context.beginPath();
      stroke.forEach(([x, y], i) => (i === 0 ? context.moveTo(x * pixels, y * pixels) : context.lineTo(x * pixels, y * pixels)));
      // A dot is a line of no length.
      if (stroke.length === 1) context.lineTo(stroke[0][0] * pixels, stroke[0][1] * pixels);
      context.stroke();
    }
    this.hint.hidden = this.strokes.length > 0;
  }
}
