/** Two chairs and a desk whose factors are known: a walk between their codes, and what it changes, beside the cross-fade. */

import { Scrubber } from "../controls/scrubber.js";
import { transport } from "../controls/transport.js";
import { Engine } from "../engine/client.js";
import { library, parametersOf } from "../engine/module.js";
import { Runner } from "../engine/runner.js";
import { announce, fixed, make, oneAtATime, percent, still } from "../shell/dom.js";
import { experimentOf, progressOf, runState, takeRun } from "../shell/link.js";
import { Chart } from "./chart.js";
import { ClassLegend } from "./class-legend.js";
import { Digits } from "./digits.js";
import { Figure } from "./figure.js";
import { Pictures } from "./pictures.js";
import { PointView } from "./point-view.js";
import { Selection } from "./selection.js";
import { showSlots, slotGroup } from "./slots.js";

const DATA = { n: 1000, seed: 1 };
/** Chairs have four factors: height, back, spacing, shade. */
const FIRST_PARAMS = { components: 4, layers: [128, 32], epochs: 80, batchSize: 50, learningRate: 0.002, heldOut: 100 };
/** Pictures that factors are read off by; none of them was learned from. */
const RULER = { n: 4000, seed: 77 };
const NEAREST = 10;
const STEPS = 9;
/** Two chairs, the one low and wide with a short back, the other tall and narrow with a long one, and a middling desk. */
const FIRST = [218, 670, 99];
/** Of a dot, in CSS pixels; what stands on the dots has to be seen. */
const RADIUS = 2.2;
const SLOTS = ["A", "B", "C"];
/** Factors that a chair has. */
const FACTORS = ["height", "back", "spacing", "shade"];
// How often pictures are asked for while it trains, in ms; factors take longer to read.
const EVERY = 300;
const READ_EVERY = 1200;

