// wasm-bindgen and wasm-pack, installed for this project alone unless the right ones are on PATH.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { environment, probe, root, run, say, toolsFolder } from "./process.mjs";

/**
 * The version that Cargo.lock holds of a crate.
 * @param {string} crate
 */
export function lockedVersion(crate) {
  const lock = readFileSync(join(root, "Cargo.lock"), "utf8");
  const version = new RegExp(`name = "${crate}"\\nversion = "([^"]+)"`).exec(lock)?.[1];
  if (!version) throw new Error(`Cargo.lock does not hold ${crate}`);
  return version;
}

/**
 * @param {string} crate the crate that brings the programs
 * @param {string} version
 * @param {string} duration
 * @param {NodeJS.ProcessEnv} env the environment for cargo
 * @param {string[]} [further] further arguments
 */
async function cargoInstall(crate, version, duration, env, further = []) {
  say(`Building ${crate} ${version}`, duration);
  // Not --locked: a lock file of a tool may name versions that a package mirror no longer holds.
  await run("cargo", ["install", crate, "--version", version, "--root", toolsFolder, "--force", ...further], { env });
}

/**
 * wasm-bindgen must have the very version of the crate of that name.
 * @param {NodeJS.ProcessEnv} env the environment for cargo
 */
export async function prepareWasmBindgen(env) {
  const version = lockedVersion("wasm-bindgen");
  const found = (/** @type {string} */ program) => probe(program, ["--version"], { env: environment() })?.split(" ").at(-1);
  if (found("wasm-bindgen") === version && found("wasm-bindgen-test-runner") === version) return;
  await cargoInstall("wasm-bindgen-cli", version, "about 2 min", env);
}

/**
 * wasm-pack drives the tests in a browser.
 * @param {NodeJS.ProcessEnv} env the environment for cargo
 */
export async function prepareWasmPack(env) {
  if (probe("wasm-pack", ["--version"], { env: environment() }) !== undefined) return;
  // It only starts other programs: what optimizing it would cost is never won back.
  await cargoInstall("wasm-pack", "0.15.1", "about 1 min", env, ["--debug"]);
}
