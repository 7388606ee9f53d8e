// A Chromium or Chrome, and the chromedriver of the same version: found on PATH, from Debian's packages, or downloaded.

import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installDebianPackages, isDebianLike } from "./debian.mjs";
import { Failed, Missing, attempt, probe, root, run, say, toolsFolder, which } from "./process.mjs";

/** What Chromium needs to run for root and in containers, and to talk to nobody. */
export const chromiumFlags = [
  "--no-sandbox",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--no-first-run",
];

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const macOs = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/**
 * The first part of the version that a program tells, e.g. "156".
 * @param {string} program
 */
function major(program) {
  return /(\d+)(?:\.\d+)+/.exec(probe(program, ["--version"]) ?? "")?.[1];
}

/** Every browser on this machine that Playwright can drive, best first. */
function browsers() {
  const found = names.map(which).filter((path) => path !== undefined);
  return [...found, ...macOs.filter((path) => process.platform === "darwin" && existsSync(path))];
}

/** The browser that tests and benchmarks use, or undefined. */
export function findBrowser() {
  return findPair()?.browser ?? browsers().find((path) => major(path) !== undefined);
}

/** A browser and a driver that fit each other, or undefined. */
function findPair() {
  const driver = which("chromedriver");
  const version = driver && major(driver);
  const browser = version && browsers().find((path) => major(path) === version);
  return driver && browser ? { browser, driver } : undefined;
}

/**
 * Finds or installs a browser and its driver.
 * @returns {Promise<{ browser: string, driver: string }>} their paths
 */
export async function prepareBrowser() {
  const found = findPair();
  if (found) return found;
  if (isDebianLike() && probe("apt-cache", ["show", "chromium-driver"])) {
    await installDebianPackages(["chromium", "chromium-driver"], "Chromium and its driver", "about 30 s, 400 MB");
  } else {
    await downloadBrowser();
  }
  const installed = findPair();
  if (installed) return installed;
  throw new Missing(
    "There is no Chromium with a chromedriver of the same version on PATH. " +
      'On Debian "sudo apt-get install chromium chromium-driver" brings both; ' +
      "elsewhere install Chrome, and the chromedriver of its version from https://googlechromelabs.github.io/chrome-for-testing/.",
  );
}

/** Fetches the Chromium that Playwright knows, unless a browser is here, and the driver of the browser's version. */
async function downloadBrowser() {
  if (!findBrowser()) {
    say("Downloading Chromium", "about 1 min, 200 MB");
    await run(process.execPath, [join(root, "node_modules", "playwright", "cli.js"), "install", "chromium"]);
    const { chromium } = await import("playwright-core");
    link("chromium", chromium.executablePath());
  }
  const browser = findBrowser();
  const version = browser && /\d+(?:\.\d+)+/.exec(probe(browser, ["--version"]) ?? "")?.[0];
  if (!version) throw new Failed("The downloaded Chromium does not start; it may lack system libraries.");
  say(`Downloading chromedriver ${version}`, "about 10 s");
  const packageAndVersion = ["@puppeteer/browsers@2", "install", `chromedriver@${version}`];
  const { code, output } = await attempt("npx", ["--yes", ...packageAndVersion, "--path", toolsFolder]);
  const path = output.trim().split("\n").at(-1)?.split(" ").slice(1).join(" ");
  if (code !== 0 || !path || !existsSync(path)) {
    throw new Missing(`No chromedriver ${version} could be downloaded:\n${output}`);
  }
  link("chromedriver", path);
}

/**
 * Makes a program known under a name in the project's tools.
 * @param {string} name
 * @param {string} path
 */
function link(name, path) {
  mkdirSync(join(toolsFolder, "bin"), { recursive: true });
  const script = join(toolsFolder, "bin", name);
  const quoted = `'${path.replaceAll("'", "'\\''")}'`;
  writeFileSync(script, `#!/bin/sh\nexec ${quoted} "$@"\n`);
  chmodSync(script, 0o755);
}
