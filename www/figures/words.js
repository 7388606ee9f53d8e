/** Words that learn their places from the words around them: a map, a search, and the ten nearest by cosine. */

import { parameterControl } from "../controls/parameter.js";
import { Scrubber } from "../controls/scrubber.js";
import { transport } from "../controls/transport.js";
import { WordBox } from "../controls/word-box.js";
import { Engine } from "../engine/client.js";
import { library, parametersOf } from "../engine/module.js";
import { Runner } from "../engine/runner.js";
import { fixed, make, number, oneAtATime } from "../shell/dom.js";
import { experimentOf, progressOf, runState, takeRun } from "../shell/link.js";
import { file } from "../shell/site.js";
import { Chart } from "./chart.js";
import { ClassLegend } from "./class-legend.js";
import { Figure } from "./figure.js";
import { NeighborList } from "./neighbor-list.js";
import { Neighborhood } from "./neighborhood.js";
import { OwnText } from "./own-text.js";
import { PointView } from "./point-view.js";
import { Selection } from "./selection.js";

const CORPUS = "data/dictionary.corpus";
const NEAREST = 10;
const FIRST = "gold";
// How often losses and neighbors are asked for while it trains, in ms.
const EVERY = 400;

export class WordsFigure extends Figure {
  engine = new Engine();
  selection = new Selection();
  /** The word that is looked at first. */ first = FIRST;
  /** The reader's own text, or undefined for the dictionary. @type {{ text: string, options: Record<string, number> } | undefined} */ own;
  /** @type {string[]} */ words = [];
  /** The class of each word, where the text has classes. @type {Int32Array | undefined} */ labels;
  /** @type {typeof import("../../pkg/latent_lab.js") | undefined} */ opened;
  /** @type {ClassLegend | undefined} */ legend;
  runner = new Runner(this.engine, { method: "sgns", load: (engine) => this.load(engine) });
  #due = 0;

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element);
    const name = (/** @type {number} */ index) => this.words[index] ?? `word ${index}`;
    this.map = new PointView(this.selection, { label: "A map of words in two dimensions", name, waiting: "Loading the dictionary …" });
    this.list = new NeighborList(this.selection, {
      title: "Ten nearest",
      ruler: "Cosine similarity in all dimensions of the words' own space, not on the map.",
      name,
      empty: "Search a word, or click a dot.",
      shares: true,
    });
    this.box = new WordBox("Find a word", (index) => this.selection.pin(index), (word) => this.engine.call("wordIndex", this.runner.data, word));
    this.losses = new Chart("Loss while the words are learned", "The curve begins with the first words read.");
    this.map.overlay = { note: "Directions mean nothing here; only nearness does." };
    this.parts.push(this.map, this.losses);
    this.mapTag = make("div", { class: "tag" }, make("b", {}, "Map of the words"), " · their space flattened by PCA");
    this.stage.classList.add("map");
    this.stage.append(
      make("div", { class: "pane" }, this.mapTag, this.map.element),
      make(
        "div",
        { class: "pane" },
        this.box.element,
        this.list.element,
        make("section", { class: "grows" }, make("div", { class: "tag" }, make("b", { class: "training-ink" }, "Loss"), " · per pair of words"), this.losses.element),
      ),
    );
    this.ownText = new OwnText({
      learn: (text, options) => this.learn({ text, options }),
      back: () => this.learn(undefined),
    });
    this.scrubber = new Scrubber(this.runner, { view: this.map, selection: this.selection });
    this.parts.push(this.scrubber);
    this.bar.before(this.ownText.element, this.scrubber.element);

    this.read = this.readout("words read", { room: 12, testid: "words-read" });
    this.epoch = this.readout("epoch", { room: 8, testid: "epoch" });
    this.steps = this.readout("step", { room: 12, testid: "steps" });
    this.loss = this.readout("loss", { room: 6, tone: "training", testid: "training-loss" });
    this.size = this.readout("vocabulary", { room: 6, help: "Different words that have a place." });

    this.neighborhood = new Neighborhood({
      selection: this.selection,
      views: [this.map],
      find: async (index) => {
        const found = await this.engine.call("neighbors", { run: this.runner.run, index, k: Math.min(NEAREST, this.words.length - 1), metric: "cosine" });
        // The library's cosine distance is 1 − cos; what readers know is the similarity.
        return [...found.indices].map((index, i) => ({ index, distance: 1 - found.distances[i] }));
      },
      show: (index, items) => this.showNearest(index, items),
      name,
      space: "all dimensions of the words' own space, by cosine similarity",
    });
    this.selection.addEventListener("change", () => {
      const { pinned, current } = this.selection;
      this.map.query = pinned;
      if (current !== undefined) this.box.show(this.words[current] ?? "");
    });

    this.runner.addEventListener("frame", (event) => this.drawMap(/** @type {CustomEvent} */ (event).detail));
    this.runner.addEventListener("opened", () => void this.look());
    this.runner.addEventListener("state", () => ["paused", "done"].includes(this.runner.state) && void this.look());
    this.runner.addEventListener("trouble", (event) => this.complain(/** @type {CustomEvent} */ (event).detail));
    this.runner.addEventListener("recovered", () => this.calm());
  }

  /** Puts the text into the engine's Lab. @param {Engine} engine @returns {Promise<number>} */
  async addOwn(engine) {
    return this.own
      ? engine.call("addText", this.own.text, this.own.options)
      : engine.call("addFile", await file(CORPUS), { format: "corpus" });
  }

  /** @param {Engine} engine */
  async load(engine) {
    const data = await this.addOwn(engine);
    const ask = (/** @type {string} */ what) => engine.call(what, data);
    const [words, labels, classes] = await Promise.all([ask("names"), ask("labels"), ask("labelNames")]);
    const word = this.words[this.selection.pinned ?? -1] ?? this.link.get("word") ?? this.first;
    this.words = words;
    this.labels = labels;
    this.showClasses(classes);
    this.box.setWords(words);
    this.size.set(number(words.length));
    this.map.size = 0;
    this.map.moved = false;
    this.selection.clear();
    this.choose(word);
    return data;
  }

  /** @param {string[] | undefined} classes */
  showClasses(classes) {
    this.legend?.element.remove();
    this.legend?.destroy();
    this.legend = classes && this.opened ? new ClassLegend(this.opened, classes) : undefined;
    if (this.legend) this.map.element.before(this.legend.element);
  }

  async prepare() {
    const opened = await library();
    if (this.closed) return;
    this.opened = opened;
    this.map.open(opened);
    if (!this.bar.hasChildNodes()) this.buildControls(opened);
    await this.runner.open(progressOf(this.link));
    const asked = this.link.get("word");
    if (asked && this.words.length > 0 && this.box.find(asked) === undefined) this.box.missing(asked);
  }

  /** Keeps a word if the text has it, otherwise its commonest. @param {string} word */
  choose(word) {
    const index = this.box.find(word);
    if (index !== undefined) this.selection.pin(index);
    else if (this.words.length > 0) this.selection.pin(0);
  }

  /** @param {typeof import("../../pkg/latent_lab.js")} opened */
  buildControls(opened) {
    const front = [];
    const rest = make("div", { class: "rest" });
    const parameters = parametersOf(opened, "methods", this.runner.plan.method);
    takeRun(this.runner, parameters, this.link);
    for (const parameter of parameters) {
      const control = parameterControl(parameter, this.runner.params[parameter.id], (value) => {
        this.calm();
        void this.runner.set(parameter, value);
      });
      this.runner.addEventListener("refused", () => control.set(this.runner.now[parameter.id]));
      if (["window", "learningRate"].includes(parameter.id)) front.push(control.element);
      else rest.append(control.element);
    }
    this.bar.append(
      ...transport(this.runner, { touched: () => this.calm() }),
      ...front,
      make("details", { class: "more" }, make("summary", {}, "more"), rest),
    );
  }

  /** Learns from another text. @param {{ text: string, options: Record<string, number> } | undefined} own */
  async learn(own) {
    const before = this.own;
    const { report, changes } = this.runner;
    this.calm();
    this.own = own;
    await this.runner.open();
    if (this.runner.state === "failed") {
      // What cannot be learned from changes nothing but the words above: the run before it comes back as it stood.
      this.ownText.complain(this.said, this.trouble.dataset.code);
      this.own = before;
      await this.runner.open({ until: report?.step || undefined, changes });
      this.calm();
    } else {
      this.ownText.learned(own !== undefined);
    }
    if (this.runner.state !== "failed" && own === this.own) this.runner.play();
  }

  /** @param {import("../engine/runner.js").Shown} shown */
  drawMap({ report, positions, past }) {
    const first = this.map.size === 0;
    this.map.setPositions(positions, positions.length / 2, 2, { smooth: true });
    if (first && this.labels?.length === this.map.size) this.map.painter?.setClasses(this.labels);
    this.steps.set(`${number(report.step)} of ${number(report.planned)}`);
    this.loss.set(fixed(report.loss, 3));
    this.measure({ training: report.loss });
    const now = performance.now();
    if (now >= this.#due && !past) {
      this.#due = now + EVERY;
      void this.look();
    }
  }

  /** Asks how the losses stand, and who is near now. At rest the last answer is the one that counts. */
  look = oneAtATime(() => this.#ask());

  async #ask() {
    const { run } = this.runner;
    if (run === undefined) return;
    try {
      const details = await this.engine.call("details", run);
      if (run !== this.runner.run) return;
      this.epoch.set(`${details.epoch} of ${details.epochs}`);
      this.read.set(number(details.words));
      const values = Array.from(details.losses);
      this.losses.set(
        values.length > 0 && {
          kind: "curve",
          xTitle: "step",
          xEnd: this.runner.report?.planned,
          series: [{ role: "training", x: values.map((_, i) => (i + 1) * details.stepsPerLoss), values }],
        },
        `Loss after ${details.epoch} of ${details.epochs} epochs: ${fixed(values.at(-1), 3)}`,
      );
      await this.neighborhood.refresh();
    } catch {
      // The run has been replaced or lost; what replaces it asks again.
    }
  }

  /** @param {number | undefined} index @param {import("./neighbor-list.js").Item[]} items */
  showNearest(index, items) {
    this.list.show(index, items);
    const marked = index === undefined ? [] : [index, ...items.map((item) => item.index)];
    this.map.labels = marked.map((index) => ({ index, text: this.words[index] }));
    this.map.painter?.setFocus(index === undefined ? undefined : Uint32Array.from(marked));
    this.map.change();
    this.measure({ query: items[0]?.distance });
  }

  /** @param {boolean} visible */
  show(visible) {
    super.show(visible);
    this.runner.suspend(!visible);
  }

  state() {
    const word = this.words[this.selection.pinned ?? -1];
    return { ...runState(this.runner), word, ...(this.own ? { step: undefined, changes: undefined } : {}) };
  }

  experiment() {
    return this.own ? undefined : experimentOf("dictionary", {}, { method: this.runner.plan.method, run: runState(this.runner) });
  }

  async table() {
    const { run } = this.runner;
    const values = await this.engine.call("embedding", run);
    const dimensions = this.words.length ? values.length / this.words.length : 0;
    return {
      columns: ["word", ...Array.from({ length: dimensions }, (_, i) => `dimension ${i + 1}`)],
      rows: this.words.map((word, i) => [word, ...values.slice(i * dimensions, (i + 1) * dimensions)]),
    };
  }

  destroy() {
    super.destroy();
    this.legend?.destroy();
    this.runner.close();
  }
}
