// The scripts that guard the house must themselves notice what they are there for.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
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
