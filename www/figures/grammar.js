/** A made-up language in which king is to man as queen is to woman, and a model that finds it out. */

import { parameterControl } from "../controls/parameter.js";
import { Scrubber } from "../controls/scrubber.js";
import { transport } from "../controls/transport.js";
import { Engine } from "../engine/client.js";
import { library, parametersOf } from "../engine/module.js";
import { Runner } from "../engine/runner.js";
import { fixed, make, number, oneAtATime, percent } from "../shell/dom.js";
import { parse, progressOf, runState } from "../shell/link.js";
import { Chart } from "./chart.js";
import { Figure } from "./figure.js";
import { PointView } from "./point-view.js";
import { Selection } from "./selection.js";

/** So few words a step that the reader can watch, so small a space that the map shows most of it. */
const FIRST = { dimensions: 8, window: 4, negatives: 5, epochs: 4, learningRate: 0.05, sample: 0, wordsPerStep: 400, seed: 3 };
/** @type {[string, string, string, string][]} */
const ANALOGIES = [
  ["man", "king", "woman", "queen"], ["man", "prince", "woman", "princess"], ["boy", "man", "girl", "woman"], ["uncle", "king", "aunt", "queen"],
  ["france", "paris", "italy", "rome"], ["germany", "berlin", "japan", "tokyo"], ["spain", "spanish", "france", "french"],
];
const FAMILY = "man woman king queen prince princess boy girl uncle aunt france paris french italy rome italian germany berlin german japan tokyo spain madrid".split(" ");
const EVERY = 250;

