/**
 * One claim about pictures that bend space, as a figure: data whose truth is known, what methods make of it, and the numbers
 * that say how much of the truth is left. `data-claim` says which.
 */

import { parameterControl } from "../controls/parameter.js";
import { parametersOf } from "../engine/module.js";
import { fixed, make, oneAtATime, percent, settled } from "../shell/dom.js";
import { parse } from "../shell/link.js";
import { ManyFigure } from "./many.js";

/** @typedef {import("./cell.js").Cell} Cell */
/** @typedef {import("./cell.js").CellPlan & { key: string }} CellPlan */
/** @typedef {import("../../pkg/latent_lab.js").Clusters} Clusters */

/**
 * @typedef {object} Claim
 * @property {string} generator
 * @property {Record<string, any>} shape parameters of the data
 * @property {string[]} front parameters of the data that stand in the row
 * @property {string[]} [bends] parameters of the methods that stand in the row
 * @property {CellPlan[]} cells
 * @property {number} columns pictures side by side, that of the data included if it can be drawn
 * @property {"sizes" | "gaps" | "trust" | "agreement"} told what the readouts tell
 */

const TSNE = { key: "tsne", title: "t-SNE", method: "tsne" };
const UMAP = { key: "umap", title: "UMAP", method: "umap" };
const PCA = { key: "pca", title: "PCA", method: "pca", params: {} };

/** @type {Record<string, Claim>} */
const CLAIMS = {
  sizes: {
    columns: 3,
    generator: "uneven-blobs",
    shape: { n: 400, centers: 2, features: 2, spreadRatio: 10, gapRatio: 1, seed: 1 },
    front: ["spreadRatio"],
    bends: ["perplexity"],
    cells: [{ ...TSNE, params: { perplexity: 30 } }, { ...UMAP, params: {} }],
    told: "sizes",
  },
  gaps: {
    columns: 3,
    generator: "uneven-blobs",
    shape: { n: 450, centers: 3, features: 2, spreadRatio: 1, gapRatio: 8, seed: 2 },
    front: ["gapRatio"],
    bends: ["perplexity"],
    cells: [{ ...TSNE, params: { perplexity: 30 } }, { ...UMAP, params: {} }],
    told: "gaps",
  },
  noise: {
    columns: 4,
    generator: "random-cloud",
    shape: { n: 500, features: 100, seed: 1 },
    front: ["features"],
    cells: [
      { ...TSNE, key: "low", about: "perplexity 2", params: { perplexity: 2 } },
      { ...TSNE, key: "tsne", about: "perplexity 30", params: { perplexity: 30 } },
      { ...UMAP, about: "4 neighbors", params: { neighbors: 4 } },
      PCA,
    ],
    told: "trust",
  },
  perplexity: {
    columns: 3,
    generator: "rings",
    shape: { n: 320, arrangement: "interlocked", noise: 0.04, seed: 1 },
    front: ["noise"],
    cells: [2, 5, 15, 30, 100].map((perplexity) => ({ ...TSNE, key: `p${perplexity}`, title: `perplexity ${perplexity}`, params: { perplexity } })),
    told: "trust",
  },
  opinion: {
    columns: 4,
    generator: "uneven-blobs",
    shape: { n: 400, centers: 6, features: 10, spreadRatio: 2, gapRatio: 2, seed: 5 },
    front: ["spreadRatio", "gapRatio"],
    bends: ["perplexity"],
    cells: [1, 2, 3, 4].map((seed) => ({ ...TSNE, key: `s${seed}`, title: `seed ${seed}`, params: { perplexity: 30, initialization: "random", seed } })),
    told: "agreement",
  },
};

const NEAREST = 10;

export class ClaimFigure extends ManyFigure {
  /** @type {Map<string, import("./figure.js").Readout>} */ told = new Map();

  /** @param {HTMLElement} element */
  constructor(element) {
    const claimed = CLAIMS[element.dataset.claim ?? ""] ?? CLAIMS.sizes;
    super(element, { most: 4, columns: claimed.columns });
    this.claimed = claimed;
    this.shape = { ...this.claimed.shape };
    this.bends = /** @type {Record<string, any>} */ ({});
    this.showOriginal("The data", "");
    this.#readouts();
  }

