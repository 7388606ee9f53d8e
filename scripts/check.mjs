// npm run check: everything that can be found out without running the program's tests. Each check runs, whatever the
// others say. `npm run check -- clippy types` runs only the checks named.

import { join } from "node:path";
import { checkDocs } from "./check-docs.mjs";
import { checkHouse } from "./check-house.mjs";
import { checkSize } from "./check-size.mjs";
import { buildLibrary } from "./library.mjs";
import { setUp } from "./setup/index.mjs";
import { Failed, Missing, command, root, run, say } from "./setup/process.mjs";
import { wasmTarget } from "./setup/rust.mjs";
import { buildSite } from "./site.mjs";

/**
 * @typedef {object} Check
 * @property {string} title
 * @property {string} [duration]
 * @property {(env: NodeJS.ProcessEnv) => Promise<void>} run throws Failed
 */

/** @param {string[]} path */
const tool = (...path) => join(root, "node_modules", ...path);

/** @type {Record<string, Check>} */
const checks = {
  house: { title: "who knows whom in src (check-house)", run: async () => checkHouse() },
  docs: { title: "that the papers name commands that exist", run: async () => checkDocs() },
  rustfmt: {
    title: "the layout of the Rust code (rustfmt)",
    run: async (env) => void (await run("cargo", ["fmt", "--all", "--check"], { env })),
  },
  clippy: {
    title: "the Rust code, native and wasm32 (clippy)",
    duration: "about 1 min the first time",
    run: async (env) => {
      const deny = ["--", "--deny", "warnings"];
      await run("cargo", ["clippy", "--quiet", "--all-targets", ...deny], { env });
      // The library's own unit tests are native; in the browser there is a crate of tests.
      const wasm = ["--quiet", "--target", wasmTarget];
      await run("cargo", ["clippy", ...wasm, "--lib", ...deny], { env });
      await run("cargo", ["clippy", ...wasm, "--package", "latent-lab-web-tests", "--all-targets", ...deny], { env });
      await run("cargo", ["clippy", ...wasm, "--package", "latent-lab-kernel", ...deny], { env });
    },
  },
  doc: {
    title: "the documentation of the Rust code (rustdoc)",
    duration: "about 20 s the first time",
    run: async (env) => {
      const strict = { ...env, RUSTDOCFLAGS: "--deny warnings" };
      await run("cargo", ["doc", "--quiet", "--no-deps", "--document-private-items"], { env: strict });
      const wasm = ["--target", wasmTarget, "--lib"];
      await run("cargo", ["doc", "--quiet", "--no-deps", "--document-private-items", ...wasm], { env: strict });
    },
  },
  types: {
    title: "the types of the JavaScript (tsc)",
    run: async (env) => {
      await buildLibrary(env);
      await run(process.execPath, [tool("typescript", "bin", "tsc"), "--project", root]);
    },
  },
  lint: {
    title: "the JavaScript (eslint)",
    run: async () => void (await run(process.execPath, [tool("eslint", "bin", "eslint.js"), "--max-warnings", "0", root])),
  },
  size: {
    title: "what a reader downloads",
    run: async (env) => {
      await buildLibrary(env);
      await buildSite();
      checkSize();
    },
  },
};

await command(async () => {
  const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(checks);
  const unknown = chosen.filter((name) => !(name in checks));
  if (unknown.length > 0) {
    throw new Failed(`There is no check named ${unknown.join(", ")}; known: ${Object.keys(checks).join(", ")}.`);
  }
  const env = await setUp();
  /** @type {string[]} */
  const failed = [];
  for (const name of chosen) {
    const { title, duration, run } = checks[name];
    say(`Checking ${title}`, duration);
    try {
      await run(env);
    } catch (error) {
      if (!(error instanceof Failed || error instanceof Missing)) throw error;
      console.error(`  ${error.message}`);
      failed.push(name);
    }
  }
  if (failed.length > 0) throw new Failed(`Failed: ${failed.join(", ")}.`);
  console.log("Every check passed.");
});
