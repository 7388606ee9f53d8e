/** A two-layer perceptron that learns to tell flat classes apart: the plane, and what its hidden layer makes of it. */

import { parameterControl } from "../controls/parameter.js";
import { Scrubber } from "../controls/scrubber.js";
import { transport } from "../controls/transport.js";
import { Engine } from "../engine/client.js";
import { library, parametersOf } from "../engine/module.js";
import { Runner } from "../engine/runner.js";
import { fixed, make, number, oneAtATime, percent, still } from "../shell/dom.js";
import { progressOf, runState, takeRun } from "../shell/link.js";
import { Chart } from "./chart.js";
import { ClassLegend } from "./class-legend.js";
import { nameOf, paintTruth, truthOf } from "./data-sets.js";
import { Figure } from "./figure.js";
import { choice } from "./many.js";
import { PointView } from "./point-view.js";
import { Selection } from "./selection.js";

/** Rings in the plane. @type {Readonly<Record<string, { title: string, params: Record<string, any> }>>} */
const PLANES = Object.freeze({
  rings: { title: "one ring in another", params: { n: 600, noise: 0.06, seed: 1 } },
  near: { title: "two rings that nearly touch", params: { n: 600, factor: 0.7, noise: 0.08, seed: 1 } },
});
/** The classes, as the generator numbers them. */
const RINGS = ["outer ring", "inner ring"];
const FIRST = "rings";
/** What the network begins with; few units, so that each can be thought of as a fold. */
const START = { layers: [8], activation: "relu", batchSize: 32, epochs: 60, learningRate: 0.01 };
const FRONT = ["layers", "activation", "learningRate"];
const EVERY = 300;

