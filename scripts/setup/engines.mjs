// Two more browsers for `npm run test:engines`: Firefox and WebKit, with the drivers that speak WebDriver for them.

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { installDebianPackages, isDebianLike } from "./debian.mjs";
import { Missing, run, say, toolsFolder, which } from "./process.mjs";

const firefoxNames = ["firefox-esr", "firefox"];
const geckodriver = "0.37.1";

/** The first program of a list that is on PATH. @param {string[]} names */
const first = (names) => names.map(which).find((path) => path !== undefined);

/**
 * Finds or installs Firefox and its driver.
 * @param {NodeJS.ProcessEnv} env the environment for cargo
 * @returns {Promise<{ browser: string, driver: string }>}
 */
export async function prepareFirefox(env) {
  if (!first(firefoxNames) && isDebianLike()) {
    await installDebianPackages(["firefox-esr"], "Firefox", "about 30 s, 300 MB");
  }
  const browser = first(firefoxNames);
  if (!browser) throw new Missing('There is no Firefox on PATH. On Debian "sudo apt-get install firefox-esr" brings it.');
  if (!which("geckodriver")) {
    say(`Building geckodriver ${geckodriver}`, "about 2 min");
    // It only hands on messages: what optimizing it would cost is never won back.
    await run("cargo", ["install", "geckodriver", "--version", geckodriver, "--root", toolsFolder, "--debug"], { env });
  }
  const driver = which("geckodriver");
  if (!driver) throw new Missing('There is no geckodriver on PATH. "cargo install geckodriver" brings it.');
  return { browser, driver };
}

/**
 * Finds or installs WebKit's small browser, its driver, and a screen for it that nobody sees.
 * @returns {Promise<{ browser: string, driver: string, screen: string | undefined }>}
 */
export async function prepareWebKit() {
  const complete = () => which("WebKitWebDriver") && miniBrowser() && (process.env.DISPLAY || (which("xvfb-run") && which("xauth")));
  if (!complete() && isDebianLike()) {
    await installDebianPackages(["webkit2gtk-driver", "xvfb", "xauth"], "WebKit, its driver and a virtual screen", "about 30 s, 300 MB");
  }
  const driver = which("WebKitWebDriver");
  const browser = miniBrowser();
  if (!driver || !browser || !complete()) {
    throw new Missing('WebKit cannot be driven here. On Debian "sudo apt-get install webkit2gtk-driver xvfb xauth" brings what is missing.');
  }
  return { browser, driver, screen: process.env.DISPLAY ? undefined : which("xvfb-run") };
}

/** MiniBrowser of WebKitGTK stands among the libraries, by architecture and version. */
function miniBrowser() {
  const libraries = "/usr/lib";
  const byArchitecture = existsSync(libraries) ? readdirSync(libraries).filter((name) => name.includes("-linux-")) : [];
  const folders = [libraries, "/usr/libexec", ...byArchitecture.map((name) => join(libraries, name))];
  const versions = ["webkit2gtk-4.1", "webkitgtk-6.0", "webkit2gtk-4.0"];
  const paths = folders.flatMap((folder) => versions.map((version) => join(folder, version, "MiniBrowser")));
  return paths.find((path) => existsSync(path));
}
