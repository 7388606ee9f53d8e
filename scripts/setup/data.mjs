// Converts the data of the lessons into compact files under www/public/data.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, say, toolsFolder } from "./process.mjs";
import { digest, unlessStamped } from "./stamp.mjs";

/** Where the site's data lies. */
export const dataFolder = join(root, "www", "public", "data");

/** Runs every conversion whose package, script or output changed. */
export async function prepareData() {
  const { conversions } = await import("../data/index.mjs");
  const { dataNotices } = await import("../data/sources.mjs");
  mkdirSync(dataFolder, { recursive: true });
  for (const { name, script, duration, from, file, outputs, convert } of conversions) {
    const scripts = [script, "corpus.mjs", "shuffle.mjs", "idx.mjs"].map((script) => join(root, "scripts", "data", script));
    const source = file ? join(root, file) : join(root, "node_modules", from ?? "", "package.json");
    const sources = [source, ...scripts];
    await unlessStamped(
      join(toolsFolder, `${script}.stamp`),
      digest(sources),
      outputs.map((output) => join(dataFolder, output)),
      async () => {
        say(`Converting ${name}`, duration);
        await convert(dataFolder);
      },
    );
  }
  // Licences of data ask that their notice travels with every copy.
  writeFileSync(join(dataFolder, "NOTICES.txt"), dataNotices());
}
