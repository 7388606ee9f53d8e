// Every data set that is converted from an npm package; set-up runs them, and again when one changes.

import * as dictionary from "./dictionary.mjs";
import * as digits from "./digits.mjs";

/**
 * @typedef {object} Conversion
 * @property {string} name for the reader of the terminal
 * @property {string} script the file of this folder that converts
 * @property {string} duration how long the conversion may take
 * @property {string} from the npm package the data comes from
 * @property {string[]} outputs the names of the files it writes
 * @property {(outDir: string) => Promise<void>} convert writes the files into an existing folder
 */

/** @type {Conversion[]} */
export const conversions = [
  { ...digits, script: "digits.mjs" },
  { ...dictionary, script: "dictionary.mjs" },
];
