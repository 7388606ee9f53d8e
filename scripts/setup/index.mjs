// All the set-up that building needs, in order. Each part finds out by itself whether there is anything to do.

import { prepareCrates } from "../data/crates.mjs";
import { installPackages, checkNode } from "./packages.mjs";
import { prepareData } from "./data.mjs";
import { prepareRust } from "./rust.mjs";
import { prepareWasmBindgen } from "./tools.mjs";

/**
 * Prepares everything that a build needs.
 * @returns {Promise<NodeJS.ProcessEnv>} the environment for every cargo command
 */
export async function setUp() {
  checkNode();
  await installPackages();
  const env = await prepareRust();
  await prepareWasmBindgen(env);
  await prepareCrates(env);
  await prepareData();
  return env;
}
