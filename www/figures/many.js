/** Small multiples: many runs on the same data, each with a picture of its own, and one selection for all. */

import { transport } from "../controls/transport.js";
import { Crew, workers } from "../engine/crew.js";
import { library } from "../engine/module.js";
import { make, oneAtATime } from "../shell/dom.js";
import { Cell } from "./cell.js";
import { nameOf, paintTruth, truthOf } from "./data-sets.js";
import { Figure } from "./figure.js";
import { confusionsOf } from "./judgement.js";
import { PointView } from "./point-view.js";
import { Selection } from "./selection.js";

/** @typedef {import("./cell.js").CellPlan} CellPlan */

const NEAREST = 8;
// How often running pictures are judged, in ms.
const EVERY = 1500;

export class ManyFigure extends Figure {
  selection = new Selection();
  /** @type {Cell[]} */ cells = [];
  /** What is known about the rows. @type {import("./data-sets.js").Truth | undefined} */ truth;
  /** @type {typeof import("../../pkg/latent_lab.js") | undefined} */ opened;
  /** The data as it is, where it can be looked at. @type {PointView | undefined} */ original;
  #era = 0;
  #opening = 0;
  /** @type {ReturnType<typeof setInterval> | undefined} */ #judging;

  /** @param {HTMLElement} element @param {{ most?: number, columns?: number }} [how] `most` workers; how many pictures stand side by side where there is room */
  constructor(element, { most, columns = 4 } = {}) {
    super(element);
    this.crew = new Crew((engine) => this.load(engine), workers(most));
    this.stage.classList.add("many");
    this.stage.classList.toggle("few", columns <= 3);
    this.stage.style.setProperty("--columns", String(columns));
    this.name = (/** @type {number} */ index) => nameOf(this.truth, index);
    this.selection.addEventListener("change", () => void this.drawLinks());
    this.crew.addEventListener("state", () => this.stateChanged());
  }

  /** The data of all runs. @param {import("../engine/client.js").Engine} _engine @returns {Promise<number>} */
  load(_engine) {
    throw new Error("a figure of many pictures says what its data is");
  }

  /** @returns {CellPlan[]} */
  plans() {
    return [];
  }

  /** Controls besides the transport. @returns {HTMLElement[]} */
  controls() {
    return [];
  }

  async prepare() {
    this.opened = await library();
    if (this.closed) return;
    if (!this.bar.hasChildNodes()) this.bar.append(...transport(/** @type {any} */ (this.crew)), ...this.controls());
    await this.begin();
  }

  /** A picture of the data itself, beside those that the methods make of it. @param {string} title @param {string} about */
  showOriginal(title, about) {
    this.original = new PointView(this.selection, { label: title, name: this.name });
    this.original.overlay = { cube: true };
    this.parts.push(this.original);
    this.originalTag = make("div", { class: "tag" }, make("b", {}, title), about);
    this.stage.prepend(make("div", { class: "pane cell original" }, this.originalTag, this.original.element, make("div", { class: "under" }, "before any method")));
  }

