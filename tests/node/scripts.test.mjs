// The scripts that guard the house must themselves notice what they are there for.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import binaryen from "binaryen";
import { nameForOrder } from "../../scripts/arrange.mjs";
import { bare, namedModules } from "../../scripts/check-house.mjs";
import { serve } from "../../scripts/serve.mjs";
import { digest, unlessStamped } from "../../scripts/setup/stamp.mjs";
import { atLeast } from "../../scripts/setup/rust.mjs";

const folder = mkdtempSync(join(tmpdir(), "latent-lab-test-"));
after(() => rmSync(folder, { recursive: true, force: true }));

test("modules are found in every way of naming them", () => {
  const code = "use crate::{data::{self, Dataset}, Error, learn as l};\nfn f() -> crate::judge::Score { super::draw::g() }";
  assert.deepEqual([...namedModules(code, false)].sort(), ["Error", "data", "judge", "learn"]);
  assert.ok(namedModules(code, true).has("draw"));
});

test("comments, texts and unit tests name nobody", () => {
  const code = `
    //! See [crate::draw].
    const TEXT: &str = "use crate::web;"; /* crate::lab */
    fn kept() { crate::data::f() }
    #[cfg(test)]
    mod tests { use crate::learn; mod inner { } }
    fn also() { crate::error::f() }`;
  assert.deepEqual([...namedModules(bare(code), false)].sort(), ["data", "error"]);
});

test("versions are compared by number, not by letter", () => {
  assert.ok(atLeast("1.100.0", "1.90"));
  assert.ok(atLeast("1.90.0", "1.90"));
  assert.ok(!atLeast("1.89.1", "1.90"));
});

test("functions that share code are named side by side, and the module does what it did", async () => {
  // Two of each kind, in turns, behind a function from outside.
  const kinds = ["f64.sqrt", "f64.floor"].map((step) => `(f64.add (${step} (f64.mul (local.get 0) (f64.const 3.25))) (f64.const 7.125))`);
  const bodies = [0, 1, 0, 1].map((kind, index) => `(func (export "f${index}") (param f64) (result f64) ${kinds[kind]})`);
  const module = binaryen.parseText(`(module (import "a" "b" (func)) ${bodies.join(" ")})`);
  const [from, to] = ["plain.wasm", "named.wasm"].map((name) => join(folder, name));
  writeFileSync(from, module.emitBinary());
  nameForOrder(from, to);
  const named = binaryen.readBinary(readFileSync(to));
  const nameOf = (/** @type {number} */ index) => binaryen.getExportInfo(named.getExport(`f${index}`)).value;
  const order = [0, 1, 2, 3].sort((a, b) => Number(nameOf(a)) - Number(nameOf(b))).map((index) => index % 2);
  assert.ok(order[0] === order[1] && order[2] === order[3], `kinds in the order ${order}`);
  const { instance } = await WebAssembly.instantiate(readFileSync(to), { a: { b: () => undefined } });
  const f0 = /** @type {(value: number) => number} */ (instance.exports.f0);
  assert.equal(f0(4), Math.sqrt(13) + 7.125);
});

test("something stamped is made again only when its sources change or it is gone", async () => {
  const [source, output, stamp] = ["source", "output", "stamp"].map((name) => join(folder, name));
  let made = 0;
  const make = () =>
    unlessStamped(stamp, digest([source]), [output], async () => {
      made++;
      writeFileSync(output, "");
    });
  writeFileSync(source, "one");
  await make();
  await make();
  assert.equal(made, 1);
  writeFileSync(source, "two");
  await make();
  assert.equal(made, 2);
  rmSync(output);
  await make();
  assert.equal(made, 3);
});

test("the static server serves its folder under a sub-path and nothing beside it", async () => {
  mkdirSync(join(folder, "site"));
  writeFileSync(join(folder, "site", "index.html"), "<p>here</p>");
  writeFileSync(join(folder, "secret"), "");
  const server = await serve(join(folder, "site"), { under: "/a/b/" });
  try {
    const status = async (/** @type {string} */ path) => (await fetch(new URL(path, server.url))).status;
    assert.equal(await (await fetch(server.url)).text(), "<p>here</p>");
    assert.equal(await status("/a/b/index.html"), 200);
    assert.equal(await status("/index.html"), 404);
    assert.equal(await status("/a/b/..%2fsecret"), 404);
    assert.equal(await status("/a/b/%"), 400);
  } finally {
    await server.close();
  }
});
