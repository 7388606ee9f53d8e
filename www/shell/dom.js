/** Small helpers for building elements and writing numbers. */

/**
 * Makes an element.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number | boolean | null | undefined>} [attributes] null, undefined and false are left out
 * @param {...(Node | string | undefined)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

/** A drawing from path data, for buttons. @param {string} path */
export function glyph(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 10 10");
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS("http://www.w3.org/2000/svg", "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** A number as a reader wants it: thousands separated, about three significant digits below one. @param {number} value */
export function number(value) {
  if (!Number.isFinite(value)) return "–";
  if (Number.isInteger(value)) return whole.format(value);
  const size = Math.abs(value);
  if (size < 0.001) return value.toExponential(1).replace("e-", "e−");
  return value.toFixed(size < 0.1 ? 4 : size < 10 ? 3 : size < 100 ? 1 : 0);
}

/** A number with a fixed count of decimals, so that a changing readout keeps its width. @param {number | undefined} value @param {number} decimals */
export function fixed(value, decimals) {
  return value === undefined || !Number.isFinite(value) ? "–" : value.toFixed(decimals).replace("-", "−");
}

/** @param {number | undefined} share @param {number} [decimals] */
export function percent(share, decimals = 1) {
  return share === undefined || !Number.isFinite(share) ? "–" : `${(share * 100).toFixed(decimals)} %`;
}

/** Runs `work` once after the calls have paused for `wait` ms. @param {(...args: any[]) => void} work @param {number} wait */
export function settled(work, wait) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return (/** @type {any[]} */ ...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...args), wait);
  };
}

/**
 * Work that is under way at most once: asked for meanwhile, it is done once more when it has ended, as things stand then.
 * @param {() => Promise<void>} work says itself what went wrong
 * @returns {() => Promise<void>}
 */
export function oneAtATime(work) {
  let busy = false;
  let again = false;
  return async () => {
    again = true;
    if (busy) return;
    busy = true;
    try {
      while (again) {
        again = false;
        await work();
      }
    } finally {
      busy = false;
    }
  };
}

/** Whether the reader has asked for less motion. */
export function still() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Says something to a screen reader, once. @param {string} sentence */
export function announce(sentence) {
  const place = document.getElementById("announce");
  if (place) place.textContent = sentence;
}
