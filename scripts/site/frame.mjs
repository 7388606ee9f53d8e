// What all pages have in common, written once and put into each page's HTML, so that it can be read with scripts off.

import { LESSONS, pageOf } from "../../www/lessons/lessons.js";

/** @param {string} text */
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

/**
 * The bar at the top.
 * @param {string} page the page's path from the root, e.g. "www/credits.html"
 * @param {string} home the way from there to the root, e.g. "../"
 */
function top(page, home) {
  const current = (/** @type {string} */ path) => (path === page ? ' aria-current="page"' : "");
  const entries = LESSONS.map(
    (lesson) =>
      `<li><a href="${home}${pageOf(lesson)}" data-lesson-page="${lesson.id}"${current(pageOf(lesson))}><span>${lesson.number}</span>${escaped(lesson.title)}<span class="mark"></span></a></li>`,
  );
  const start = page === "index.html" ? "#main" : `${home}index.html`;
  return `<header class="top">
      <a class="name" href="${start}">Latent Lab</a>
      <ol class="progress" aria-label="Your progress on this page" hidden></ol>
      <nav aria-label="Site">
        <details class="lessons">
          <summary>Lessons</summary>
          <div class="list">
            <ol class="sections" aria-label="On this page" hidden></ol>
            <ol aria-label="All lessons">
              <li><a href="${home}index.html"${current("index.html")}><span>·</span>Start here: five figures<span class="mark"></span></a></li>
              ${entries.join("\n              ")}
            </ol>
          </div>
        </details>
        <a href="${home}www/workbench.html" data-page="workbench"${current("www/workbench.html")}>Workbench</a>
        <a href="${page === "index.html" ? "" : `${home}index.html`}#about">About</a>
        <button class="icon" id="theme" type="button" aria-label="Switch between light and dark" hidden>
          <svg viewBox="0 0 20 20" aria-hidden="true">
            <circle cx="10" cy="10" r="7.25" fill="none" stroke="currentColor" stroke-width="1.5" />
            <path d="M10 2.75a7.25 7.25 0 0 1 0 14.5z" fill="currentColor" />
          </svg>
        </button>
      </nav>
    </header>`;
}

/**
 * What stands at the end of a lesson: the lesson before and the one after.
 * @param {string} page
 * @param {string} home
 */
function onward(page, home) {
  const at = LESSONS.findIndex((lesson) => pageOf(lesson) === page);
  const link = (/** @type {import("../../www/lessons/lessons.js").Lesson | undefined} */ lesson, /** @type {string} */ rel, /** @type {string} */ word) =>
    lesson
      ? `<a rel="${rel}" href="${home}${pageOf(lesson)}"><span>${word} · lesson ${lesson.number}</span><b>${escaped(lesson.title)}</b>${escaped(lesson.claim)}</a>`
      : `<a rel="${rel}" href="${home}index.html"><span>${word}</span><b>All lessons</b>The opening figures and the list of lessons.</a>`;
  return `<nav class="onward" aria-label="Lessons before and after">${link(LESSONS[at - 1], "prev", "Before")}${link(LESSONS[at + 1], "next", "Next")}</nav>`;
}

/** The list of lessons on the first page. */
function contents() {
  const rows = LESSONS.map(
    (lesson) =>
      `<li><a href="./${pageOf(lesson)}" data-lesson-page="${lesson.id}"><span class="number">${lesson.number}</span><span><b>${escaped(lesson.title)}</b> ${escaped(lesson.claim)}</span><span class="mark"></span><span class="minutes">${lesson.minutes} min</span></a></li>`,
  );
  if (rows.length === 0) return "";
  return `<section class="column" id="lessons" aria-labelledby="lessons-title">
      <h2 id="lessons-title">The lessons</h2>
      <ol class="contents">${rows.join("")}</ol>
    </section>`;
}

/** What every page's head begins with. Vite finds the files from the root and makes their addresses relative. */
function head() {
  return `<meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <link rel="icon" href="/icon.svg" type="image/svg+xml" />
    <script src="/early.js"></script>
    <link rel="stylesheet" href="/www/styles/main.css" />`;
}

/** @type {Record<string, (page: string, home: string) => string>} */
const PARTS = { head, top, onward, contents };

/**
 * Fills the places marked `<!-- head -->`, `<!-- top -->`, `<!-- onward -->` and `<!-- contents -->`.
 * @param {string} html
 * @param {string} page the page's path from the root of the site
 */
export function framed(html, page) {
  const home = "../".repeat(page.split("/").length - 1) || "./";
  return html.replace(/<!-- (head|top|onward|contents) -->/g, (_, part) => PARTS[part](page, home));
}
