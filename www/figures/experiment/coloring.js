/** What the colors of an experiment's points say: class, a factor the data was made from, or trust. */

import { make } from "../../shell/dom.js";
import { ClassLegend } from "../class-legend.js";

/** More classes than this have no legend: nobody could read it. */
const MOST_IN_LEGEND = 10;

export class Coloring {
  #map;
  #place;
  #rows;
  #select = make("select", { id: "experiment-color", "data-testid": "color" });
  /** @type {typeof import("../../../pkg/latent_lab.js") | undefined} */ #opened;
  /** @type {ClassLegend | undefined} */ #legend;
  /** @type {Float32Array | undefined} */ #trusts;
  /** What the reader wants, also while the data at hand does not have it. */
  wanted = "";

  /** @param {import("../point-view.js").PointView} map @param {HTMLElement} place of the legend @param {() => import("./rows.js").Rows} rows */
  constructor(map, place, rows) {
    this.#map = map;
    this.#place = place;
    this.#rows = rows;
    const help = make("span", { class: "help", id: "experiment-color-help", role: "tooltip" }, "Trust: how far the neighbors a point has in the picture are its neighbors in the data; it is known once the run is done.");
    this.#select.setAttribute("aria-describedby", help.id);
    this.element = make("div", { class: "control" }, make("label", { for: this.#select.id }, "color by"), this.#select, help);
    this.#select.addEventListener("change", () => {
      this.wanted = this.#select.value;
      this.offer();
    });
  }

  /** @param {typeof import("../../../pkg/latent_lab.js")} opened */
  open(opened) {
    this.#opened = opened;
  }

  /** The trust of every point, or that it is not known. @param {Float32Array | undefined} trusts */
  trust(trusts) {
    this.#trusts = trusts;
    this.offer();
  }

  /** Offers what the data has, and colors by what is wanted of it. */
  offer() {
    const { factors, labels, count } = this.#rows();
    const ways = [...(labels ? [["class", "class"]] : []), ...(factors?.names ?? []).map((name) => [`factor ${name}`, name]), ["none", "nothing"], ...(this.#trusts ? [["trust", "trust, point by point"]] : [])];
    this.#select.replaceChildren(...ways.map(([value, title]) => make("option", { value }, title)));
    const way = ways.some(([value]) => value === this.wanted) ? this.wanted : ways[0][0];
    this.#select.value = way;
    const { painter } = this.#map;
    this.#say(undefined);
    if (!painter || this.#map.size !== count || count === 0) return;
    if (way === "class" && labels) {
      painter.setClasses(labels);
      this.#say(labels);
    } else if (way === "trust" && this.#trusts?.length === count) painter.setScalars(this.#trusts, "cividis");
    else if (factors && way.startsWith("factor ")) {
      const column = factors.names.indexOf(way.slice("factor ".length));
      painter.setScalars(Float32Array.from({ length: count }, (_, i) => factors.values[i * factors.columns + column]), "viridis");
    } else painter.setClasses(new Int32Array(count));
    this.#map.change();
  }

  /** @param {Int32Array | undefined} labels */
  #say(labels) {
    this.#legend?.destroy();
    this.#legend = undefined;
    this.#place.replaceChildren();
    const classes = [...new Set(labels ?? [])].sort((a, b) => a - b);
    // A legend counts its colors from the first class.
    if (!this.#opened || classes.length === 0 || classes.length > MOST_IN_LEGEND || classes.some((label, i) => label !== i)) return;
    this.#legend = new ClassLegend(this.#opened, classes.map((label) => this.#rows().className(label)));
    this.#place.append(this.#legend.element);
  }

  destroy() {
    this.#legend?.destroy();
  }
}
