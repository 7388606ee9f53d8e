/** What is known of the rows of a data set: how many, their names, classes, factors, and pictures. */

import { number } from "../../shell/dom.js";
import { thumbnail } from "../pictures.js";

/** Pictures of larger sets are not fetched to the page. */
const MOST_PICTURE_VALUES = 8_000_000;

export class Rows {
  #engine;
  /** @type {typeof import("../../../pkg/latent_lab.js") | undefined} */ #opened;
  /** @type {number | undefined} */ data;
  count = 0;
  columns = 0;
  isText = false;
  /** @type {string[] | undefined} */ names;
  /** @type {Int32Array | undefined} */ labels;
  /** @type {string[] | undefined} */ labelNames;
  /** @type {import("../../../pkg/latent_lab.js").Factors | undefined} */ factors;
  /** @type {{ height: number, width: number } | undefined} */ #size;
  /** @type {Float32Array | undefined} */ #values;

  /** @param {import("../../engine/client.js").Engine} engine */
  constructor(engine) {
    this.#engine = engine;
  }

  /** @param {typeof import("../../../pkg/latent_lab.js")} opened */
  open(opened) {
    this.#opened = opened;
  }

  /** Asks all there is to know. @param {number} data */
  async look(data) {
    const ask = (/** @type {string} */ what) => this.#engine.call(what, data);
    // Only a text has words to read.
    const isText = await this.#engine.call("tokens", data, 0, 0).then(() => true, () => false);
    const [[count, columns], names, labels, labelNames, factors, size] = await Promise.all(["shape", "names", "labels", "labelNames", "factors", "picture"].map(ask));
    const values = size && count * columns <= MOST_PICTURE_VALUES ? await ask("matrix") : undefined;
    Object.assign(this, { data, count, columns, isText, names, labels, labelNames, factors });
    this.#size = size;
    this.#values = values;
  }

  /** The name of a class. @param {number} label */
  className(label) {
    return this.labelNames?.[label] ?? String(label);
  }

  /** @param {number} index */
  name(index) {
    const own = this.names?.[index] ?? `row ${number(index)}`;
    const label = this.labels?.[index];
    return label === undefined || this.isText ? own : `${own} · ${this.className(label)}`;
  }

  /** A picture of a row, where rows are pictures. @param {number} index */
  badge(index) {
    if (!this.#values || !this.#size || !this.#opened) return undefined;
    return thumbnail(this.#opened, this.#values.subarray(index * this.columns, (index + 1) * this.columns), this.#size, 28);
  }
}
