import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import library from "./library.mjs";

test("the library loads in Node from its bytes", () => {
  assert.equal(typeof library.initSync, "function");
});

test("the library describes itself as an ES module", () => {
  const manifest = JSON.parse(readFileSync(new URL("../../pkg/package.json", import.meta.url), "utf8"));
  assert.equal(manifest.type, "module");
  assert.equal(manifest.main, "latent_lab.js");
});
