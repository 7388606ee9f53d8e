// The order of functions in a WebAssembly module. gzip finds again what stood at most 32 KB before, so functions that share
// code should stand side by side.

import { readFileSync, writeFileSync } from "node:fs";

const SECTION = { custom: 0, import: 2, code: 10 };
const FUNCTION_NAMES = 1;

/** Bytes that count as shared when two functions hold them in a row. */
const RUN = 7;
/** What stands in this many functions says nothing about any two of them. */
const COMMON = 200;
/** How far back gzip looks, with some room, in bytes. */
const REACH = 28_000;

/** Reads a module's sections. */
class Reader {
  /** @param {Buffer} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 8;
  }

  byte() {
    return this.bytes[this.at++];
  }

  /** A number as WebAssembly writes it (LEB128). */
  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
  }

  /** So many bytes, and past them. @param {number} length */
  take(length) {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}

/** A number as WebAssembly writes it. @param {number} value */
function written(value) {
  const bytes = [];
  do {
    bytes.push((value & 127) | (value > 127 ? 128 : 0));
    value >>>= 7;
  } while (value);
  return Buffer.from(bytes);
}

/**
 * The code of every function, and how many imported ones are numbered before them.
 * @param {Buffer} module
 */
function functions(module) {
  const reader = new Reader(module);
  let imported = 0;
  /** @type {Buffer[]} */
  let bodies = [];
  while (reader.at < module.length) {
    const [id, length] = [reader.byte(), reader.number()];
    const end = reader.at + length;
    if (id === SECTION.import) {
      const count = reader.number();
      for (let i = 0; i < count; i++) {
        for (let part = 0; part < 2; part++) reader.take(reader.number());
        if (reader.byte() !== 0) throw new Error("The module imports something that is no function; arrange.mjs has to learn what follows it.");
        reader.number();
        imported++;
      }
    }
    if (id === SECTION.code) bodies = Array.from({ length: reader.number() }, () => reader.take(reader.number()));
    reader.at = end;
  }
  return { bodies, imported };
}

/** A function's runs of bytes, as numbers. @param {Buffer} body */
function runs(body) {
  /** @type {Set<number>} */
  const found = new Set();
  for (let start = 0; start + RUN <= body.length; start++) {
    let hash = 0;
    for (let i = start; i < start + RUN; i++) hash = Math.imul(hash ^ body[i], 16_777_619) + i - start;
    found.add(hash >>> 0);
  }
  return found;
}

/**
 * An order in which each function follows those that it shares most with: the largest first, and then always the one of which
 * the largest part is known from what gzip still sees.
 * @param {Buffer[]} bodies
 * @returns {number[]}
 */
function similarFirst(bodies) {
  const parts = bodies.map(runs);
  /** Which functions hold a run. @type {Map<number, number[]>} */
  const holders = new Map();
  parts.forEach((part, index) => {
    for (const run of part) {
      const known = holders.get(run);
      if (known) known.push(index);
      else holders.set(run, [index]);
    }
  });
  const shared = new Float64Array(bodies.length);
  /** How often a run stands in what gzip sees. @type {Map<number, number>} */
  const seen = new Map();
  const count = (/** @type {number} */ index, /** @type {1 | -1} */ by) => {
    for (const run of parts[index]) {
      const before = seen.get(run) ?? 0;
      seen.set(run, before + by);
      const known = /** @type {number[]} */ (holders.get(run));
      const changes = by > 0 ? before === 0 : before === 1;
      if (changes && known.length < COMMON) for (const holder of known) shared[holder] += by;
    }
  };
  const left = new Set(bodies.keys());
  const order = [];
  let [oldest, bytes] = [0, 0];
  let next = bodies.reduce((largest, body, index) => (body.length > bodies[largest].length ? index : largest), 0);
  while (left.size > 0) {
    left.delete(next);
    order.push(next);
    count(next, 1);
    bytes += bodies[next].length;
    while (bytes > REACH && oldest < order.length - 1) {
      bytes -= bodies[order[oldest]].length;
      count(order[oldest++], -1);
    }
    let best = -1;
    for (const index of left) {
      const share = shared[index] / (parts[index].size + 20);
      if (share > best) [best, next] = [share, index];
    }
  }
  return order;
}

/**
 * Writes a module whose functions are named so that their names' order is a good one; wasm-opt can then put them in it.
 * @param {string} from a module without names
 * @param {string} to
 */
export function nameForOrder(from, to) {
  const module = readFileSync(from);
  const { bodies, imported } = functions(module);
  const digits = String(bodies.length).length;
  const named = similarFirst(bodies).map((index, place) => [imported + index, String(place).padStart(digits, "0")]);
  named.sort(([a], [b]) => Number(a) - Number(b));
  const names = [written(named.length)];
  for (const [index, name] of named) names.push(written(Number(index)), written(digits), Buffer.from(String(name)));
  const list = Buffer.concat(names);
  const content = Buffer.concat([written(4), Buffer.from("name"), Buffer.from([FUNCTION_NAMES]), written(list.length), list]);
  writeFileSync(to, Buffer.concat([module, Buffer.from([SECTION.custom]), written(content.length), content]));
}
