// Stamps remember from what something was made, so that it is made again only when that changes.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * A digest of the contents of files and of further facts.
 * @param {string[]} files
 * @param {string[]} [facts]
 */
export function digest(files, facts = []) {
  const hash = createHash("sha256");
  for (const fact of facts) hash.update(`${fact}\0`);
  for (const file of files) hash.update(file).update("\0").update(readFileSync(file));
  return hash.digest("hex");
}

/**
 * Makes something unless the stamp says that it was made from the same things and all of it is still there.
 * The stamp is written last, so that an interrupted run is made again.
 *
 * @param {string} stamp the stamp's file
 * @param {string} from the digest of what it is made from
 * @param {string[]} outputs files that must exist
 * @param {() => Promise<void>} make
 * @returns {Promise<boolean>} whether it was made now
 */
export async function unlessStamped(stamp, from, outputs, make) {
  const fresh = existsSync(stamp) && readFileSync(stamp, "utf8") === from && outputs.every((path) => existsSync(path));
  if (fresh) return false;
  rmSync(stamp, { force: true });
  await make();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, from);
  return true;
}
