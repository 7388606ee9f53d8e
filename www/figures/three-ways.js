/** The same digits through PCA, an autoencoder and a variational one: maps, what is rebuilt, and codes drawn by lot. */

import { parameterControl } from "../controls/parameter.js";
import { Scrubber } from "../controls/scrubber.js";
import { parametersOf } from "../engine/module.js";
import { fixed, make, percent, settled } from "../shell/dom.js";
import { ClassLegend } from "./class-legend.js";
import { Digits, HELD_OUT, loadDigits } from "./digits.js";
import { ManyFigure } from "./many.js";
import { Pictures } from "./pictures.js";
import { likeCodes, normalCodes, shareOff } from "./prior.js";

/** What both networks are: smaller than those of lesson 8, so that two learn in half a minute. */
const NETWORK = { layers: [128, 64], batchSize: 64, learningRate: 0.002, heldOut: HELD_OUT, epochs: 16 };
/** @type {[string, string, Record<string, any>][]} */
const WAYS = [
  ["pca", "PCA", {}],
  ["autoencoder", "Autoencoder", NETWORK],
  ["vae", "Variational autoencoder", { ...NETWORK, likelihood: "bernoulli" }],
];
/** Code sizes: one that shows what draws are worth, and one whose whole space can be seen. */
const SIZES = [16, 2];
const FIRST = { components: SIZES[0], seed: 1 };
const CLASSES = Array.from("0123456789");
const SHOWN = 8;
/** So many draws are shown, and so many are asked whether they lie off the data. */
const DRAWN = 24;
const ASKED = 240;
/** The seed of the draws, the same for all three. */
const LOT = 1;
// How often what is below the maps is asked for while it trains, in ms.
const EVERY = 1000;

/** @typedef {{ rebuilt: Pictures, drawn: Pictures, busy: boolean, due: number, draws?: Float32Array }} Below what stands below a map, and the codes drawn for it */

