/** The whole latent plane, decoded behind the codes of the digits, and a path that is drawn on it with the pointer. */

import { announce, make, oneAtATime, settled } from "../shell/dom.js";
import { theme, watchTheme } from "../shell/theme.js";
import { PathFigure } from "./path-figure.js";

const FRAMES = 12;
/** The side of one decoded picture on the screen, about, in CSS pixels. */
const CELL = 28;
/** Of a dot, in CSS pixels. */
const RADIUS = 1.5;
// Points of a path nearer than this to the one before add nothing, in CSS pixels.
const NEAR = 5;
// How often the plane is decoded while the network learns, in ms.
const EVERY = 400;
/** Digits that the first path leads through. */
const FIRST = [6, 0, 2, 7, 1];

export class PlaneFigure extends PathFigure {
  /** The corners of the path: codes, two numbers each. @type {number[]} */ path = [];
  /** Whether the path is one through pictures, whose codes move while the network learns. @type {number[] | undefined} */ through;
  /** Whether the pointer draws, or moves the map. A finger scrolls the page past it until it is asked to draw. */
  drawing = !matchMedia("(pointer: coarse)").matches;
  #canvas = make("canvas", { class: "plane", "aria-hidden": "true" });
  #due = 0;
  #listening = new AbortController();
  #forget = watchTheme(() => void this.decodePlane());

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element, "The latent plane, decoded, with the codes of 6,000 digits; a path can be drawn on it");
    this.stage.classList.add("plane-of");
    // Titles of axes would stand on pictures.
    this.map.overlay = {};
    this.stage.append(
      make("div", { class: "pane whole" }, make("div", { class: "tag" }, make("b", {}, "The film"), ` · ${FRAMES} stops at equal distances along the path`), this.strip.element),
      make("div", { class: "pane" }, make("div", { class: "tag" }, make("b", {}, "The latent plane"), ` · each place decoded, the digits' codes above it · ${this.drawing ? "drag" : "press Draw, then drag"} to draw a path`), this.map.element),
      make(
        "div",
        { class: "pane" },
        make("section", { class: "grows" }, make("div", { class: "tag" }, make("b", {}, "Distance to the data"), " · 1 is usual between nearest codes"), this.chart.element),
        this.verdict,
      ),
    );
    this.map.element.prepend(this.#canvas);
    const again = settled(() => void this.decodePlane(), 120);
    const change = this.map.change.bind(this.map);
    this.map.change = () => {
      change();
      again();
    };
    this.#pointer();
    this.selection.addEventListener("pin", () => this.add());
  }

  async prepare() {
    const linked = (this.link.get("path") ?? "").split(",").filter(Boolean).map(Number);
    if (linked.length >= 4 && linked.length % 2 === 0 && linked.every(Number.isFinite)) this.path = linked;
    await this.openNetwork([]);
  }

  /** @param {typeof import("../../pkg/latent_lab.js")} opened @param {string[]} front */
  buildControls(opened, front) {
    super.buildControls(opened, front);
    this.opened = opened;
    // What lies behind the dots is seen between them.
    this.map.painter?.setRadius(RADIUS);
    const button = (/** @type {string} */ title, /** @type {string} */ help, /** @type {() => void} */ act) => {
      const made = make("button", { type: "button", title: help }, title);
      made.addEventListener("click", act);
      return made;
    };
    const draw = button("Draw", "The pointer draws a path; otherwise it moves the map, and a click on a dot adds it to the path.", () => {
      this.drawing = !this.drawing;
      draw.setAttribute("aria-pressed", String(this.drawing));
      this.map.element.classList.toggle("draws", this.drawing);
    });
    draw.setAttribute("aria-pressed", String(this.drawing));
    this.map.element.classList.toggle("draws", this.drawing);
    this.bar.append(
      draw,
      button("Through five digits", "A path from one held-out picture to the next.", () => this.throughDigits()),
      button("Out to the corner", "From the middle of the picture to its corner and along its edge: mostly where no digit is.", () => this.outside()),
      button("Clear", "Forgets the path. By keyboard, Enter on a point adds it to the path.", () => this.clear()),
    );
  }

  digitsCame() {
    const { digits } = this.network;
    if (digits && this.path.length === 0 && !this.through && !this.cleared) this.through = FIRST.map((digit) => digits.heldOut(digit)[0]);
    super.digitsCame();
  }

  throughDigits() {
    const { digits } = this.network;
    if (!digits) return;
    this.through = FIRST.map((digit) => digits.heldOut(digit)[0]);
    this.path = [];
    void this.look();
  }

  outside() {
    const { clientWidth: width, clientHeight: height } = this.map.element;
    this.through = undefined;
    this.path = this.#codesAt([0.5 * width, 0.5 * height, 0.97 * width, 0.03 * height, 0.97 * width, 0.9 * height]);
    void this.look();
  }

  clear() {
    this.through = undefined;
    this.path = [];
    this.cleared = true;
    this.places = new Float32Array();
    this.strip.set(new Float32Array(784 * FRAMES), FRAMES);
    this.flags.replaceChildren();
    this.farthest.set("–");
    this.verdict.textContent = "Draw a path on the plane.";
    this.chart.set(false);
    this.drawWalk();
  }

  /** A point chosen by click or key joins the path. */
  add() {
    const { pinned } = this.selection;
    const { codes, selection } = this;
    if (pinned === undefined || !codes || 2 * pinned >= codes.length) return;
    this.through = undefined;
    this.path.push(codes[2 * pinned], codes[2 * pinned + 1]);
    if (selection.spoken) announce(`${this.name(pinned)} is stop ${this.path.length / 2} of the path.`);
    void this.look();
  }

  /** @param {number[]} pixels x, y pairs */
  #codesAt(pixels) {
    return [...(this.map.painter?.places(pixels) ?? [])];
  }

  /** Dragging over the map draws, as long as that is chosen. */
  #pointer() {
    const { signal } = this.#listening;
    const take = (/** @type {string} */ type, /** @type {(event: any) => void} */ listener) => this.map.element.addEventListener(type, listener, { capture: true, signal });
    /** @type {[number, number] | undefined} */
    let last;
    /** Where the pointer went down; a path begins when it moves. @type {[number, number] | undefined} */
    let start;
    const at = (/** @type {PointerEvent} */ event) => {
      const { left, top } = this.map.canvas.getBoundingClientRect();
      return /** @type {[number, number]} */ ([event.clientX - left, event.clientY - top]);
    };
    take("pointerdown", (/** @type {PointerEvent} */ event) => {
      if (!this.drawing || event.button !== 0) return;
      event.stopPropagation();
      event.preventDefault();
      this.map.canvas.focus({ preventScroll: true });
      this.map.canvas.setPointerCapture(event.pointerId);
      last = start = at(event);
    });
    take("pointermove", (/** @type {PointerEvent} */ event) => {
      if (!last) return;
      event.stopPropagation();
      const now = at(event);
      if (Math.hypot(now[0] - last[0], now[1] - last[1]) < NEAR) return;
      last = now;
      if (start) {
        this.through = undefined;
        this.path = this.#codesAt(start);
        start = undefined;
      }
      this.path.push(...this.#codesAt(now));
      void this.look();
    });
    for (const type of ["pointerup", "pointercancel"]) {
      take(type, (/** @type {PointerEvent} */ event) => {
        if (last) event.stopPropagation();
        last = undefined;
      });
    }
  }

  /** @param {number} run @returns {Promise<import("./path-figure.js").Walk | undefined>} */
  async walk(run) {
    const { engine, digits } = this.network;
    if (!digits) return undefined;
    const codes = this.through ? await engine.call("encode", run, digits.rows(this.through)) : Float32Array.from(this.path);
    if (codes.length < 4) return undefined;
    const says = this.through ? `through ${this.through.map((index) => this.name(index)).join(", ")}` : `along your path of ${codes.length / 2} corners`;
    return { codes, kind: "path", steps: FRAMES, says };
  }

  /** @param {import("../engine/runner.js").Shown} shown */
  drawMap(shown) {
    super.drawMap(shown);
    if (shown.past || performance.now() < this.#due) return;
    this.#due = performance.now() + EVERY;
    void this.decodePlane();
  }

  /** Decodes the plane behind the points as the camera shows it. */
  decodePlane = oneAtATime(() => this.#decode());

  async #decode() {
    const { engine, runner } = this.network;
    const { run } = runner;
    const { opened } = this;
    const { clientWidth: width, clientHeight: height } = this.map.element;
    if (!opened || run === undefined || !this.visible || !this.map.painter || this.map.size === 0 || width === 0) return;
    const [columns, rows] = [Math.max(4, Math.round(width / CELL)), Math.max(4, Math.round(height / CELL))];
    const centers = Array.from({ length: columns * rows }, (_, i) => [((i % columns) + 0.5) * (width / columns), (Math.floor(i / columns) + 0.5) * (height / rows)]);
    try {
      const pictures = await engine.call("decode", run, this.map.painter.places(centers.flat()));
      if (run !== runner.run || this.closed) return;
      this.#canvas.width = columns * 28;
      this.#canvas.height = rows * 28;
      const context = /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext("2d"));
      opened.paintPictures(context, pictures, { count: columns * rows, height: 28, width: 28, columns, scale: 1, gap: 0, theme: theme() });
      this.decoded = columns * rows;
    } catch {
      // The run has been replaced or lost; what replaces it asks again.
    }
  }

  /** @param {boolean} visible */
  show(visible) {
    super.show(visible);
    if (visible) void this.decodePlane();
  }

  state() {
    const path = this.through ? undefined : this.path.map((value) => Number(value.toPrecision(4)));
    return { ...super.state(), path: path && path.length > 0 ? path : undefined };
  }

  destroy() {
    super.destroy();
    this.#listening.abort();
    this.#forget();
  }
}
