// The same seed gives the same bits in Node and in the browser: both run tests/support/bits.mjs on the same module.

import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { Lab } from "../node/library.mjs";
import { fingerprints } from "../support/bits.mjs";

const root = new URL("../../", import.meta.url);
/** @type {Record<string, [string | undefined, string]>} */
const served = {
  "latent_lab.js": ["pkg/latent_lab.js", "text/javascript"],
  "latent_lab_bg.wasm": ["pkg/latent_lab_bg.wasm", "application/wasm"],
  "bits.mjs": ["tests/support/bits.mjs", "text/javascript"],
  "index.html": [undefined, "text/html"],
};

test("Node and the browser agree to the bit, for every method, generator and feature map", async ({ page }) => {
  await page.route("**/bits-of-this-browser/*", (route) => {
    const [file, contentType] = served[new URL(route.request().url()).pathname.split("/").at(-1) ?? ""];
    return route.fulfill({ contentType, body: file ? readFileSync(new URL(file, root)) : "<!doctype html><title>bits</title>" });
  });
  await page.goto("bits-of-this-browser/index.html");
  const found = await page.evaluate(async () => {
    const at = (/** @type {string} */ name) => new URL(name, location.href).href;
    const [{ default: init, Lab }, { fingerprints }] = await Promise.all([import(at("latent_lab.js")), import(at("bits.mjs"))]);
    await init();
    return fingerprints(Lab);
  });
  const expected = fingerprints(Lab);
  expect(Object.keys(expected).length).toBeGreaterThan(15);
  expect(found).toEqual(expected);
});
