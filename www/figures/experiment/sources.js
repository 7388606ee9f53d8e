/** Where the data of an experiment can come from: a generator, a set that the page brings, or the reader's own. */

import { file } from "../../shell/site.js";
import { loadDigits } from "../digits.js";
import { isLabels } from "../own-pictures.js";

/** @typedef {import("../../engine/client.js").Engine} Engine */
/** @typedef {import("../../../pkg/latent_lab.js").Parameter} Parameter */
/** @typedef {{ name: string, bytes: Uint8Array, options: import("../../../pkg/latent_lab.js").FileOptions }} Own */

/** How many rows of a bundled set are taken. @param {number} most @param {number} first @returns {Parameter} */
const rows = (most, first) => ({
  id: "rows",
  title: "rows",
  kind: "integer",
  min: 10,
  max: most,
  usual: [200, most],
  default: first,
  live: false,
  help: `How many of the ${most} rows are used, from the first on.`,
});

/** A table of the site. @param {string} name */
const table = (name) => async (/** @type {Engine} */ engine) => engine.call("addFile", await file(`data/${name}`), { format: "csv" });

/** Sets that the page brings. @type {{ id: string, title: string, params: Parameter[], load: (engine: Engine, params: Record<string, any>) => Promise<number> }[]} */
const BUNDLED = [
  { id: "digits", title: "Digits, 28 × 28 pixels", params: [rows(6000, 1500)], load: (engine, params) => loadDigits(engine, [0, params.rows]) },
  {
    id: "digits-8x8",
    title: "Small digits, 8 × 8 pixels",
    params: [rows(1797, 1797)],
    load: async (engine, params) => {
      const [images, labels] = await Promise.all(["images.idx3", "labels.idx1"].map((part) => file(`data/digits-8x8-${part}-ubyte`)));
      return engine.call("addFile", images, { format: "idx", labels, rows: [0, params.rows] });
    },
  },
  { id: "penguins", title: "Penguins", params: [], load: table("penguins.csv") },
  { id: "colors", title: "Names of colors", params: [], load: table("colors.csv") },
  {
    id: "dictionary",
    title: "Words of a dictionary",
    params: [],
    load: async (engine) => engine.call("addFile", await file("data/dictionary.corpus"), { format: "corpus" }),
  },
];

export const OWN = "own";

/** Files larger than this are not read: the browser would run out of memory on the way. */
const MOST_BYTES = 400_000_000;

/** Every source by group, as a choice offers them. @param {typeof import("../../../pkg/latent_lab.js")} opened */
export function sources(opened) {
  const lab = new opened.Lab();
  const generators = lab.generators();
  const formats = lab.formats();
  lab.free();
  return {
    generators,
    formats,
    bundled: BUNDLED,
    /** What can be set about a source. @param {string} id @returns {Parameter[]} */
    parameters: (id) => [...generators, ...BUNDLED].find((source) => source.id === id)?.params ?? [],
    /** @param {string} id */
    known: (id) => id === OWN || [...generators, ...BUNDLED].some((source) => source.id === id),
    /** Puts the data into a Lab. @param {Engine} engine @param {string} id @param {Record<string, any>} params @param {Own | undefined} own @returns {Promise<number>} */
    load(engine, id, params, own) {
      if (id === OWN) {
        if (!own) return Promise.reject(new Error("There is no data yet: choose a file, drop one here, or paste a table."));
        return engine.call("addFile", own.bytes, own.options);
      }
      const bundled = BUNDLED.find((source) => source.id === id);
      return bundled ? bundled.load(engine, params) : engine.call("generate", id, params);
    },
  };
}

/** @typedef {ReturnType<typeof sources>} Sources */

/**
 * Reads what the reader has chosen or dropped; the library says what is wrong inside.
 * @param {Sources} sources @param {File[]} files one, or IDX pictures with their labels @returns {Promise<Own>}
 */
export async function readFiles({ formats }, files) {
  const tooLarge = files.find((chosen) => chosen.size > MOST_BYTES);
  if (tooLarge) throw new Error(`${tooLarge.name} is ${Math.round(tooLarge.size / 1e6)} MB; up to ${MOST_BYTES / 1e6} MB can be read here.`);
  const found = await Promise.all(files.map(async (chosen) => ({ name: chosen.name, bytes: new Uint8Array(await chosen.arrayBuffer()) })));
  const [first, second] = found.length === 2 && isLabels(found[0].bytes) ? [found[1], found[0]] : found;
  if (!first) throw new Error("No file was chosen.");
  const name = first.name.toLowerCase();
  if (name.endsWith(".gz") || name.endsWith(".zip")) throw new Error(`${first.name} is packed; unpack it first.`);
  // A table of words is not meant where numbers are asked for, so .txt is a table.
  const format = formats.find(({ extensions }) => extensions.some((extension) => name.endsWith(extension)))?.id ?? "csv";
  if (found.length > 1 && format !== "idx") throw new Error("One file at a time, please; only IDX pictures come with a second file, their labels.");
  const options = { format, ...(second ? { labels: second.bytes } : {}) };
  return { name: found.map(({ name }) => name).join(" and "), bytes: first.bytes, options: /** @type {any} */ (options) };
}

/** A table that was pasted. @param {string} text @returns {Own} */
export function pasted(text) {
  return { name: "the pasted table", bytes: new TextEncoder().encode(text), options: { format: "csv" } };
}

/** @typedef {{ isText: boolean, labels?: Int32Array }} Kind of data */

/**
 * Which methods learn from what: each is offered a little of every kind of data, and says so itself.
 * @param {typeof import("../../../pkg/latent_lab.js")} opened
 * @returns {{ methods: import("../../../pkg/latent_lab.js").Described[], fits: (method: string, kind: Kind) => boolean }}
 */
export function methodsOf(opened) {
  const lab = new opened.Lab();
  const samples = { matrix: lab.generate("swiss-roll", { n: 60 }), classes: lab.generate("blobs", { n: 60 }), text: lab.addText("a cat and a dog sat. the dog saw the cat.", { minCount: 1 }) };
  const takes = (/** @type {string} */ method, /** @type {number} */ data) => {
    try {
      lab.free(lab.start(method, data, {}));
      return true;
    } catch (error) {
      // Any other complaint is about so little data, not about its kind.
      return /** @type {any} */ (error).code !== "unsupported";
    }
  };
  const methods = lab.methods();
  const kinds = new Map(methods.map(({ id }) => [id, { matrix: takes(id, samples.matrix), classes: takes(id, samples.classes), text: takes(id, samples.text) }]));
  lab.free();
  return { methods, fits: (method, { isText, labels }) => kinds.get(method)?.[isText ? "text" : labels ? "classes" : "matrix"] ?? false };
}
