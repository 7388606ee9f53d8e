// What a reader downloads before anything shows, against what we allow ourselves.

import { readFileSync, readdirSync } from "node:fs";
import { join, posix } from "node:path";
import { gzipSync } from "node:zlib";
import { Failed, root } from "./setup/process.mjs";

/** Kilobytes of 1,000 bytes, gzipped as any static host does. */
const limits = { wasm: 450, javascript: 120 };

const dist = join(root, "dist");

/**
 * A file's size in KB after gzip -9.
 * @param {string} path
 */
function gzipped(path) {
  return gzipSync(readFileSync(path), { level: 9 }).length / 1000;
}

/**
 * The scripts that a page loads before it can do anything: what its HTML names, everything that is imported statically,
 * and the workers.
 * @param {string} page path under dist
 */
function firstLoad(page) {
  const html = readFileSync(join(dist, page), "utf8");
  const waiting = [...html.matchAll(/<script[^>]*\ssrc="([^"]+)"/g)].map((match) => posix.join(posix.dirname(page), match[1]));
  if (waiting.length === 0) throw new Failed(`dist/${page} names no script; has the way Vite writes them changed?`);
  /** @type {Set<string>} */
  const files = new Set();
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (files.has(path)) continue;
    files.add(path);
    const folder = posix.dirname(path);
    const code = readFileSync(join(dist, path), "utf8");
    for (const [, name] of code.matchAll(/(?:from|import)\s*["']([^"']+\.js)["']/g)) waiting.push(posix.join(folder, name));
    for (const [, name] of code.matchAll(/new URL\(["'`]([^"'`]+\.js)["'`]/g)) waiting.push(posix.join(folder, name));
  }
  return [...files].map((path) => join(dist, path));
}

/** Says the sizes, and fails when one is above its limit. */
export function checkSize() {
  const assets = join(dist, "assets");
  const modules = readdirSync(assets).filter((name) => name.endsWith(".wasm"));
  if (modules.length !== 1) throw new Failed(`dist/assets holds ${modules.length} WebAssembly modules, expected 1.`);
  const wasm = gzipped(join(assets, modules[0]));
  console.log(`  WebAssembly ${wasm.toFixed(1)} KB gzipped`);
  const pages = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".html"));
  const loads = pages.map((page) => ({ page, javascript: firstLoad(page).reduce((sum, path) => sum + gzipped(path), 0) }));
  const { page, javascript } = loads.reduce((most, load) => (load.javascript > most.javascript ? load : most));
  console.log(`  first-load JavaScript of ${pages.length} pages: at most ${javascript.toFixed(1)} KB gzipped (${page})`);
  if (wasm > limits.wasm) throw new Failed(`The WebAssembly is ${wasm.toFixed(1)} KB; the limit is ${limits.wasm} KB.`);
  if (javascript > limits.javascript) {
    throw new Failed(`The first-load JavaScript of ${page} is ${javascript.toFixed(1)} KB; the limit is ${limits.javascript} KB.`);
  }
}
