/** A variational autoencoder at work: the two parts of its loss, what each number of the code carries, and draws from the prior. */

import { Scrubber } from "../controls/scrubber.js";
import { parameterControl } from "../controls/parameter.js";
import { transport } from "../controls/transport.js";
import { Engine } from "../engine/client.js";
import { library, parametersOf } from "../engine/module.js";
import { Runner } from "../engine/runner.js";
import { fixed, make, number, oneAtATime, still } from "../shell/dom.js";
import { experimentOf, progressOf, runState, takeRun } from "../shell/link.js";
import { BarList } from "./bar-list.js";
import { AFTER_ONE_ROUND, Chart } from "./chart.js";
import { ClassLegend } from "./class-legend.js";
import { Digits, HELD_OUT, loadDigits } from "./digits.js";
import { Figure } from "./figure.js";
import { Pictures } from "./pictures.js";
import { PointView } from "./point-view.js";
import { normalCodes } from "./prior.js";
import { Selection } from "./selection.js";

/** Fewer pictures than there are: what β does should be seen at once. */
const PICTURES = 4000;
const FIRST_PARAMS = { components: 8, layers: [128, 64], batchSize: 64, learningRate: 0.002, likelihood: "bernoulli", heldOut: HELD_OUT, epochs: 60 };
/** β can be tried so far; at these stops something happens. @type {[number, number]} */
const PRICES = [0, 30];
const STOPS = [0, 1, 4, 30];
/** The question is about so many epochs at the highest price. */
const PATIENCE = 2;
/** These stand in the row or are set by it; which rows are held out, and how ink is measured, belong to the data. */
const FIXED = ["heldOut", "likelihood", "sigma", "beta"];
/** Held-out digits that are rebuilt, and how many stand in a row. */
const SHOWN = 10;
const ROW = 5;
const DRAWN = 30;
const LOT = 1;
/** Below this width, in CSS pixels, the draws stand in more rows. */
const NARROW = 640;
// How often what is beside the map is asked for while it trains, in ms.
const EVERY = 400;