export class ThreeWaysFigure extends ManyFigure {
  components = FIRST.components;
  seed = FIRST.seed;
  /** @type {Digits | undefined} */ digits;
  /** What each way comes to. @type {Map<string, { error: number, off: number | undefined }>} */ results = new Map();
  /** @type {Map<import("./cell.js").Cell, Below>} */ #below = new Map();
  /** @type {Scrubber | undefined} */ scrubber;
  #again = settled(() => void this.begin(), 200);

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element, { most: 3, columns: 3 });
    this.stage.classList.add("three-ways");
    this.name = (/** @type {number} */ index) => {
      const { digits } = this;
      if (!digits) return `picture ${index}`;
      return index < digits.count ? digits.name(index) : `code ${index - digits.count + 1} of those drawn by lot`;
    };
    const help = {
      error: "Mean squared error per pixel on 1,000 held-out pictures, rebuilt.",
      off: `Of ${ASKED} codes drawn by lot, the share that lies farther from every code learned from than 95 of 100 of those do from each other. Told for two numbers only: where some go unused, distances say little.`,
    };
    const errors = WAYS.map(([method, title], i) => this.readout(i === 0 ? `error: ${title}` : title.toLowerCase(), { room: 6, help: help.error, testid: `error-${method}` }));
    const offs = WAYS.map(([method, title], i) => this.readout(i === 0 ? `draws off the data: ${title}` : title.toLowerCase(), { room: 5, tone: "false-ink", help: help.off, testid: `off-${method}` }));
    this.says = WAYS.map(([method], i) => ({ method, error: errors[i], off: offs[i] }));
  }

  /** @param {import("../engine/client.js").Engine} engine */
  load(engine) {
    return loadDigits(engine);
  }

  plans() {
    return WAYS.map(([method, title, params]) => ({ title, method, params: { ...params, components: this.components, ...(method === "pca" ? {} : { seed: this.seed }) } }));
  }

  controls() {
    const opened = /** @type {typeof import("../../pkg/latent_lab.js")} */ (this.opened);
    const legend = new ClassLegend(opened, CLASSES);
    this.parts.push(legend);
    this.stage.before(legend.element);
    for (const id of /** @type {const} */ (["components", "seed"])) {
      const value = Number(this.link.get(id) ?? NaN);
      if (Number.isInteger(value) && value > 0) this[id] = value;
    }
    const sizes = make("div", { class: "choose", role: "group", "aria-label": "How many numbers a code has" });
    const press = () => sizes.querySelectorAll("button").forEach((button) => button.setAttribute("aria-pressed", String(Number(button.dataset.size) === this.components)));
    for (const size of SIZES) {
      const button = make("button", { type: "button", "data-size": size }, `${size} numbers`);
      button.addEventListener("click", () => {
        if (this.components === size) return;
        this.components = size;
        press();
        void this.begin();
      });
      sizes.append(button);
    }
    press();
    const parameter = /** @type {import("../../pkg/latent_lab.js").Parameter} */ (parametersOf(opened, "methods", "vae").find(({ id }) => id === "seed"));
    const seed = parameterControl(parameter, this.seed, (value) => {
      this.seed = value;
      this.#again();
    });
    return [sizes, seed.element];
  }

  async begin() {
    this.results.clear();
    // Maps go and come: what the reader looks at stays where it is meanwhile.
    this.stage.style.minHeight = `${this.stage.offsetHeight}px`;
    for (const { rebuilt, drawn } of this.#below.values()) {
      for (const strip of [rebuilt, drawn]) {
        this.parts.splice(this.parts.indexOf(strip), 1);
        strip.destroy();
      }
    }
    this.#below.clear();
    await super.begin();
    this.stage.style.minHeight = "";
  }

  /** Both networks go through time together; PCA has no steps worth going back to. */
  async reopen() {
    this.scrubber?.destroy();
    this.scrubber?.element.remove();
    const [first, ...along] = this.cells.filter(({ plan }) => plan.method !== "pca").map(({ runner }) => runner);
    this.scrubber = new Scrubber(first, { along });
    this.bar.before(this.scrubber.element);
    await super.reopen();
  }

  /** A map, and below it what comes out. @param {import("./cell.js").Cell} cell */
  place(cell) {
    const { method, title } = cell.plan;
    // What its neighborhoods are worth is another lesson's question.
    cell.judge = async () => {};
    const rebuilt = new Pictures(`${title}: held-out digits, and below each what is rebuilt`, { columns: SHOWN, gap: 2 });
    const drawn = new Pictures(`${title}: codes drawn by lot, decoded`, { columns: SHOWN, gap: 2 });
    this.parts.push(rebuilt, drawn);
    for (const strip of [rebuilt, drawn]) strip.show(this.visible);
    this.#below.set(cell, { rebuilt, drawn, busy: false, due: 0 });
    cell.element.append(
      make("section", {}, make("div", { class: "tag" }, make("b", {}, "In"), " above, ", make("b", {}, "back out"), " below · held out"), rebuilt.element),
      make("section", {}, make("div", { class: "tag" }, make("b", {}, "Drawn by lot"), method === "vae" ? " · from the standard normal" : " · from a normal as wide as the codes"), drawn.element),
    );
    if (this.components !== 2) {
      cell.view.overlay = {};
      cell.element.querySelector(".under:not(.status)")?.replaceChildren(`${this.components} numbers, seen from the widest side.`);
    }
    cell.paint = (truth) => {
      cell.truth = truth;
      this.#mark(cell);
    };
    cell.runner.addEventListener("frame", () => {
      this.#mark(cell);
      if (performance.now() >= (this.#below.get(cell)?.due ?? 0)) void this.ask(cell);
    });
    cell.runner.addEventListener("state", () => ["paused", "done"].includes(cell.runner.state) && void this.ask(cell));
    super.place(cell);
  }

  /** @param {import("../engine/client.js").Engine} engine @param {number} data */
  async known(engine, data) {
    const digits = await Digits.of(engine, data);
    // A part of its own: a view of all would take all along to the worker.
    this.held = digits.values.slice((digits.count - HELD_OUT) * digits.columns);
    this.digits = digits;
    for (const cell of this.cells) void this.ask(cell);
  }

  /** The draws stand on the map as well, ringed. @param {import("./cell.js").Cell} cell */
  #mark(cell) {
    const { view, runner } = cell;
    const codes = runner.shown?.positions;
    if (!codes || !this.digits) return;
    const count = codes.length / 2;
    const draws = this.components === 2 && !runner.past ? (this.#below.get(cell)?.draws ?? new Float32Array()) : new Float32Array();
    const all = new Float32Array(codes.length + draws.length);
    all.set(codes);
    all.set(draws, codes.length);
    view.setPositions(all, all.length / 2, 2, { smooth: runner.state === "playing" });
    const classes = new Int32Array(all.length / 2).fill(-1);
    classes.set(this.digits.labels);
    view.painter?.setClasses(classes);
    view.marked = Array.from({ length: draws.length / 2 }, (_, i) => count + i);
    view.change();
  }

  /** Asks what one way rebuilds, and what it makes of codes drawn by lot. @param {import("./cell.js").Cell} cell */
  async ask(cell) {
    const below = this.#below.get(cell);
    const { runner, plan: { method } } = cell;
    const { engine, run } = runner;
    const { digits } = this;
    if (!below || below.busy || run === undefined || !digits || ["failed", "opening"].includes(runner.state)) return;
    // Before its end PCA has nothing to rebuild with.
    if (method === "pca" && runner.state !== "done") return;
    below.busy = true;
    const atRest = runner.state !== "playing";
    try {
      const learned = digits.count - HELD_OUT;
      const rows = digits.rows(CLASSES.slice(0, SHOWN).map((digit) => digits.heldOut(Number(digit))[0]));
      const width = this.components;
      const [normal, codes, back, held] = await Promise.all([
        normalCodes(engine, width, ASKED, LOT),
        method === "vae" ? undefined : engine.call("embedding", run),
        engine.call("reconstruct", run, rows),
        engine.call("reconstruct", run, this.held),
      ]);
      const draws = codes ? await likeCodes(engine, normal, codes, width) : normal;
      const shown = draws.slice(0, DRAWN * width);
      const [drawn, off] = await Promise.all([engine.call("decode", run, shown), width === 2 ? shareOff(engine, run, draws, learned) : undefined]);
      if (run !== runner.run || this.#below.get(cell) !== below) return;
      const both = new Float32Array(2 * rows.length);
      both.set(rows);
      both.set(back.rows, rows.length);
      below.rebuilt.set(both, 2 * SHOWN);
      below.drawn.set(drawn, DRAWN);
      below.draws = shown;
      this.#mark(cell);
      this.results.set(method, { error: held.error, off });
      this.tell();
    } catch (error) {
      // A replaced or lost run answers nothing, and its successor asks again; anything else is the reader's to know.
      if (run === runner.run && runner.state !== "opening") this.complain(error);
    } finally {
      below.busy = false;
      below.due = performance.now() + EVERY;
    }
    // It has come to rest meanwhile: its last state is the one that counts.
    if (!atRest && runner.state !== "playing" && run === runner.run) await this.ask(cell);
  }

  tell() {
    for (const { method, error, off } of this.says) {
      const found = this.results.get(method);
      error.set(fixed(found?.error, 4));
      off.set(percent(found?.off, 0));
      off.element.hidden = this.components !== 2;
    }
    const done = this.cells.length === WAYS.length && this.cells.every(({ runner }) => runner.state === "done");
    const [variational, plain] = ["vae", "autoencoder"].map((method) => this.results.get(method)?.error);
    this.measure({ query: variational === undefined || plain === undefined ? undefined : variational / plain, done: done ? 1 : 0 });
  }

  stateChanged() {
    this.tell();
  }

  destroy() {
    super.destroy();
    this.scrubber?.destroy();
  }

  state() {
    return { components: this.components, seed: this.seed };
  }

  signature() {
    return `${NETWORK.epochs} epochs · ${super.signature()}`;
  }
}
