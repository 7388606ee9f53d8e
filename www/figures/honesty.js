/** Any picture of any data, and the truth about it: whom it put together, whom it tore apart, and how far it can be trusted. */

import { parameterControl } from "../controls/parameter.js";
import { Scrubber } from "../controls/scrubber.js";
import { transport } from "../controls/transport.js";
import { Engine } from "../engine/client.js";
import { library, parametersOf } from "../engine/module.js";
import { Runner } from "../engine/runner.js";
import { fixed, make, number, oneAtATime, percent, settled } from "../shell/dom.js";
import { experimentOf, parse, progressOf, runState } from "../shell/link.js";
import { overlayOf } from "./axes.js";
import { DATA_SETS, dataSet, loadSet, nameOf, paintTruth, truthOf } from "./data-sets.js";
import { Figure } from "./figure.js";
import { confusionsOf } from "./judgement.js";
import { choice } from "./many.js";
import { NeighborList } from "./neighbor-list.js";
import { Neighborhood } from "./neighborhood.js";
import { PointView } from "./point-view.js";
import { Selection } from "./selection.js";
import { PAIRS, ShepardView } from "./shepard.js";

const NEAREST = 10;
/** Where this figure begins. */
const FIRST = { data: "digits", method: "tsne", n: 1000, dataSeed: 1, point: 63 };
/** How many rows are offered; the measures are exact up to 5,000, of more a sample is judged. */
const ROWS = { min: 10, max: 50_000, usual: /** @type {[number, number]} */ ([200, 10_000]) };
// How often a running picture is judged, in ms; never more than this share of the time.
const EVERY = 1000;
const SHARE = 0.25;
// So long, in ms, a judgement keeps the worker at a time.
const PIECE = 12;
// Words are not pictures, and a forecast of them is made elsewhere.
const LEFT_OUT = ["sgns"];
/** What a method starts with here, where its defaults are for larger data. @type {Record<string, Record<string, any>>} */
const PRESETS = { autoencoder: { layers: [64, 32], batchSize: 64 }, vae: { layers: [64, 32], batchSize: 64 } };

