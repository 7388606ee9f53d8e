/** What each layer of the page's classifier makes of digits that it has never seen: a picture each, and how well labels are read off it. */

import { transport } from "../controls/transport.js";
import { library } from "../engine/module.js";
import { fixed, make, number, oneAtATime, percent } from "../shell/dom.js";
import { runState } from "../shell/link.js";
import { Chart } from "./chart.js";
import { ClassLegend } from "./class-legend.js";
import { Digits, loadDigits, network } from "./digits.js";
import { Figure } from "./figure.js";
import { PointView } from "./point-view.js";
import { Selection } from "./selection.js";
import { progressIn } from "./trained.js";

/** Digits that the network neither learns from nor is measured on while it trains. */
const UNSEEN = 1500;
/** While the network learns it is measured so many times. */
const ROUNDS = 6;
/** Neighbors that vote. */
const K = 5;
const CLASSES = Array.from("0123456789");
const SIDES = Object.freeze({ trained: "As it stands", fresh: "Untrained" });
const RADIUS = 2;
// A worker at work on a picture reports after so many ms, so that training in the same worker is not held up.
const SLICE = 40;

/**
 * A layer by its number, as the library counts them, and what it is called; a convolution and the pooling after it count as one.
 * @typedef {{ layer: number, title: string, short: string, width: number }} Stop
 * @typedef {{ linear: number, neighbors: number, positions: Float32Array }} Reading
 */