export class ElboFigure extends Figure {
  engine = new Engine();
  selection = new Selection();
  runner = new Runner(this.engine, { method: "vae", load: (engine) => loadDigits(engine, [0, PICTURES]) });
  /** @type {Digits | undefined} */ digits;
  /** The latest details of the run. @type {any} */ known;
  /** The seed of the draws. */
  lot = LOT;
  #due = 0;

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element);
    const name = (/** @type {number} */ index) => this.digits?.name(index) ?? `picture ${index}`;
    this.map = new PointView(this.selection, { label: `The codes of ${number(PICTURES)} digits, seen from their widest side`, name, waiting: `Loading ${number(PICTURES)} digits …` });
    this.reconstruction = new Chart("Reconstruction on held-out pictures, in nats a picture", AFTER_ONE_ROUND);
    this.divergence = new Chart("Divergence on held-out pictures, in nats a picture", AFTER_ONE_ROUND);
    this.rebuilt = new Pictures("Held-out digits, and below each what is rebuilt from its code", { columns: ROW, gap: 2 });
    this.drawn = new Pictures("Codes drawn from the prior, decoded", { columns: DRAWN / 2, gap: 2 });
    this.parts.push(this.map, this.reconstruction, this.divergence, this.rebuilt, this.drawn);
    this.bars = new BarList({ label: "KL of each number of the code, in nats", testid: "bars" });
    this.verdict = make("p", { class: "verdict", "data-testid": "verdict", role: "status" });
    this.stage.classList.add("elbo");
    this.about = make("span");
    this.stage.append(
      make("div", { class: "pane" }, make("div", { class: "tag" }, make("b", {}, "Codes"), this.about), this.map.element),
      make(
        "div",
        { class: "pane" },
        make("section", { class: "grows" }, make("div", { class: "tag" }, make("b", {}, "Reconstruction"), " · nats a picture"), this.reconstruction.element),
        make("section", { class: "grows" }, make("div", { class: "tag" }, make("b", {}, "KL"), " · nats a picture"), this.divergence.element),
      ),
      make(
        "div",
        { class: "pane" },
        make("section", {}, make("div", { class: "tag" }, make("b", { class: "query-ink" }, "KL of each number"), " · nats"), this.bars.element, this.verdict),
        make("section", {}, make("div", { class: "tag" }, make("b", {}, "In"), " above, ", make("b", {}, "back out"), " below · held out"), this.rebuilt.element),
      ),
      make("div", { class: "pane whole" }, make("div", { class: "tag" }, make("b", {}, "Drawn from the prior"), ` · ${DRAWN} standard normal codes, decoded`), this.drawn.element),
    );
    this.scrubber = new Scrubber(this.runner, { view: this.map, selection: this.selection });
    this.parts.push(this.scrubber);
    this.bar.before(this.scrubber.element);
    this.epoch = this.readout("epoch", { room: 8, help: "One epoch is one round through all 3,000 pictures that are learned from.", testid: "epoch" });
    this.says = {
      reconstruction: this.readout("reconstruction", { room: 6, tone: "held-out", help: "−ln p(x | z), in nats a picture, on held-out pictures.", testid: "reconstruction" }),
      kl: this.readout("KL", { room: 6, tone: "query-ink", help: "How far the cloud of a picture is from the prior, in nats, in the mean over held-out pictures.", testid: "kl" }),
      bound: this.readout("−ELBO", { room: 6, help: "Reconstruction plus KL, whatever β is.", testid: "bound" }),
      active: this.readout("numbers in use", { room: 7, tone: "kept", help: "Numbers of the code that carry at least a hundredth of a nat.", testid: "active" }),
    };
    this.runner.addEventListener("frame", (event) => this.draw(/** @type {CustomEvent} */ (event).detail));
    this.runner.addEventListener("opened", () => void this.opened());
    this.runner.addEventListener("state", () => ["paused", "done"].includes(this.runner.state) && void this.look());
    this.runner.addEventListener("trouble", (event) => this.troubled(/** @type {CustomEvent} */ (event).detail, this.runner));
    this.runner.addEventListener("recovered", () => this.calm());
  }

  async prepare() {
    const opened = await library();
    if (this.closed) return;
    this.map.open(opened);
    if (!this.bar.hasChildNodes()) this.#controls(opened);
    await this.runner.open(progressOf(this.link));
  }

  /** @param {typeof import("../../pkg/latent_lab.js")} opened */
  #controls(opened) {
    const { runner } = this;
    runner.params = Object.fromEntries(Object.entries(FIRST_PARAMS).filter(([id]) => !this.link.has(id)));
    const parameters = parametersOf(opened, "methods", "vae");
    takeRun(runner, parameters, this.link);
    const changed = progressOf(this.link).changes.findLast(({ parameter }) => parameter === "beta");
    const rest = make("div", { class: "rest" });
    for (const parameter of parameters.filter(({ id }) => !FIXED.includes(id))) {
      const control = parameterControl(parameter, runner.params[parameter.id], (value) => {
        this.calm();
        void runner.set(parameter, value);
      });
      runner.addEventListener("refused", () => control.set(runner.now[parameter.id]));
      rest.append(control.element);
    }
    const beta = /** @type {import("../../pkg/latent_lab.js").Parameter} */ (parameters.find(({ id }) => id === "beta"));
    const stops = make("div", { class: "choose", role: "group", "aria-label": "Values of β" });
    const price = (/** @type {number} */ value) => {
      this.calm();
      for (const button of stops.querySelectorAll("button")) button.setAttribute("aria-pressed", String(Number(button.dataset.beta) === value));
      void runner.set(beta, value);
    };
    const slider = parameterControl({ ...beta, usual: PRICES }, changed?.value ?? runner.params.beta, price);
    slider.element.classList.add("wide");
    for (const stop of STOPS) {
      const button = make("button", { type: "button", "data-beta": stop, "aria-pressed": String(stop === (changed?.value ?? runner.params.beta)) }, `β ${stop}`);
      button.addEventListener("click", () => {
        slider.set(stop);
        price(stop);
      });
      stops.append(button);
    }
    runner.addEventListener("refused", () => slider.set(runner.now.beta));
    const again = make("button", { type: "button", "data-testid": "draw-again", title: "Other codes from the same normal distribution." }, "Draw others");
    again.addEventListener("click", () => {
      this.lot += 1;
      void this.look();
    });
    this.bar.append(...transport(runner, { touched: () => this.calm() }), slider.element, stops, again, make("details", { class: "more" }, make("summary", {}, "more"), rest));
    this.legend = new ClassLegend(opened, Array.from("0123456789"));
    this.parts.push(this.legend);
    this.map.element.before(this.legend.element);
  }

  async opened() {
    this.calm();
    const { data, params } = this.runner;
    if (data === undefined) return;
    const flat = params.components <= 2;
    this.about.textContent = flat ? " · the means of two numbers, one dot a picture" : ` · ${params.components} numbers each, seen from the widest side`;
    this.map.overlay = flat ? { axes: { x: { title: "first number" }, y: { title: "second number" } } } : {};
    if (!this.digits) {
      const digits = await Digits.of(this.engine, data);
      if (this.closed || data !== this.runner.data) return;
      this.digits = digits;
      this.samples = digits.rows(Array.from({ length: SHOWN }, (_, digit) => digits.heldOut(digit)[0]));
      this.#color();
    }
    await this.look();
    if (!this.link.has("step") && !still() && this.runner.state === "paused" && this.runner.report?.step === 0) this.runner.play();
  }

  #color() {
    if (this.digits?.count !== this.map.size) return;
    this.map.painter?.setClasses(this.digits.labels);
    this.map.change();
  }

  /** @param {import("../engine/runner.js").Shown} shown */
  draw({ positions, past }) {
    const first = this.map.size === 0;
    this.map.setPositions(positions, positions.length / 2, 2, { smooth: true });
    if (first) this.#color();
    // An earlier moment is a picture; what the network draws, it draws as it stands now.
    if (past || performance.now() < this.#due) return;
    this.#due = performance.now() + EVERY;
    void this.look();
  }

  /** Asks how the two parts of the loss stand, and what the decoder makes of the prior. */
  look = oneAtATime(() => this.#ask());

  async #ask() {
    const { engine, runner, digits, samples, lot } = this;
    const { run } = runner;
    if (run === undefined || !digits || !samples || !this.visible || runner.state === "failed") return;
    try {
      const draws = await normalCodes(engine, runner.params.components, DRAWN, lot);
      const [details, drawn, back] = await Promise.all([engine.call("details", run), engine.call("decode", run, draws), engine.call("reconstruct", run, samples)]);
      if (run !== runner.run) return;
      this.drawn.columns = this.frame.clientWidth < NARROW ? DRAWN / 5 : DRAWN / 2;
      this.drawn.set(drawn, DRAWN);
      // In and out in turns, a row of each.
      const both = new Float32Array(2 * samples.length);
      const stride = ROW * digits.columns;
      for (let from = 0; from < samples.length; from += stride) {
        both.set(samples.subarray(from, from + stride), 2 * from);
        both.set(back.rows.subarray(from, from + stride), 2 * from + stride);
      }
      this.rebuilt.set(both, 2 * SHOWN);
      this.#tell(details);
    } catch (error) {
      // A replaced or lost run answers nothing, and its successor asks again; anything else is the reader's to know.
      if (run === runner.run && runner.state !== "opening") this.complain(error);
    }
  }

  /** @param {any} details */
  #tell(details) {
    this.known = details;
    const { reconstructionLosses, klLosses, heldOutReconstructionLosses: reconstructions, heldOutKlLosses: divergences, klPerComponent, activeUnits, beta, epoch, epochs } = details;
    const [reconstruction, kl] = [reconstructions.at(-1), divergences.at(-1)];
    const bound = kl === undefined ? undefined : reconstruction + kl;
    const count = this.runner.params.components;
    this.epoch.set(`${epoch} of ${epochs}`);
    this.says.reconstruction.set(fixed(reconstruction, 1));
    this.says.kl.set(fixed(kl, 2));
    this.says.bound.set(fixed(bound, 1));
    this.says.active.set(activeUnits === undefined ? "–" : `${activeUnits} of ${count}`);
    this.#curve(this.reconstruction, "Reconstruction", reconstructionLosses, reconstructions, epochs);
    this.#curve(this.divergence, "KL", klLosses, divergences, epochs);
    this.#bars(klPerComponent, count);
    // Said again only when it has changed: it is read aloud.
    const words = this.#words(activeUnits, count, beta);
    if (this.verdict.textContent !== words) this.verdict.textContent = words;
    // The question is about a price that has been high for some epochs.
    const since = this.runner.changes.findLast(({ parameter }) => parameter === "beta")?.step ?? 0;
    const patient = beta >= PRICES[1] && epoch > 0 && details.stepsPerEpoch * (epoch - PATIENCE) >= since;
    this.measure({ heldOut: reconstruction, query: kl, beta, bound, loss: kl === undefined ? undefined : reconstruction + beta * kl, kept: activeUnits, epoch, asked: patient ? 1 : 0 });
  }

  /** @param {Chart} chart @param {string} title @param {Float64Array} learned @param {Float64Array} heldOut @param {number} epochs */
  #curve(chart, title, learned, heldOut, epochs) {
    const along = (/** @type {Float64Array} */ values) => ({ x: Array.from(values, (_, i) => i + 1), values });
    chart.set(
      heldOut.length > 0 && {
        kind: "curve",
        xTitle: "epoch",
        xEnd: epochs,
        series: [
          { label: "learned from", role: "training", ...along(learned) },
          { label: "held out", role: "heldOut", ...along(heldOut) },
        ],
      },
      `${title} after ${heldOut.length} of ${epochs} epochs, in nats a picture: ${fixed(learned.at(-1), 2)} on pictures learned from, ${fixed(heldOut.at(-1), 2)} on those held out`,
    );
  }

  /** @param {Float64Array} known what each number of the code carries, in nats @param {number} count of numbers */
  #bars(known, count) {
    // Before anything is measured the numbers are there already.
    const values = Array.from({ length: count }, (_, i) => known[i]);
    const most = Math.max(1, ...known);
    this.bars.set(values.map((value, i) => ({ name: `z${i + 1}`, share: (value ?? 0) / most, text: fixed(value, 2) })));
  }

  /** What has come of the price. @param {number | undefined} active @param {number} count @param {number} beta */
  #words(active, count, beta) {
    if (active === undefined) return "Nothing has been measured yet: that takes one epoch.";
    if (active === 0) return `Posterior collapse: none of the ${count} numbers is in use. Every picture has the same cloud, and the decoder draws the mean of all digits.`;
    if (active < count) return `Posterior collapse: ${count - active} of ${count} numbers ${count - active === 1 ? "is" : "are"} out of use. Whatever the picture, the encoder answers there with the prior itself.`;
    if (beta === 0) return "KL costs nothing: the clouds shrink towards points and drift apart, away from the prior.";
    return `All ${count} numbers are in use.`;
  }

  /** @param {boolean} visible */
  show(visible) {
    super.show(visible);
    this.runner.suspend(!visible);
    if (visible) void this.look();
  }

  state() {
    return runState(this.runner, ["heldOut", "likelihood", "sigma"]);
  }

  experiment() {
    return experimentOf("digits", { rows: PICTURES }, { method: "vae", run: runState(this.runner) });
  }

  async table() {
    const { reconstructionLosses = [], klLosses = [], heldOutReconstructionLosses = [], heldOutKlLosses = [] } = this.known ?? {};
    return {
      columns: ["epoch", "reconstruction, learned", "KL, learned", "reconstruction, held out", "KL, held out"],
      rows: Array.from(heldOutKlLosses, (kl, i) => [i + 1, reconstructionLosses[i], klLosses[i], heldOutReconstructionLosses[i], Number(kl)]),
    };
  }

  signature() {
    return `${number(this.digits?.count ?? 0)} digits · ${super.signature()}`;
  }

  destroy() {
    super.destroy();
    this.runner.close();
  }
}
