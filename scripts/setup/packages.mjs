// Node itself and the npm packages.

import { join, relative } from "node:path";
import { Missing, root, run, say } from "./process.mjs";
import { digest, unlessStamped } from "./stamp.mjs";

/** The oldest Node that Vite runs on. */
const oldestNode = [20, 19];

/** Says what to do where Node is too old. */
export function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])) {
    throw new Missing(
      `Node ${process.versions.node} is too old; ${oldestNode.join(".")} or newer is needed. ` +
        `Get it from https://nodejs.org, or run "nvm install 22" where nvm is used.`,
    );
  }
}

/**
 * Installs the npm packages of the lock file in a folder, unless they are there.
 * @param {string} [folder] the folder of package.json and package-lock.json
 * @param {string} [duration]
 */
export async function installPackages(folder = root, duration = "about 15 s, 300 MB") {
  const lock = join(folder, "package-lock.json");
  const modules = join(folder, "node_modules");
  await unlessStamped(join(modules, ".installed"), digest([], [digest([lock]), process.version]), [modules], async () => {
    say(`Installing the npm packages of ${relative(root, lock)}`, duration);
    // npm tells its scripts where it is; calling it through node works on every system.
    const npm = process.env.npm_execpath;
    const args = ["ci", "--no-audit", "--no-fund"];
    await (npm ? run(process.execPath, [npm, ...args], { cwd: folder }) : run("npm", args, { cwd: folder }));
  });
}
