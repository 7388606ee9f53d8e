// The Rust crates that are compiled into the library, with their licences: part of the credits.

import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root, run, toolsFolder } from "../setup/process.mjs";
import { wasmTarget } from "../setup/rust.mjs";
import { digest, unlessStamped } from "../setup/stamp.mjs";

/**
 * @typedef {object} Crate
 * @property {string} name
 * @property {string} version
 * @property {string} licence
 * @property {string} link
 * @property {string} text the licence file, empty where the crate has none
 */

const file = join(toolsFolder, "crates.json");

/**
 * Writes down the crates, unless that was done for this Cargo.lock.
 * @param {NodeJS.ProcessEnv} env the environment for cargo
 */
export async function prepareCrates(env) {
  const sources = ["Cargo.lock", "Cargo.toml", join("scripts", "data", "crates.mjs")].map((name) => join(root, name));
  await unlessStamped(join(toolsFolder, "crates.stamp"), digest(sources), [file], async () => {
    const args = ["metadata", "--format-version", "1", "--filter-platform", wasmTarget];
    const found = shipped(JSON.parse(await run("cargo", args, { env })));
    mkdirSync(toolsFolder, { recursive: true });
    writeFileSync(file, JSON.stringify(found, undefined, 1));
  });
}

/** @returns {Crate[]} */
export function readCrates() {
  return JSON.parse(readFileSync(file, "utf8"));
}

/**
 * What is linked into the library: its dependencies and theirs, but not what only helps to compile.
 * @param {any} metadata what `cargo metadata` prints
 * @returns {Crate[]}
 */
function shipped({ packages, resolve }) {
  const byId = new Map(packages.map((/** @type {any} */ found) => [found.id, found]));
  const nodes = new Map(resolve.nodes.map((/** @type {any} */ node) => [node.id, node]));
  const isMacro = (/** @type {string} */ id) => byId.get(id).targets.some((/** @type {any} */ t) => t.kind.includes("proc-macro"));
  /** @type {Set<string>} */
  const seen = new Set();
  const waiting = [resolve.root];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id) || isMacro(id)) continue;
    seen.add(id);
    for (const { pkg, dep_kinds: kinds } of nodes.get(id).deps) {
      if (kinds.some((/** @type {any} */ kind) => kind.kind === null)) waiting.push(pkg);
    }
  }
  seen.delete(resolve.root);
  return [...seen]
    .map((id) => byId.get(id))
    .sort((a, b) => a.name.localeCompare(b.name))
    .map(({ name, version, license, repository, manifest_path: manifest }) => ({
      name,
      version,
      licence: license ?? "see its text",
      link: repository ?? `https://docs.rs/${name}`,
      text: licenceText(dirname(manifest)),
    }));
}

/**
 * The licence file of a crate; of several the MIT one, whose notice has to be passed on.
 * @param {string} folder
 */
function licenceText(folder) {
  const files = readdirSync(folder).filter((name) => /^(licen[sc]e|copying|unlicense)/i.test(name)).sort();
  const best = files.find((name) => /mit/i.test(name)) ?? files[0];
  return best ? readFileSync(join(folder, best), "utf8").trim() : "";
}
