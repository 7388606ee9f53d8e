// The rules of the house that no compiler checks: which module of src may know which, who may know JavaScript, and that
// no file grows too long. As a command it prints the graph of the modules.

import { readFileSync, readdirSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { Failed, root } from "./setup/process.mjs";

/** A module may name only modules of earlier lines. */
const order = [
  ["error", "order"],
  ["tree"],
  ["sorted_map"],
  ["parameters", "random"],
  ["linalg"],
  ["neighbors"],
  ["data"],
  ["represent"],
  ["learn"],
  ["judge"],
  ["draw", "lab"],
  ["web"],
];

/** The module that may name JavaScript's types, and the crates that bring them. */
const web = "web";
const webCrates = ["wasm_bindgen", "js_sys", "web_sys", "serde_wasm_bindgen", "console_error_panic_hook", "plotters_canvas"];

const longest = 450;

/**
 * The code of a Rust file without comments, texts and its unit tests, which may know whom they like.
 * @param {string} code
 */
export function bare(code) {
  const noise = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\]|\\[\s\S])*"|r(#*)"[\s\S]*?"\1/g;
  const plain = code.replace(noise, (found) => (found.startsWith('"') || found.startsWith("r") ? '""' : ""));
  let kept = "";
  let rest = plain;
  for (;;) {
    const tests = /#\[cfg\(test\)\]\s*mod\s+\w+\s*\{/.exec(rest);
    if (!tests) return kept + rest;
    kept += rest.slice(0, tests.index);
    let depth = 1;
    let at = tests.index + tests[0].length;
    while (depth > 0 && at < rest.length) {
      if (rest[at] === "{") depth++;
      if (rest[at] === "}") depth--;
      at++;
    }
    rest = rest.slice(at);
  }
}

/**
 * The modules of the crate's root that a piece of code names.
 * @param {string} code without comments
 * @param {boolean} atRoot whether `super` is the crate's root
 */
export function namedModules(code, atRoot) {
  const start = atRoot ? "(?:crate|super)" : "crate";
  const names = new Set();
  for (const [, name] of code.matchAll(new RegExp(`(?<![:\\w])${start}::(\\w+)`, "g"))) names.add(name);
  for (const group of code.matchAll(new RegExp(`(?<![:\\w])${start}::\\{`, "g"))) {
    let depth = 1;
    let first = "";
    for (let at = group.index + group[0].length; depth > 0 && at < code.length; at++) {
      if (code[at] === "{") depth++;
      else if (code[at] === "}") depth--;
      else if (depth === 1) first += code[at];
    }
    for (const part of first.split(",")) names.add(part.trim().split(/\W/)[0]);
  }
  names.delete("");
  return names;
}

/**
 * Every module of the crate's root, with the modules it names.
 * @returns {{ graph: Map<string, Set<string>>, complaints: string[], warnings: string[] }}
 */
export function readHouse() {
  const source = join(root, "src");
  /** @type {Map<string, Set<string>>} */
  const graph = new Map();
  /** @type {string[]} */
  const complaints = [];
  /** @type {string[]} */
  const warnings = [];
  const rank = (/** @type {string} */ name) => order.findIndex((names) => names.includes(name));
  for (const path of readdirSync(source, { recursive: true, encoding: "utf8" }).sort()) {
    if (!path.endsWith(".rs")) continue;
    const parts = path.replace(/\.rs$/, "").split(sep);
    const code = readFileSync(join(source, path), "utf8");
    const lines = code.split("\n").length;
    if (lines > longest) warnings.push(`src/${path} has ${lines} lines; more than ${longest} is hard to read.`);
    const module = parts[0];
    const testsOnly = /tests?$/.test(parts.at(-1) ?? "");
    if (module === "lib" || testsOnly) continue;
    const plain = bare(code);
    if (module !== web) {
      for (const name of webCrates.filter((crate) => new RegExp(`\\b${crate}\\b`).test(plain))) {
        complaints.push(`src/${path} names ${name}; only src/${web} may.`);
      }
    }
    const named = graph.get(module) ?? new Set();
    graph.set(module, named);
    const atRoot = parts.length === 1 || (parts.length === 2 && parts[1] === "mod");
    for (const word of namedModules(plain, atRoot)) {
      // The crate's root hands out these two of `error`.
      const name = word === "Error" || word === "Result" ? "error" : word;
      if (name === module || rank(name) < 0) continue;
      named.add(name);
      if (rank(module) < 0) complaints.push(`src/${path}: the module ${module} has no place in the order of modules.`);
      else if (rank(name) >= rank(module)) {
        complaints.push(`src/${path}: ${module} names ${name}, but may only name what comes before it.`);
      }
    }
  }
  return { graph, complaints: [...new Set(complaints)], warnings };
}

/** Fails when a rule is broken. The order of the modules leaves no room for circles. */
export function checkHouse() {
  const { complaints, warnings } = readHouse();
  for (const warning of warnings) console.log(`  ${warning}`);
  if (complaints.length > 0) throw new Failed(complaints.join("\n  "));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { graph, complaints } = readHouse();
  for (const [module, named] of graph) console.log(`${module} → ${[...named].sort().join(", ") || "nothing"}`);
  for (const complaint of complaints) console.error(complaint);
  if (complaints.length > 0) process.exitCode = 1;
}