  #readouts() {
    const { told, cells } = this.claimed;
    const say = (/** @type {string} */ key, /** @type {string} */ title, room = 7, help = "") =>
      this.told.set(key, this.readout(title, { room, help, tone: key === "data" ? "kept" : "", testid: `told-${key}` }));
    if (told === "sizes" || told === "gaps") {
      const help = told === "sizes" ? "Radius of the wide cluster over that of the tight one." : "Distance between the far pair of neighbors over that of the near pair.";
      say("data", told === "sizes" ? "wide : tight in the data" : "far gap : near gap in the data", 6, help);
      for (const { key, title } of cells) say(key, `in ${title}`, 6, help);
    }
    if (told === "trust") for (const { key, title, about = "" } of cells) say(key, `${title} ${about.replace("perplexity ", "")}`, 5, "Trustworthiness: 1 when neighbors in the picture are neighbors in the data.");
    if (told === "agreement") {
      say("overlap", "neighbors that two runs share", 6, "The share of each point's ten nearest that two of the pictures have in common.");
      say("spread", "how far places differ", 6, "After the pictures were turned onto one another: distance from the mean place, in units of the picture's extent.");
    }
  }

  /** @param {import("../engine/client.js").Engine} engine */
  load(engine) {
    return engine.call("generate", this.claimed.generator, this.shape);
  }

  plans() {
    return this.claimed.cells.map((plan) => ({ ...plan, params: { ...plan.params, ...this.#bendsOf(plan.method) } }));
  }

  /** The reader's parameters that a method has. @param {string} method */
  #bendsOf(method) {
    const opened = /** @type {typeof import("../../pkg/latent_lab.js")} */ (this.opened);
    const known = new Set(parametersOf(opened, "methods", method).map(({ id }) => id));
    return Object.fromEntries(Object.entries(this.bends).filter(([id]) => known.has(id)));
  }

  controls() {
    const opened = /** @type {typeof import("../../pkg/latent_lab.js")} */ (this.opened);
    const { generator, front, bends = [] } = this.claimed;
    const again = settled(() => void this.reopen(), 120);
    /** @type {HTMLElement[]} */
    const fields = [];
    const rest = make("div", { class: "rest" });
    for (const id of bends) {
      const parameter = parametersOf(opened, "methods", "tsne").find((known) => known.id === id);
      if (!parameter) continue;
      const text = this.link.get(id);
      if (text !== undefined) this.bends[id] = parse(parameter, text);
      const first = this.bends[id] ?? this.claimed.cells[0].params[id] ?? parameter.default;
      fields.push(parameterControl(parameter, first, (value) => {
        this.bends[id] = value;
        for (const { runner, plan } of this.cells) if (this.#bendsOf(plan.method)[id] !== undefined) void runner.set(parameter, value).then(() => runner.state === "paused" && runner.play());
      }).element);
    }
    for (const parameter of parametersOf(opened, "generators", generator)) {
      const text = this.link.get(parameter.id);
      if (text !== undefined) this.shape[parameter.id] = parse(parameter, text);
      const usual = parameter.id === "n" ? { usual: /** @type {[number, number]} */ ([100, 1000]) } : {};
      const control = parameterControl({ ...parameter, ...usual }, this.shape[parameter.id] ?? parameter.default, (value) => {
        this.shape[parameter.id] = value;
        again();
      });
      if (front.includes(parameter.id)) fields.push(control.element);
      else rest.append(control.element);
    }
    return [...fields, make("details", { class: "more" }, make("summary", {}, "more"), rest)];
  }

  /** @param {import("../engine/client.js").Engine} engine @param {number} data */
  async known(engine, data) {
    const { told } = this.claimed;
    if (told !== "sizes" && told !== "gaps") return;
    const truth = this.#ratio(await engine.call("clusters", { data }));
    this.told.get("data")?.set(`${fixed(truth, 1)} : 1`);
    this.measure({ data: truth });
  }

  /** @param {Clusters} clusters */
  #ratio({ radii, distances, labels }) {
    const last = labels.length - 1;
    if (this.claimed.told === "sizes") return radii[last] / radii[0];
    return distances[last * labels.length + last - 1] / distances[1];
  }

  stateChanged() {
    super.stateChanged();
    void this.tell();
  }

  judge() {
    super.judge();
    if (this.claimed.told !== "trust") void this.tell();
  }

  judged() {
    void this.tell();
  }

  /** What the pictures say now, in numbers. What has changed while it was asked is asked once more: the last state is the one that counts. */
  tell = oneAtATime(() => this.#tell());

  async #tell() {
    if (this.cells.length === 0) return;
    try {
      const { told } = this.claimed;
      const done = this.crew.state === "done" && this.cells.every(({ final, runner }) => final || told !== "trust" || runner.state === "failed");
      if (told === "agreement") await this.#agreement();
      else await Promise.all(this.cells.map((cell) => this.#tellOne(cell, cell.plan.key ?? "")));
      this.measure({ done: done ? 1 : 0 });
    } catch {
      // A run has been replaced meanwhile; its successor is asked.
    }
  }

  /** @param {Cell} cell @param {string} key */
  async #tellOne({ runner, trust, quality }, key) {
    if (this.claimed.told === "trust") {
      this.told.get(key)?.set(fixed(trust, 3));
      this.measure({ [key]: trust, [`${key}Kept`]: quality?.neighborhoodPreservation });
      return;
    }
    if (runner.run === undefined || runner.report?.phase === "setup") return;
    const ratio = this.#ratio(await runner.engine.call("clusters", { run: runner.run }));
    this.told.get(key)?.set(`${fixed(ratio, 1)} : 1`);
    this.measure({ [key]: ratio });
  }

  /** How much the runs agree. */
  async #agreement() {
    if (this.cells.some(({ runner }) => runner.run === undefined || runner.report?.phase === "setup")) return;
    const pictures = await Promise.all(this.cells.map(({ runner }) => runner.positions()));
    const found = await this.crew.engines[0].call("stability", pictures.map((embedding) => ({ embedding })), { k: NEAREST });
    this.told.get("overlap")?.set(percent(found.meanOverlap, 0));
    this.told.get("spread")?.set(fixed(found.meanSpread, 2));
    this.measure({ overlap: found.meanOverlap, spread: found.meanSpread });
  }

  state() {
    return { ...this.shape, ...this.bends, point: this.selection.pinned };
  }
}
