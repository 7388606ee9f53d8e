/** The workbench: any data, any method that fits it, and what became of it. */

import { parameterRow } from "../../controls/parameter-row.js";
import { Scrubber } from "../../controls/scrubber.js";
import { transport } from "../../controls/transport.js";
import { Engine } from "../../engine/client.js";
import { library } from "../../engine/module.js";
import { Runner } from "../../engine/runner.js";
import { make, number } from "../../shell/dom.js";
import { parse, progressOf, runState } from "../../shell/link.js";
import { Chart } from "../chart.js";
import { Figure } from "../figure.js";
import { ModelFiles, isModel } from "../model-files.js";
import { Neighborhood } from "../neighborhood.js";
import { NeighborList } from "../neighbor-list.js";
import { PointView } from "../point-view.js";
import { Selection } from "../selection.js";
import { byTwoRulers } from "../two-rulers.js";
import { Coloring } from "./coloring.js";
import { DataPanel } from "./data-panel.js";
import { Estimate } from "./estimate.js";
import { Judgement } from "./judgement.js";
import { Rows } from "./rows.js";
import { OWN, methodsOf, sources } from "./sources.js";
import { tableOf } from "./table.js";

/** @typedef {{ id: string, params: Record<string, any>, own?: import("./sources.js").Own }} Choice */
/** @typedef {{ choice: Choice, method: string, params: Record<string, any>, components: 2 | 3 }} Setting */

/** What is on the bench at first. */
const FIRST = { data: "swiss-roll", method: "isomap" };
const NEAREST = 8;
/** Up to this many rows a run begins by itself; more begin when the reader says so, who is told how long it may take. */
const AT_ONCE = 5000;

