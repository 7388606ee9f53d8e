// The papers of the house must not promise commands or files that do not exist.

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { Failed, root } from "./setup/process.mjs";

/** Every paper: Markdown at the root, under docs and beside the benchmarks. */
function papers() {
  return [".", "docs", "benches"]
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(folder, name)))
    .filter((path) => path.endsWith(".md"));
}

/** Fails when a paper names an npm script or links to a file that is not there. */
export function checkDocs() {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  /** @type {string[]} */
  const complaints = [];
  for (const path of papers()) {
    const text = readFileSync(join(root, path), "utf8");
    for (const [, name] of text.matchAll(/\bnpm run ([\w:-]+)/g)) {
      if (!(name in scripts)) complaints.push(`${path}: there is no command "npm run ${name}".`);
    }
    for (const [, link] of text.matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g)) {
      if (!existsSync(join(root, dirname(path), link))) complaints.push(`${path}: there is no file ${link}.`);
    }
  }
  if (complaints.length > 0) throw new Failed(complaints.join("\n  "));
}
