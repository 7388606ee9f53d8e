/** What figures share that walk through the latent plane of digits: the walk on the map, its film, and how far it is from the data. */

import { fixed, make, oneAtATime, still } from "../shell/dom.js";
import { Chart } from "./chart.js";
import { HELD_OUT } from "./digits.js";
import { NetworkFigure } from "./network-figure.js";
import { Pictures } from "./pictures.js";
import { progressIn } from "./trained.js";

// How often the pictures are asked for while the network trains, in ms.
const EVERY = 250;

/**
 * @typedef {object} Walk
 * @property {Float32Array} codes between which it is laid, two numbers each
 * @property {"linear" | "spherical" | "bilinear" | "path"} kind
 * @property {number} steps
 * @property {string} says what it leads from and to
 */

export class PathFigure extends NetworkFigure {
  /** The codes on the walk as it is shown. */
  places = new Float32Array();
  /** The pictures on the walk. */
  film = new Float32Array();
  /** How far each place is from the data. @type {import("../../pkg/latent_lab.js").Departure | undefined} */ departure;
  #due = 0;

  /** @param {HTMLElement} element @param {string} label of the map */
  constructor(element, label) {
    super(element, label, "walks");
    this.strip = new Pictures("The pictures on the way", { columns: 12, gap: 2 });
    // Read aloud, the stops off the data are in the name of the strip.
    this.flags = make("div", { class: "flags", "aria-hidden": "true", "data-testid": "flags" });
    this.strip.element.append(this.flags);
    this.chart = new Chart("Distance to the data along the way");
    this.verdict = make("p", { class: "verdict", role: "status", "data-testid": "verdict" });
    this.parts.push(this.strip, this.chart);
    this.farthest = this.readout("farthest from the data", { room: 6, help: "The largest distance of a place to the nearest code of a training picture; 1 is the median distance between nearest codes.", testid: "farthest" });
    this.edge = this.readout("edge of the data", { room: 5, help: "95 of 100 codes have a nearer neighbor than this." });
    this.trained = this.readout("training", { room: 16, testid: "trained" });
  }

  /** The walk that is asked for, or nothing yet. @param {number} _run @returns {Promise<Walk | undefined>} */
  async walk(_run) {
    return undefined;
  }

  /** Pictures to set below the film. @param {Walk} _walk @param {number} _run */
  async beside(_walk, _run) {}

  /** @param {number} index */
  name(index) {
    const count = this.network.digits?.count ?? Infinity;
    return index >= count ? `place ${index - count + 1} of the walk` : super.name(index);
  }

  digitsCame() {
    this.colorPoints();
    this.map.change();
    void this.look();
    // Whichever figure comes first starts the network; the others find it at work.
    const { digits, link, runner } = this.network;
    if (digits && !link.has("step") && !still() && runner.state === "paused" && runner.report?.step === 0) runner.play();
  }

