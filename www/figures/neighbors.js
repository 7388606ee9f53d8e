/** One point, two rulers: its nearest in the picture, and its nearest in the data. */

import { transport } from "../controls/transport.js";
import { Engine } from "../engine/client.js";
import { library } from "../engine/module.js";
import { Runner } from "../engine/runner.js";
import { fixed, make, percent } from "../shell/dom.js";
import { experimentOf } from "../shell/link.js";
import { ClassLegend } from "./class-legend.js";
import { Digits, loadDigits } from "./digits.js";
import { Figure } from "./figure.js";
import { NeighborList } from "./neighbor-list.js";
import { Neighborhood } from "./neighborhood.js";
import { PointView } from "./point-view.js";
import { Selection } from "./selection.js";
import { byTwoRulers } from "./two-rulers.js";

// Enough for a full picture, few enough for every point's trust to be judged at once.
const ROWS = 1500;
const NEAREST = 8;
const JUDGED = 10;
/** A 6 whose neighbors in the data are all 6s, while the picture puts 8s and 9s beside it. */
const FIRST = 63;

/** @typedef {import("./neighbor-list.js").Item} Item */

export class NeighborsFigure extends Figure {
  engine = new Engine();
  selection = new Selection();
  runner = new Runner(this.engine, { method: "pca", load: (engine) => loadDigits(engine, [0, ROWS]) });
  /** @type {Digits | undefined} */ digits;
  /** @type {Float32Array | undefined} */ trusts;
  coloring = "digit";
  /** The latest answers. @type {{ inData: Item[], inPicture: Item[] }} */ found = { inData: [], inPicture: [] };

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element);
    const name = (/** @type {number} */ index) => this.digits?.name(index) ?? `picture ${index}`;
    const badge = (/** @type {number} */ index) => this.digits?.badge(index);
    const short = (/** @type {number} */ index) => this.digits?.short(index) ?? String(index);
    this.map = new PointView(this.selection, { label: `The PCA shadow of ${ROWS} digits`, name, waiting: "Loading digits …" });
    this.inPicture = new NeighborList(this.selection, { title: "Nearest in the picture", ruler: "Measured in the picture's 2 dimensions.", name, short, badge, empty: "Point at a dot." });
    this.inData = new NeighborList(this.selection, { title: "Nearest in the data", ruler: "Measured in the data's own 784 dimensions (Euclidean).", name, short, badge, empty: "Or tap it." });
    this.map.overlay = { axes: {} };
    this.parts.push(this.map);
    this.mapPane = make("div", { class: "pane" }, make("div", { class: "tag" }, make("b", {}, "Digits in their PCA shadow"), ` · 2 of 784 dimensions`), this.map.element);
    this.stage.classList.add("contrast");
    this.stage.append(this.mapPane, make("div", { class: "pane pair" }, this.inPicture.element, this.inData.element));

    this.kept = this.readout("kept of the variance", { room: 6 });
    this.trust = this.readout(`trustworthiness (${JUDGED} nearest)`, { room: 5, tone: "kept", testid: "trust" });
    this.continuity = this.readout("continuity", { room: 5, help: "The other way round: 1 when no neighbor in the data is missing from the picture." });
    this.shared = this.readout("of these 8", { room: 16, testid: "shared" });

    this.neighborhood = new Neighborhood({
      selection: this.selection,
      views: [this.map],
      find: (index) => this.find(index),
      show: (index, items) => this.showBoth(index, items),
      name,
      space: "the data's own 784 dimensions and in the picture",
    });
    this.runner.addEventListener("frame", (event) => {
      const { positions } = /** @type {CustomEvent} */ (event).detail;
      this.map.setPositions(positions, positions.length / 2, 2);
      this.color();
    });
    this.runner.addEventListener("opened", () => void this.opened());
    this.runner.addEventListener("state", () => this.runner.state === "done" && void this.judged());
    this.runner.addEventListener("trouble", (event) => this.complain(/** @type {CustomEvent} */ (event).detail));
    this.runner.addEventListener("recovered", () => this.calm());
  }

  async prepare() {
    const opened = await library();
    if (this.closed) return;
    this.map.open(opened);
    if (!this.bar.hasChildNodes()) {
      this.legend = new ClassLegend(opened, Array.from("0123456789"));
      this.parts.push(this.legend);
      this.map.element.before(this.legend.element);
      this.buildControls();
    }
    await this.runner.open();
  }

  buildControls() {
    const select = make("select", { id: "neighbors-color" });
    for (const [value, title] of [["digit", "digit"], ["trust", "trust, point by point"]]) select.append(make("option", { value }, title));
    select.addEventListener("change", () => {
      this.coloring = select.value;
      this.color();
    });
    const help = make("span", { class: "help", id: "neighbors-color-help", role: "tooltip" }, "Trust: how far the neighbors a point has in the picture are its neighbors in the data; dark points are surrounded by strangers.");
    select.setAttribute("aria-describedby", help.id);
    this.bar.append(...transport(this.runner), make("div", { class: "control" }, make("label", { for: select.id }, "color by"), select, help));
  }

  async opened() {
    const data = this.runner.data;
    if (data === undefined) return;
    this.digits = await Digits.of(this.engine, data);
    this.color();
    if (this.selection.pinned === undefined) {
      const linked = Number(this.link.get("point") ?? NaN);
      const first = Number.isInteger(linked) && linked >= 0 && linked < this.digits.count ? linked : FIRST;
      this.selection.pin(first);
    }
    // Whoever made the run again may have played it meanwhile; to play a finished one would make it again, and again.
    if (this.runner.state === "paused") this.runner.play();
  }

  color() {
    const { painter } = this.map;
    if (!painter || this.digits?.count !== this.map.size) return;
    if (this.coloring === "trust" && this.trusts) painter.setScalars(this.trusts, "cividis");
    else painter.setClasses(this.digits.labels);
    if (this.legend) this.legend.element.hidden = this.coloring === "trust";
    this.map.change();
  }

  async judged() {
    const { run } = this.runner;
    void this.neighborhood.refresh();
    try {
      const [details, quality] = await Promise.all([this.engine.call("details", run), this.engine.call("quality", run, { k: JUDGED })]);
      if (run !== this.runner.run) return;
      const [first, second] = details.explainedVarianceRatio;
      this.kept.set(percent(first + second));
      this.trust.set(fixed(quality.trustworthiness, 3));
      this.continuity.set(fixed(quality.continuity, 3));
      this.trusts = quality.sampled ? undefined : quality.perPoint.trustworthiness;
      this.map.overlay = { axes: { x: { title: `first component, ${percent(first)}` }, y: { title: `second component, ${percent(second)}` } } };
      this.measure({ kept: quality.trustworthiness, preserved: quality.neighborhoodPreservation });
      this.color();
    } catch {
      // The run has been replaced meanwhile; its successor will be judged.
    }
  }

  /** Nearest by both rulers; kinds say who is near by which. @param {number} index @returns {Promise<Item[]>} */
  async find(index) {
    const { data, run } = this.runner;
    const { inData, inPicture, all } = await byTwoRulers(this.engine, { data, run, index, k: NEAREST });
    this.found = { inData, inPicture };
    return all;
  }

  /** @param {number | undefined} index @param {Item[]} items */
  showBoth(index, items) {
    const none = index === undefined || items.length === 0;
    this.inPicture.show(none ? undefined : index, none ? [] : this.found.inPicture);
    this.inData.show(none ? undefined : index, none ? [] : this.found.inData);
    const both = items.filter(({ kind }) => kind === "true").length;
    this.shared.set(none ? "–" : `${both} in both lists`);
  }

  /** @param {boolean} visible */
  show(visible) {
    super.show(visible);
    this.runner.suspend(!visible);
  }

  state() {
    return { point: this.selection.pinned };
  }

  experiment() {
    return experimentOf("digits", { rows: ROWS }, { method: this.runner.plan.method });
  }

  async table() {
    const flat = await this.runner.positions();
    return {
      columns: ["picture", "digit", "first component", "second component", "trust"],
      rows: Array.from(this.digits?.labels ?? [], (label, i) => [i, label, flat[2 * i], flat[2 * i + 1], this.trusts?.[i] ?? ""]),
    };
  }

  destroy() {
    super.destroy();
    this.runner.close();
  }
}
