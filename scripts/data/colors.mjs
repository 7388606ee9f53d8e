// Names of colors with their red, green and blue, as a table.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/process.mjs";

export const name = "names of colors";
export const duration = "a moment";
export const from = "color-name-list";
export const outputs = ["colors.csv"];

/**
 * Writes the table: red, green and blue from 0 to 255, and the name.
 * @param {string} outDir an existing folder
 */
export async function convert(outDir) {
  const path = join(root, "node_modules", from, "dist", "colornames.bestof.json");
  /** @type {{ name: string, hex: string }[]} */
  const colors = JSON.parse(readFileSync(path, "utf8"));
  const rows = colors.map(({ name, hex }) => {
    const [, ...parts] = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex) ?? [];
    if (parts.length !== 3) throw new Error(`color-name-list: "${hex}" is no color`);
    return [...parts.map((part) => parseInt(part, 16)), `"${name.replaceAll('"', '""')}"`].join(",");
  });
  writeFileSync(join(outDir, outputs[0]), ["red,green,blue,name", ...rows, ""].join("\n"));
}
