/** The lessons: where you are and what you have finished. A lesson is finished when its figure has been used. */

import { closes } from "../controls/menu.js";
import { make } from "./dom.js";
import { keep, kept } from "./store.js";

/** @type {(lesson: string) => void} */
let finish = () => {};

/** Marks a lesson as finished. @param {string} lesson */
export function finished(lesson) {
  finish(lesson);
}

/** Builds the dashes and the list from the sections of the page. */
export function progress() {
  const sections = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-lesson]")]);
  const dashes = /** @type {HTMLElement} */ (document.querySelector(".progress"));
  const list = /** @type {HTMLDetailsElement} */ (document.querySelector(".lessons"));
  const entries = make("ol");
  /** @type {Map<string, HTMLAnchorElement[]>} */
  const links = new Map();

  sections.forEach((section, i) => {
    const id = section.dataset.lesson ?? "";
    const title = section.dataset.title ?? "";
    section.id = `lesson-${id}`;
    const dash = make("a", { href: `#${section.id}`, title, "aria-label": `Lesson ${i + 1}: ${title}` }, make("i"));
    const entry = make("a", { href: `#${section.id}` }, make("span", {}, String(i + 1)), title, make("span", { class: "mark" }));
    entry.addEventListener("click", () => (list.open = false));
    dashes.append(make("li", {}, dash));
    entries.append(make("li", {}, entry));
    links.set(id, [dash, entry]);
  });
  list.append(entries);
  closes(list);
  dashes.hidden = list.hidden = false;

  const mark = () => {
    const done = new Set(kept().done);
    for (const [id, both] of links) for (const link of both) link.toggleAttribute("data-done", done.has(id));
  };
  finish = (lesson) => {
    const done = kept().done ?? [];
    if (!links.has(lesson) || done.includes(lesson)) return;
    keep({ done: [...done, lesson] });
    mark();
  };
  mark();

  /** The section around the upper third of the window is where the reader is. */
  const here = new IntersectionObserver(
    (seen) => {
      for (const { target, isIntersecting } of seen) {
        const both = links.get(/** @type {HTMLElement} */ (target).dataset.lesson ?? "") ?? [];
        for (const link of both) {
          if (isIntersecting) link.setAttribute("aria-current", "location");
          else link.removeAttribute("aria-current");
        }
      }
    },
    { rootMargin: "-33% 0px -66% 0px" },
  );
  for (const section of sections) here.observe(section);
}
