// npm run reference: regenerates the golden values from scikit-learn, gensim, jax and scipy.
// `npm run reference -- pca` runs only the scripts named.

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Failed, command, probe, root, run, say } from "./setup/process.mjs";
import { prepareReference } from "./setup/python.mjs";

const folder = join(root, "tests", "reference");

/**
 * A script makes golden values when it writes a JSON file of its own name; the others measure, and take their time.
 * @param {string} name
 */
function makesGoldens(name) {
  return existsSync(join(folder, `${name}.json`)) || readFileSync(join(folder, `${name}.py`), "utf8").includes("GOLDEN");
}

await command(async () => {
  const known = readdirSync(folder)
    .filter((file) => file.endsWith(".py"))
    .map((file) => file.slice(0, -".py".length));
  const chosen = process.argv.length > 2 ? process.argv.slice(2) : known.filter(makesGoldens);
  const unknown = chosen.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Failed(`There is no script named ${unknown.join(", ")}; known: ${known.join(", ")}.`);
  const python = await prepareReference();
  for (const name of chosen) {
    say(`Running tests/reference/${name}.py`);
    await run(python, [join(folder, `${name}.py`)], { quiet: false });
  }
  const changed = probe("git", ["status", "--short", "--", "tests/reference"]);
  console.log(changed ? `Changed:\n${changed}` : "Nothing changed: every golden value is as committed.");
});
