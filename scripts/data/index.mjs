// Every data set that is converted from an npm package; set-up runs them, and again when one changes.

import * as colors from "./colors.mjs";
import * as dictionary from "./dictionary.mjs";
import * as digits from "./digits.mjs";
import * as penguins from "./penguins.mjs";
import * as smallDigits from "./small-digits.mjs";
import * as speeches from "./speeches.mjs";

/**
 * @typedef {object} Conversion
 * @property {string} name for the reader of the terminal
 * @property {string} script the file of this folder that converts
 * @property {string} duration how long the conversion may take
 * @property {string} [from] the npm package the data comes from
 * @property {string} [file] or else the file of this project
 * @property {string[]} outputs the names of the files it writes
 * @property {(outDir: string) => Promise<void>} convert writes the files into an existing folder
 */

/** @type {Conversion[]} */
export const conversions = [
  { ...digits, script: "digits.mjs" },
  { ...smallDigits, script: "small-digits.mjs" },
  { ...colors, script: "colors.mjs" },
  { ...penguins, script: "penguins.mjs" },
  { ...dictionary, script: "dictionary.mjs" },
  { ...speeches, script: "speeches.mjs" },
];
