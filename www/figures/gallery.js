/** One data set, and what every method makes of it, side by side. */

import { parameterControl } from "../controls/parameter.js";
import { parametersOf } from "../engine/module.js";
import { fixed, number, settled } from "../shell/dom.js";
import { experimentAddress, experimentOf, linkTo, parse } from "../shell/link.js";
import { DATA_SETS, dataSet, loadSet } from "./data-sets.js";
import { ManyFigure, choice } from "./many.js";

/** The methods in the order in which they bend more, and what is special about how they are run here. @type {[string, string, Record<string, any>][]} */
const METHODS = [
  ["pca", "PCA", {}],
  ["random-projection", "random projection", {}],
  ["classical-mds", "classical MDS", {}],
  ["mds", "metric MDS", {}],
  ["isomap", "Isomap", { neighbors: 8 }],
  ["lle", "LLE", { neighbors: 12 }],
  ["tsne", "t-SNE", {}],
  ["umap", "UMAP", {}],
  ["autoencoder", "autoencoder", { layers: [64, 32], batchSize: 64, epochs: 150 }],
];
const FIRST = { data: "swiss-roll", n: 1000, seed: 1, point: 120 };

export class GalleryFigure extends ManyFigure {
  data = dataSet(FIRST.data);
  n = FIRST.n;
  seed = FIRST.seed;

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element, { columns: 5 });
    this.showOriginal("The data", " · drag to turn");
    this.best = this.readout("most trusted", { room: 20, testid: "best" });
    this.worst = this.readout("least trusted", { room: 20 });
    this.team = this.readout("workers", { room: 2, help: "As many as this machine has cores, at most 8; the runs share them.", testid: "workers" });
    this.team.set(String(this.crew.engines.length));
  }

  /** @param {import("../engine/client.js").Engine} engine */
  load(engine) {
    return loadSet(this.data, engine, this.n, this.seed);
  }

  plans() {
    return METHODS.map(([method, title, params]) => ({
      title,
      method,
      params: { ...params, seed: this.seed },
      open: this.#opens(method, params),
    }));
  }

  /** Where a click on the name of a method leads: to the workbench, or, with data that it cannot make, to the figure below. @param {string} method @param {Record<string, any>} run */
  #opens(method, run) {
    const { id, source, params, prepare } = this.data;
    if (prepare) return linkTo("figure", "honesty", { data: id, n: this.n, dataSeed: this.seed, method });
    return experimentAddress(experimentOf(source, params(this.n, this.seed), { method, run }));
  }

  controls() {
    const opened = /** @type {typeof import("../../pkg/latent_lab.js")} */ (this.opened);
    this.data = dataSet(this.link.get("data") ?? FIRST.data);
    const again = settled(() => void this.begin(), 120);
    const parameters = parametersOf(opened, "generators", "swiss-roll");
    const wanted = /** @type {const} */ (["n", "seed"]);
    const fields = wanted.map((id) => {
      const parameter = /** @type {import("../../pkg/latent_lab.js").Parameter} */ (parameters.find((known) => known.id === id));
      const text = this.link.get(id);
      if (text !== undefined) this[id] = Number(parse(parameter, text));
      const usual = id === "n" ? { usual: /** @type {[number, number]} */ ([200, 2000]) } : {};
      return parameterControl({ ...parameter, ...usual }, this[id], (value) => {
        this[id] = value;
        again();
      }).element;
    });
    const data = choice("gallery-data", "data", "All methods work on the same rows; only the picture differs.", DATA_SETS.map(({ id, title }) => [id, title]), this.data.id, (id) => {
      this.data = dataSet(id);
      this.selection.clear();
      void this.begin();
    });
    return [data, ...fields];
  }

  async known() {
    if (this.selection.pinned !== undefined) return;
    const linked = Number(this.link.get("point") ?? FIRST.point);
    if (linked < (this.truth?.rows ?? 0)) this.selection.pin(linked);
  }

  judged() {
    const judged = this.cells.filter(({ trust }) => trust !== undefined).sort((a, b) => Number(b.trust) - Number(a.trust));
    if (judged.length === 0) return;
    const say = (/** @type {import("./cell.js").Cell} */ { plan, trust }) => `${plan.title}, ${fixed(trust, 3)}`;
    this.best.set(say(judged[0]));
    this.worst.set(say(judged[judged.length - 1]));
    const trustOf = (/** @type {string} */ method) => this.cells.find(({ plan }) => plan.method === method)?.trust;
    this.measure({ kept: judged[0].trust, pca: trustOf("pca"), isomap: trustOf("isomap"), done: this.cells.every(({ final, runner }) => final || runner.state === "failed") ? 1 : 0 });
  }

  state() {
    return { data: this.data.id, n: this.n, seed: this.seed, point: this.selection.pinned };
  }

  signature() {
    return `${number(this.truth?.rows ?? 0)} rows · ${super.signature()}`;
  }
}