export class GrammarFigure extends Figure {
  engine = new Engine();
  selection = new Selection();
  runner = new Runner(this.engine, { method: "sgns", load: (engine) => this.load(engine) });
  /** @type {string[]} */ words = [];
  /** @type {Int32Array | undefined} */ labels;
  /** @type {[number[], number[]]} */ course = [[], []];
  #due = 0;

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element);
    const name = (/** @type {number} */ index) => this.words[index] ?? `word ${index}`;
    this.map = new PointView(this.selection, { label: "A map of the made-up language", name, waiting: "Making up a language …" });
    this.map.overlay = { note: "The plane in which the words spread most." };
    this.chart = new Chart("Share of the analogies that come out right");
    this.answers = make("ol", { class: "answers", "data-testid": "answers" });
    this.question = make("div", { class: "tag" }, make("b", {}, "king − man + woman is nearest to"));
    this.parts.push(this.map, this.chart);
    this.stage.classList.add("map");
    this.stage.append(
      make("div", { class: "pane" }, make("div", { class: "tag" }, make("b", {}, "The words"), " · their space flattened by PCA"), this.map.element),
      make("div", { class: "pane" }, this.question, this.answers,
        make("section", { class: "grows" }, make("div", { class: "tag" }, make("b", {}, "Analogies right"), ` · of ${ANALOGIES.length}, while it reads`), this.chart.element)),
    );
    this.steps = this.readout("step", { room: 10, testid: "steps" });
    this.loss = this.readout("loss", { room: 6, tone: "training", testid: "training-loss" });
    this.right = this.readout("analogies right", { room: 6, tone: "kept", testid: "right" });
    this.scrubber = new Scrubber(this.runner, { view: this.map, selection: this.selection });
    this.parts.push(this.scrubber);
    this.bar.before(this.scrubber.element);
    this.runner.addEventListener("frame", (event) => this.draw(/** @type {CustomEvent} */ (event).detail));
    this.runner.addEventListener("opened", () => {
      this.course = [[], []];
      void this.look();
    });
    this.runner.addEventListener("state", () => ["paused", "done"].includes(this.runner.state) && void this.look());
    this.runner.addEventListener("trouble", (event) => this.complain(/** @type {CustomEvent} */ (event).detail));
    this.runner.addEventListener("recovered", () => this.calm());
  }

  /** @param {Engine} engine */
  async load(engine) {
    const data = await engine.call("generate", "grammar", {});
    [this.words, this.labels] = await Promise.all([engine.call("names", data), engine.call("labels", data)]);
    this.map.size = 0;
    return data;
  }

  async prepare() {
    const opened = await library();
    if (this.closed) return;
    this.map.open(opened);
    if (!this.bar.hasChildNodes()) this.buildControls(opened);
    const linked = progressOf(this.link);
    // At full speed it is over before it can be watched.
    this.runner.setPace("steady");
    await this.runner.open(linked);
    if (linked.until === undefined) this.runner.play();
  }

  /** @param {typeof import("../../pkg/latent_lab.js")} opened */
  buildControls(opened) {
    const front = [];
    const rest = make("div", { class: "rest" });
    for (const parameter of parametersOf(opened, "methods", "sgns")) {
      if (parameter.id === "wordsPerStep") continue;
      const text = this.link.get(parameter.id);
      this.runner.params[parameter.id] ??= text === undefined ? (/** @type {any} */ (FIRST)[parameter.id] ?? parameter.default) : parse(parameter, text);
      const control = parameterControl(parameter, this.runner.params[parameter.id], (value) => {
        this.calm();
        void this.runner.set(parameter, value);
      });
      this.runner.addEventListener("refused", () => control.set(this.runner.now[parameter.id]));
      if (["dimensions", "window"].includes(parameter.id)) front.push(control.element);
      else rest.append(control.element);
    }
    this.runner.params = { ...FIRST, ...this.runner.params };
    this.bar.append(...transport(this.runner, { touched: () => this.calm() }), ...front, make("details", { class: "more" }, make("summary", {}, "more"), rest));
  }

  /** @param {import("../engine/runner.js").Shown} shown */
  draw({ report, positions, past }) {
    const first = this.map.size === 0;
    this.map.setPositions(positions, positions.length / 2, 2, { smooth: true });
    if (first && this.labels) {
      this.map.painter?.setClasses(this.labels);
      this.map.painter?.setRadius(5);
      const place = (/** @type {string} */ word) => this.words.indexOf(word);
      this.map.labels = FAMILY.map((text) => ({ index: place(text), text })).filter(({ index }) => index >= 0);
      this.map.links = [["man", "king"], ["woman", "queen"], ["man", "woman"], ["king", "queen"]].map(([from, to]) => ({ from: place(from), to: place(to), kind: "arrow" }));
    }
    this.steps.set(`${number(report.step)} of ${number(report.planned)}`);
    this.loss.set(fixed(report.loss, 3));
    this.measure({ training: report.loss });
    if (performance.now() >= this.#due && !past) {
      this.#due = performance.now() + EVERY;
      void this.look();
    }
  }

  /** What do the analogies give now? At rest the last answer is the one that counts. */
  look = oneAtATime(() => this.#ask());

  async #ask() {
    const { run } = this.runner;
    if (run === undefined) return;
    try {
      const step = this.runner.report?.step ?? 0;
      const trained = this.runner.state === "done" ? 1 : 0;
      const ask = (/** @type {string[]} */ [a, b, c]) => this.engine.call("analogy", run, { positive: [b, c], negative: [a], k: 5 });
      const found = await Promise.all(ANALOGIES.map(ask));
      if (run !== this.runner.run) return;
      const right = found.filter(({ words }, i) => words[0] === ANALOGIES[i][3]).length;
      const [queen] = found;
      this.answers.replaceChildren(...[...queen.words].map((word, i) => make("li", { class: word === "queen" ? "right" : "" }, make("span", {}, word), make("span", { class: "far" }, fixed(queen.scores[i], 2)))));
      this.right.set(percent(right / ANALOGIES.length, 0));
      this.measure({ kept: right / ANALOGIES.length, right, queen: [...queen.words].indexOf("queen") + 1, trained });
      const [at, values] = this.course;
      if (at.at(-1) === undefined || step > /** @type {number} */ (at.at(-1))) {
        at.push(step);
        values.push(right / ANALOGIES.length);
        this.chart.set({ kind: "curve", xTitle: "step", xEnd: this.runner.report?.planned, series: [{ role: "cool", x: at, values }] }, `${right} of ${ANALOGIES.length} analogies right at step ${step}`);
      }
    } catch {
      // The run has been replaced or lost; what replaces it asks again.
    }
  }

  /** @param {boolean} visible */
  show(visible) {
    super.show(visible);
    this.runner.suspend(!visible);
  }

  state() {
    return runState(this.runner, ["wordsPerStep"]);
  }

  async table() {
    const values = await this.engine.call("embedding", this.runner.run);
    const dimensions = this.words.length ? values.length / this.words.length : 0;
    return {
      columns: ["word", ...Array.from({ length: dimensions }, (_, i) => `dimension ${i + 1}`)],
      rows: this.words.map((word, i) => [word, ...values.slice(i * dimensions, (i + 1) * dimensions)]),
    };
  }

  destroy() {
    super.destroy();
    this.runner.close();
  }
}