export class HonestyFigure extends Figure {
  engine = new Engine();
  selection = new Selection();
  data = dataSet(FIRST.data);
  n = FIRST.n;
  dataSeed = FIRST.dataSeed;
  coloring = "truth";
  /** @type {import("./data-sets.js").Truth | undefined} */ truth;
  /** @type {import("../../pkg/latent_lab.js").Quality | undefined} */ quality;
  runner = new Runner(this.engine, { method: FIRST.method, load: (engine) => loadSet(this.data, engine, this.n, this.dataSeed) });
  /** Lines of pairs that are brushed in the diagram. @type {import("./point-view.js").Link[]} */ pairLines = [];
  #judging = false;
  #due = 0;

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element);
    const name = (/** @type {number} */ index) => nameOf(this.truth, index);
    this.map = new PointView(this.selection, { label: "The picture", name, waiting: "Loading …" });
    this.shepard = new ShepardView((pairs, count) => this.brushed(pairs, count));
    const list = (/** @type {string} */ title, /** @type {string} */ ruler, /** @type {string} */ empty) =>
      new NeighborList(this.selection, { title, ruler, name, empty, decimals: 0, badge: (index) => this.dot(index) });
    this.invented = list("False neighbors", "Near in the picture. The number is the rank in the data: 1 would be the nearest.", "Point at a dot.");
    this.lost = list("Missing neighbors", "Near in the data. The number is the rank in the picture.", "Or tap it.");
    this.parts.push(this.map, this.shepard);
    this.mapTag = make("div", { class: "tag" });
    this.shepardTag = make("div", { class: "tag" }, make("b", {}, "Shepard diagram"), " · a mark is a pair; drag to brush");
    this.stage.classList.add("honest");
    this.shepard.element.classList.add("wide");
    this.stage.append(
      make("div", { class: "pane" }, this.mapTag, this.map.element),
      make("div", { class: "pane" }, make("div", { class: "pair" }, this.invented.element, this.lost.element), make("section", {}, this.shepardTag, this.shepard.element)),
    );
    this.scrubber = new Scrubber(this.runner, { view: this.map, selection: this.selection });
    this.parts.push(this.scrubber);
    this.bar.before(this.scrubber.element);
    this.trust = this.readout("trustworthiness", { room: 5, tone: "kept", help: `1 when every one of the ${NEAREST} nearest in the picture is near in the data.`, testid: "trust" });
    this.continuity = this.readout("continuity", { room: 5, help: `1 when none of the ${NEAREST} nearest in the data is missing from the picture.`, testid: "continuity" });
    this.shared = this.readout("neighbors kept", { room: 5, testid: "preserved" });
    this.labels = this.readout("label told by neighbors", { room: 14, help: "How often the ten nearest tell the class: in the picture, and in the data.", testid: "labels" });
    this.spearman = this.readout("Spearman", { room: 6, help: "How well the order of all distances is kept: 1 is perfect.", testid: "spearman" });
    this.stress = this.readout("stress", { room: 5, help: "Kruskal's stress-1: how far distances are from those of the data, after the best stretch.", testid: "stress" });
    this.loss = this.readout("loss", { room: 7, tone: "training", testid: "loss" });
    this.steps = this.readout("step", { room: 12, testid: "steps" });

    this.neighborhood = new Neighborhood({
      selection: this.selection,
      views: [this.map],
      find: (index) => this.find(index),
      show: (index) => this.showNeighbors(index),
      name,
      space: "the data and in the picture",
    });
    this.runner.addEventListener("frame", (event) => this.drawMap(/** @type {CustomEvent} */ (event).detail));
    this.runner.addEventListener("opened", () => void this.opened());
    this.runner.addEventListener("state", () => ["done", "paused"].includes(this.runner.state) && void this.judge());
    this.runner.addEventListener("trouble", (event) => this.complain(/** @type {CustomEvent} */ (event).detail));
    this.runner.addEventListener("recovered", () => this.calm());
  }

  /** @param {number} index */
  dot(index) {
    const dot = make("span", { class: "dot" });
    if (index < this.map.size) dot.style.background = this.map.painter?.color(index) ?? "";
    return dot;
  }

  async prepare() {
    this.library = await library();
    if (this.closed) return;
    this.map.open(this.library);
    this.shepard.open(this.library);
    if (!this.bar.hasChildNodes()) this.buildControls(this.library);
    const from = progressOf(this.link);
    await this.runner.open(from);
    if (from.until === undefined && this.runner.state === "paused") this.runner.play();
  }

  /** @param {typeof import("../../pkg/latent_lab.js")} opened */
  buildControls(opened) {
    const methods = new opened.Lab().methods().filter(({ id }) => !LEFT_OUT.includes(id));
    const linked = this.link.get("method") ?? FIRST.method;
    this.runner.plan.method = (methods.find(({ id }) => id === linked) ?? methods[0]).id;
    this.data = dataSet(this.link.get("data") ?? FIRST.data);
    const again = settled(() => void this.restartAll(), 150);
    /** @param {"n" | "dataSeed"} field @param {string} id @param {object} [range] */
    const dataControl = (field, id, range) => {
      const parameter = /** @type {import("../../pkg/latent_lab.js").Parameter} */ (parametersOf(opened, "generators", "swiss-roll").find((known) => known.id === id));
      const text = this.link.get(field);
      if (text !== undefined) this[field] = Number(text);
      const titled = field === "dataSeed" ? { title: "seed of the data" } : {};
      return parameterControl({ ...parameter, ...range, ...titled }, this[field], (value) => {
        this[field] = value;
        again();
      }).element;
    };
    const data = choice(`${this.id}-data`, "data", "The rows that are flattened.", DATA_SETS.map(({ id, title }) => [id, title]), this.data.id, (id) => {
      this.data = dataSet(id);
      this.selection.clear();
      void this.restartAll();
    });
    const method = choice(`${this.id}-method`, "method", "What makes the picture.", methods.map(({ id, title }) => [id, title]), this.runner.plan.method, (id) => {
      this.runner.plan.method = id;
      this.buildParameters(opened, new Map());
      void this.restartAll();
    });
    const color = choice(`${this.id}-color`, "color by", "What is known about a point, or how far its neighbors in the picture can be trusted: dark points stand among strangers.", [["truth", "what is known"], ["trust", "trust, point by point"], ["continuity", "continuity, point by point"]], this.coloring, (value) => {
      this.coloring = value;
      this.color();
    });
    this.rest = make("div", { class: "rest" });
    this.dataFields = [dataControl("n", "n", ROWS), dataControl("dataSeed", "seed")];
    this.bar.append(...transport(this.runner, { touched: () => this.calm() }), data, method, color, make("details", { class: "more" }, make("summary", {}, "more"), this.rest));
    this.buildParameters(opened, this.link);
  }

  /** The parameters of the method. @param {typeof import("../../pkg/latent_lab.js")} opened @param {Map<string, string>} link */
  buildParameters(opened, link) {
    const { method } = this.runner.plan;
    this.runner.params = {};
    const fields = parametersOf(opened, "methods", method)
      .filter(({ id }) => !["components", "heldOut"].includes(id))
      .map((parameter) => {
        const text = link.get(parameter.id);
        this.runner.params[parameter.id] = text === undefined ? (PRESETS[method]?.[parameter.id] ?? parameter.default) : parse(parameter, text);
        const control = parameterControl(parameter, this.runner.params[parameter.id], (value) => {
          this.calm();
          this.quality = undefined;
          void this.runner.set(parameter, value).then(() => this.runner.state === "paused" && this.runner.play());
        });
        this.runner.addEventListener("refused", () => this.runner.plan.method === method && control.set(this.runner.now[parameter.id]));
        return control.element;
      });
    this.rest?.replaceChildren(...(this.dataFields ?? []), ...fields);
  }

  /** Other data, or another method. */
  async restartAll() {
    this.calm();
    this.map.moved = false;
    this.quality = undefined;
    await this.runner.open();
    if (this.runner.state === "paused") this.runner.play();
  }

  async opened() {
    const { data } = this.runner;
    if (data === undefined) return;
    const truth = await truthOf(this.engine, data);
    if (data !== this.runner.data) return;
    this.truth = truth;
    this.color();
    this.#due = performance.now() + EVERY;
    if (this.selection.pinned === undefined || this.selection.pinned >= truth.rows) {
      const linked = Number(this.link.get("point") ?? FIRST.point);
      this.selection.pin(Number.isInteger(linked) && linked >= 0 && linked < truth.rows ? linked : 0);
    } else void this.neighborhood.refresh();
  }

  /** @param {import("../engine/runner.js").Shown} shown */
  drawMap({ report, positions, past }) {
    const first = this.map.size !== positions.length / 2;
    this.map.overlay = overlayOf(this.runner.plan.method);
    this.map.setPositions(positions, positions.length / 2, 2, { smooth: report.phase === "running" && this.runner.state === "playing" });
    if (first) this.color();
    this.steps.set(`${number(report.step)} of ${number(report.planned)}`);
    this.loss.set(report.loss === undefined ? "–" : fixed(report.loss, 4));
    this.measure({ training: report.loss });
    if (!past && report.phase !== "setup" && !this.#judging && performance.now() >= this.#due) void this.judge();
  }

  color() {
    const { quality, truth, coloring } = this;
    if (!truth) return;
    const said = coloring === "truth" ? this.data.colors : quality?.sampled ? "not for each point: so many rows are judged by a sample" : coloring;
    this.mapTag.replaceChildren(make("b", {}, "The picture"), ` · ${number(truth.rows)} rows of ${number(truth.columns)} numbers, in 2 · color: ${said}`);
    const values = { trust: quality?.perPoint.trustworthiness, continuity: quality?.perPoint.continuity }[coloring];
    if (!values || quality?.sampled) paintTruth(this.map, truth);
    else if (values.length === this.map.size) this.map.painter?.setScalars(values, "cividis");
    this.map.change();
  }

  /** Judges the picture as it stands, in turns with the work itself. One that comes to rest meanwhile is judged once more. */
  judge = oneAtATime(() => this.#judge());

  async #judge() {
    const { run } = this.runner;
    if (run === undefined) return;
    this.#judging = true;
    const from = performance.now();
    try {
      // The data's side of the judgement is worked out in small pieces, between which the run goes on.
      for (let ready = false; !ready; ) {
        ({ ready } = await this.engine.call("prepareQuality", run, PIECE));
        // Nobody who has pressed play waits for a judgement of what has not begun.
        const begins = this.runner.state === "playing" && this.runner.report?.phase === "setup";
        if (run !== this.runner.run || this.closed || begins) return;
      }
      const done = this.runner.state === "done" ? 1 : 0;
      const [quality, shepard] = await Promise.all([
        this.engine.call("quality", run, { k: NEAREST }),
        this.engine.call("shepard", run, { pairs: PAIRS }),
        this.neighborhood.refresh(),
      ]);
      if (run !== this.runner.run || this.closed) return;
      this.quality = quality;
      this.shepard.set(shepard);
      this.tell(quality, shepard, done);
      this.color();
    } catch {
      // The run has been replaced, or is at a step that cannot be judged; the next is.
    } finally {
      this.#judging = false;
      const now = performance.now();
      this.#due = now + Math.max(EVERY, (now - from) / SHARE);
    }
  }

  /** @param {import("../../pkg/latent_lab.js").Quality} quality @param {import("../../pkg/latent_lab.js").Shepard} shepard @param {0 | 1} done whether they are of the finished picture */
  tell(quality, shepard, done) {
    const { labelAccuracy: labels } = quality;
    this.trust.set(fixed(quality.trustworthiness, 3));
    this.continuity.set(fixed(quality.continuity, 3));
    this.shared.set(percent(quality.neighborhoodPreservation, 0));
    this.labels.set(labels ? `${percent(labels.embedding, 0)}, ${percent(labels.data, 0)}` : "–");
    this.spearman.set(fixed(shepard.spearman, 3));
    this.stress.set(fixed(shepard.stress, 3));
    this.shepardTag.replaceChildren(make("b", {}, "Shepard diagram"), shepard.sampled ? ` · ${number(PAIRS)} pairs of all, drawn by lot; drag to brush` : " · every pair; drag to brush");
    this.measure({ kept: quality.trustworthiness, query: quality.continuity, preserved: quality.neighborhoodPreservation, spearman: shepard.spearman, done });
  }

  /** @param {number} index */
  async find(index) {
    const { run } = this.runner;
    if (run === undefined || this.truth === undefined) return [];
    const found = await confusionsOf(this.engine, run, index, Math.min(NEAREST, this.truth.rows - 1));
    this.found = found;
    return found.all;
  }

  /** @param {number | undefined} index */
  showNeighbors(index) {
    this.invented.show(index, index === undefined ? [] : (this.found?.invented ?? []));
    this.lost.show(index, index === undefined ? [] : (this.found?.lost ?? []));
    if (this.pairLines.length > 0) this.map.links = [...this.map.links, ...this.pairLines];
  }

  /** Pairs are brushed in the diagram: they are drawn in the picture. @param {[number, number][] | undefined} pairs @param {number} count */
  brushed(pairs, count) {
    this.pairLines = (pairs ?? []).map(([from, to]) => ({ from, to, kind: /** @type {any} */ ("edge") }));
    const ends = new Set((pairs ?? []).flat());
    this.map.painter?.setFocus(ends.size > 0 ? Uint32Array.from(ends) : undefined);
    this.map.change();
    this.element.dataset.brushed = String(count);
    void this.neighborhood.refresh();
  }

  /** @param {boolean} visible */
  show(visible) {
    super.show(visible);
    this.runner.suspend(!visible);
  }

  state() {
    return { data: this.data.id, n: this.n, dataSeed: this.dataSeed, method: this.runner.plan.method, ...runState(this.runner), point: this.selection.pinned };
  }

  experiment() {
    const { source, params, prepare } = this.data;
    if (prepare) return undefined;
    return experimentOf(source, params(this.n, this.dataSeed), { method: this.runner.plan.method, run: runState(this.runner) });
  }

  async table() {
    const flat = await this.runner.positions();
    const { perPoint, rows } = this.quality ?? {};
    const place = new Map(Array.from(rows ?? [], (row, i) => [row, i]));
    const of = (/** @type {Float32Array | undefined} */ values, /** @type {number} */ row) => values?.[place.get(row) ?? -1] ?? "";
    return {
      columns: ["row", "x", "y", "trustworthiness", "continuity"],
      rows: Array.from({ length: flat.length / 2 }, (_, i) => [i, flat[2 * i], flat[2 * i + 1], of(perPoint?.trustworthiness, i), of(perPoint?.continuity, i)]),
    };
  }

  destroy() {
    super.destroy();
    this.runner.close();
  }
}