export class LayersFigure extends Figure {
  network = network("answers");
  selection = new Selection();
  /** @type {PointView[]} */ views = [];
  /** What was read off each layer of the network as it was made, and as it stands. @type {Map<number, Reading>} */ fresh = new Map();
  /** @type {Map<number, Reading>} */ trained = new Map();
  /** @type {Stop[]} */ stops = [];
  /** @type {Digits | undefined} */ unseen;
  /** @type {number | undefined} */ data;
  /** @type {keyof typeof SIDES} */ side = "trained";
  /** The step that the pictures show. @type {number | undefined} */ step;
  /** The step at which measuring was begun last. */
  measured = 0;
  #key = "";
  /** The run that was measured last. @type {number | undefined} */ #run;
  #leave = new AbortController();

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element);
    this.link = new Map([...this.link, ...this.network.link]);
    this.chart = new Chart("Share of digits whose label is read right, by layer", "The first layers are being measured.");
    this.parts.push(this.chart);
    this.cells = make("div", { class: "layer-maps" });
    this.progress = make("p", { class: "under", role: "status", "data-testid": "progress" }, "");
    this.stage.classList.add("layer-stage");
    this.stage.append(
      make("div", { class: "pane whole" }, make("div", { class: "tag" }, make("b", {}, "Layer by layer"), ` · the same ${number(UNSEEN)} digits, none of them ever learned from, each layer from its widest side`), this.cells),
      make(
        "div",
        { class: "pane whole grows" },
        make("div", { class: "tag" }, make("b", {}, "Label read right"), ` · of a fifth of them, by readers that learned on the rest`),
        this.chart.element,
        this.progress,
      ),
    );
    this.stands = this.readout("the network has learned for", { room: 14, testid: "stands" });
    this.pixels = this.readout("linear probe, pixels", { room: 7 });
    this.last = this.readout("linear probe, layer before the answer", { room: 7, tone: "kept", testid: "last" });
    this.untrained = this.readout("the same layer, untrained", { room: 7, testid: "untrained" });
    const { signal } = this.#leave;
    const { runner } = this.network;
    runner.addEventListener("state", () => this.#rest(), { signal });
    runner.addEventListener("opened", () => this.#rest(), { signal });
    runner.addEventListener("frame", () => this.#stand(), { signal });
    runner.addEventListener("trouble", (event) => this.complain(/** @type {CustomEvent} */ (event).detail), { signal });
    // What was in the worker is gone.
    runner.addEventListener("recovered", () => ((this.data = undefined), this.calm(), this.#rest()), { signal });
  }

  async prepare() {
    const opened = await library();
    if (this.closed) return;
    if (!this.bar.hasChildNodes()) this.bar.append(...transport(this.network.runner, { touched: () => this.calm() }), this.#sides());
    if (!this.legend) {
      this.legend = new ClassLegend(opened, CLASSES);
      this.parts.push(this.legend);
      this.cells.before(this.legend.element);
    }
    await this.network.open();
    await this.look();
  }

  /** Which of the two networks the pictures show: as it stands, or as it was made. */
  #sides() {
    const choose = make("div", { class: "choose", role: "group", "aria-label": "Which network the pictures show" });
    for (const [side, title] of Object.entries(SIDES)) {
      const button = make("button", { type: "button", "aria-pressed": String(side === this.side), "data-side": side }, title);
      button.addEventListener("click", () => {
        this.side = /** @type {keyof typeof SIDES} */ (side);
        for (const other of choose.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button));
        this.#show();
      });
      choose.append(button);
    }
    return choose;
  }

  /** The layers of the network as it is built now. @param {any} details @returns {Stop[]} */
  static stops({ layerKinds, layerShapes: { values } }) {
    const kinds = layerKinds.split(", ");
    const width = (/** @type {number} */ i) => values[3 * i] * values[3 * i + 1] * values[3 * i + 2];
    /** @type {Stop[]} */
    const stops = [{ layer: 0, title: "pixels", short: "pixels", width: 784 }];
    let convolutions = 0;
    let dense = 0;
    kinds.forEach((/** @type {string} */ kind, /** @type {number} */ i) => {
      // A convolution is seen after its pooling.
      if (kind === "convolution") return;
      const title = kind === "dense" ? (i === kinds.length - 1 ? "logits" : i === kinds.length - 2 ? "before the answer" : `dense ${(dense += 1)}`) : `convolution ${(convolutions += 1)}`;
      const short = title.replace("convolution", "conv.").replace("before the answer", "before");
      stops.push({ layer: i + 1, title, short, width: width(i) });
    });
    return stops;
  }

  /** At rest the network is looked at anew. */
  #rest() {
    this.#stand();
    if (this.visible) void this.look();
  }

  #stand() {
    const { report, state } = this.network.runner;
    if (!report) return;
    this.stands.set(progressIn(this.network));
    // While it learns it is measured once a round.
    const round = report.planned / ROUNDS;
    if (state === "playing" && this.visible && Math.floor(report.step / round) > Math.floor((this.step ?? 0) / round)) void this.look();
  }

  look = oneAtATime(() => this.#measure());

  async #measure() {
    const { engine, runner } = this.network;
    const { run, report, state } = runner;
    if (run === undefined || !report || this.closed || !this.visible || state === "opening") return;
    const key = JSON.stringify(runner.params);
    if (key === this.#key && run === this.#run && this.step === report.step && this.trained.size === this.stops.length) return;
    const wanted = () => run === runner.run && !this.closed && runner.state !== "opening";
    try {
      if (key !== this.#key) this.#build(LayersFigure.stops(await engine.call("details", run)));
      this.data ??= await loadDigits(engine, [0, UNSEEN], "more");
      this.unseen ??= await Digits.of(engine, this.data);
      if (!wanted()) return;
      if (key !== this.#key) {
        this.#key = key;
        // The same network before its first step: same parameters, same seed.
        const first = await engine.call("start", runner.plan.method, runner.data, runner.params);
        await this.#read(first, this.fresh, wanted, "untrained");
        await engine.call("free", first);
        this.step = undefined;
        this.measured = 0;
        this.trained.clear();
      }
      if (!wanted()) return;
      // Layer after layer is looked at while the network may go on; the first one says when.
      const { step } = runner.report ?? report;
      this.measured = step;
      if (step > 0) await this.#read(run, this.trained, wanted, `at step ${number(step)}`);
      else this.trained = new Map(this.fresh);
      if (!wanted()) return;
      this.step = step;
      this.#run = run;
      this.progress.textContent = step === 0 ? "Shown is the network before its first step: its weights are drawn at random." : `Shown is the network as it stood at step ${number(step)}.`;
      this.#show();
    } catch (error) {
      if (wanted()) this.complain(error);
    }
  }

  /** @param {number} run @param {Map<number, Reading>} into @param {() => boolean} wanted @param {string} what */
  async #read(run, into, wanted, what) {
    const { engine } = this.network;
    for (const [i, { layer }] of this.stops.entries()) {
      if (!wanted()) return;
      this.progress.textContent = `Measuring layer ${i + 1} of ${this.stops.length}, ${what} …`;
      const data = await engine.call("layer", run, this.data, layer);
      try {
        const { linear, neighbors } = await engine.call("probe", { data }, { k: K });
        const flat = await engine.call("start", "pca", data, {});
        while ((await engine.call("advance", flat, SLICE)).phase !== "done");
        into.set(layer, { linear: linear.heldOut, neighbors: neighbors.heldOut, positions: await engine.call("map", flat, 2) });
        await engine.call("free", flat);
      } finally {
        await engine.call("free", data);
      }
      this.#show();
    }
  }

  /** @param {Stop[]} stops */
  #build(stops) {
    for (const view of this.views) {
      this.parts.splice(this.parts.indexOf(view), 1);
      view.destroy();
    }
    this.stops = stops;
    this.trained.clear();
    this.under = stops.map(() => make("div", { class: "under status" }, "…"));
    this.views = stops.map(({ title }) => new PointView(this.selection, { label: `${number(UNSEEN)} digits as ${title} has them`, name: (index) => this.unseen?.name(index) ?? "", waiting: "…" }));
    this.cells.replaceChildren(
      ...stops.map(({ title, width }, i) => make("div", { class: "cell" }, make("div", { class: "tag" }, make("b", {}, title), ` · ${number(width)} numbers`), this.views[i].element, this.under?.[i])),
    );
    void library().then((opened) => {
      for (const view of this.views) {
        view.open(opened);
        view.show(this.visible);
        this.parts.push(view);
      }
      this.#show();
    });
  }

  #show() {
    this.stops.forEach(({ layer }, i) => {
      const reading = this[this.side].get(layer) ?? this.fresh.get(layer);
      const view = this.views[i];
      if (!reading || !this.under) return;
      this.under[i].textContent = `linear ${percent(reading.linear, 1)} · neighbors ${percent(reading.neighbors, 1)}`;
      if (!view?.painter) return;
      view.setPositions(reading.positions, reading.positions.length / 2, 2, { fit: true });
      view.painter.setRadius(RADIUS);
      if (this.unseen) view.painter.setClasses(this.unseen.labels);
      view.change();
    });
    const of = (/** @type {Map<number, Reading>} */ readings, /** @type {"linear" | "neighbors"} */ what) => this.stops.map(({ layer }) => readings.get(layer)?.[what] ?? NaN);
    const before = this.stops.length - 2;
    const [linear, neighbors, untrained] = [of(this.trained, "linear"), of(this.trained, "neighbors"), of(this.fresh, "linear")];
    const moved = this.measured > 0;
    this.pixels.set(percent(linear[0], 1));
    this.last.set(percent(linear[before], 1));
    this.untrained.set(percent(untrained[before], 1));
    const whole = moved && this.trained.size === this.stops.length && this.network.runner.state === "done" && this.step === this.network.runner.report?.step;
    this.measure({ pixels: linear[0], kept: linear[before], neighbors: neighbors[before], query: untrained[before], decided: whole ? 1 : 0 });
    const x = this.stops.map((_, i) => i);
    const known = (/** @type {number[]} */ values) => ({ x: x.filter((i) => Number.isFinite(values[i])), values: values.filter(Number.isFinite) });
    this.chart.set(
      this.fresh.size > 1 && {
        kind: "curve",
        xTitle: "layer",
        xNames: this.stops.map(({ short }) => short),
        xStart: 0,
        xEnd: this.stops.length - 1,
        yEnd: 1,
        series: [
          { label: "linear probe, untrained", role: "reference", ...known(untrained) },
          ...(moved && this.trained.size > 1
            ? [
                { label: "linear probe", role: /** @type {const} */ ("training"), ...known(linear) },
                { label: `${K} nearest neighbors`, role: /** @type {const} */ ("cool"), ...known(neighbors) },
              ]
            : []),
        ],
      },
      `Share of labels read right, layer by layer: ${this.stops.map(({ title }, i) => `${title}: linear ${fixed(linear[i], 3)}, neighbors ${fixed(neighbors[i], 3)}, untrained ${fixed(untrained[i], 3)}`).join("; ")}`,
    );
  }

  /** @param {boolean} visible */
  show(visible) {
    super.show(visible);
    this.network.watch(this, visible);
    if (visible) this.#rest();
  }

  state() {
    return runState(this.network.runner, ["heldOut"]);
  }

  async table() {
    return {
      columns: ["layer", "numbers", "linear probe", "neighbors", "linear probe, untrained"],
      rows: this.stops.map(({ layer, title, width }) => [title, width, this.trained.get(layer)?.linear ?? "", this.trained.get(layer)?.neighbors ?? "", this.fresh.get(layer)?.linear ?? ""]),
    };
  }

  destroy() {
    super.destroy();
    this.#leave.abort();
    this.network.watch(this, false);
  }
}
