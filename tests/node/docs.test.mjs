// The example in docs/api.md runs as it stands.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Lab } from "./library.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const api = readFileSync(`${root}docs/api.md`, "utf8");

test("the example for Node runs as it stands", () => {
  const [, example] = api.match(/<!-- runnable:[^>]*-->\n```js\n([\s\S]*?)```/) ?? [];
  assert.ok(example, "docs/api.md marks no example as runnable");
  const printed = execFileSync(process.execPath, ["--input-type=module", "--eval", example], { cwd: root, encoding: "utf8" });
  assert.match(printed, /PCA keeps \d\d\.\d % of the variance/);
  assert.match(printed, /trustworthiness: +0\.\d{3}/);
});

test("every public name of Lab is documented, and nothing that does not exist", () => {
  const names = Object.getOwnPropertyNames(Lab.prototype).filter((name) => name !== "constructor" && !name.startsWith("__"));
  for (const name of names) assert.ok(api.includes(`lab.${name}(`), `lab.${name} is not documented`);
  for (const [, name] of api.matchAll(/lab\.([A-Za-z]+)\(/g)) assert.ok(names.includes(name), `lab.${name} does not exist`);
});
