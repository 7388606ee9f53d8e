/** Two models of one corpus: skip-gram, and PPMI with SVD. One engine for the figures that look at them. */

import { Engine } from "../engine/client.js";
import { Runner } from "../engine/runner.js";
import { linked, progressOf } from "../shell/link.js";
import { file } from "../shell/site.js";

const CORPUS = "data/dictionary.corpus";
/** How often a model at work is looked at, in ms. */
const EVERY = 900;

/** The figures that show the models; a link to any of them says how skip-gram stood. */
const FIGURES = ["roads", "identity", "analogies", "axis"];

/** @typedef {"sgns" | "pmi-svd"} Model */
/** @type {Record<Model, string>} */
export const TITLES = { sgns: "Skip-gram", "pmi-svd": "PPMI + SVD" };

/** Fires "look" when what the models know has changed, "words" when the vocabulary is there. */
export class WordModels extends EventTarget {
  engine = new Engine();
  /** @param {Engine} engine */
  #load = async (engine) => {
    const data = await engine.call("addFile", await file(CORPUS), { format: "corpus" });
    if (this.words.length === 0) {
      const ask = (/** @type {string} */ what) => engine.call(what, data);
      [this.words, this.labels, this.classes] = await Promise.all([ask("names"), ask("labels"), ask("labelNames")]);
      this.dispatchEvent(new Event("words"));
    }
    return data;
  };
  sgns = new Runner(this.engine, { method: "sgns", load: this.#load });
  svd = new Runner(this.engine, { method: "pmi-svd", load: this.#load });
  /** @type {string[]} */ words = [];
  /** @type {Int32Array | undefined} */ labels;
  /** @type {string[] | undefined} */ classes;
  link = new Map(FIGURES.flatMap((figure) => [...linked(figure)]));
  /** @type {Promise<void> | undefined} */ #opening;
  /** @type {Set<object>} */ #watching = new Set();
  #due = 0;

  constructor() {
    super();
    for (const runner of [this.sgns, this.svd]) {
      runner.suspend(true);
      runner.addEventListener("frame", () => this.#look());
      runner.addEventListener("state", () => ["paused", "done"].includes(runner.state) && this.#look(true));
    }
    // Counting needs no patience, and is the yardstick: it begins by itself.
    this.svd.addEventListener("opened", () => this.svd.state === "paused" && this.svd.play());
  }

  /** Whether a model has vectors to ask about. @param {Model} model */
  knows(model) {
    return model === "sgns" ? this.sgns.run !== undefined : this.svd.state === "done";
  }

  /** @param {Model} model */
  runOf(model) {
    return (model === "sgns" ? this.sgns : this.svd).run;
  }

  /** Reads the corpus and makes both models, once for all figures. */
  open() {
    this.#opening ??= (async () => {
      await this.sgns.open(progressOf(this.link));
      await this.svd.open();
      if (this.sgns.data === undefined || this.svd.data === undefined) throw new Error("the dictionary could not be opened");
    })().catch((error) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  /** They work as long as one figure that shows them can be seen. @param {object} figure @param {boolean} visible */
  watch(figure, visible) {
    if (visible) this.#watching.add(figure);
    else this.#watching.delete(figure);
    for (const runner of [this.sgns, this.svd]) runner.suspend(this.#watching.size === 0);
  }

  #look(now = false) {
    const time = performance.now();
    if (!now && time < this.#due) return;
    this.#due = time + EVERY;
    this.dispatchEvent(new Event("look"));
  }
}

/** @type {WordModels | undefined} */
let shared;

/** The models of the page; made when first asked for. */
export function wordModels() {
  shared ??= new WordModels();
  return shared;
}