  /** Makes the cells anew, and plays. */
  async begin() {
    const era = (this.#era += 1);
    for (const { view, element } of this.cells) {
      this.parts.splice(this.parts.indexOf(view), 1);
      view.destroy();
      element.remove();
    }
    await this.crew.clear();
    if (era !== this.#era || this.closed) return;
    this.truth = undefined;
    const opened = /** @type {NonNullable<ManyFigure["opened"]>} */ (this.opened);
    const known = new Set(new opened.Lab().methods().map(({ id }) => id));
    this.cells = this.plans().filter(({ method }) => known.has(method)).map((plan) => {
      const cell = new Cell(this.selection, plan, this.crew.add(plan.method, plan.params), this.name);
      cell.judged = () => {
        // What a picture made of the neighbors changes as it runs.
        void this.#linkCell(cell, this.selection.current);
        this.judged();
      };
      this.place(cell);
      cell.view.open(opened);
      cell.view.show(this.visible);
      cell.runner.suspend(!this.visible);
      this.parts.push(cell.view);
      return cell;
    });
    if (this.original && !this.original.painter) this.original.open(opened);
    await this.reopen();
  }

  /** Puts a new cell where it belongs. @param {Cell} cell */
  place(cell) {
    this.stage.append(cell.element);
  }

  /** Loads the data anew, starts every run on it, and plays. */
  async reopen() {
    const opening = (this.#opening += 1);
    this.calm();
    for (const { runner } of this.cells) runner.wanted = true;
    const known = this.look(() => opening === this.#opening && !this.closed).catch((error) => {
      if (!this.closed && opening === this.#opening) this.complain(error, { label: "Try again", act: () => void this.reopen() });
    });
    await this.crew.open();
    await known;
  }

  /** What is known about the rows, and the picture of the data. @param {() => boolean} holds whether that data is still wanted */
  async look(holds) {
    const [engine] = this.crew.engines;
    // Opening forgets the old data first; by the next turn the new is on its way.
    await Promise.resolve();
    const data = await this.crew.data(engine);
    const truth = await truthOf(engine, data);
    if (!holds()) return;
    this.truth = truth;
    for (const cell of this.cells) cell.paint(truth);
    if (this.original) await this.#drawOriginal(engine, data, truth);
    if (!holds()) return;
    const { pinned } = this.selection;
    if (pinned !== undefined && pinned >= truth.rows) this.selection.clear();
    else void this.drawLinks();
    await this.known(engine, data);
  }

  /** The data is there. @param {import("../engine/client.js").Engine} _engine @param {number} _data */
  async known(_engine, _data) {}

  /** @param {import("../engine/client.js").Engine} engine @param {number} data @param {import("./data-sets.js").Truth} truth */
  async #drawOriginal(engine, data, truth) {
    const view = /** @type {PointView} */ (this.original);
    const pane = view.element.parentElement;
    const flat = truth.columns === 2 || truth.columns === 3;
    if (pane) pane.hidden = !flat;
    if (!flat) return;
    const values = await engine.call("matrix", data);
    const first = view.size === 0 || view.dimensions !== truth.columns;
    view.setPositions(values, truth.rows, /** @type {2 | 3} */ (truth.columns));
    if (first && truth.columns === 3) {
      view.painter?.setCamera({ yaw: -0.35, pitch: 0.62 });
      view.painter?.setHome();
      view.turn();
    }
    paintTruth(view, truth);
  }

  /** Lines from the selected point to its neighbors, in every picture by what that picture made of them. */
  drawLinks = oneAtATime(async () => {
    const index = this.selection.current;
    await Promise.all(this.cells.map((cell) => this.#linkCell(cell, index)));
    this.linked(this.selection.current);
  });

  /** @param {Cell} cell @param {number | undefined} index */
  async #linkCell({ view, runner }, index) {
    try {
      const { run } = runner;
      const all = index === undefined || run === undefined ? [] : (await confusionsOf(runner.engine, run, index, NEAREST)).all;
      if (index !== this.selection.current || run !== runner.run) return;
      view.links = all.map(({ index: to, kind = "true" }) => ({ from: /** @type {number} */ (index), to, kind }));
    } catch {
      // The run has been replaced meanwhile.
      view.links = [];
    }
    view.ask();
  }

  /** The lines of a point have been drawn. @param {number | undefined} _index */
  linked(_index) {}

  stateChanged() {
    const playing = this.crew.state === "playing";
    if (playing && this.#judging === undefined) this.#judging = setInterval(() => this.visible && this.judge(), EVERY);
    if (!playing) {
      clearInterval(this.#judging);
      this.#judging = undefined;
    }
  }

  /** A picture has been judged. */
  judged() {}

  /** Judges what is at work. */
  judge() {
    for (const cell of this.cells) if (cell.runner.state === "playing" && cell.runner.report?.phase === "running") void cell.judge();
  }

  /** @param {boolean} visible */
  show(visible) {
    super.show(visible);
    this.crew.suspend(!visible);
  }

  async table() {
    const pictures = await Promise.all(this.cells.map(({ runner }) => runner.positions()));
    const rows = this.truth?.rows ?? 0;
    return {
      columns: ["point", ...this.cells.flatMap(({ plan: { title, about = "" } }) => ["x", "y"].map((axis) => `${title} ${about} ${axis}`))],
      rows: Array.from({ length: rows }, (_, i) => [i, ...pictures.flatMap((positions) => [positions[2 * i], positions[2 * i + 1]])]),
    };
  }

  destroy() {
    super.destroy();
    clearInterval(this.#judging);
    this.crew.close();
  }
}

/** A choice with its help, as the other controls have it. @param {string} id @param {string} title @param {string} help @param {[string, string][]} options value and words @param {string} value @param {(value: string) => void} change */
export function choice(id, title, help, options, value, change) {
  const select = make("select", { id, "aria-describedby": `${id}-help` });
  for (const [option, words] of options) select.append(make("option", { value: option }, words));
  select.value = value;
  select.addEventListener("change", () => change(select.value));
  return make("div", { class: "control" }, make("label", { for: id }, title), select, make("span", { class: "help", id: `${id}-help`, role: "tooltip" }, help));
}
