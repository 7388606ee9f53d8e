/** Formulas, typeset when they come near, with live numbers in the color of the thing they measure. */

import { fixed, number } from "./dom.js";
import { watchMeasures } from "./measures.js";

/** Measures are named as in the figures; those that a formula names by their color are looked up here. */
const SOURCE = /** @type {Record<string, string>} */ ({ "held-out": "heldOut", "false-ink": "fade" });

async function typesetter() {
  const [{ default: katex }, { default: styles }] = await Promise.all([
    import("katex"),
    import("katex/dist/katex.min.css?url"),
  ]);
  if (!document.querySelector(`link[href="${styles}"]`)) {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: styles });
    await new Promise((resolve, reject) => {
      link.onload = resolve;
      link.onerror = () => reject(new Error("the styles of formulas could not be loaded"));
      document.head.append(link);
    });
  }
  return katex;
}

/** @param {HTMLElement} place */
async function typeset(place) {
  const katex = await typesetter();
  const sentence = place.dataset.say ?? "";
  const source = (place.dataset.tex ?? "").replace(/\\live\{([\w-]+)\}/g, "\\htmlData{measure=$1}{\\htmlClass{live}{\\text{–}}}");
  katex.render(source, place, { displayMode: false, output: "html", trust: true, strict: false, throwOnError: true });
  place.setAttribute("role", "math");
  // A formula that does not fit its column scrolls, and must then be reached by keyboard too.
  const fit = () => {
    if (place.scrollWidth > place.clientWidth || place.scrollHeight > place.clientHeight) place.tabIndex = 0;
    else place.removeAttribute("tabindex");
  };
  new ResizeObserver(fit).observe(place);
  // Letters that are loaded later make it wider inside, and leave its own size as it is.
  document.fonts.addEventListener("loadingdone", fit);
  const numbers = [.../** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll("[data-measure]"))].map((element) => {
    /** @type {Element} */
    let leaf = element;
    while (leaf.firstElementChild) leaf = leaf.firstElementChild;
    return { leaf, name: element.dataset.measure ?? "" };
  });
  /** Measures that have shown decimals. @type {Set<string>} */
  const real = new Set();
  watchMeasures(place.dataset.figure ?? "", (measures) => {
    let spoken = sentence;
    let changed = false;
    for (const { leaf, name } of numbers) {
      const value = measures[SOURCE[name] ?? name];
      // Counts are whole. A number that has shown decimals keeps them, so that it does not jump when it comes to be 1.
      if (value !== undefined && !Number.isInteger(value)) real.add(name);
      const whole = value !== undefined && !real.has(name);
      const text = whole ? number(value) : fixed(value, value !== undefined && Math.abs(value) < 0.1 ? 4 : 3);
      if (leaf.textContent !== text) {
        leaf.textContent = text;
        changed = true;
      }
      spoken = spoken.replace(`{${name}}`, value === undefined ? "not yet known" : text);
    }
    place.setAttribute("aria-label", spoken);
    // Longer numbers make a formula wider.
    if (changed) fit();
  });
}

export function formulas() {
  const near = new IntersectionObserver(
    (seen) => {
      for (const { target, isIntersecting } of seen) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        // If the typesetter cannot be loaded, the plain formula of the markup stays.
        typeset(/** @type {HTMLElement} */ (target)).catch((error) => console.warn(error));
      }
    },
    { rootMargin: "500px" },
  );
  for (const place of document.querySelectorAll(".formula[data-tex]")) near.observe(place);
}
