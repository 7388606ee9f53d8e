/** A convolutional network that learns to name digits: the layer before its answer, how often it is right, and where it is not. */

import { Scrubber } from "../controls/scrubber.js";
import { fixed, make, number, oneAtATime, percent, still } from "../shell/dom.js";
import { AFTER_ONE_ROUND, Chart } from "./chart.js";
import { HELD_OUT } from "./digits.js";
import { NetworkFigure } from "./network-figure.js";

/** So many mistakes are shown at once, each so many CSS pixels wide. */
const SHOWN = 14;
const SIDE = 44;
// How often what is beside the map is asked for while it trains, in ms.
const EVERY = 500;

export class ClassifierFigure extends NetworkFigure {
  #due = 0;
  /** The moment that mistakes are known of. */
  #asked = "";

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element, "The layer before the answer: 6,000 digits, seen from its widest side", "answers");
    this.map.overlay = {};
    this.curve = new Chart("Share of digits named right, by epoch", AFTER_ONE_ROUND);
    this.wrong = make("ol", { class: "mistakes", "aria-label": "Digits that the network names wrong" });
    this.parts.push(this.curve);
    this.stage.classList.add("classifier");
    this.width = make("span", {}, "");
    this.mistakes = make("span", { "data-testid": "mistakes" }, "");
    this.stage.append(
      make("div", { class: "pane" }, make("div", { class: "tag" }, make("b", {}, "The layer before the answer"), this.width), this.map.element),
      make(
        "div",
        { class: "pane" },
        make("section", { class: "grows" }, make("div", { class: "tag" }, make("b", {}, "Named right"), " · share of the pictures, by epoch"), this.curve.element),
        make("section", {}, make("div", { class: "tag" }, make("b", {}, "Named wrong"), this.mistakes), this.wrong),
      ),
    );
    this.scrubber = new Scrubber(this.network.runner, { view: this.map, selection: this.selection });
    this.parts.push(this.scrubber);
    this.bar.before(this.scrubber.element);
    this.epoch = this.readout("epoch", { room: 6, help: "One epoch is one round through all 5,000 pictures.", testid: "epoch" });
    this.steps = this.readout("step", { room: 11, testid: "steps" });
    this.batch = this.readout("loss, this batch", { room: 8, help: "The mean of −ln p(right digit), in nats." });
    this.learned = this.readout("right, while learned", { room: 7, tone: "training" });
    this.heldOut = this.readout("right, never seen", { room: 7, tone: "held-out", testid: "held-out-accuracy" });
    this.weights = this.readout("weights", { room: 7 });
  }

  async prepare() {
    await this.openNetwork(["learningRate", "filters"]);
    const { runner } = this.network;
    if (!this.closed && !this.link.has("step") && !still() && runner.state === "paused" && runner.report?.step === 0) runner.play();
  }

  digitsCame() {
    super.digitsCame();
    void this.look();
  }

  async refreshed() {
    this.calm();
    await this.look();
  }

  stateChanged() {
    const { state } = this.network.runner;
    if (state === "paused" || state === "done") void this.look();
  }

  /** @param {import("../engine/runner.js").Shown} shown */
  drawMap(shown) {
    super.drawMap(shown);
    const { step, planned, loss } = shown.report;
    this.steps.set(this.network.runner.opened ? "elsewhere" : `${number(step)} of ${number(planned)}`);
    this.batch.set(fixed(loss, 3));
    const now = performance.now();
    if (now >= this.#due && !shown.past) {
      this.#due = now + EVERY;
      void this.look();
    }
  }

  /** Asks how often the network is right, and what it gets wrong of the digits held out. */
  look = oneAtATime(() => this.#ask());

  async #ask() {
    const { engine, runner, digits } = this.network;
    const { run } = runner;
    if (run === undefined || !digits || this.closed) return;
    const first = digits.count - HELD_OUT;
    try {
      const details = await engine.call("details", run);
      if (run !== runner.run) return;
      this.#tell(details);
      // A thousand digits cost as much as some steps: they are asked about once a round, and at rest.
      const moment = `${run} ${runner.state === "playing" ? details.epoch : runner.report?.step}`;
      if (moment === this.#asked) return;
      const answers = await engine.call("classify", run, digits.values.slice(first * digits.columns));
      if (run !== runner.run) return;
      this.#asked = moment;
      const wrong = [...answers.labels.keys()].filter((i) => answers.labels[i] !== digits.labels[first + i]);
      const shown = wrong.slice(0, SHOWN);
      this.mistakes.textContent = ` · ${number(wrong.length)} of ${number(HELD_OUT)} never seen${wrong.length > SHOWN ? `, the first ${SHOWN}` : ""}`;
      this.wrong.replaceChildren(
        ...shown.map((i) => make("li", {}, digits.badge(first + i, SIDE), make("span", {}, String(digits.labels[first + i]), make("span", { class: "unseen" }, ", named "), make("span", { "aria-hidden": "true" }, " → "), make("b", { class: "false-ink" }, String(answers.labels[i]))))),
      );
    } catch {
      // The run has been replaced or lost; what replaces it asks again.
    }
  }

  /** @param {any} details */
  #tell(details) {
    const { trainingAccuracies, heldOutAccuracies, epoch, epochs, layerShapes } = details;
    const [training, heldOut] = [trainingAccuracies.at(-1), heldOutAccuracies.at(-1)];
    const features = layerShapes.values[3 * (layerShapes.rows - 2)];
    this.known = details;
    this.width.textContent = ` · ${number(features)} numbers a picture, seen from their widest side`;
    this.epoch.set(`${epoch} of ${epochs}`);
    this.learned.set(training === undefined ? "–" : percent(training, 1));
    this.heldOut.set(heldOut === undefined ? "–" : percent(heldOut, 1));
    this.weights.set(number(details.weights));
    this.measure({ training, heldOut, query: heldOutAccuracies[0], epoch: heldOutAccuracies.length, weights: details.weights, loss: details.trainingLosses.at(-1) });
    const along = (/** @type {Float64Array} */ values) => ({ x: Array.from(values, (_, i) => i + 1), values });
    this.curve.set(
      heldOutAccuracies.length > 0 && {
        kind: "curve",
        xTitle: "epoch",
        xEnd: epochs,
        yEnd: 1,
        series: [
          { label: "while learned", role: "training", ...along(trainingAccuracies) },
          { label: "never seen", role: "heldOut", ...along(heldOutAccuracies) },
        ],
      },
      `Share named right after ${epoch} of ${epochs} epochs: ${fixed(training, 3)} while learned, ${fixed(heldOut, 3)} of digits never seen`,
    );
  }

  async table() {
    const { trainingLosses = [], heldOutLosses = [], trainingAccuracies = [], heldOutAccuracies = [] } = this.known ?? {};
    return {
      columns: ["epoch", "loss while learned", "loss, never seen", "right while learned", "right, never seen"],
      rows: Array.from(trainingLosses, (loss, i) => [i + 1, loss, heldOutLosses[i], trainingAccuracies[i], heldOutAccuracies[i]]),
    };
  }
}
