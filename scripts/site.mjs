// The site: vite → dist/, a folder of static files.

import { root, say } from "./setup/process.mjs";

/** Builds dist/. pkg/ and the data must be there. */
export async function buildSite() {
  say("Writing the site to dist/", "about 5 s");
  const { build } = await import("vite");
  await build({ root, logLevel: "warn" });
}
