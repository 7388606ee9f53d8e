/** One data set, one method, and a grid of pictures: a parameter down, the seed across. What stays, and what moves? */

import { parameterControl } from "../controls/parameter.js";
import { parametersOf } from "../engine/module.js";
import { fixed, make, number, oneAtATime, percent, settled } from "../shell/dom.js";
import { brushes } from "./brush.js";
import { DATA_SETS, dataSet, loadSet, paintTruth } from "./data-sets.js";
import { ManyFigure, choice } from "./many.js";

/** The methods that chance has a say in: the parameter that is varied, its values, and what else is set. @type {Record<string, { title: string, parameter: string, word: string, values: number[], params: Record<string, any> }>} */
const METHODS = {
  tsne: { title: "t-SNE", parameter: "perplexity", word: "perplexity", values: [5, 15, 30, 60], params: { initialization: "random" } },
  umap: { title: "UMAP", parameter: "neighbors", word: "neighbors", values: [5, 15, 30, 60], params: {} },
};
const SEEDS = [1, 2, 3, 4];
const FIRST = { data: "blobs", method: "tsne", n: 300, dataSeed: 3 };
const NEAREST = 10;
/** So large a share of the points is marked as moving most. */
const MOVING = 0.1;

export class StabilityGridFigure extends ManyFigure {
  data = dataSet(FIRST.data);
  method = FIRST.method;
  n = FIRST.n;
  dataSeed = FIRST.dataSeed;
  coloring = "truth";
  /** For each row of the grid, how much its pictures agree. @type {(import("../../pkg/latent_lab.js").Stability | undefined)[]} */ rows = [];
  /** @type {Uint32Array | undefined} */ brushed;

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element, { columns: SEEDS.length });
    this.stage.classList.add("grid");
    this.agreed = METHODS.tsne.values.map((_, i) => this.readout(`row ${i + 1}: neighbors shared`, { room: 5, help: "The share of each point's ten nearest that two pictures of this row have in common, in the mean.", testid: `agreed-${i}` }));
    this.mark = this.readout("brushed", { room: 12, testid: "brushed" });
    this.team = this.readout("workers", { room: 2, help: "As many as this machine has cores, at most 8; sixteen runs share them.", testid: "workers" });
    this.team.set(String(this.crew.engines.length));
  }

  /** @param {import("../engine/client.js").Engine} engine */
  load(engine) {
    return loadSet(this.data, engine, this.n, this.dataSeed);
  }

  plans() {
    const { parameter, word, values, params } = METHODS[this.method];
    return values.flatMap((value) => SEEDS.map((seed) => ({ title: `${word} ${value}`, about: `seed ${seed}`, method: this.method, params: { ...params, [parameter]: value, seed } })));
  }

  controls() {
    const opened = /** @type {typeof import("../../pkg/latent_lab.js")} */ (this.opened);
    const known = new Set(new opened.Lab().methods().map(({ id }) => id));
    this.data = dataSet(this.link.get("data") ?? FIRST.data);
    const linked = this.link.get("method") ?? "";
    if (linked in METHODS && known.has(linked)) this.method = linked;
    const again = settled(() => void this.begin(), 150);
    const data = choice(`${this.id}-data`, "data", "The same rows for all sixteen runs.", DATA_SETS.map(({ id, title }) => [id, title]), this.data.id, (id) => {
      this.data = dataSet(id);
      void this.begin();
    });
    const methods = Object.entries(METHODS).filter(([id]) => known.has(id));
    const method = choice(`${this.id}-method`, "method", "What makes the pictures.", methods.map(([id, { title }]) => [id, title]), this.method, (id) => {
      this.method = id;
      void this.begin();
    });
    const color = choice(`${this.id}-color`, "color by", "What is known about a point, or how far it moves from seed to seed: bright points have no place of their own.", [["truth", "what is known"], ["movement", "movement between seeds"]], this.coloring, (value) => {
      this.coloring = value;
      this.color();
    });
    const described = /** @type {import("../../pkg/latent_lab.js").Parameter} */ (parametersOf(opened, "generators", "swiss-roll").find(({ id }) => id === "n"));
    const text = this.link.get("n");
    if (text !== undefined) this.n = Number(text);
    const rows = parameterControl({ ...described, usual: [200, 1000] }, this.n, (value) => {
      this.n = value;
      again();
    });
    return [data, method, color, make("details", { class: "more" }, make("summary", {}, "more"), make("div", { class: "rest" }, rows.element))];
  }

  async begin() {
    this.rows = [];
    this.brushed = undefined;
    this.mark.set("nothing: drag over points");
    for (const readout of this.agreed) readout.set("–");
    await super.begin();
  }

  /** @param {import("./cell.js").Cell} cell */
  place(cell) {
    super.place(cell);
    brushes(cell.view, (indices) => this.brush(indices));
  }

  /** The same points are marked in all pictures. @param {Uint32Array | undefined} indices */
  brush(indices) {
    this.brushed = indices && indices.length > 0 ? indices : undefined;
    for (const { view } of this.cells) {
      view.painter?.setFocus(this.brushed);
      view.change();
    }
    this.mark.set(this.brushed ? `${number(this.brushed.length)} points` : "nothing: drag over points");
  }

  stateChanged() {
    super.stateChanged();
    if (this.crew.state === "done" || this.crew.state === "paused") void this.compare();
  }

  judge() {
    void this.compare();
  }

  /** Compares the pictures of each row of the grid. Those that come to rest meanwhile are compared once more. */
  compare = oneAtATime(() => this.#compare());

  async #compare() {
    if (this.cells.length === 0) return;
    const { cells } = this;
    const done = this.crew.state === "done" ? 1 : 0;
    try {
      const { values } = METHODS[this.method];
      for (const [row] of values.entries()) {
        const of = cells.slice(row * SEEDS.length, (row + 1) * SEEDS.length);
        if (of.some(({ runner }) => runner.run === undefined || runner.report?.phase === "setup" || runner.state === "failed")) continue;
        const pictures = await Promise.all(of.map(({ runner }) => runner.positions()));
        const engine = this.crew.engines[row % this.crew.engines.length];
        const found = await engine.call("stability", pictures.map((embedding) => ({ embedding })), { k: NEAREST });
        if (cells !== this.cells) return;
        this.rows[row] = found;
        this.agreed[row].set(percent(found.meanOverlap, 0));
      }
      this.color();
      const [low, , , high] = this.rows;
      this.measure({ low: low?.meanOverlap, high: high?.meanOverlap, spread: low?.meanSpread, done });
    } catch {
      // A run has been replaced meanwhile; its successor is compared.
    }
  }

  /** Colors the pictures, and marks the points that move most. */
  color() {
    this.cells.forEach(({ view }, i) => {
      const found = this.rows[Math.floor(i / SEEDS.length)];
      if (this.coloring === "movement" && found?.spread.length === view.size) view.painter?.setScalars(found.spread, "viridis");
      else paintTruth(view, this.truth);
      const moving = found ? Array.from(found.moving.subarray(0, Math.ceil(MOVING * view.size))) : [];
      view.marked = this.coloring === "movement" ? moving : [];
      view.change();
    });
  }

  /** @param {number | undefined} index */
  linked(index) {
    const spreads = index === undefined ? [] : this.rows.map((found) => found?.spread[index]);
    this.element.dataset.spread = spreads.map((spread) => fixed(spread, 2)).join(" ");
  }

  state() {
    return { data: this.data.id, method: this.method, n: this.n, point: this.selection.pinned };
  }
}
