// Whole-page tests: the built site, under a sub-path of a plain static server, in the Chromium of this machine.

import { defineConfig } from "@playwright/test";
import { chromiumFlags, findBrowser } from "../../scripts/setup/browser.mjs";

/** `npm test` serves the site itself, on whatever port is free; without it, Playwright does. */
const served = process.env.LATENT_LAB_PAGE;
const port = 4319;
const under = "/some/where/";
const url = served ?? `http://localhost:${port}${under}`;

export default defineConfig({
  testDir: ".",
  outputDir: "../../test-results/page",
  // Figures compute; one page at a time keeps time limits honest on two cores.
  workers: 1,
  timeout: 90_000,
  // What a page computes takes its time where others compute as well; a wait ends as soon as it has what it waits for.
  expect: { timeout: 20_000 },
  forbidOnly: !!process.env.CI,
  use: {
    baseURL: url,
    launchOptions: { executablePath: findBrowser(), args: chromiumFlags },
    screenshot: "only-on-failure",
  },
  webServer: served
    ? undefined
    : { command: `node ../../scripts/serve.mjs ../../dist ${port} ${under}`, url, reuseExistingServer: false },
});
