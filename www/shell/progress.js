/**
 * Where you are and what you have finished. A section is finished when each of its figures has been used, a lesson when
 * each of its sections is. Figures have ids of their own throughout the site.
 */

import { closes } from "../controls/menu.js";
import { make } from "./dom.js";
import { keep, kept } from "./store.js";

/** @type {(figure: string) => void} */
let finish = () => {};

/** Marks a figure as used. @param {string} figure */
export function finished(figure) {
  finish(figure);
}

/** The name under which a lesson as a whole is kept as finished. @param {string} lesson */
const whole = (lesson) => `lesson:${lesson}`;

/** Builds the dashes and the list from the sections of the page, and marks what is finished. */
export function progress() {
  const sections = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-lesson]")]);
  const dashes = /** @type {HTMLElement} */ (document.querySelector(".progress"));
  const list = /** @type {HTMLDetailsElement} */ (document.querySelector(".lessons"));
  const entries = /** @type {HTMLElement} */ (list.querySelector(".sections"));
  const pages = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll("[data-lesson-page]")]);
  /** @type {Map<HTMLElement, { links: HTMLAnchorElement[], figures: string[] }>} */
  const known = new Map();

  sections.forEach((section, i) => {
    const title = section.dataset.title ?? "";
    section.id = `lesson-${section.dataset.lesson}`;
    const dash = make("a", { href: `#${section.id}`, title, "aria-label": `Part ${i + 1}: ${title}` }, make("i"));
    const entry = make("a", { href: `#${section.id}` }, make("span", {}, String(i + 1)), title, make("span", { class: "mark" }));
    entry.addEventListener("click", () => (list.open = false));
    dashes.append(make("li", {}, dash));
    entries.append(make("li", {}, entry));
    const figures = [...section.querySelectorAll("latent-figure")].map(({ id }) => id);
    known.set(section, { links: [dash, entry], figures });
  });
  closes(list);
  dashes.hidden = entries.hidden = sections.length === 0;

  const lesson = document.body.dataset.lessonId;
  const mark = () => {
    const done = new Set(kept().done);
    const isDone = (/** @type {string[]} */ figures) => figures.every((id) => done.has(id));
    for (const { links, figures } of known.values()) {
      for (const link of links) link.toggleAttribute("data-done", figures.length > 0 && isDone(figures));
    }
    const all = [...known.values()].flatMap(({ figures }) => figures);
    if (lesson && all.length > 0 && isDone(all) && !done.has(whole(lesson))) keep({ done: [...done.add(whole(lesson))] });
    for (const page of pages) page.toggleAttribute("data-done", done.has(whole(page.dataset.lessonPage ?? "")));
  };
  finish = (figure) => {
    const done = kept().done ?? [];
    if (done.includes(figure)) return;
    keep({ done: [...done, figure] });
    mark();
  };
  mark();

  /** The section around the upper third of the window is where the reader is. */
  const here = new IntersectionObserver(
    (seen) => {
      for (const { target, isIntersecting } of seen) {
        for (const link of known.get(/** @type {HTMLElement} */ (target))?.links ?? []) {
          if (isIntersecting) link.setAttribute("aria-current", "location");
          else link.removeAttribute("aria-current");
        }
      }
    },
    { rootMargin: "-33% 0px -66% 0px" },
  );
  for (const section of sections) here.observe(section);
}