export class TwoLayersFigure extends Figure {
  engine = new Engine();
  selection = new Selection();
  plane = FIRST;
  runner = new Runner(this.engine, { method: "mlp", load: (engine) => engine.call("generate", "rings", PLANES[this.plane].params) });
  /** @type {import("./data-sets.js").Truth | undefined} */ truth;
  #due = 0;

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element);
    const name = (/** @type {number} */ index) => nameOf(this.truth, index);
    this.data = new PointView(this.selection, { label: "The data, in its plane", name });
    this.data.overlay = { axes: { x: { title: "first coordinate" }, y: { title: "second coordinate" } } };
    this.hidden = new PointView(this.selection, { label: "The same points in the hidden layer, seen from its widest side", name });
    this.curve = new Chart("Loss by epoch", "The curve begins after the first round through the points.");
    this.parts.push(this.data, this.hidden, this.curve);
    this.stage.classList.add("two-layers");
    this.about = make("span", {}, "");
    this.stage.append(
      make("div", { class: "pane" }, make("div", { class: "tag" }, make("b", {}, "What comes in"), " · two numbers a point"), this.data.element),
      make("div", { class: "pane" }, make("div", { class: "tag" }, make("b", {}, "What the hidden layer makes of it"), this.about), this.hidden.element),
      make("div", { class: "pane grows" }, make("div", { class: "tag" }, make("b", {}, "Loss"), " · mean of −ln p(right class), in nats"), this.curve.element),
    );
    this.scrubber = new Scrubber(this.runner, { view: this.hidden, selection: this.selection });
    this.parts.push(this.scrubber);
    this.bar.before(this.scrubber.element);
    this.before = this.readout("linear probe on what comes in", { room: 7, testid: "before" });
    this.after = this.readout("on the hidden layer", { room: 7, tone: "kept", testid: "after", help: "Read by a straight line of its own, which learns on four fifths of the points and is measured on the rest." });
    this.right = this.readout("named right by the network", { room: 7, tone: "training" });
    this.epoch = this.readout("epoch", { room: 8 });
    this.runner.addEventListener("frame", (event) => this.#frame(/** @type {CustomEvent} */ (event).detail));
    this.runner.addEventListener("opened", () => void this.#opened());
    this.runner.addEventListener("state", () => void this.look());
    this.runner.addEventListener("trouble", (event) => this.troubled(/** @type {CustomEvent} */ (event).detail, this.runner));
    this.runner.addEventListener("recovered", () => this.calm());
  }

  async prepare() {
    const opened = await library();
    if (this.closed) return;
    this.data.open(opened);
    this.hidden.open(opened);
    if (!this.legend) {
      this.legend = new ClassLegend(opened, RINGS);
      this.parts.push(this.legend);
      this.data.element.before(this.legend.element);
    }
    const linked = this.link.get("plane");
    if (linked !== undefined && linked in PLANES) this.plane = linked;
    if (!this.bar.hasChildNodes()) this.#controls(opened);
    await this.runner.open(progressOf(this.link));
    if (!this.link.has("step") && !still() && this.runner.report?.step === 0) this.runner.play();
  }

  /** @param {typeof import("../../pkg/latent_lab.js")} opened */
  #controls(opened) {
    const parameters = parametersOf(opened, "methods", "mlp").filter(({ id }) => id !== "heldOut");
    this.runner.params = { ...START };
    takeRun(this.runner, parameters, this.link);
    const planes = choice(`${this.id}-plane`, "data", "Two classes that no straight line tells apart.", Object.entries(PLANES).map(([id, { title }]) => [id, title]), this.plane, (id) => {
      this.plane = id;
      this.calm();
      this.runner.wanted = true;
      void this.runner.open();
    });
    const rest = make("div", { class: "rest" });
    /** @type {HTMLElement[]} */
    const front = [];
    for (const parameter of parameters) {
      const control = parameterControl(parameter, this.runner.params[parameter.id], (value) => {
        this.calm();
        this.runner.wanted = true;
        void this.runner.set(parameter, value);
      });
      this.runner.addEventListener("refused", () => control.set(this.runner.now[parameter.id]));
      if (FRONT.includes(parameter.id)) front.push(control.element);
      else rest.append(control.element);
    }
    this.bar.append(...transport(this.runner, { touched: () => this.calm() }), planes, ...front, make("details", { class: "more" }, make("summary", {}, "more"), rest));
  }

  async #opened() {
    const { data } = this.runner;
    if (data === undefined) return;
    const [truth, values] = await Promise.all([truthOf(this.engine, data), this.engine.call("matrix", data)]);
    if (data !== this.runner.data) return;
    this.truth = truth;
    this.data.setPositions(values, truth.rows, 2, { fit: true });
    for (const view of [this.data, this.hidden]) paintTruth(view, truth);
    await this.look();
  }

  /** @param {import("../engine/runner.js").Shown} shown */
  #frame({ positions, past }) {
    this.hidden.setPositions(positions, positions.length / 2, 2, { smooth: true });
    paintTruth(this.hidden, this.truth);
    const now = performance.now();
    if (past || now < this.#due) return;
    this.#due = now + EVERY;
    void this.look();
  }

  look = oneAtATime(() => this.#ask());

  async #ask() {
    const { engine, runner } = this;
    const { run, data } = runner;
    if (run === undefined || data === undefined || this.closed || runner.state === "opening") return;
    const decided = runner.state === "done" ? 1 : 0;
    try {
      const [details, before, after] = await Promise.all([engine.call("details", run), engine.call("probe", { data }, {}), engine.call("probe", run, {})]);
      if (run !== runner.run) return;
      const { trainingLosses, trainingAccuracies, epoch, epochs, layerShapes } = details;
      const units = layerShapes.values[3 * (layerShapes.rows - 2)];
      this.about.textContent = units > 2 ? ` · ${number(units)} numbers a point, seen from their widest side` : ` · ${number(units)} numbers a point`;
      this.before.set(percent(before.linear.heldOut, 1));
      this.after.set(percent(after.linear.heldOut, 1));
      this.right.set(trainingAccuracies.length > 0 ? percent(trainingAccuracies.at(-1), 1) : "–");
      this.epoch.set(`${epoch} of ${epochs}`);
      this.known = details;
      this.measure({ query: before.linear.heldOut, kept: after.linear.heldOut, training: trainingLosses.at(-1), decided, loss: trainingLosses.at(-1) });
      this.curve.set(
        trainingLosses.length > 0 && { kind: "curve", xTitle: "epoch", xEnd: epochs, yStart: 0, series: [{ label: "learned from", role: "training", x: Array.from(trainingLosses, (_, i) => i + 1), values: trainingLosses }] },
        `Loss after ${epoch} of ${epochs} epochs: ${fixed(trainingLosses.at(-1), 3)} nats`,
      );
    } catch {
      // The run has been replaced or lost; what replaces it asks again.
    }
  }

  /** @param {boolean} visible */
  show(visible) {
    super.show(visible);
    this.runner.suspend(!visible);
  }

  state() {
    return { plane: this.plane, ...runState(this.runner, ["heldOut"]) };
  }

  async table() {
    const { trainingLosses = [], trainingAccuracies = [] } = this.known ?? {};
    return { columns: ["epoch", "loss", "right"], rows: Array.from(trainingLosses, (loss, i) => [i + 1, loss, trainingAccuracies[i]]) };
  }

  destroy() {
    super.destroy();
    this.runner.close();
  }
}