export class ChairsFigure extends Figure {
  engine = new Engine();
  selection = new Selection();
  runner = new Runner(this.engine, { method: "autoencoder", load: (engine) => engine.call("generate", "furniture", DATA), align: true });
  /** @type {Digits | undefined} */ pictures;
  /** The chosen pictures: A and B, between which one walks, and C to compare with. */
  chosen = [...FIRST];
  slot = 0;
  factor = FACTORS[0];
  /** Factors of all pictures, by name. @type {{ names: string[], values: Float32Array, columns: number } | undefined} */ factors;
  /** Data to read factors by. @type {number | undefined} */ ruler;
  #due = 0;
  #readDue = 0;
  #readAsked = false;

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element);
    const name = (/** @type {number} */ index) => this.name(index);
    this.map = new PointView(this.selection, { label: "The codes of chairs and desks", name, waiting: "Drawing furniture …" });
    this.walkStrip = new Pictures("The walk between the codes, decoded", { columns: STEPS, gap: 2 });
    this.fadeStrip = new Pictures("The cross-fade of the pixels", { columns: STEPS, gap: 2 });
    this.chart = new Chart("A factor along the way");
    this.parts.push(this.map, this.walkStrip, this.fadeStrip, this.chart);
    this.stage.classList.add("walk", "strips");
    this.slots = slotGroup("Which picture the next choice on the map sets");
    this.hint = make("span");
    this.chartTag = make("div", { class: "tag" });
    this.stage.append(
      make("div", { class: "pane" }, make("div", { class: "tag" }, make("b", {}, "Codes"), " · 4 numbers each, seen from the widest side", this.hint), this.map.element),
      make(
        "div",
        { class: "pane" },
        this.slots,
        make("section", {}, make("div", { class: "tag" }, make("b", { class: "query-ink" }, "Walk between the codes"), " of A and B, decoded"), this.walkStrip.element),
        make("section", {}, make("div", { class: "tag" }, make("b", { class: "false-ink" }, "Cross-fade of the pixels"), " · no network at all"), this.fadeStrip.element),
        make("section", { class: "grows" }, this.chartTag, this.chart.element),
      ),
    );
    this.scrubber = new Scrubber(this.runner, { view: this.map, selection: this.selection });
    this.parts.push(this.scrubber);
    this.bar.before(this.scrubber.element);
    this.leaps = this.readout("largest step of the walk", { room: 5, help: "Of the whole change of the factor, the share that falls on a single one of eight steps.", testid: "walk-leap" });
    this.fadeLeaps = this.readout("of the cross-fade", { room: 5, testid: "fade-leap" });
    this.apart = ["A to B", "A to C", "B to C"].map((title) => this.readout(title, { room: 6, help: "Distance between the codes (Euclidean, in four dimensions).", testid: title.replaceAll(" ", "-") }));
    this.losses = this.readout("loss, held out", { room: 8, tone: "held-out" });

    this.selection.addEventListener("pin", () => this.choose());
    this.runner.addEventListener("frame", (event) => this.draw(/** @type {CustomEvent} */ (event).detail));
    this.runner.addEventListener("opened", () => void this.opened());
    this.runner.addEventListener("state", () => ["paused", "done"].includes(this.runner.state) && void this.look(true));
    this.runner.addEventListener("trouble", (event) => this.troubled(/** @type {CustomEvent} */ (event).detail, this.runner));
    this.runner.addEventListener("recovered", () => this.calm());
  }

  /** A picture in words. @param {number} index */
  name(index) {
    const { factors, pictures } = this;
    if (!factors || !pictures) return `picture ${index}`;
    const value = (/** @type {string} */ factor) => fixed(factors.values[index * factors.columns + factors.names.indexOf(factor)], 1);
    return pictures.labels[index] === 1 ? `a desk, height ${value("height")}, spacing ${value("spacing")}` : `a chair, height ${value("height")}, back ${value("back")}, spacing ${value("spacing")}`;
  }

  async prepare() {
    const opened = await library();
    if (this.closed) return;
    this.map.open(opened);
    this.map.painter?.setRadius(RADIUS);
    if (!this.bar.hasChildNodes()) this.#controls(opened);
    await this.runner.open(progressOf(this.link));
  }

  /** @param {typeof import("../../pkg/latent_lab.js")} opened */
  #controls(opened) {
    this.runner.params = Object.fromEntries(Object.entries(FIRST_PARAMS).filter(([id]) => !this.link.has(id)));
    takeRun(this.runner, parametersOf(opened, "methods", "autoencoder"), this.link);
    const linked = (this.link.get("places") ?? "").split(",").filter(Boolean).map(Number);
    if (linked.length === SLOTS.length && linked.every((index) => Number.isInteger(index) && index >= 0 && index < DATA.n)) this.chosen = linked;
    const factor = this.link.get("factor") ?? "";
    if (FACTORS.includes(factor)) this.factor = factor;
    const select = make("select", { id: `${this.id}-factor`, "data-testid": "factor" }, ...FACTORS.map((factor) => make("option", { value: factor }, factor)));
    select.value = this.factor;
    select.addEventListener("change", () => {
      this.factor = select.value;
      void this.look(true);
    });
    const help = make("span", { class: "help", role: "tooltip" }, "One of the four numbers that a chair was drawn from, read off each picture by comparing it with 4,000 others.");
    this.bar.append(...transport(this.runner, { touched: () => this.calm() }), make("div", { class: "control" }, make("label", { for: select.id }, "factor"), select, help));
    this.legend = new ClassLegend(opened, ["chair", "desk"]);
    this.parts.push(this.legend);
    this.map.element.before(this.legend.element);
  }

  async opened() {
    this.calm();
    const { data } = this.runner;
    if (data === undefined) return;
    const [pictures, factors] = await Promise.all([Digits.of(this.engine, data), this.engine.call("factors", data)]);
    this.ruler ??= await this.engine.call("generate", "furniture", RULER);
    if (this.closed || data !== this.runner.data) return;
    this.pictures = pictures;
    this.factors = factors;
    this.color();
    this.showSlots();
    await this.look(true);
    if (!this.link.has("step") && !still() && this.runner.state === "paused" && this.runner.report?.step === 0) this.runner.play();
  }

  color() {
    if (this.pictures?.count !== this.map.size) return;
    this.map.painter?.setClasses(this.pictures.labels);
    this.map.change();
  }

  /** @param {import("../engine/runner.js").Shown} shown */
  draw({ positions, past }) {
    const first = this.map.size === 0;
    this.map.setPositions(positions, positions.length / 2, 2, { smooth: true });
    if (first) this.color();
    if (past || performance.now() < this.#due) return;
    this.#due = performance.now() + EVERY;
    void this.look();
  }

  choose() {
    const { pinned } = this.selection;
    if (pinned === undefined || !this.pictures) return;
    this.chosen[this.slot] = pinned;
    if (this.selection.spoken) announce(`${SLOTS[this.slot]} is now ${this.name(pinned)}.`);
    else this.slot = (this.slot + 1) % SLOTS.length;
    this.showSlots();
    void this.look(true);
  }

  showSlots() {
    const { pictures } = this;
    if (!pictures) return;
    const slots = SLOTS.map((title, slot) => ({ title, says: this.name(this.chosen[slot]), badge: pictures.badge(this.chosen[slot], 36) }));
    showSlots(this.slots, slots, this.slot, (slot) => {
      this.slot = slot;
      this.showSlots();
    });
    this.hint.textContent = ` · click to set ${SLOTS[this.slot]}`;
    this.map.labels = SLOTS.map((text, slot) => ({ index: this.chosen[slot], text }));
    this.map.overlay = { axes: {}, path: [this.chosen[0], this.chosen[1]] };
    this.map.marked = [this.chosen[2]];
    this.map.ask();
  }

  /** Asks for walk, cross-fade and distances. @param {boolean} [read] whether factors are read now, however long ago that was */
  async look(read = false) {
    this.#readAsked ||= read;
    await this.#answer();
  }

  #answer = oneAtATime(() => this.#ask());

  async #ask() {
    const { engine, runner, pictures, ruler } = this;
    const { run } = runner;
    if (run === undefined || !pictures || ruler === undefined || !this.visible) return;
    // Decided before anything is asked for: a wish that comes later is for what comes later.
    const read = this.#readAsked || performance.now() >= this.#readDue;
    this.#readAsked = false;
    const done = runner.state === "done" ? 1 : 0;
    try {
      const codes = await engine.call("encode", run, pictures.rows(this.chosen));
      const width = codes.length / SLOTS.length;
      const [walk, fade, details] = await Promise.all([
        engine.call("interpolate", run, codes.slice(0, 2 * width), { kind: "linear", steps: STEPS }),
        engine.call("between", pictures.rows(this.chosen.slice(0, 2)), pictures.columns, { kind: "linear", steps: STEPS }),
        engine.call("details", run),
      ]);
      if (run !== runner.run) return;
      this.walkStrip.set(walk, STEPS);
      this.walkStrip.label(`${STEPS} pictures on a walk from ${this.name(this.chosen[0])} to ${this.name(this.chosen[1])}`);
      this.fadeStrip.set(fade, STEPS);
      this.fadeStrip.label(`${STEPS} pictures of the cross-fade between the same`);
      this.losses.set(fixed(details.heldOutLosses.at(-1), 5));
      await this.#distances(codes, width);
      if (!read) return;
      this.#readDue = performance.now() + READ_EVERY;
      const [ofWalk, ofFade] = await Promise.all([walk, fade].map((rows) => engine.call("estimateFactors", ruler, rows, { k: NEAREST })));
      if (run === runner.run) this.#tell(ofWalk, ofFade, done);
    } catch (error) {
      // A replaced or lost run answers nothing, and its successor asks again; anything else is the reader's to know.
      if (run === runner.run && runner.state !== "opening") this.complain(error);
    }
  }

  /** How far the three codes are from one another. @param {Float32Array} codes @param {number} width */
  async #distances(codes, width) {
    const { engine } = this;
    const data = await engine.call("addMatrix", codes, SLOTS.length, width);
    const [ofA, ofB] = await Promise.all([0, 1].map((index) => engine.call("neighbors", { data, index, k: 2 })));
    await engine.call("free", data);
    const to = (/** @type {any} */ found, /** @type {number} */ index) => found.distances[[...found.indices].indexOf(index)];
    const [ab, ac, bc] = [to(ofA, 1), to(ofA, 2), to(ofB, 2)];
    [ab, ac, bc].forEach((distance, i) => this.apart[i].set(fixed(distance, 1)));
    this.measure({ ab, ac, bc });
  }

  /** @param {Float32Array} ofWalk @param {Float32Array} ofFade factors of each picture @param {0 | 1} done whether the network has learned all it will */
  #tell(ofWalk, ofFade, done) {
    const { factors, factor } = this;
    if (!factors) return;
    const column = factors.names.indexOf(factor);
    const along = (/** @type {Float32Array} */ all) => Array.from({ length: STEPS }, (_, i) => all[i * factors.columns + column]);
    const [walk, fade] = [along(ofWalk), along(ofFade)];
    const decimals = factor === "shade" ? 2 : 1;
    const [from, to] = [0, 1].map((slot) => factors.values[this.chosen[slot] * factors.columns + column]);
    const leap = (/** @type {number[]} */ values) => Math.max(...values.slice(1).map((value, i) => Math.abs(value - values[i]))) / Math.abs(to - from);
    const [walkLeap, fadeLeap] = [leap(walk), leap(fade)];
    this.read = { walk, fade };
    this.leaps.set(percent(walkLeap, 0));
    this.fadeLeaps.set(percent(fadeLeap, 0));
    this.measure({ query: walkLeap, fade: fadeLeap, done, asked: done && factor === FACTORS[0] ? 1 : 0 });
    this.chartTag.replaceChildren(make("b", {}, factor.charAt(0).toUpperCase() + factor.slice(1)), ` as the pictures show it · A was drawn with ${fixed(from, decimals)}, B with ${fixed(to, decimals)}`);
    const x = Array.from({ length: STEPS }, (_, i) => i / (STEPS - 1));
    this.chart.set(
      {
        kind: "curve",
        xTitle: "way, t",
        xStart: 0,
        xEnd: 1,
        series: [
          { label: "cross-fade", role: "warm", x, values: fade },
          { label: "walk", role: "accent", x, values: walk },
        ],
      },
      `${factor} along the way: the walk ${walk.map((value) => fixed(value, 1)).join(", ")}; the cross-fade ${fade.map((value) => fixed(value, 1)).join(", ")}`,
    );
  }

  /** @param {boolean} visible */
  show(visible) {
    super.show(visible);
    this.runner.suspend(!visible);
    if (visible) void this.look();
  }

  state() {
    return { ...runState(this.runner), places: this.chosen, factor: this.factor };
  }

  experiment() {
    return experimentOf("furniture", DATA, { method: "autoencoder", run: runState(this.runner) });
  }

  async table() {
    const { walk = [], fade = [] } = this.read ?? {};
    return { columns: ["step", `${this.factor}, walk`, `${this.factor}, cross-fade`], rows: walk.map((value, i) => [i, value, fade[i]]) };
  }

  destroy() {
    super.destroy();
    this.runner.close();
  }
}
