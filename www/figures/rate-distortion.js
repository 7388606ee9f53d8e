/** Rate against distortion: one network for each β, and what is left in its codes of which digit it was. */

import { transport } from "../controls/transport.js";
import { Crew, workers } from "../engine/crew.js";
import { fixed, make, number, percent, still } from "../shell/dom.js";
import { Chart } from "./chart.js";
import { Digits, loadDigits } from "./digits.js";
import { Figure } from "./figure.js";
import { Pictures } from "./pictures.js";

const LEARNED = 3000;
const HELD_OUT = 1000;
/** Prices of a nat, and what is the same for all networks. */
const PRICES = [0.1, 0.3, 1, 3, 6, 12, 30];
const NETWORK = { components: 8, layers: [128, 64], batchSize: 64, learningRate: 0.002, likelihood: "bernoulli", heldOut: HELD_OUT, epochs: 12 };
/** The price that the question asks about. */
const ASKED = 3;
/** What these make of one held-out picture of each digit is shown. */
const SHOWN = [0.1, ASKED, 30];
const CLASSES = 10;
// Each run holds its weights, their gradients and two moments: more workers would only wait for one another.
const MOST_WORKERS = 3;

/** @typedef {{ rate: number, distortion: number, active: number | undefined, accuracy?: number, training?: number, neighbors?: number }} Point */

