// The Python environment of reference values and native peers: a venv of this project, with pinned packages.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { Missing, probe, root, run, say } from "./process.mjs";
import { digest, unlessStamped } from "./stamp.mjs";

const folder = join(root, ".reference-venv");
const requirements = join(root, "tests", "reference", "requirements.txt");

/** The oldest Python that the pinned packages run on. */
const oldestMinor = 11;

/**
 * Makes the environment unless it is there.
 * @returns {Promise<string>} the path of its Python
 */
export async function prepareReference() {
  const python = join(folder, ...(process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]));
  const versioned = ["python3.12", "python3.11", "python3.13", "python3", "python"];
  const found = versioned.find((program) => {
    const minor = /^Python 3\.(\d+)/.exec(probe(program, ["--version"]) ?? "")?.[1];
    return minor !== undefined && Number(minor) >= oldestMinor;
  });
  if (!found) {
    throw new Missing(
      `Python 3.${oldestMinor} or newer is needed. ` +
        'On Debian "sudo apt-get install python3-venv" brings it, elsewhere https://www.python.org.',
    );
  }
  const version = probe(found, ["--version"]) ?? "";
  await unlessStamped(join(folder, ".installed"), digest([requirements], [version]), [python], async () => {
    say("Installing the Python packages of tests/reference/requirements.txt", "about 1 min, 700 MB");
    if (!existsSync(python)) await run(found, ["-m", "venv", folder]);
    await run(python, ["-m", "pip", "install", "--quiet", "--requirement", requirements]);
  });
  return python;
}
