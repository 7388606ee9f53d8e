/** An autoencoder that learns from few pictures, or from many: loss on those it has seen beside loss on those it has not. */

import { Scrubber } from "../controls/scrubber.js";
import { transport } from "../controls/transport.js";
import { Engine } from "../engine/client.js";
import { library, parametersOf } from "../engine/module.js";
import { Runner } from "../engine/runner.js";
import { fixed, make, number, oneAtATime } from "../shell/dom.js";
import { progressOf, runState, takeRun } from "../shell/link.js";
import { Chart } from "./chart.js";
import { Digits, loadDigits } from "./digits.js";
import { Figure } from "./figure.js";
import { Pictures } from "./pictures.js";

/** The file has so many pictures; the last of them are held out, whatever is learned from. */
const ALL = 6000;
const HELD_OUT = 500;
/** How many pictures there are to learn from, and how often each is seen: fewer pictures, more rounds. */
const AMOUNTS = /** @type {const} */ ([[100, 100], [500, 60], [5000, 15]]);
const SHOWN = 8;
const COMPONENTS = 16;
// How often losses and pictures are asked for while it trains, in ms.
const EVERY = 300;

export class FewPicturesFigure extends Figure {
  engine = new Engine();
  /** How many pictures there are to learn from. @type {number} */ amount = AMOUNTS[0][0];
  runner = new Runner(this.engine, { method: "autoencoder", load: (engine) => loadDigits(engine, [ALL - HELD_OUT - this.amount, ALL]), align: false });
  /** @type {Digits | undefined} */ digits;
  #due = 0;

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element);
    this.losses = new Chart("Loss on the pictures learned from and on those held out", "Press Play: each round through the pictures gives one point on each curve.");
    this.seen = new Pictures("Pictures it learned from, and what it rebuilds", { columns: SHOWN });
    this.unseen = new Pictures("Pictures it has never seen, and what it rebuilds", { columns: SHOWN });
    this.parts.push(this.losses, this.seen, this.unseen);
    this.stage.classList.add("few-pictures");
    this.stage.append(
      make("div", { class: "pane grows" }, make("div", { class: "tag" }, make("b", {}, "Loss"), " · mean squared error per pixel"), this.losses.element),
      make(
        "div",
        { class: "pane" },
        make("section", {}, make("div", { class: "tag" }, make("b", { class: "training-ink" }, "Learned from"), " · above, and rebuilt below"), this.seen.element),
        make("section", {}, make("div", { class: "tag" }, make("b", { class: "query-ink" }, "Never seen"), " · above, and rebuilt below"), this.unseen.element),
      ),
    );
    this.scrubber = new Scrubber(this.runner);
    this.parts.push(this.scrubber);
    this.bar.before(this.scrubber.element);
    this.epoch = this.readout("epoch", { room: 10, testid: "epoch" });
    this.learned = this.readout("loss, learned", { room: 7, tone: "training", testid: "training-loss" });
    this.heldOut = this.readout("loss, held out", { room: 7, tone: "held-out", testid: "held-out-loss" });
    this.gap = this.readout("times as much", { room: 6, help: "Loss on held-out pictures over loss on those learned from.", testid: "gap" });

    this.runner.addEventListener("frame", (event) => {
      if (/** @type {CustomEvent} */ (event).detail.past || performance.now() < this.#due) return;
      this.#due = performance.now() + EVERY;
      void this.look();
    });
    this.runner.addEventListener("opened", () => void this.opened());
    this.runner.addEventListener("state", () => void this.look());
    this.runner.addEventListener("trouble", (event) => this.troubled(/** @type {CustomEvent} */ (event).detail, this.runner));
    this.runner.addEventListener("recovered", () => this.calm());
  }

  async prepare() {
    const opened = await library();
    if (this.closed) return;
    const linked = Number(this.link.get("amount") ?? NaN);
    if (AMOUNTS.some(([amount]) => amount === linked)) this.amount = linked;
    if (!this.bar.hasChildNodes()) this.#controls(opened);
    await this.runner.open(progressOf(this.link));
  }

  /** @param {typeof import("../../pkg/latent_lab.js")} opened */
  #controls(opened) {
    this.#rounds();
    takeRun(this.runner, parametersOf(opened, "methods", "autoencoder").filter(({ id }) => this.link.has(id)), this.link);
    this.choose = make("div", { class: "choose", role: "group", "aria-label": "How many pictures to learn from" });
    for (const [amount] of AMOUNTS) {
      const button = make("button", { type: "button", "data-amount": amount }, `${number(amount)} pictures`);
      button.addEventListener("click", () => void this.take(amount));
      this.choose.append(button);
    }
    this.#press();
    this.bar.append(...transport(this.runner, { touched: () => this.calm() }), this.choose);
  }

  #rounds() {
    const [, epochs] = AMOUNTS.find(([amount]) => amount === this.amount) ?? AMOUNTS[0];
    this.runner.params = { ...this.runner.params, components: COMPONENTS, heldOut: HELD_OUT, epochs };
  }

  #press() {
    for (const button of this.choose?.querySelectorAll("button") ?? []) button.setAttribute("aria-pressed", String(Number(button.dataset.amount) === this.amount));
  }

  /** @param {number} amount */
  async take(amount) {
    if (amount === this.amount) return;
    this.calm();
    this.amount = amount;
    this.digits = undefined;
    this.#rounds();
    this.#press();
    this.runner.wanted = true;
    await this.runner.open();
  }

  async opened() {
    this.calm();
    const { data } = this.runner;
    if (!this.digits && data !== undefined) this.digits = await Digits.of(this.engine, data);
    await this.look();
  }

  /** Asks how the losses stand, and what is rebuilt. At rest the last answer is the one that counts. */
  look = oneAtATime(() => this.#ask());

  async #ask() {
    const { engine, runner, digits } = this;
    const { run } = runner;
    if (run === undefined || !digits || runner.state === "opening") return;
    try {
      const first = digits.count - HELD_OUT;
      const strips = [[this.seen, 0], [this.unseen, first]];
      const rows = strips.map(([, from]) => digits.rows(Array.from({ length: SHOWN }, (_, i) => Number(from) + i)));
      const [details, ...rebuilt] = await Promise.all([engine.call("details", run), ...rows.map((rows) => engine.call("reconstruct", run, rows))]);
      if (run !== runner.run) return;
      strips.forEach(([strip], i) => {
        const both = new Float32Array(2 * rows[i].length);
        both.set(rows[i]);
        both.set(rebuilt[i].rows, rows[i].length);
        /** @type {Pictures} */ (strip).set(both, 2 * SHOWN);
      });
      this.#tell(details);
    } catch {
      // The run has been replaced or lost; what replaces it asks again.
    }
  }

  /** @param {any} details */
  #tell({ trainingLosses, heldOutLosses, epoch, epochs }) {
    const [training, heldOut] = [trainingLosses.at(-1), heldOutLosses.at(-1)];
    const gap = training === undefined ? undefined : heldOut / training;
    this.known = { trainingLosses, heldOutLosses };
    this.epoch.set(`${epoch} of ${epochs}`);
    this.learned.set(fixed(training, 4));
    this.heldOut.set(fixed(heldOut, 4));
    this.gap.set(fixed(gap, 1));
    // The question is about a hundred pictures.
    this.measure({ training, heldOut, query: gap, decided: this.amount === AMOUNTS[0][0] && epoch === epochs ? 1 : 0 });
    const along = (/** @type {Float64Array} */ losses) => ({ x: Array.from(losses, (_, i) => i + 1), values: losses });
    this.losses.set(
      trainingLosses.length > 0 && {
        kind: "curve",
        xTitle: "epoch",
        xEnd: epochs,
        yStart: 0,
        series: [
          { label: "learned from", role: "training", ...along(trainingLosses) },
          { label: "held out", role: "heldOut", ...along(heldOutLosses) },
        ],
      },
      `Loss after ${epoch} of ${epochs} epochs on ${number(this.amount)} pictures: ${fixed(training, 4)} on those learned from, ${fixed(heldOut, 4)} on those held out`,
    );
  }

  /** @param {boolean} visible */
  show(visible) {
    super.show(visible);
    this.runner.suspend(!visible);
  }

  state() {
    return { amount: this.amount, ...runState(this.runner, ["heldOut", "epochs", "components"]) };
  }

  async table() {
    const { trainingLosses = [], heldOutLosses = [] } = this.known ?? {};
    return { columns: ["epoch", "loss, learned", "loss, held out"], rows: Array.from(trainingLosses, (loss, i) => [i + 1, loss, heldOutLosses[i]]) };
  }

  destroy() {
    super.destroy();
    this.runner.close();
  }
}