export class RateDistortionFigure extends Figure {
  crew = new Crew((engine) => loadDigits(engine, [0, LEARNED + HELD_OUT]), workers(MOST_WORKERS));
  /** Where each price has led, by β. @type {Map<number, Point>} */ points = new Map();
  /** Share of the commonest digit: what a code that says nothing would give. @type {number | undefined} */ majority;
  /** Held-out digits, one of each. @type {Float32Array | undefined} */ samples;
  /** What comes back of them, by β. @type {Map<number, Float32Array>} */ back = new Map();
  #asking = new Set();

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element);
    this.distortion = new Chart("Distortion against rate", "Each network gives a point once it has been through the pictures.");
    this.label = new Chart("Digits told apart, against rate", "Each network gives a point once it has finished.");
    this.rebuilt = new Pictures(`Ten held-out digits, and below what comes back at β ${SHOWN.join(", ")}`, { columns: CLASSES, gap: 2 });
    this.parts.push(this.distortion, this.label, this.rebuilt);
    this.stage.classList.add("rate-distortion");
    this.rows = make("tbody");
    const table = make(
      "table",
      { class: "widths-table" },
      make("thead", {}, make("tr", {}, ...["β", "epochs", "rate", "distortion", "told apart", "in use"].map((title) => make("th", { scope: "col" }, title)))),
      this.rows,
    );
    this.stage.append(
      make(
        "div",
        { class: "pane" },
        make("section", { class: "grows" }, make("div", { class: "tag" }, make("b", { class: "held-out-ink" }, "Distortion"), " · reconstruction of held-out digits, in nats"), this.distortion.element),
        make("section", { class: "grows" }, make("div", { class: "tag" }, make("b", { class: "query-ink" }, "Digits told apart"), " · by a linear probe on the codes, in percent; gray: by chance"), this.label.element),
      ),
      make("div", { class: "pane" }, make("div", { class: "tag" }, make("b", {}, "Seven networks"), ` · ${number(LEARNED)} digits each, in turns`), table, make("div", { class: "tag" }, make("b", {}, "In"), `, and below what comes back at β ${SHOWN.join(", ")} · held out`), this.rebuilt.element),
    );
    this.cells = PRICES.map((price) => {
      const bar = make("progress", { max: NETWORK.epochs, value: 0, "aria-label": `Epochs of the network with β ${price}` });
      const values = Object.fromEntries(["rate", "distortion", "accuracy", "active"].map((what) => [what, make("td", { "data-what": what, "data-beta": price }, "–")]));
      this.rows.append(make("tr", {}, make("th", { scope: "row" }, String(price)), make("td", {}, bar), ...Object.values(values)));
      return { price, bar, values };
    });
    this.done = this.readout("finished", { room: 6, testid: "finished" });
    this.chance = this.readout("always the commonest digit", { room: 6, help: "What is told apart by a code that says nothing.", testid: "majority" });
    this.best = this.readout("best told apart", { room: 6, tone: "query-ink", testid: "best" });
    this.left = this.readout(`of that, at β ${ASKED}`, { room: 5, tone: "kept", help: "Share of the best accuracy that is left with the nats that are left.", testid: "left" });
    this.crew.addEventListener("state", () => void this.look());
  }

  async prepare() {
    if (!this.bar.hasChildNodes()) {
      const cancel = make("button", { type: "button", "data-testid": "cancel", title: "Stops all seven and forgets them." }, "Cancel");
      cancel.addEventListener("click", () => void this.cancel());
      this.bar.append(...transport(/** @type {any} */ (this.crew), { touched: () => this.calm() }), cancel);
    }
    await this.begin(!still());
  }

  /** Makes the runs at their first step. @param {boolean} [play] whether they start by themselves */
  async begin(play = false) {
    await this.crew.clear();
    this.points.clear();
    for (const { price, bar } of this.cells) {
      bar.value = 0;
      const runner = this.crew.add("vae", { ...NETWORK, beta: price });
      runner.suspend(!this.visible);
      // Something should move when the reader arrives.
      runner.wanted = play;
      for (const type of ["frame", "state"]) runner.addEventListener(type, () => void this.ask(price, runner));
      runner.addEventListener("opened", () => {
        this.points.delete(price);
        this.draw();
      });
      runner.addEventListener("trouble", (event) => this.troubled(/** @type {CustomEvent} */ (event).detail, runner));
    }
    await this.crew.open();
    if (!this.samples) {
      const [engine] = this.crew.engines;
      const digits = await Digits.of(engine, await this.crew.data(engine));
      this.samples = digits.rows(Array.from({ length: CLASSES }, (_, digit) => digits.heldOut(digit)[0]));
    }
    await this.look();
  }

  async cancel() {
    this.crew.pause();
    await this.crew.clear();
    this.points.clear();
    this.draw();
    // The workers and their data stay; the buttons stand for fresh runs.
    await this.begin();
  }

  async look() {
    await Promise.all(this.crew.runners.map((runner, i) => this.ask(PRICES[i], runner)));
  }

  /** How far one network has come; one that has ended is asked what its codes say of the digit. @param {number} price @param {import("../engine/runner.js").Runner} runner */
  async ask(price, runner) {
    const { run, engine } = runner;
    if (run === undefined || this.#asking.has(runner)) return;
    this.#asking.add(runner);
    const ended = runner.state === "done";
    try {
      const { heldOutReconstructionLosses, heldOutKlLosses, activeUnits, epoch } = await engine.call("details", run);
      const cell = this.cells.find((cell) => cell.price === price);
      if (run !== runner.run || !cell) return;
      cell.bar.value = epoch;
      if (heldOutKlLosses.length > 0) this.points.set(price, { ...this.points.get(price), rate: heldOutKlLosses.at(-1), distortion: heldOutReconstructionLosses.at(-1), active: activeUnits });
      else this.points.delete(price);
      const point = this.points.get(price);
      if (this.samples && SHOWN.includes(price)) {
        const { rows } = await engine.call("reconstruct", run, this.samples);
        if (run !== runner.run) return;
        this.back.set(price, rows);
      }
      if (ended && point && point.accuracy === undefined) {
        const { linear, neighbors, majority } = await engine.call("probe", run);
        if (run !== runner.run) return;
        this.majority = majority;
        this.points.set(price, { ...point, accuracy: linear.heldOut, training: linear.training, neighbors: neighbors.heldOut });
      }
      this.draw();
    } catch (error) {
      // A replaced or lost run answers nothing, and its successor asks again; anything else is the reader's to know.
      if (run === runner.run && !["opening", "closed"].includes(runner.state)) this.complain(error);
    } finally {
      this.#asking.delete(runner);
    }
    // It may have ended while it was asked.
    if (!ended && runner.state === "done" && run === runner.run) await this.ask(price, runner);
  }

  draw() {
    for (const { price, values } of this.cells) {
      const { rate, distortion, accuracy, active } = this.points.get(price) ?? {};
      values.rate.textContent = fixed(rate, 2);
      values.distortion.textContent = fixed(distortion, 1);
      values.accuracy.textContent = percent(accuracy, 0);
      values.active.textContent = active === undefined ? "–" : `${active} of ${NETWORK.components}`;
    }
    this.#pictures();
    const known = [...this.points.values()].sort((a, b) => a.rate - b.rate);
    const probed = known.filter(({ accuracy }) => accuracy !== undefined);
    const finished = this.crew.runners.filter(({ state }) => state === "done").length;
    this.done.set(`${finished} of ${PRICES.length}`);
    this.chance.set(percent(this.majority));
    const accuracies = probed.map(({ accuracy }) => Number(accuracy));
    const best = probed.length > 0 ? Math.max(...accuracies) : undefined;
    const asked = this.points.get(ASKED);
    const left = asked?.accuracy === undefined || best === undefined ? undefined : asked.accuracy / best;
    this.best.set(percent(best));
    this.left.set(percent(left, 0));
    const dearest = known.at(-1);
    this.measure({ query: asked?.rate, heldOut: asked?.distortion, kept: left, most: dearest?.rate, best, chance: this.majority, decided: probed.length === PRICES.length ? 1 : 0 });
    const xEnd = dearest && Math.max(10, dearest.rate);
    const along = known.map(({ rate }) => rate);
    this.distortion.set(
      known.length > 0 && { kind: "curve", xTitle: "rate: KL, nats a picture", xStart: 0, xEnd, series: [{ label: "held out", role: "heldOut", x: along, values: known.map(({ distortion }) => distortion) }] },
      `Distortion against rate, in nats a picture: ${known.map(({ rate, distortion }) => `${fixed(distortion, 0)} at ${fixed(rate, 1)}`).join(", ")}`,
    );
    const at = probed.map(({ rate }) => rate);
    this.label.set(
      probed.length > 0 && {
        kind: "curve",
        xTitle: "rate: KL, nats a picture",
        xStart: 0,
        xEnd,
        yStart: 0,
        yEnd: 100,
        series: [
          { label: "", role: "reference", x: [0, Number(xEnd)], values: [0, 1].map(() => 100 * (this.majority ?? NaN)) },
          { label: "held out", role: "accent", x: at, values: accuracies.map((accuracy) => 100 * accuracy) },
        ],
      },
      `Digits told apart by a linear probe: ${probed.map(({ rate, accuracy }) => `${percent(accuracy, 0)} at ${fixed(rate, 1)} nats`).join(", ")}`,
    );
  }

  #pictures() {
    const { samples } = this;
    if (!samples) return;
    const all = new Float32Array((1 + SHOWN.length) * samples.length);
    [samples, ...SHOWN.map((price) => this.back.get(price))].forEach((rows, i) => rows && all.set(rows, i * samples.length));
    this.rebuilt.set(all, (1 + SHOWN.length) * CLASSES);
  }

  /** @param {boolean} visible */
  show(visible) {
    super.show(visible);
    this.crew.suspend(!visible);
  }

  async table() {
    return {
      columns: ["β", "rate, nats", "distortion, nats", "linear probe, held out", "linear probe, learned", "nearest neighbors, held out", "numbers in use"],
      rows: PRICES.map((price) => {
        const { rate = "", distortion = "", accuracy = "", training = "", neighbors = "", active = "" } = this.points.get(price) ?? {};
        return [price, rate, distortion, accuracy, training, neighbors, active];
      }),
    };
  }

  destroy() {
    super.destroy();
    this.crew.close();
  }
}
