/** A picture made of SVG elements, for what has words that can be pressed; it saves as the charts do. */

import { make } from "../shell/dom.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * Makes an SVG element.
 * @template {keyof SVGElementTagNameMap} T
 * @param {T} tag @param {Record<string, string | number | boolean | undefined>} [attributes] undefined and false are left out
 * @param {...(Node | string)} children @returns {SVGElementTagNameMap[T]}
 */
export function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  mark(element, attributes);
  element.append(...children);
  return element;
}

/** Sets attributes; undefined and false take them away. @param {Element} element @param {Record<string, string | number | boolean | undefined>} attributes */
export function mark(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) element.removeAttribute(name);
    else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value === true ? "" : String(value));
  }
}

/** Makes a part of a drawing a button. @param {SVGElement} element @param {string} label @param {() => void} act */
export function pressable(element, label, act) {
  mark(element, { role: "button", tabindex: 0, "aria-label": label });
  element.addEventListener("click", act);
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act();
  });
}

/** What of a style a saved picture needs, because it leaves the page's style sheets behind. */
const STYLES = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-family", "font-size", "font-weight", "text-anchor", "transform", "display", "paint-order", "font-style"];

export class Drawing {
  root = draw("svg", { role: "group" });
  width = 0;
  height = 0;
  /** @type {(() => void) | undefined} called when the size is known, and whenever it changes */ onresize;
  #watch;

  /** @param {string} label what it shows, for screen readers @param {string} [kind] a class for its shape */
  constructor(label, kind = "") {
    this.root.setAttribute("aria-label", label);
    this.element = make("div", { class: `drawing ${kind}` }, this.root);
    this.#watch = new ResizeObserver(() => this.#resize());
    this.#watch.observe(this.element);
  }

  #resize() {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (width === 0 || height === 0 || (width === this.width && height === this.height)) return;
    this.width = width;
    this.height = height;
    mark(this.root, { viewBox: `0 0 ${width} ${height}`, width, height });
    this.onresize?.();
  }

  svg() {
    const copy = /** @type {SVGSVGElement} */ (this.root.cloneNode(true));
    const originals = [this.root, ...this.root.querySelectorAll("*")];
    [copy, ...copy.querySelectorAll("*")].forEach((element, i) => {
      const style = getComputedStyle(originals[i]);
      const kept = STYLES.map((name) => [name, style.getPropertyValue(name)]).filter(([, value]) => value);
      element.setAttribute("style", kept.map(([name, value]) => `${name}:${value}`).join(";"));
    });
    copy.setAttribute("xmlns", SVG);
    return new XMLSerializer().serializeToString(copy);
  }

  destroy() {
    this.#watch.disconnect();
  }
}
