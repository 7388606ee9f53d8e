/** An autoencoder that learns digits: its map, what it rebuilds, and its loss. */

import { Scrubber } from "../controls/scrubber.js";
import { fixed, make, oneAtATime } from "../shell/dom.js";
import { HELD_OUT } from "./digits.js";
import { AFTER_ONE_ROUND, Chart } from "./chart.js";
import { NeighborList } from "./neighbor-list.js";
import { Neighborhood } from "./neighborhood.js";
import { NetworkFigure } from "./network-figure.js";
import { Pictures } from "./pictures.js";
import { detailsOf } from "./trained.js";

const NEAREST = 8;
// How often what is behind the map is asked for while it trains, in ms.
const EVERY = 250;
/** The digit that is chosen at first. */
const FIRST = 0;

export class AutoencoderFigure extends NetworkFigure {
  /** One held-out picture of each class. @type {number[]} */ samples = [];
  #due = 0;

  /** @param {HTMLElement} element @param {{ label?: string, shared?: import("./digits.js").NetworkName }} [how] see NetworkFigure */
  constructor(element, { label = "The latent space of the autoencoder: 6,000 digits in two dimensions", shared } = {}) {
    super(element, label, shared);
    this.rebuilt = new Pictures("Ten digits, and below each what the network rebuilds from two numbers", { columns: 10 });
    this.losses = new Chart("Loss on the pictures learned from and on those held out", AFTER_ONE_ROUND);
    this.list = new NeighborList(this.selection, {
      title: "Nearest in the data",
      ruler: "Distances are measured in the data's own 784 dimensions, pixel by pixel (Euclidean), not on the map.",
      name: (index) => this.name(index),
      badge: (index) => this.network.digits?.badge(index),
      short: (index) => this.network.digits?.short(index) ?? String(index),
    });
    this.parts.push(this.rebuilt, this.losses);
    this.stage.classList.add("learn");
    this.unseen = make("span", {}, " · never seen in training");
    this.about = make("span", {}, " · the two numbers, one dot a picture");
    this.stage.append(
      make("div", { class: "pane" }, make("div", { class: "tag" }, make("b", {}, "Latent space"), this.about), this.map.element),
      make(
        "div",
        { class: "pane" },
        make("section", {}, make("div", { class: "tag" }, make("b", {}, "In"), " above, ", make("b", {}, "back out"), " below", this.unseen), this.rebuilt.element),
        make(
          "section",
          { class: "grows" },
          make("div", { class: "tag" }, make("b", {}, "Loss"), " · mean squared error per pixel"),
          this.losses.element,
        ),
      ),
      this.list.element,
    );
    this.list.element.classList.add("pane");
    this.scrubber = new Scrubber(this.network.runner, { view: this.map, selection: this.selection });
    this.parts.push(this.scrubber);
    this.bar.before(this.scrubber.element);

    this.epoch = this.readout("epoch", { room: 8, help: "One epoch is one round through all 5,000 pictures.", testid: "epoch" });
    this.steps = this.readout("step", { room: 11, testid: "steps" });
    this.batch = this.readout("loss, this batch", { room: 7 });
    this.learned = this.readout("loss, learned", { room: 7, tone: "training", testid: "training-loss" });
    this.heldOut = this.readout("loss, held out", { room: 7, tone: "held-out", testid: "held-out-loss" });

    this.neighborhood = new Neighborhood({
      selection: this.selection,
      views: [this.map],
      find: async (index) => {
        const found = await this.network.engine.call("neighbors", { data: this.network.runner.data, index, k: NEAREST, metric: "l2" });
        return [...found.indices].map((index, i) => ({ index, distance: found.distances[i] }));
      },
      show: (index, items) => this.list.show(index, items),
      name: (index) => this.name(index),
      space: "the data's own 784 dimensions",
    });
  }

  async prepare() {
    await this.openNetwork(["learningRate", "batchSize"]);
  }

  digitsCame() {
    super.digitsCame();
    const { digits } = this.network;
    if (!digits || this.samples.length > 0) return;
    this.samples = Array.from({ length: 10 }, (_, digit) => digits.heldOut(digit)[0]);
    // One picture is chosen from the start: its true neighbors lie scattered, and training gathers them.
    if (this.selection.pinned === undefined) this.selection.pin(this.samples[FIRST]);
    void this.look();
  }

  async refreshed() {
    this.calm();
    await this.look();
    void this.neighborhood.refresh();
  }

  stateChanged() {
    const { state } = this.network.runner;
    if (state === "paused" || state === "done") void this.look();
  }

  /** @param {import("../engine/runner.js").Shown} shown */
  drawMap(shown) {
    super.drawMap(shown);
    const { step, planned, loss } = shown.report;
    this.steps.set(this.network.runner.opened ? "elsewhere" : `${step} of ${planned}`);
    this.batch.set(fixed(loss, 4));
    const now = performance.now();
    // An earlier moment is a picture; what the network rebuilds, it rebuilds as it stands now.
    if (now >= this.#due && !shown.past) {
      this.#due = now + EVERY;
      void this.look();
    }
  }

  async look() {
    await this.#answer();
  }

  /** Asks what the network rebuilds, and how its losses stand. At rest the last answer is the one that counts. */
  #answer = oneAtATime(() => this.#ask());

  async #ask() {
    const { engine, runner, digits } = this.network;
    const { run } = runner;
    if (run === undefined || !digits || this.samples.length === 0) return;
    try {
      const rows = digits.rows(this.samples);
      const codes = await engine.call("encode", run, rows);
      const [back, details] = await Promise.all([engine.call("decode", run, codes), detailsOf(this.network)]);
      if (run !== runner.run) return;
      const both = new Float32Array(2 * rows.length);
      both.set(rows);
      both.set(back, rows.length);
      this.rebuilt.set(both, 2 * this.samples.length);
      this.tell(details);
    } catch {
      // The run has been replaced or lost; what replaces it asks again.
    }
  }

  /** @param {any} details */
  tell({ trainingLosses, heldOutLosses, heldOutLoss: heldOut, epoch, epochs }) {
    const training = trainingLosses.at(-1);
    const { opened } = this.network.runner;
    this.epoch.set(opened ? "–" : `${epoch} of ${epochs}`);
    this.unseen.textContent = opened ? " · held out here" : " · never seen in training";
    this.losses.waits(opened ? "The file says nothing of its training." : AFTER_ONE_ROUND);
    this.learned.set(fixed(training, 4));
    this.heldOut.set(fixed(heldOut, 4));
    this.measure({ training, heldOut, epoch: heldOutLosses.length });
    const along = (/** @type {Float64Array} */ losses) => ({ x: Array.from(losses, (_, i) => i + 1), values: losses });
    this.losses.set(
      heldOutLosses.length > 0 && {
        kind: "curve",
        xTitle: "epoch",
        xEnd: epochs,
        series: [
          { label: "learned from", role: "training", ...along(trainingLosses) },
          { label: "held out", role: "heldOut", ...along(heldOutLosses) },
        ],
      },
      `Loss after ${epoch} of ${epochs} epochs: ${fixed(training, 4)} on the pictures learned from, ${fixed(heldOut, 4)} on those held out`,
    );
  }

  async table() {
    const { runner, digits } = this.network;
    const flat = await runner.positions();
    return {
      columns: ["picture", "digit", "first number", "second number", "held out"],
      rows: Array.from(digits?.labels ?? [], (label, i) => [i, label, flat[2 * i], flat[2 * i + 1], i >= (digits?.count ?? 0) - HELD_OUT ? 1 : 0]),
    };
  }
}
