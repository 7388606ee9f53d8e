/** The speeches of lesson 2: one engine for the figures that share them, counted and weighed once. */

import { Engine } from "../engine/client.js";
import { file } from "../shell/site.js";

const FILE = "data/speech-openings.json";

/** @typedef {{ year: number, speaker: string, text: string }} Speech */
/** @typedef {{ corpus: number, counts: number, weights: number }} Ids data in the engine's Lab */

/** @type {Promise<Speech[]> | undefined} */
let reading;

/** The speeches, oldest first. @returns {Promise<Speech[]>} */
export function speeches() {
  reading ??= file(FILE).then((bytes) => JSON.parse(new TextDecoder().decode(bytes)));
  reading.catch(() => (reading = undefined));
  return reading;
}

/** A speech in words. @param {Speech} speech */
export function nameOf({ year, speaker }) {
  return `${year} ${speaker}`;
}

/** Puts the speeches into an engine's Lab. @param {Engine} engine @param {Record<string, unknown>} [options] of the text @returns {Promise<number>} */
export async function loadSpeeches(engine, options = {}) {
  const all = await speeches();
  return engine.call("addDocuments", all.map(({ text }) => text), { names: all.map(nameOf), ...options });
}

/** Counts and tf-idf weights of all words of the speeches, in an engine that figures share. */
export class Shelf {
  engine = new Engine();
  /** @type {Speech[]} */ all = [];
  /** @type {string[]} */ words = [];
  /** @type {Promise<Ids> | undefined} */ #ids;

  constructor() {
    // What was counted is gone with its worker, and counted again when it is next asked for.
    this.engine.addEventListener("lost", () => (this.#ids = undefined));
  }

  /** @returns {Promise<Ids>} */
  ids() {
    this.#ids ??= (async () => {
      this.all = await speeches();
      const corpus = await loadSpeeches(this.engine);
      const [counts, weights, words] = await Promise.all([
        this.engine.call("transform", "bag-of-words", corpus),
        this.engine.call("transform", "tf-idf", corpus),
        this.engine.call("names", corpus),
      ]);
      this.words = words;
      return { corpus, counts, weights };
    })();
    this.#ids.catch(() => (this.#ids = undefined));
    return this.#ids;
  }
}

/** @type {Shelf | undefined} */
let shared;

/** The page's shelf. */
export function shelf() {
  shared ??= new Shelf();
  return shared;
}
