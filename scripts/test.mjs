// npm test: every suite, from nothing. `npm test -- native page` runs only the suites named.
// The last line is "N passed, N failed" over all of them.

import { existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildLibrary } from "./library.mjs";
import { serve } from "./serve.mjs";
import { setUp } from "./setup/index.mjs";
import { prepareBrowser } from "./setup/browser.mjs";
import { Failed, Missing, attempt, command, environment, root, say } from "./setup/process.mjs";
import { prepareWasmPack } from "./setup/tools.mjs";
import { buildSite } from "./site.mjs";

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/**
 * @typedef {object} Suite
 * @property {string} title
 * @property {string} duration
 * @property {(env: NodeJS.ProcessEnv) => Promise<{ code: number, output: string, counts: Counts }>} run
 */

/** @type {Record<string, Suite>} */
const suites = {
  native: {
    title: "native tests",
    duration: "about 2 min the first time",
    run: async (env) => {
      const result = await attempt("cargo", ["test", "--quiet", "--no-fail-fast"], { env });
      return { ...result, counts: countRust(result.output) };
    },
  },
  web: {
    title: "library tests in headless Chromium",
    duration: "about 2 min the first time",
    run: async (env) => {
      await prepareWasmPack(env);
      const { driver } = await prepareBrowser();
      const browser = ["--headless", "--chrome", "--chromedriver", driver];
      // Not to install: wasm-bindgen is there already, in the right version.
      const args = ["test", ...browser, "--mode", "no-install", join("tests", "web")];
      const result = await attempt("wasm-pack", args, { env });
      return { ...result, counts: countRust(result.output) };
    },
  },
  node: {
    title: "library tests in Node",
    duration: "about 10 s",
    run: async (env) => {
      const folder = join("tests", "node");
      const files = readdirSync(join(root, folder)).filter((name) => name.endsWith(".test.mjs"));
      const args = ["--test", "--test-reporter=tap", ...files.map((name) => join(folder, name))];
      const result = await attempt(process.execPath, args, { env });
      return { ...result, counts: countTap(result.output) };
    },
  },
  page: {
    title: "whole-page tests in headless Chromium",
    duration: "about 2 min",
    run: async (env) => {
      await prepareBrowser();
      await buildSite();
      const report = join(root, "test-results", "page.json");
      rmSync(report, { force: true });
      const cli = join(root, "node_modules", "@playwright", "test", "cli.js");
      const args = ["test", "--config", "tests/page/playwright.config.mjs", "--reporter=list,json"];
      // Under a sub-path, as many hosts have it.
      const server = await serve(join(root, "dist"), { under: "/some/where/" });
      try {
        const result = await attempt(process.execPath, [cli, ...args], {
          env: { ...env, LATENT_LAB_PAGE: server.url, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
        });
        return { ...result, counts: countPlaywright(report) };
      } finally {
        await server.close();
      }
    },
  },
};

/**
 * Adds up the result lines of the Rust test runners.
 * @param {string} output
 * @returns {Counts}
 */
function countRust(output) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const line of output.matchAll(/^test result: .*? (\d+) passed; (\d+) failed; (\d+) ignored/gm)) {
    counts.passed += Number(line[1]);
    counts.failed += Number(line[2]);
    counts.skipped += Number(line[3]);
  }
  return counts;
}

/**
 * Reads the summary at the end of a TAP report.
 * @param {string} output
 * @returns {Counts}
 */
function countTap(output) {
  const count = (/** @type {string} */ name) => Number(new RegExp(`^# ${name} (\\d+)$`, "m").exec(output)?.[1] ?? 0);
  return {
    passed: count("pass"),
    failed: count("fail") + count("cancelled"),
    skipped: count("skipped") + count("todo"),
  };
}

/**
 * Reads Playwright's JSON report. A test that passed only when tried again counts as failed.
 * @param {string} report
 * @returns {Counts}
 */
function countPlaywright(report) {
  if (!existsSync(report)) return { passed: 0, failed: 0, skipped: 0 };
  const { stats, errors } = JSON.parse(readFileSync(report, "utf8"));
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length, skipped: stats.skipped };
}

/**
 * Runs one suite. A suite that fails without a failing test, or holds no test, counts as one failure.
 * @param {Suite} suite
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Counts>}
 */
async function runSuite({ title, duration, run }, env) {
  say(`Running the ${title}`, duration);
  const started = Date.now();
  try {
    const { code, output, counts } = await run(env);
    if (code !== 0) process.stdout.write(output);
    if (code !== 0 && counts.failed === 0) counts.failed = 1;
    if (counts.passed + counts.failed === 0) {
      console.log(`  no test ran in the ${title}`);
      counts.failed = 1;
    }
    const skipped = counts.skipped ? `, ${counts.skipped} skipped` : "";
    const seconds = Math.round((Date.now() - started) / 1000);
    console.log(`  ${title}: ${counts.passed} passed, ${counts.failed} failed${skipped} in ${seconds} s`);
    return counts;
  } catch (error) {
    if (!(error instanceof Missing || error instanceof Failed)) throw error;
    console.log(`  ${title}: not run. ${error.message}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

await command(async () => {
  const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(suites);
  const unknown = chosen.filter((name) => !(name in suites));
  if (unknown.length > 0) {
    throw new Failed(`There is no suite named ${unknown.join(", ")}; known: ${Object.keys(suites).join(", ")}.`);
  }
  const env = environment(await setUp());
  if (chosen.includes("node") || chosen.includes("page")) await buildLibrary(env);
  let passed = 0;
  let failed = 0;
  for (const name of chosen) {
    const counts = await runSuite(suites[name], env);
    passed += counts.passed;
    failed += counts.failed;
  }
  if (failed > 0) process.exitCode = 1;
  console.log(`${passed} passed, ${failed} failed`);
});
