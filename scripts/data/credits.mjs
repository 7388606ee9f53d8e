// The credits, as HTML, from the table of sources.

import { readCrates } from "./crates.mjs";
import { installedVersion, sources, wholeText } from "./sources.mjs";

const headings = { data: "Data", font: "Typefaces", code: "Code" };

/** One section a kind, one entry a source; whole licence texts fold out. */
export function creditsTable() {
  const sections = Object.entries(headings).map(([kind, heading]) => {
    const entries = sources.filter((source) => source.kind === kind).map(entry);
    return `<section class="credits">\n<h2>${heading}</h2>\n${entries.join("\n")}\n</section>`;
  });
  return [...sections, crates()].join("\n");
}

/** The crates compiled into the library: one line each, then their licences, those that share a text together. */
function crates() {
  const found = readCrates();
  const lines = found.map(
    ({ name, version, licence, link }) =>
      `<li><a href="${escape(link)}">${escape(name)}</a> ${escape(version)}, ${escape(licence)}</li>`,
  );
  /** @type {Map<string, string[]>} */
  const texts = new Map();
  for (const { name, text } of found.filter((crate) => crate.text)) texts.set(text, [...(texts.get(text) ?? []), name]);
  const licences = [...texts].map(
    ([text, names]) =>
      `<details><summary>License of ${escape(names.join(", "))}</summary><pre>${escape(text)}</pre></details>`,
  );
  return [
    '<section class="credits">',
    "<h2>Rust crates in the library</h2>",
    `<ul>\n${lines.join("\n")}\n</ul>`,
    ...licences,
    "</section>",
  ].join("\n");
}

/** @param {import("./sources.mjs").Source} source */
function entry(source) {
  const { name, from, origin, link, licence, change, notice } = source;
  const lines = [
    `<h3><a href="${escape(link)}">${escape(name)}</a></h3>`,
    `<p>${escape(origin)}.${from ? ` Taken from npm <code>${escape(from)}@${escape(installedVersion(from))}</code>.` : ""}</p>`,
    `<p>License: ${escape(licence)}.${change ? ` ${escape(change)}` : ""}</p>`,
  ];
  if (notice) lines.push(`<p>${escape(notice)}</p>`);
  const full = wholeText(source);
  if (full) {
    lines.push(`<details><summary>The whole license of ${escape(name)}</summary><pre>${escape(full)}</pre></details>`);
  }
  return `<article>\n${lines.join("\n")}\n</article>`;
}

/** @param {string} text */
function escape(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
