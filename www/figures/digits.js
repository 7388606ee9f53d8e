/** The handwritten digits of the page, and the network that learns them: one engine for the figures that share it. */

import { Engine } from "../engine/client.js";
import { library, parametersOf } from "../engine/module.js";
import { Runner } from "../engine/runner.js";
import { linked, progressOf, takeRun } from "../shell/link.js";
import { file } from "../shell/site.js";
import { thumbnail } from "./pictures.js";

/** How many of the pictures are learned from; the rest is held out. */
export const HELD_OUT = 1000;
/** The pictures that networks learn from and are measured on, and others that none of them ever gets. */
const FILES = Object.freeze({ digits: "data/digits", more: "data/digits-more" });

/**
 * Puts digits into an engine's Lab. @param {Engine} engine @param {[number, number]} [rows] from, and up to
 * @param {keyof typeof FILES} [which] @returns {Promise<number>} the data's id
 */
export async function loadDigits(engine, rows, which = "digits") {
  const [images, labels] = await Promise.all([file(`${FILES[which]}-images.idx3-ubyte`), file(`${FILES[which]}-labels.idx1-ubyte`)]);
  return engine.call("addFile", images, { format: "idx", labels, rows });
}

/** What the page knows of a set of digits: pixels and classes. */
export class Digits {
  /** @param {typeof import("../../pkg/latent_lab.js")} opened @param {Float32Array} values @param {Int32Array} labels @param {{ height: number, width: number }} size */
  constructor(opened, values, labels, size) {
    this.opened = opened;
    this.values = values;
    this.labels = labels;
    this.size = size;
    this.columns = size.height * size.width;
  }

  /** @param {Engine} engine @param {number} data */
  static async of(engine, data) {
    const [opened, values, labels, size] = await Promise.all([
      library(),
      engine.call("matrix", data),
      engine.call("labels", data),
      engine.call("picture", data),
    ]);
    return new Digits(opened, values, labels, size);
  }

  get count() {
    return this.labels.length;
  }

  /** The held-out pictures of a digit. @param {number} digit */
  heldOut(digit) {
    const first = this.count - HELD_OUT;
    return [...this.labels.keys()].filter((index) => index >= first && this.labels[index] === digit);
  }

  /** @param {number} index */
  row(index) {
    return this.values.subarray(index * this.columns, (index + 1) * this.columns);
  }

  /** @param {number[]} indices */
  rows(indices) {
    const out = new Float32Array(indices.length * this.columns);
    indices.forEach((index, i) => out.set(this.row(index), i * this.columns));
    return out;
  }

  /** @param {number} index */
  name(index) {
    return `a ${this.labels[index]}, picture ${index}`;
  }

  /** A name beside a thumbnail. @param {number} index */
  short(index) {
    return `a ${this.labels[index]}`;
  }

  /** @param {number} index @param {number} [side] */
  badge(index, side = 28) {
    return thumbnail(this.opened, this.row(index), this.size, side);
  }
}

/** @typedef {"first" | "squeeze" | "walks" | "answers"} NetworkName */

/**
 * The networks of the pages: which figures share one, and what is special about it. Two figures that stand on one page and
 * show one network have one engine.
 * `fixed`: parameters that are no matter of the reader's. Where the plane is the subject, the code stays two numbers; which rows
 * are held out belongs to the data.
 * @type {Readonly<Record<NetworkName, { figures: string[], params: Record<string, any>, method?: string, fixed: string[] }>>}
 */
const NETWORKS = Object.freeze({
  first: { figures: ["autoencoder", "walk"], params: {}, fixed: ["components", "heldOut"] },
  // Wide enough to say which digit it is, and a little of whose hand wrote it.
  squeeze: { figures: ["hourglass", "own-digit"], params: { components: 16 }, fixed: ["heldOut"] },
  walks: { figures: ["ways", "plane"], params: {}, fixed: ["components", "heldOut"] },
  answers: { figures: ["classifier", "layers", "maps"], params: {}, method: "cnn", fixed: ["heldOut"] },
});

/** A network that several figures look at. */
class Network extends EventTarget {
  engine = new Engine();
  /** @type {Digits | undefined} */ digits;
  /** @type {Promise<void> | undefined} */ #opening;
  /** @type {Set<object>} */ #watching = new Set();

  /** @param {(typeof NETWORKS)[NetworkName]} plan */
  constructor({ figures, params, method = "autoencoder", fixed }) {
    super();
    this.fixed = fixed;
    // The axes of an autoencoder's picture are the code's two numbers.
    this.runner = new Runner(this.engine, { method, load: (engine) => loadDigits(engine), align: method !== "autoencoder" });
    /** All figures that show it may be linked to; a link to any says how the network stood. */
    this.link = new Map(figures.flatMap((figure) => [...linked(figure)]));
    // What a link does not say begins as this network does.
    this.runner.params = { heldOut: HELD_OUT, ...Object.fromEntries(Object.entries(params).filter(([id]) => !this.link.has(id))) };
    this.runner.suspend(true);
  }

  /** Takes the parameters that a link gives, once, whichever figure comes first. @param {typeof import("../../pkg/latent_lab.js")} opened */
  take(opened) {
    const parameters = parametersOf(opened, "methods", this.runner.plan.method);
    takeRun(this.runner, parameters.filter(({ id }) => !this.fixed.includes(id)), this.link);
  }

  /** Loads the data and makes the network, once for all figures. */
  open() {
    this.#opening ??= (async () => {
      this.take(await library());
      await this.runner.open(progressOf(this.link));
      if (this.runner.data === undefined) throw new Error("the digits could not be opened");
      this.digits = await Digits.of(this.engine, this.runner.data);
      this.dispatchEvent(new Event("digits"));
    })().catch((error) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  /** It works as long as one figure that shows it can be seen. @param {object} figure @param {boolean} visible */
  watch(figure, visible) {
    if (visible) this.#watching.add(figure);
    else this.#watching.delete(figure);
    this.runner.suspend(this.#watching.size === 0);
  }
}

/** @type {Map<NetworkName, Network>} */
const made = new Map();

/** A network of the page; made when first asked for. @param {NetworkName} [name] */
export function network(name = "first") {
  let found = made.get(name);
  if (!found) made.set(name, (found = new Network(NETWORKS[name])));
  return found;
}
