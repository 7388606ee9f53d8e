/** A flat cloud and a line through its middle: turn it, and watch how long a shadow the cloud casts on it. */

import { parameterControl } from "../controls/parameter.js";
import { Engine } from "../engine/client.js";
import { library, parametersOf } from "../engine/module.js";
import { fixed, make, oneAtATime, percent, settled, still } from "../shell/dom.js";
import { experimentOf, parse } from "../shell/link.js";
import { Chart } from "./chart.js";
import { Figure } from "./figure.js";
import { LineView } from "./line-view.js";
import { Selection } from "./selection.js";

const GENERATOR = "ellipse";
/** Where this figure begins, when it is not where the generator does. @type {Record<string, any>} */
const FIRST = { n: 240, angle: 34, elongation: 2.4, seed: 4 };
const HALF_TURN = 180;
// The first turn takes this long, in ms, and a snap this.
const FIRST_TURN = 14_000;
const SNAP = 200;
// Angles this far apart, in degrees, are joined in the chart; across wider gaps nobody has looked.
const APART = 8;
/** The line itself, described as the library describes its parameters. */
const LINE = /** @type {import("../../pkg/latent_lab.js").Parameter} */ ({
  id: "turn",
  title: "line",
  kind: "integer",
  min: 0,
  max: HALF_TURN - 1,
  usual: [0, HALF_TURN - 1],
  default: 100,
  help: "The angle of the line in degrees. You can also drag the line, or focus the picture and use the arrow keys.",
  live: true,
});

/** An angle of a line, which has no front and back. @param {number} degrees */
function upright(degrees) {
  return ((degrees % HALF_TURN) + HALF_TURN) % HALF_TURN;
}

