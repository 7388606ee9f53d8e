/** How far a network of the page has come, wherever it was trained. */

import { number } from "../shell/dom.js";
import { HELD_OUT } from "./digits.js";

/** @typedef {ReturnType<typeof import("./digits.js").network>} Network */

/** The losses on held-out pictures of models from files. @type {WeakMap<Network, { run: number | undefined, error: number }>} */
const measured = new WeakMap();

/** How far it has come, in words. @param {Network} network */
export function progressIn({ runner: { opened, report } }) {
  if (opened) return "elsewhere";
  return report ? `${number(report.step)} of ${number(report.planned)} steps` : "–";
}

/**
 * What a run knows of its work, and its loss on the pictures held out: after the latest epoch, or, of a model from a file, which
 * brings none, as it is found here.
 * @param {Network} network @returns {Promise<any>}
 */
export async function detailsOf(network) {
  const { engine, digits, runner } = network;
  const { run, opened } = runner;
  const details = await engine.call("details", run);
  if (!opened || !digits) return { ...details, heldOutLoss: details.heldOutLosses.at(-1) };
  if (measured.get(network)?.run !== run) {
    const { error } = await engine.call("reconstruct", run, digits.values.subarray((digits.count - HELD_OUT) * digits.columns));
    measured.set(network, { run, error });
  }
  return { ...details, heldOutLoss: measured.get(network)?.error };
}
