// The credits, as HTML, from the table of sources.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/process.mjs";
import { installedVersion, sources } from "./sources.mjs";

const headings = { data: "Data", font: "Typefaces", code: "Code" };

/** One section a kind, one entry a source; whole licence texts fold out. */
export function creditsTable() {
  return Object.entries(headings)
    .map(([kind, heading]) => {
      const entries = sources.filter((source) => source.kind === kind).map(entry);
      return `<section class="credits">\n<h2>${heading}</h2>\n${entries.join("\n")}\n</section>`;
    })
    .join("\n");
}

/** @param {import("./sources.mjs").Source} source */
function entry({ name, from, origin, link, licence, change, notice, text }) {
  const lines = [
    `<h3><a href="${escape(link)}">${escape(name)}</a></h3>`,
    `<p>${escape(origin)}. Taken from npm <code>${escape(from)}@${escape(installedVersion(from))}</code>.</p>`,
    `<p>License: ${escape(licence)}.${change ? ` ${escape(change)}` : ""}</p>`,
  ];
  if (notice) lines.push(`<p>${escape(notice)}</p>`);
  if (text) {
    const full = readFileSync(join(root, "node_modules", from, text), "utf8").trim();
    lines.push(`<details><summary>The whole license of ${escape(name)}</summary><pre>${escape(full)}</pre></details>`);
  }
  return `<article>\n${lines.join("\n")}\n</article>`;
}

/** @param {string} text */
function escape(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