  /** @param {import("../engine/runner.js").Shown} shown */
  drawMap(shown) {
    // One walks in the space as it is.
    if (shown.past) return;
    this.trained.set(progressIn(this.network));
    this.codes = shown.positions;
    this.drawWalk(true);
    // At rest the last frame is the one that counts.
    if (this.network.runner.state === "playing" && performance.now() < this.#due) return;
    this.#due = performance.now() + EVERY;
    void this.look();
  }

  /** The data's codes, and those of the walk behind them. @param {boolean} [fit] whether the map may be framed again */
  drawWalk(fit = false) {
    const { codes, places } = this;
    if (!codes) return;
    const all = new Float32Array(codes.length + places.length);
    all.set(codes);
    all.set(places, codes.length);
    const before = this.map.size;
    this.map.setPositions(all, all.length / 2, 2, { fit: fit && !this.map.moved, smooth: true });
    const count = codes.length / 2;
    if (before !== all.length / 2) this.colorPoints();
    this.map.overlay = { ...this.map.overlay, path: Array.from({ length: places.length / 2 }, (_, i) => count + i) };
  }

  /** Digits in their colors; places of the walk have none. */
  colorPoints() {
    const { digits } = this.network;
    if (!digits || this.map.size < digits.count) return;
    const classes = new Int32Array(this.map.size).fill(-1);
    classes.set(digits.labels);
    this.map.painter?.setClasses(classes);
  }

  async refreshed() {
    this.calm();
    await this.look();
  }

  stateChanged() {
    const { state } = this.network.runner;
    if (state === "paused" || state === "done") void this.look();
  }

  /** @param {boolean} visible */
  show(visible) {
    super.show(visible);
    if (visible) void this.look();
  }

  /** Asks for the pictures on the way, and how far it is from the data. */
  look = oneAtATime(() => this.#ask());

  async #ask() {
    const { engine, runner, digits } = this.network;
    const { run, shown } = runner;
    if (run === undefined || !shown || !digits || !this.visible) return;
    try {
      const walk = await this.walk(run);
      if (!walk || run !== runner.run) return;
      const { codes, kind, steps } = walk;
      const places = await engine.call("between", codes, 2, { kind, steps });
      const learned = digits.count - HELD_OUT;
      const [film, departure] = await Promise.all([
        engine.call("decode", run, places),
        engine.call("distanceToData", { embedding: shown.positions }, places, { rows: [0, learned] }),
        this.beside(walk, run),
      ]);
      if (run !== runner.run) return;
      this.places = places;
      this.film = film;
      this.departure = departure;
      this.strip.columns = steps;
      this.strip.set(film, film.length / digits.columns);
      this.drawWalk();
      this.#tell(walk);
    } catch (error) {
      // A replaced or lost run answers nothing, and its successor asks again; anything else is the reader's to know.
      if (run === runner.run && runner.state !== "opening") this.complain(error);
    }
  }

  /** Says where the walk leaves the data. @param {Walk} walk */
  #tell({ kind, steps, says }) {
    const { ratios, edge } = /** @type {NonNullable<PathFigure["departure"]>} */ (this.departure);
    const off = [...ratios].map((ratio) => ratio > edge);
    const count = off.filter(Boolean).length;
    const farthest = ratios.reduce((most, ratio) => Math.max(most, ratio), 0);
    this.farthest.set(`${fixed(farthest, 1)} ×`);
    this.edge.set(`${fixed(edge, 1)} ×`);
    const grid = kind === "bilinear";
    this.flags.classList.toggle("over", grid);
    this.flags.style.setProperty("--count", String(steps));
    this.flags.replaceChildren(...off.map((is) => make("span", { class: is ? "off" : "" }, grid ? "" : is ? "off" : "·")));
    const which = off.flatMap((is, i) => (is ? [i + 1] : []));
    this.strip.label(`${off.length} pictures on the way ${says}${grid || count === 0 ? "" : `; off the data: ${which.join(", ")}`}`);
    const where = count === 0 ? "All of it stays with the data" : `${count} of ${off.length} places lie off the data`;
    const words = `${where}: the farthest is ${fixed(farthest, 1)} times the usual distance from the nearest training picture, and the edge is at ${fixed(edge, 1)}.`;
    if (this.verdict.textContent !== words) this.verdict.textContent = words;
    this.verdict.classList.toggle("false-ink", count > 0);
    this.measure({ query: farthest, kept: edge, off: count / off.length, shown: this.network.runner.state === "done" ? 1 : 0 });
    const x = Array.from(ratios, (_, i) => i / Math.max(1, ratios.length - 1));
    this.chart.set(
      !grid && {
        kind: "curve",
        xTitle: "way, t",
        xStart: 0,
        xEnd: 1,
        yStart: 0,
        series: [
          { label: "edge", role: "reference", x: [0, 1], values: [edge, edge] },
          { label: "the walk", role: "accent", x, values: ratios },
        ],
      },
      words,
    );
  }

  async table() {
    const { places, departure } = this;
    return {
      columns: ["place", "first number", "second number", "nearest training picture", "distance", "times the usual"],
      rows: Array.from({ length: places.length / 2 }, (_, i) => [i, places[2 * i], places[2 * i + 1], departure?.nearest[i] ?? "", departure?.distances[i] ?? "", departure?.ratios[i] ?? ""]),
    };
  }
}
