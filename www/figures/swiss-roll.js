/**
 * A swiss roll that can be turned, and the flat shadow that PCA makes of it. With `data-shapes`, a list of generators, the
 * reader chooses among them.
 */

import { parameterControl } from "../controls/parameter.js";
import { transport } from "../controls/transport.js";
import { Engine } from "../engine/client.js";
import { library, parametersOf } from "../engine/module.js";
import { Runner } from "../engine/runner.js";
import { fixed, make, number, percent, settled } from "../shell/dom.js";
import { experimentOf, parse } from "../shell/link.js";
import { Figure } from "./figure.js";
import { NeighborList } from "./neighbor-list.js";
import { Neighborhood } from "./neighborhood.js";
import { PointView } from "./point-view.js";
import { Selection } from "./selection.js";
import { byTwoRulers } from "./two-rulers.js";

const GENERATOR = "swiss-roll";
const METHOD = "pca";
const NEAREST = 8;
/** Where this figure begins, when it is not where the generator does. @type {Record<string, any>} */
const FIRST = { n: 1500 };
/** From here both the sheet and the spiral can be seen. */
const HOME = { yaw: -0.35, pitch: 0.62 };

export class SwissRollFigure extends Figure {
  engine = new Engine();
  selection = new Selection();
  generator = GENERATOR;
  /** Parameters of the data, by id. @type {Record<string, any>} */ shape = {};
  runner = new Runner(this.engine, {
    method: METHOD,
    load: (engine) => engine.call("generate", this.generator, this.shape),
  });
  /** The position of each point along the unrolled sheet. @type {Float32Array | undefined} */ along;

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element);
    const name = (/** @type {number} */ index) => `point ${number(index)}`;
    this.roll = new PointView(this.selection, { label: "A swiss roll of points in three dimensions", name });
    this.shadow = new PointView(this.selection, { label: "The PCA shadow of the roll, in two dimensions", name });
    this.list = new NeighborList(this.selection, {
      title: "Nearest in the data",
      ruler: "Distances are measured in the data's own 3 dimensions (Euclidean), not in the shadow.",
      name,
      badge: (index) => this.dot(index),
    });
    this.parts.push(this.roll, this.shadow);
    this.rollTag = make("div", { class: "tag" });
    this.stage.classList.add("roll");
    this.stage.append(
      make("div", { class: "pane" }, this.rollTag, this.roll.element),
      make(
        "div",
        { class: "pane" },
        make("div", { class: "tag" }, make("b", {}, "Its PCA shadow"), " · the 2 directions of most spread"),
        this.shadow.element,
      ),
      this.list.element,
    );
    this.list.element.classList.add("pane");
    this.tagRoll();

    this.kept = this.readout("kept", { room: 7, tone: "kept", help: "Share of the variance that the shadow keeps.", testid: "kept" });
    this.trust = this.readout("trustworthiness (10 nearest)", { room: 5, help: "1 when all neighbors in the shadow are neighbors in the data." });
    this.strangers = this.readout("false neighbors here", { room: 7, help: `Of the ${NEAREST} nearest in the shadow, those that are not among the ${NEAREST} nearest in the data.`, testid: "strangers" });
    this.steps = this.readout("step", { room: 7, testid: "steps" });

    this.neighborhood = new Neighborhood({
      selection: this.selection,
      views: [this.roll, this.shadow],
      find: async (index) => {
        const { data, run } = this.runner;
        const { all } = await byTwoRulers(this.engine, { data, run, index, k: NEAREST });
        return all;
      },
      show: (index, items) => {
        this.list.show(index, items.slice(0, NEAREST));
        this.strangers.set(index === undefined ? "–" : `${items.filter(({ kind }) => kind === "false").length} of ${NEAREST}`);
      },
      name,
      space: "the data's own 3 dimensions",
    });
    for (const type of ["pointerdown", "keydown", "change"]) this.frame.addEventListener(type, () => this.roll.touched());

    this.runner.addEventListener("frame", (event) => this.drawShadow(/** @type {CustomEvent} */ (event).detail));
    this.runner.addEventListener("opened", () => this.opened());
    this.runner.addEventListener("state", () => this.runner.state === "done" && this.judged());
    this.runner.addEventListener("trouble", (event) => this.complain(/** @type {CustomEvent} */ (event).detail));
    this.runner.addEventListener("recovered", () => this.calm());
  }

  /** A point's own color, for lists. @param {number} index */
  dot(index) {
    const dot = make("span", { class: "dot" });
    dot.style.background = this.roll.painter?.color(index) ?? "";
    return dot;
  }

  tagRoll() {
    this.rollTag.replaceChildren(make("b", {}, "The data"), ` · ${number(this.shape.n ?? FIRST.n)} points in 3-D, drag to turn`);
  }

  async prepare() {
    const opened = await library();
    if (this.closed) return;
    this.roll.open(opened);
    this.shadow.open(opened);
    this.roll.overlay = { cube: true };
    this.shadow.overlay = { axes: {} };
    if (!this.bar.hasChildNodes()) this.buildControls(opened);
    await this.runner.open();
    this.roll.turn();
  }

  /** @param {typeof import("../../pkg/latent_lab.js")} opened */
  buildControls(opened) {
    this.bar.append(...transport(this.runner));
    const shapes = this.element.dataset.shapes?.split(" ") ?? [];
    const linked = this.link.get("shape");
    if (linked !== undefined && shapes.includes(linked)) this.generator = linked;
    if (shapes.length > 1) this.bar.append(this.shapeControl(opened, shapes));
    this.shapeControls(opened);
  }

  /** Which generator the data is from. @param {typeof import("../../pkg/latent_lab.js")} opened @param {string[]} shapes */
  shapeControl(opened, shapes) {
    const names = new Map(new opened.Lab().generators().map(({ id, title }) => [id, title]));
    const select = make("select", { id: `${this.id}-shape`, "aria-describedby": `${this.id}-shape-help` });
    for (const shape of shapes) select.append(make("option", { value: shape }, names.get(shape) ?? shape));
    select.value = this.generator;
    select.addEventListener("change", () => {
      this.generator = select.value;
      this.shape = { seed: this.shape.seed };
      this.selection.clear();
      this.shapeControls(opened);
      void this.runner.open();
    });
    const help = make("span", { class: "help", id: `${this.id}-shape-help`, role: "tooltip" }, "The shape that the points lie on, in three dimensions.");
    return make("div", { class: "control" }, make("label", { for: select.id }, "shape"), select, help);
  }

  /** The parameters of the shape. @param {typeof import("../../pkg/latent_lab.js")} opened */
  shapeControls(opened) {
    for (const old of this.bar.querySelectorAll(".of-shape")) old.remove();
    const again = settled(() => {
      this.tagRoll();
      void this.runner.open();
    }, 60);
    /** @type {HTMLElement[]} */
    const front = [];
    const rest = make("div", { class: "rest" });
    for (const parameter of parametersOf(opened, "generators", this.generator)) {
      const text = this.link.get(parameter.id);
      this.shape[parameter.id] ??= text === undefined ? (FIRST[parameter.id] ?? parameter.default) : parse(parameter, text);
      const control = parameterControl(parameter, this.shape[parameter.id], (value) => {
        this.shape[parameter.id] = value;
        again();
      });
      if ((this.element.dataset.shapes ? ["noise"] : ["n", "noise"]).includes(parameter.id)) front.push(control.element);
      else rest.append(control.element);
    }
    front.forEach((element) => element.classList.add("of-shape"));
    this.bar.append(...front);
    if (rest.hasChildNodes()) this.bar.append(make("details", { class: "more of-shape" }, make("summary", {}, "more"), rest));
    this.tagRoll();
  }

  /** The data is there, the run at its start. */
  async opened() {
    this.calm();
    const data = this.runner.data;
    const [values, factors, [rows]] = await Promise.all([
      this.engine.call("matrix", data),
      this.engine.call("factors", data),
      this.engine.call("shape", data),
    ]);
    if (this.closed || data !== this.runner.data) return;
    const { columns } = factors;
    this.along = Float32Array.from({ length: rows }, (_, i) => factors.values[i * columns]);
    const first = this.roll.size === 0;
    this.roll.setPositions(values, rows, 3);
    if (first) {
      this.roll.painter?.setCamera(HOME);
      this.roll.painter?.setHome();
    }
    this.roll.painter?.setScalars(this.along, "viridis");
    this.shadow.painter?.setScalars(this.along, "viridis");
    this.roll.change();
    this.shadow.change();
    if (this.selection.pinned === undefined) this.selection.pin(this.opening());
    else if (this.selection.pinned >= rows) this.selection.clear();
    else void this.neighborhood.refresh();
    // Whoever made the run again may have played it meanwhile; to play a finished one would make it again, and again.
    if (this.runner.state === "paused") this.runner.play();
  }

  /** A point in the middle of the sheet, so that the first lines are worth looking at. */
  opening() {
    const all = this.along ?? new Float32Array();
    const linked = Number(this.link.get("point") ?? NaN);
    if (Number.isInteger(linked) && linked >= 0 && linked < all.length) return linked;
    const order = [...all.keys()].sort((a, b) => all[a] - all[b]);
    return order[Math.floor(order.length / 3)];
  }

  /** @param {import("../engine/runner.js").Shown} shown */
  drawShadow({ report, positions }) {
    this.shadow.setPositions(positions, positions.length / 2, 2);
    this.steps.set(`${report.step} of ${report.planned}`);
  }

  /** PCA is done: what did it keep? */
  async judged() {
    const run = this.runner.run;
    try {
      const [details, quality] = await Promise.all([
        this.engine.call("details", run),
        this.engine.call("quality", run, { k: 10 }),
      ]);
      if (run !== this.runner.run) return;
      void this.neighborhood.refresh();
      const [first, second] = details.explainedVarianceRatio;
      this.kept.set(percent(first + second));
      this.trust.set(fixed(quality.trustworthiness, 3));
      this.shadow.overlay = {
        axes: { x: { title: `first component, ${percent(first)}` }, y: { title: `second component, ${percent(second)}` } },
      };
      if (!this.shadow.moved) this.shadow.frame();
      this.shadow.change();
      this.measure({ kept: first + second, trust: quality.trustworthiness, preserved: quality.neighborhoodPreservation, query: first });
    } catch {
      // The run has been replaced meanwhile; its successor will be judged.
    }
  }

  /** @param {boolean} visible */
  show(visible) {
    super.show(visible);
    this.runner.suspend(!visible);
  }

  state() {
    return { shape: this.generator === GENERATOR ? undefined : this.generator, ...this.shape, point: this.selection.pinned };
  }

  experiment() {
    return experimentOf(this.generator, this.shape, { method: METHOD });
  }

  async table() {
    const [values, [rows]] = await Promise.all([this.engine.call("matrix", this.runner.data), this.engine.call("shape", this.runner.data)]);
    const flat = await this.runner.positions();
    return {
      columns: ["point", "x", "y", "z", "along", "first component", "second component"],
      rows: Array.from({ length: rows }, (_, i) => [i, ...values.slice(3 * i, 3 * i + 3), this.along?.[i] ?? "", ...flat.slice(2 * i, 2 * i + 2)]),
    };
  }

  destroy() {
    super.destroy();
    this.runner.close();
  }
}