export class TurnLineFigure extends Figure {
  engine = new Engine();
  selection = new Selection();
  /** Parameters of the data, by id. @type {Record<string, any>} */ shape = {};
  /** Degrees from the first axis. @type {number} */ angle = LINE.default === undefined ? 0 : Number(LINE.default);
  /** The share of the variance along the line, at every angle that was looked at. @type {Map<number, number>} */ seen = new Map();
  /** @type {number | undefined} */ data;
  /** The latest answer. @type {import("../../pkg/latent_lab.js").Shadow | undefined} */ shadow;
  /** Whether the line turns by itself. */
  turning = false;
  /** Where PCA puts the line, in degrees, once it was asked. @type {number | undefined} */ snapped;
  #last = 0;
  #turned = 0;
  #era = 0;

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element);
    this.view = new LineView(this.selection, {
      label: "A cloud of points in the plane, and a line through its middle",
      name: (index) => this.name(index),
      turned: (degrees) => this.take(degrees),
      nudged: (degrees) => this.take(this.angle + degrees),
    });
    this.shares = new Chart("Variance along the line and across it");
    this.curve = new Chart("Variance along the line, by its angle");
    this.parts.push(this.view, this.shares, this.curve);
    this.stage.classList.add("hand");
    this.stage.append(
      make("div", { class: "pane" }, make("div", { class: "tag" }, make("b", {}, "The cloud and a line"), " · color is the place on the line"), this.view.element),
      make(
        "div",
        { class: "pane" },
        make("section", { class: "grows" }, make("div", { class: "tag" }, make("b", {}, "The scree"), " · first bar along the line, second across it"), this.shares.element),
        make("section", { class: "grows" }, make("div", { class: "tag" }, make("b", {}, "Where you have looked"), " · share along the line, %, by angle"), this.curve.element),
      ),
    );
    const help = "Variance: the mean squared distance from the middle (divided by n − 1).";
    this.degrees = this.readout("angle", { room: 5, testid: "angle" });
    this.along = this.readout("variance along the line", { room: 5, tone: "query", help, testid: "along" });
    this.across = this.readout("across it", { room: 5, help, testid: "across" });
    this.total = this.readout("together", { room: 5, help, testid: "together" });
    this.kept = this.readout("kept", { room: 7, tone: "kept", help: "The share of the variance that is along the line.", testid: "kept" });
    this.engine.addEventListener("lost", () => void this.load());
  }

  /** @param {number} index */
  name(index) {
    const point = this.view.point(index);
    const place = point === undefined ? undefined : this.shadow?.places[point];
    return place === undefined ? "an end of the line" : `point ${point}: ${fixed(place, 2)} on the line`;
  }

  async prepare() {
    const opened = await library();
    if (this.closed) return;
    this.view.open(opened);
    if (!this.bar.hasChildNodes()) this.buildControls(opened);
    await this.load();
    if (!this.link.has(LINE.id) && !still()) this.turn(true);
  }

  /** @param {typeof import("../../pkg/latent_lab.js")} opened */
  buildControls(opened) {
    const again = settled(() => void this.load(), 60);
    const linked = this.link.get(LINE.id);
    if (linked !== undefined && Number.isFinite(Number(linked))) this.angle = upright(Number(linked));
    this.line = parameterControl(LINE, Math.round(this.angle), (value) => this.take(value));
    const rest = make("div", { class: "rest" });
    /** @type {HTMLElement[]} */
    const front = [];
    for (const parameter of parametersOf(opened, "generators", GENERATOR)) {
      const text = this.link.get(parameter.id);
      this.shape[parameter.id] = text === undefined ? (FIRST[parameter.id] ?? parameter.default) : parse(parameter, text);
      const control = parameterControl(parameter, this.shape[parameter.id], (value) => {
        this.shape[parameter.id] = value;
        again();
      });
      if (parameter.id === "elongation") front.push(control.element);
      else rest.append(control.element);
    }
    this.play = make("button", { type: "button", class: "play", "data-testid": "play" }, "Turn slowly");
    this.play.addEventListener("click", () => this.turn(!this.turning));
    const snap = make("button", { type: "button", "data-testid": "snap", title: "Asks PCA for the line of greatest variance, and goes there." }, "Snap to the first component");
    snap.addEventListener("click", () => void this.snap());
    this.bar.append(make("div", { class: "transport" }, this.play, snap), this.line.element, ...front, make("details", { class: "more" }, make("summary", {}, "more"), rest));
  }

  /** Makes the data anew; the line stays where it is. */
  async load() {
    const era = (this.#era += 1);
    try {
      const old = this.data;
      const data = await this.engine.call("generate", GENERATOR, this.shape);
      if (old !== undefined) void this.engine.call("free", old).catch(() => undefined);
      const values = await this.engine.call("matrix", data);
      if (era !== this.#era || this.closed) return;
      this.data = data;
      this.snapped = undefined;
      this.seen.clear();
      this.view.setCloud(values);
      this.calm();
      await this.cast();
    } catch (error) {
      if (era === this.#era && !this.closed) this.complain(error);
    }
  }

  /** The reader turns the line. @param {number} degrees */
  take(degrees) {
    this.turn(false);
    this.go(degrees);
  }

  /** @param {number} degrees */
  go(degrees) {
    this.angle = upright(degrees);
    this.line?.set(Math.round(this.angle) % HALF_TURN);
    void this.cast();
  }

  /** Asks for the shadow on the line as it lies now; at most one question is open. */
  cast = oneAtATime(async () => {
    const { data, angle } = this;
    const turn = (angle * Math.PI) / HALF_TURN;
    try {
      const shadow = await this.engine.call("shadow", data, [Math.cos(turn), Math.sin(turn)]);
      if (data === this.data && !this.closed) this.draw(shadow, angle);
    } catch {
      // The data has been replaced or lost meanwhile; its successor is asked.
    }
  });

  /** @param {import("../../pkg/latent_lab.js").Shadow} shadow @param {number} angle */
  draw(shadow, angle) {
    this.shadow = shadow;
    this.view.setShadow(shadow);
    const { variance, total, share } = shadow;
    this.seen.set(Math.round(angle) % HALF_TURN, share);
    this.degrees.set(`${Math.round(angle) % HALF_TURN}°`);
    this.along.set(fixed(variance, 2));
    this.across.set(fixed(total - variance, 2));
    this.total.set(fixed(total, 2));
    this.kept.set(percent(share));
    this.measure({ kept: share, query: variance, total, across: 1 - share, found: angle === this.snapped ? 1 : 0 });
    this.shares.set(
      { kind: "scree", values: [share, 1 - share], kept: 1, yEnd: 1, yTitle: "share of variance, %" },
      `${percent(share)} of the variance is along the line, ${percent(1 - share)} across it`,
    );
    this.#chart(angle, share);
  }

  /** @param {number} angle @param {number} share */
  #chart(angle, share) {
    const x = [];
    const values = [];
    for (const [at, seen] of [...this.seen].sort(([a], [b]) => a - b)) {
      if (x.length > 0 && at - x[x.length - 1] > APART) {
        x.push(at);
        values.push(NaN);
      }
      x.push(at);
      values.push(100 * seen);
    }
    this.curve.set(
      {
        kind: "curve",
        xTitle: "angle of the line, degrees",
        xStart: 0,
        xEnd: HALF_TURN,
        yStart: 0,
        yEnd: 100,
        series: [
          { role: "reference", x, values },
          { label: "now", role: "accent", x: [angle], values: [100 * share] },
        ],
      },
      `At ${Math.round(angle)} degrees ${percent(share)}; ${this.seen.size} of ${HALF_TURN} angles looked at`,
    );
  }

  /** Turns the line by itself, or stops. @param {boolean} on */
  turn(on) {
    if (on === this.turning) return;
    this.turning = on;
    this.#last = 0;
    this.#turned = 0;
    if (this.play) this.play.textContent = on ? "Hold" : "Turn slowly";
    if (on) this.#ask();
  }

  #ask() {
    requestAnimationFrame((now) => {
      if (!this.turning || !this.visible) return;
      const passed = this.#last ? Math.min(100, now - this.#last) : 0;
      this.#last = now;
      const more = (passed / FIRST_TURN) * HALF_TURN;
      this.#turned += more;
      this.go(this.angle + more);
      if (this.#turned < HALF_TURN) this.#ask();
      else this.turn(false);
    });
  }

  /** Goes to where PCA says the first component is. */
  async snap() {
    this.turn(false);
    try {
      const run = await this.engine.call("start", "pca", this.data, { components: 1 });
      let report;
      do report = await this.engine.call("advance", run, 8);
      while (report.phase !== "done");
      const { components } = await this.engine.call("details", run);
      await this.engine.call("free", run);
      const [x, y] = components.values;
      this.#glide(upright((Math.atan2(y, x) * HALF_TURN) / Math.PI));
    } catch (error) {
      if (!this.closed) this.complain(error);
    }
  }

  /** @param {number} target degrees */
  #glide(target) {
    const from = this.angle;
    const way = upright(target - from + HALF_TURN / 2) - HALF_TURN / 2;
    const start = performance.now();
    const arrive = () => {
      this.snapped = target;
      this.go(target);
    };
    if (still()) return arrive();
    const step = (/** @type {number} */ now) => {
      const part = Math.min(1, (now - start) / SNAP);
      if (part === 1) return arrive();
      this.go(from + way * (1 - (1 - part) ** 2));
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  /** @param {boolean} visible */
  show(visible) {
    super.show(visible);
    this.#last = 0;
    if (visible && this.turning) this.#ask();
  }

  state() {
    return { ...this.shape, turn: Math.round(this.angle * 10) / 10 };
  }

  experiment() {
    return experimentOf(GENERATOR, this.shape, { method: "pca" });
  }

  async table() {
    const values = await this.engine.call("matrix", this.data);
    const places = this.shadow?.places ?? new Float32Array();
    return {
      columns: ["point", "x", "y", "place on the line"],
      rows: Array.from(places, (place, i) => [i, values[2 * i], values[2 * i + 1], place]),
    };
  }

  destroy() {
    super.destroy();
    this.turning = false;
    this.engine.destroy();
  }
}
