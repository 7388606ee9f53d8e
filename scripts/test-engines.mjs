// npm run test:engines: the same bits in Chromium, Firefox and WebKit, for every generator, feature map and method, and for a
// replay link of every method on the workbench. Ends with a table, and fails on a difference.

import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { buildLibrary } from "./library.mjs";
import { serve } from "./serve.mjs";
import { chromiumFlags, prepareBrowser } from "./setup/browser.mjs";
import { prepareFirefox, prepareWebKit } from "./setup/engines.mjs";
import { setUp } from "./setup/index.mjs";
import { Failed, command, environment, root, say } from "./setup/process.mjs";
import { buildSite } from "./site.mjs";

/** Long enough for the slowest machine; a run that hangs must not hang us. */
const PATIENCE = 300_000;

/** @typedef {import("selenium-webdriver").WebDriver} Driver */
/** @typedef {{ name: string, program: string, args: (port: number) => string[], capabilities: object, env?: NodeJS.ProcessEnv }} Engine */

/**
 * The three engines, installed where they are missing.
 * @param {NodeJS.ProcessEnv} env the environment for cargo
 * @returns {Promise<Engine[]>}
 */
async function prepareEngines(env) {
  const chromium = await prepareBrowser();
  const firefox = await prepareFirefox(env);
  const webkit = await prepareWebKit();
  return [
    {
      name: "Chromium",
      program: chromium.driver,
      args: (port) => [`--port=${port}`],
      capabilities: { browserName: "chrome", "goog:chromeOptions": { binary: chromium.browser, args: ["--headless=new", ...chromiumFlags] } },
    },
    {
      name: "Firefox",
      program: firefox.driver,
      args: (port) => ["--port", String(port)],
      capabilities: { browserName: "firefox", "moz:firefoxOptions": { binary: firefox.browser, args: ["-headless"] } },
    },
    {
      name: "WebKit",
      program: webkit.screen ?? webkit.driver,
      args: (port) => [...(webkit.screen ? ["-a", webkit.driver] : []), `--port=${port}`],
      capabilities: { browserName: "MiniBrowser", "webkitgtk:browserOptions": { binary: webkit.browser, args: ["--automation"] } },
      // Its sandbox cannot be set up by root and in containers; it opens nothing but our own pages.
      env: { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1" },
    },
  ];
}

/** A port that nobody uses. @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject).listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/**
 * Starts an engine's driver, opens a browser, and does some work with it.
 * @template T
 * @param {Engine} engine @param {(driver: Driver) => Promise<T>} work @returns {Promise<T>}
 */
async function within({ name, program, args, capabilities, env = {} }, work) {
  const { Builder, Capabilities } = await import("selenium-webdriver");
  const port = await freePort();
  const child = spawn(program, args(port), { env: environment(env), stdio: "ignore", detached: true });
  try {
    await answers(port, name);
    const driver = await new Builder().usingServer(`http://127.0.0.1:${port}`).withCapabilities(new Capabilities(capabilities)).build();
    try {
      await driver.manage().setTimeouts({ script: PATIENCE, pageLoad: PATIENCE });
      return await work(driver);
    } finally {
      await driver.quit().catch(() => undefined);
    }
  } finally {
    // The driver may have children of its own, such as the screen it stands on.
    if (child.pid !== undefined) process.kill(-child.pid);
  }
}

/** Waits until a driver answers. @param {number} port @param {string} name */
async function answers(port, name) {
  for (let tries = 0; tries < 200; tries += 1) {
    const response = await fetch(`http://127.0.0.1:${port}/status`).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Failed(`The driver of ${name} does not answer.`);
}

/** Every generator, feature map and method, as this browser computes them. @param {Driver} driver @param {string} page @returns {Promise<Record<string, string>>} */
async function bits(driver, page) {
  await driver.get(page);
  const found = await driver.executeAsyncScript(`
    const done = arguments[arguments.length - 1];
    const look = () => (window.bits ? window.bits.then(done, (error) => done(String(error))) : setTimeout(look, 50));
    look();`);
  if (typeof found === "string") throw new Failed(found);
  return /** @type {Record<string, string>} */ (found);
}

/** What a run on the workbench comes to that a link has opened. @param {Driver} driver @param {string} link @returns {Promise<string>} */
async function replayed(driver, link) {
  await driver.get("about:blank");
  await driver.get(link);
  return /** @type {Promise<string>} */ (
    driver.executeAsyncScript(`
    const done = arguments[arguments.length - 1];
    const step = Number(new URL(location.href).searchParams.get("step"));
    const look = async () => {
      const { runner } = document.querySelector("latent-figure")?.figure ?? {};
      const asked = new URL(location.href).searchParams.get("method");
      if (runner?.state === "failed" || (runner?.report && runner.plan.method !== asked)) return done("failed");
      const there = runner?.state === "done" || (runner?.state === "paused" && runner.report.step >= step);
      if (!there) return setTimeout(look, 50);
      const digest = await crypto.subtle.digest("SHA-256", await runner.engine.call("embedding", runner.run));
      done("step " + runner.report.step + " " + Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join(""));
    };
    look();`)
  );
}

/** Links to a run of every method, on data that it fits. @param {string} site */
async function links(site) {
  const { Lab } = (await import("../tests/node/library.mjs")).default;
  const lab = new Lab();
  /** Data of each kind, and how the workbench is told of it. @type {{ data: number, told: Record<string, string> }[]} */
  const kinds = [
    { data: lab.generate("swiss-roll", { n: 60 }), told: { data: "swiss-roll", "data.n": "300", "data.seed": "3" } },
    { data: lab.generate("blobs", { n: 60 }), told: { data: "blobs", "data.n": "300", "data.seed": "3" } },
    { data: lab.generate("furniture", { n: 60 }), told: { data: "furniture", "data.n": "60", "data.seed": "3" } },
    { data: lab.addText("a cat and a dog sat. the dog saw the cat.", { minCount: 1 }), told: { data: "dictionary", dimensions: "12" } },
  ];
  const supports = (/** @type {string} */ method, /** @type {number} */ data) => {
    try {
      lab.free(lab.start(method, data, {}));
      return true;
    } catch (error) {
      return /** @type {any} */ (error).code !== "unsupported";
    }
  };
  return lab.methods().map(({ id }) => {
    const told = kinds.find(({ data }) => supports(id, data))?.told;
    if (!told) throw new Failed(`No data is known here that ${id} learns from.`);
    // Far enough that most have learned something; those that are done earlier stand at their end.
    const query = new URLSearchParams({ figure: "experiment", ...told, method: id, seed: "5", step: "60" });
    return { name: `link to ${id}`, address: `${site}www/workbench.html?${query}#experiment` };
  });
}

await command(async () => {
  const env = environment(await setUp());
  await buildLibrary(env);
  await buildSite();
  const engines = await prepareEngines(env);
  const library = await serve(root);
  const site = await serve(join(root, "dist"));
  /** @type {Record<string, string>[]} */
  const found = [];
  try {
    const replays = await links(site.url);
    for (const engine of engines) {
      say(`Computing in ${engine.name}`, "about 1 min");
      found.push(
        await within(engine, async (driver) => {
          const all = await bits(driver, `${library.url}tests/support/engines.html`);
          for (const { name, address } of replays) all[name] = await replayed(driver, address);
          return all;
        }),
      );
    }
  } finally {
    await Promise.all([library.close(), site.close()]);
  }
  report(engines.map(({ name }) => name), found);
});

/** Prints a line for each answer, and fails where the engines differ. @param {string[]} names @param {Record<string, string>[]} found */
function report(names, found) {
  const keys = [...new Set(found.flatMap((all) => Object.keys(all)))];
  const width = Math.max(...keys.map((key) => key.length));
  const brief = (/** @type {string | undefined} */ answer) => (answer === undefined ? "nothing" : answer.replace(/[0-9a-f]{64}/, (digest) => digest.slice(0, 12)));
  console.log(`\n${"".padEnd(width)}  ${names.map((name) => name.padEnd(22)).join("")}`);
  let different = 0;
  for (const key of keys) {
    const answers = found.map((all) => all[key]);
    const same = answers.every((answer) => answer === answers[0] && answer !== undefined && !answer.startsWith("failed"));
    if (!same) different += 1;
    console.log(`${key.padEnd(width)}  ${answers.map((answer) => brief(answer).padEnd(22)).join("")}${same ? "" : "DIFFERENT"}`);
  }
  console.log(`\n${keys.length} answers in ${names.length} engines (SHA-256, first 12 digits), ${different} of them different`);
  if (different > 0) throw new Failed("The engines do not agree to the bit.");
}
