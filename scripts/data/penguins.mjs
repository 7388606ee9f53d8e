// Measures of penguins, as a table.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/process.mjs";

export const name = "penguins";
export const duration = "a moment";
export const from = "vega-datasets";
export const outputs = ["penguins.csv"];

const measures = ["Beak Length (mm)", "Beak Depth (mm)", "Flipper Length (mm)", "Body Mass (g)"];

/**
 * Writes the table: four measures and the species. Birds that were not measured are left out.
 * @param {string} outDir an existing folder
 */
export async function convert(outDir) {
  const path = join(root, "node_modules", from, "data", "penguins.json");
  /** @type {Record<string, string | number | null>[]} */
  const birds = JSON.parse(readFileSync(path, "utf8"));
  const rows = birds
    .map((bird) => [...measures, "Species"].map((name) => bird[name]))
    .filter((row) => row.every((value) => value !== null && value !== undefined));
  const header = ["beak length (mm)", "beak depth (mm)", "flipper length (mm)", "body mass (g)", "species"];
  writeFileSync(join(outDir, outputs[0]), [header, ...rows].map((row) => `${row.join(",")}\n`).join(""));
}