export class ExperimentFigure extends Figure {
  engine = new Engine();
  selection = new Selection();
  runner = new Runner(this.engine, { method: FIRST.method, load: (engine) => this.load(engine) });
  rows = new Rows(this.engine);
  /** @type {Choice} */ choice = { id: FIRST.data, params: {} };
  /** Earlier settings, the latest last. @type {Setting[]} */ settings = [];
  /** Data that has been read, and waits to be opened. @type {number | undefined} */ #read;
  #turn = 0;
  /** The latest answers. @type {{ inData: import("../neighbor-list.js").Item[], inPicture: import("../neighbor-list.js").Item[] }} */ #found = { inData: [], inPicture: [] };

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element);
    const name = (/** @type {number} */ index) => this.rows.name(index);
    const badge = (/** @type {number} */ index) => this.rows.badge(index);
    this.map = new PointView(this.selection, { label: "The picture of the experiment", name, waiting: "Getting ready …" });
    const list = (/** @type {string} */ title) => new NeighborList(this.selection, { title, ruler: "", name, badge, empty: "Point at a dot, or tap it." });
    this.inPicture = list("Nearest in the picture");
    this.inData = list("Nearest in the data");
    this.losses = new Chart("Loss along the run");
    this.lossPane = make("section", { class: "grows", hidden: true }, make("div", { class: "tag" }, make("b", { class: "training-ink" }, "Loss"), " · along the run"), this.losses.element);
    this.parts.push(this.map, this.losses);
    this.tag = make("div", { class: "tag" });
    this.legendPlace = make("div");
    this.stage.classList.add("bench");
    this.stage.append(
      make("div", { class: "pane" }, this.tag, this.legendPlace, this.map.element),
      make("div", { class: "pane" }, make("div", { class: "pair" }, this.inPicture.element, this.inData.element), this.lossPane),
    );
    this.coloring = new Coloring(this.map, this.legendPlace, () => this.rows);
    this.estimate = new Estimate(this.runner, this.readout("time", { room: 14, testid: "estimate", help: "Measured on this machine while it runs." }));
    this.judgement = new Judgement(this.runner, (title, options) => this.readout(title, options), (trusts) => this.coloring.trust(trusts));
    this.parts.push(this.coloring, this.judgement.shepard);
    this.lossPane.before(this.judgement.element);

    this.neighborhood = new Neighborhood({
      selection: this.selection,
      views: [this.map],
      find: (index) => this.find(index),
      show: (index, items) => this.showNeighbors(index, items),
      name,
      space: "the data and in the picture",
    });
    this.modelFiles = new ModelFiles(this, this.runner);
    this.parts.push(this.modelFiles);
    this.runner.addEventListener("frame", (event) => this.draw(/** @type {CustomEvent} */ (event).detail));
    this.runner.addEventListener("opened", (event) => void this.opened(/** @type {CustomEvent} */ (event).detail));
    this.runner.addEventListener("state", () => this.stateChanged());
    this.runner.addEventListener("trouble", (event) => this.troubled(/** @type {CustomEvent} */ (event).detail, this.runner));
    this.runner.addEventListener("recovered", () => this.calm());
    this.runner.addEventListener("refused", () => this.showMethod());
    for (const type of ["dragover", "drop"]) {
      this.frame.addEventListener(type, (event) => {
        event.preventDefault();
        const { dataTransfer } = /** @type {DragEvent} */ (event);
        const files = type === "drop" ? [...(dataTransfer?.files ?? [])] : [];
        if (files.length === 1 && isModel(files[0])) void this.modelFiles.take(files[0]);
        else if (files.length > 0) void this.panel?.take(files);
      });
    }
  }

  async prepare() {
    const opened = await library();
    if (this.closed) return;
    this.map.open(opened);
    this.coloring.open(opened);
    this.rows.open(opened);
    if (!this.panel) this.build(opened);
    if (this.choice.id === OWN) return this.empty();
    await this.runner.open(progressOf(this.link, this.parameters));
    // A link may name what only another version of this page knows; what is shown instead must not pass for it.
    const strange = [["data", this.choice.id], ["method", this.runner.plan.method]].find(([name, shown]) => (this.link.get(name) ?? shown) !== shown);
    if (strange) this.complain(new Error(`the link asks for the ${strange[0]} "${this.link.get(strange[0])}", which is not known here; this is "${strange[1]}" instead`));
  }

  /** @param {typeof import("../../../pkg/latent_lab.js")} opened */
  build(opened) {
    this.sources = sources(opened);
    this.methods = methodsOf(opened);
    const { link, runner } = this;
    const data = link.get("data");
    this.choice.id = data !== undefined && this.sources.known(data) ? data : FIRST.data;
    for (const parameter of this.sources.parameters(this.choice.id)) {
      const text = link.get(`data.${parameter.id}`);
      this.choice.params[parameter.id] = text === undefined ? parameter.default : parse(parameter, text);
    }
    runner.plan.method = this.methods.methods.some(({ id }) => id === link.get("method")) ? /** @type {string} */ (link.get("method")) : FIRST.method;
    runner.components = link.get("view") === "3" ? 3 : 2;
    runner.params = this.defaults();
    for (const parameter of this.parameters) {
      const text = link.get(parameter.id);
      if (text !== undefined) runner.params[parameter.id] = parse(parameter, text);
    }
    this.coloring.wanted = link.get("color") ?? "";

    this.panel = new DataPanel({ sources: this.sources, id: this.choice.id, params: this.choice.params, choose: (choice) => void this.choose(choice) });
    this.stage.before(this.panel.element);
    this.method = make("select", { id: "experiment-method", "data-testid": "method" });
    this.method.addEventListener("change", () => this.change({ method: this.method?.value }));
    this.space = make("select", { id: "experiment-view", "aria-label": "dimensions of the picture", "data-testid": "view" }, make("option", { value: 2 }, "2-D"), make("option", { value: 3 }, "3-D"));
    this.space.addEventListener("change", () => this.change({ components: this.space?.value === "3" ? 3 : 2 }));
    this.methodRow = make("div", { class: "parameters" });
    this.undoButton = make("button", { type: "button", class: "button", disabled: true, "data-testid": "undo" }, "Undo");
    this.undoButton.addEventListener("click", () => void this.undo());
    const methods = make("div", { class: "bar methods" }, make("div", { class: "control" }, make("label", { for: this.method.id }, "method"), this.method), this.space, this.methodRow, this.undoButton);
    this.panel.element.after(methods);
    this.scrubber = new Scrubber(runner, { view: this.map, selection: this.selection });
    this.parts.push(this.scrubber);
    this.bar.before(this.scrubber.element);
    this.bar.append(...transport(runner, { touched: () => this.calm() }), this.coloring.element, this.estimate.element);
    this.showMethod();
  }

  /** The parameters of the method, but for the number of components, which the picture decides. */
  get parameters() {
    return this.methods?.methods.find(({ id }) => id === this.runner.plan.method)?.params ?? [];
  }

  /** Every parameter of the method as it is at first; the link names them all, so that it holds when a default changes. */
  defaults(components = this.runner.components) {
    const seed = this.runner.params.seed;
    const all = Object.fromEntries(this.parameters.map((parameter) => [parameter.id, parameter.default]));
    return { ...all, ...(seed === undefined ? {} : { seed }), ...("components" in all ? { components } : {}) };
  }

  /** @param {Engine} engine */
  load(engine) {
    const data = this.#read;
    this.#read = undefined;
    return data === undefined ? /** @type {import("./sources.js").Sources} */ (this.sources).load(engine, this.choice.id, this.choice.params, this.choice.own) : Promise.resolve(data);
  }

  /** Other data: read first, so that what cannot be read changes nothing. @param {Choice} choice @param {Setting} [setting] with this method, where it was set before */
  async choose(choice, setting) {
    const turn = (this.#turn += 1);
    this.panel?.calm();
    const before = this.choice;
    try {
      const data = await /** @type {import("./sources.js").Sources} */ (this.sources).load(this.engine, choice.id, choice.params, choice.own);
      if (turn !== this.#turn) return void this.engine.call("free", data).catch(() => undefined);
      if (!setting) this.remember();
      this.choice = choice;
      this.#read = data;
    } catch (error) {
      if (turn !== this.#turn) return;
      this.panel?.complain(error);
      if (choice.id !== OWN) this.panel?.show(before.id, before.params);
      return;
    }
    this.calm();
    await this.rows.look(/** @type {number} */ (this.#read));
    this.saySize();
    const { runner, methods } = this;
    if (setting) Object.assign(runner, { params: setting.params, components: setting.components });
    if (setting) runner.plan.method = setting.method;
    else if (!methods?.fits(runner.plan.method, this.rows)) {
      runner.plan.method = methods?.methods.find(({ id }) => methods.fits(id, this.rows))?.id ?? FIRST.method;
      runner.params = this.defaults();
    } else runner.params = runner.now;
    this.selection.clear();
    this.map.size = 0;
    this.map.moved = false;
    await runner.open();
    // What the method refuses is said above; the data is there for another.
    if (runner.state === "failed") this.showMethod();
  }

  /** Another method, or another number of dimensions. @param {{ method?: string, components?: 2 | 3 }} to */
  change({ method, components = this.runner.components }) {
    this.calm();
    this.remember();
    this.map.moved = false;
    const { runner } = this;
    const before = runner.plan.method;
    if (method !== undefined) runner.plan.method = method;
    const params = method === undefined ? { ...runner.now, ...("components" in runner.now ? { components } : {}) } : this.defaults(components);
    const wanted = runner.plan.method;
    runner.plan.method = before;
    void runner.change({ method: wanted, params, components });
  }

  /** Keeps the present setting for undo. */
  remember() {
    const { plan, now, components } = this.runner;
    this.settings.push({ choice: this.choice, method: plan.method, params: now, components });
    if (this.settings.length > 50) this.settings.shift();
    this.#sayUndo();
  }

  async undo() {
    const setting = this.settings.pop();
    this.#sayUndo();
    if (!setting) return;
    this.calm();
    if (setting.choice === this.choice) await this.runner.change(setting);
    else {
      await this.choose(setting.choice, setting);
      this.panel?.show(setting.choice.id, setting.choice.params);
    }
  }

  #sayUndo() {
    if (this.undoButton) this.undoButton.disabled = this.settings.length === 0;
  }

  /** Nothing to look at yet. */
  empty() {
    this.tag.replaceChildren(make("b", {}, "No data yet"), " · choose a file, drop it here, or paste a table");
    if (this.link.get("data") === OWN) this.panel?.complain(new Error("This link was made with data that only its maker has: open the same data here, and the run can be made again."));
  }

  /** A run can be used. @param {boolean} begun whether it is a new one, which may go on by itself */
  async opened(begun) {
    const { runner } = this;
    const { data, run } = runner;
    if (data === undefined) return;
    if (data !== this.rows.data) await this.rows.look(data);
    if (this.closed || data !== runner.data) return;
    this.showMethod();
    this.losses.set(false);
    this.judgement.forget();
    this.coloring.offer();
    this.saySize();
    const { count, isText } = this.rows;
    const point = Number(this.link.get("point") ?? NaN);
    if (this.selection.pinned === undefined && count > 0) this.selection.pin(Number.isInteger(point) && point >= 0 && point < count ? point : 0);
    if (begun && run === runner.run && runner.state === "paused") {
      if (count <= AT_ONCE && !isText) runner.play();
      else await this.estimate.before();
    }
  }

  saySize() {
    const { count, columns, isText } = this.rows;
    const size = isText ? `${number(count)} words` : `${number(count)} rows × ${number(columns)} columns`;
    if (this.panel) this.panel.said.textContent = this.choice.own ? `${this.choice.own.name}: ${size}` : size;
  }

  stateChanged() {
    const { state } = this.runner;
    if (state !== "paused" && state !== "done") return;
    void this.neighborhood.refresh();
    void this.judgement.look(state === "done");
    void this.lookBack();
  }

  /** The losses that were taken down. */
  async lookBack() {
    const { run, report } = this.runner;
    if (run === undefined) return;
    try {
      const { steps, losses } = await this.engine.call("history", run);
      if (run !== this.runner.run) return;
      const known = Array.from(steps, (step, i) => ({ step, loss: losses[i] })).filter(({ loss }) => Number.isFinite(loss));
      this.lossPane.hidden = known.length < 2;
      if (known.length < 2) return;
      const values = known.map(({ loss }) => loss);
      this.losses.set({ kind: "curve", xTitle: "step", xEnd: report?.planned, series: [{ role: "training", x: known.map(({ step }) => step), values }] }, `Loss up to step ${known.at(-1)?.step}: ${number(values.at(-1) ?? NaN)}`);
    } catch {
      // The run has been replaced or lost; what replaces it asks again.
    }
  }

  /** The controls of the method, as they stand. */
  showMethod() {
    const { runner, methods, method, space } = this;
    if (!methods || !method || !space) return;
    const fitting = methods.methods.filter(({ id }) => this.rows.data === undefined || methods.fits(id, this.rows));
    method.replaceChildren(...fitting.map(({ id, title }) => make("option", { value: id }, title)));
    method.value = runner.plan.method;
    method.title = fitting.find(({ id }) => id === runner.plan.method)?.summary ?? "";
    space.value = String(runner.components);
    const shown = this.parameters.filter(({ id }) => id !== "components");
    const isOpen = this.methodRow?.querySelector("details")?.open ?? false;
    const { elements } = parameterRow(shown, runner.now, (parameter, value) => {
      this.calm();
      if (!parameter.live) this.remember();
      void runner.set(parameter, value);
    });
    // A control that is being used must not be taken from under the hand.
    const key = `${runner.plan.method}:${JSON.stringify(runner.now)}`;
    if (key !== this.methodRow?.dataset.key && !this.methodRow?.contains(document.activeElement)) this.methodRow?.replaceChildren(...elements);
    if (this.methodRow) this.methodRow.dataset.key = key;
    const details = this.methodRow?.querySelector("details");
    if (details) details.open = isOpen;
    const title = fitting.find(({ id }) => id === runner.plan.method)?.title ?? runner.plan.method;
    this.tag.replaceChildren(make("b", {}, title), ` · ${runner.components} dimensions${runner.components === 3 ? ", drag to turn" : ""}`);
    for (const [list, ruler] of /** @type {const} */ ([
      [this.inPicture, `Measured in the embedding (Euclidean).`],
      [this.inData, this.rows.isText ? "Words have no place in the data; only the run gives them one." : `Measured in the data's own ${number(this.rows.columns)} dimensions (Euclidean).`],
    ])) list.setRuler(ruler);
  }

  /** @param {import("../../engine/runner.js").Shown} shown */
  draw({ report, positions, past }) {
    const { components } = this.runner;
    this.map.overlay = components === 3 ? { cube: true } : {};
    const again = this.map.size !== positions.length / components;
    this.map.setPositions(positions, positions.length / components, components, { smooth: true });
    if (again) this.coloring.offer();
    if (!past) this.estimate.frame(report);
    this.measure({ training: report.loss });
  }

  /** Nearest by both rulers. @param {number} index @returns {Promise<import("../neighbor-list.js").Item[]>} */
  async find(index) {
    const { data, run } = this.runner;
    const k = Math.min(NEAREST, this.rows.count - 1);
    if (k < 1) return [];
    if (this.rows.isText) {
      const found = await this.engine.call("neighbors", { run, index, k, metric: "l2" });
      this.#found = { inData: [], inPicture: Array.from(found.indices, (index, i) => ({ index, distance: found.distances[i] })) };
      return this.#found.inPicture;
    }
    const { inData, inPicture, all } = await byTwoRulers(this.engine, { data, run, index, k });
    this.#found = { inData, inPicture };
    return all;
  }

  /** @param {number | undefined} index @param {import("../neighbor-list.js").Item[]} items */
  showNeighbors(index, items) {
    const none = index === undefined || items.length === 0;
    this.inPicture.show(none ? undefined : index, none ? [] : this.#found.inPicture);
    this.inData.show(none ? undefined : index, none ? [] : this.#found.inData);
    this.inData.element.hidden = this.rows.isText;
  }

  /** @param {boolean} visible */
  show(visible) {
    super.show(visible);
    this.runner.suspend(!visible);
  }

  state() {
    const { id, params } = this.choice;
    const data = Object.fromEntries(Object.entries(params).map(([name, value]) => [`data.${name}`, value]));
    const { plan, params: run, components } = this.runner;
    // As a rule a method makes as many dimensions as are shown.
    const without = run.components === components ? ["components"] : [];
    return { data: id, ...data, method: plan.method, view: components, ...runState(this.runner, without), color: this.coloring.wanted || undefined, point: this.selection.pinned };
  }

  table() {
    return tableOf(this.runner, this.rows);
  }

  destroy() {
    super.destroy();
    this.runner.close();
  }
}
