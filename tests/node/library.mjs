// The library as a Node program loads it.

import { readFileSync } from "node:fs";
import * as library from "../../pkg/latent_lab.js";

const bytes = readFileSync(new URL("../../pkg/latent_lab_bg.wasm", import.meta.url));
library.initSync({ module: bytes });

export default library;

/** The class that everything goes through. */
export const { Lab } = library;

/**
 * The code of the error that a call throws. The caller's test fails if it throws none, or one without words.
 * @param {() => unknown} call
 * @returns {string}
 */
export function codeOf(call) {
  try {
    call();
  } catch (error) {
    if (!(error instanceof Error) || error.message.length < 10) throw error;
    return /** @type {Error & { code: string }} */ (error).code;
  }
  throw new Error("nothing was thrown");
}
