/** One update of skip-gram under the microscope: a word, its neighbor, a few words drawn at random, and what they do to each other. */

import { parameterControl } from "../controls/parameter.js";
import { transport } from "../controls/transport.js";
import { Engine } from "../engine/client.js";
import { library, parametersOf } from "../engine/module.js";
import { Runner } from "../engine/runner.js";
import { fixed, make, number } from "../shell/dom.js";
import { parse, runState } from "../shell/link.js";
import { Drawing, draw } from "./drawing.js";
import { Figure } from "./figure.js";
import { VectorMap } from "./vector-map.js";

/** A made-up language of few words, two numbers a word, and steps large enough to be seen: all of it can be looked at. */
const FIRST = { dimensions: 2, window: 3, negatives: 4, epochs: 5, learningRate: 0.1, sample: 0, wordsPerStep: 1, seed: 1 };
/** Where the figure begins: before this, output vectors are all but zero, and nothing pulls. */
const OPENING = 8000;
const ROW = 46;
/** Vectors of more numbers than this are drawn without their numbers. */
const WRITTEN = 4;

/** @typedef {import("../../pkg/latent_lab.js").Update} Update */

export class MicroscopeFigure extends Figure {
  engine = new Engine();
  runner = new Runner(this.engine, { method: "sgns", load: (engine) => this.load(engine) });
  /** @type {string[]} */ words = [];
  /** @type {Update | undefined} */ update;
  /** Whether vectors are shown as the update leaves them. */ after = false;
  #asking = false;
  /** The pair that was asked for while another was on its way. @type {number | undefined} */ #next;
  #pair = 0;

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element);
    this.strip = make("p", { class: "strip", "data-testid": "sentence" });
    this.drawing = new Drawing("The vectors of one update", "update");
    this.drawing.onresize = () => this.build();
    this.map = new VectorMap("The same vectors as arrows");
    this.parts.push(this.drawing, this.map.drawing);
    this.tag = make("div", { class: "tag" });
    this.stage.classList.add("microscope");
    this.stage.append(
      make("div", { class: "pane" }, this.tag, this.strip, this.drawing.element),
      make("div", { class: "pane" }, this.map.tag, this.map.drawing.element),
    );
    const act = (/** @type {string} */ title, /** @type {string} */ help, /** @type {() => void} */ act, /** @type {string} */ id) => {
      const button = make("button", { type: "button", title: help, "data-testid": id }, title);
      button.addEventListener("click", act);
      return button;
    };
    this.back = act("◂", "The pair before, of this step.", () => void this.go(this.#pair - 1), "pair-back");
    this.back.setAttribute("aria-label", "The pair before");
    this.next = act("Next pair", "Makes this update and shows the next.", () => void this.nextPair(), "next-pair");
    this.turned = act("After", "Shows the vectors as the update leaves them.", () => this.turn(!this.after), "after");
    this.turned.setAttribute("aria-pressed", "false");
    this.pairButtons = make("div", { class: "transport", role: "group", "aria-label": "Pair" }, this.back, this.next, this.turned);
    this.which = this.readout("pair", { room: 9, testid: "pair" });
    this.loss = this.readout("loss of this pair", { room: 7, tone: "training", testid: "pair-loss" });
    this.rate = this.readout("learning rate", { room: 7, testid: "rate" });
    this.steps = this.readout("words read", { room: 16, testid: "steps" });
    this.mean = this.readout("loss of the step before", { room: 6, tone: "training" });

    this.runner.addEventListener("frame", (event) => this.framed(/** @type {CustomEvent} */ (event).detail));
    this.runner.addEventListener("state", () => this.runner.state !== "playing" && this.runner.state !== "opening" && void this.go(0));
    this.runner.addEventListener("trouble", (event) => this.complain(/** @type {CustomEvent} */ (event).detail));
    this.runner.addEventListener("recovered", () => this.calm());
  }

  /** @param {Engine} engine */
  async load(engine) {
    const data = await engine.call("generate", "grammar", {});
    const [words, text] = await Promise.all([engine.call("names", data), engine.call("tokens", data)]);
    this.words = words;
    this.text = text;
    return data;
  }

  async prepare() {
    const opened = await library();
    if (this.closed) return;
    if (!this.bar.hasChildNodes()) this.buildControls(opened);
    const step = this.link.get("step");
    await this.runner.open({ until: step === undefined ? OPENING : Number(step) || undefined });
  }

  /** @param {typeof import("../../pkg/latent_lab.js")} opened */
  buildControls(opened) {
    const front = [];
    const rest = make("div", { class: "rest" });
    for (const parameter of parametersOf(opened, "methods", "sgns")) {
      if (["epochs", "minLearningRate", "sample", "wordsPerStep"].includes(parameter.id)) continue;
      const text = this.link.get(parameter.id);
      const first = /** @type {any} */ (FIRST)[parameter.id] ?? parameter.default;
      this.runner.params[parameter.id] ??= text === undefined ? first : parse(parameter, text);
      const control = parameterControl(parameter, this.runner.params[parameter.id], (value) => {
        this.calm();
        void this.runner.set(parameter, value).then(() => (parameter.live ? this.go(this.#pair) : undefined));
      });
      this.runner.addEventListener("refused", () => control.set(this.runner.now[parameter.id]));
      if (["negatives", "learningRate"].includes(parameter.id)) front.push(control.element);
      else rest.append(control.element);
    }
    this.runner.params = { ...FIRST, ...this.runner.params };
    this.bar.append(this.pairButtons, ...transport(this.runner, { touched: () => this.calm() }), ...front, make("details", { class: "more" }, make("summary", {}, "more"), rest));
  }

  /** @param {import("../engine/runner.js").Shown} shown */
  framed({ report }) {
    this.steps.set(`${number(report.step)} of ${number(report.planned)}`);
    this.mean.set(fixed(report.loss, 3));
    this.measure({ training: report.loss });
    if (this.runner.state === "playing") void this.go(0);
  }

  /** Looks at a pair of the coming step. @param {number} pair */
  async go(pair) {
    if (this.#asking) {
      this.#next = pair;
      return;
    }
    this.#asking = true;
    try {
      const { run } = this.runner;
      if (run === undefined || this.runner.state === "done") return;
      const { total } = await this.engine.call("pairs", run, { limit: 0 });
      const index = Math.max(0, Math.min(pair, total - 1));
      const [update, places] = await Promise.all([total > 0 ? this.engine.call("microscope", run, { pair: index }) : undefined, this.engine.call("embedding", run)]);
      if (this.closed || run !== this.runner.run) return;
      this.#pair = index;
      if (!update) return;
      this.update = update;
      this.places = places;
      this.build();
    } catch {
      // The run has been replaced or lost; what replaces it looks again.
    } finally {
      this.#asking = false;
      const next = this.#next;
      this.#next = undefined;
      if (next !== undefined) void this.go(next);
    }
  }

  /** The next pair; after the last of a step, the step is made. */
  async nextPair() {
    if (this.runner.state === "playing") this.runner.pause();
    this.turn(false);
    if (this.update && this.#pair + 1 < this.update.pairs) return this.go(this.#pair + 1);
    this.#pair = 0;
    await this.runner.step();
  }

  /** @param {boolean} after */
  turn(after) {
    this.after = after;
    this.turned.setAttribute("aria-pressed", String(after));
    this.build();
  }

  /** Shows the update: the sentence, the vectors, the arrows, the numbers. */
  build() {
    const { update, words } = this;
    if (!update || this.drawing.width === 0) return;
    const { context, targets } = update;
    this.back.disabled = this.#pair === 0;
    this.tag.replaceChildren(make("b", {}, words[context]), " stands near ", make("b", { class: "positive-ink" }, words[update.center]), `; ${targets.length - 1} words drawn at random: `, make("span", { class: "negative-ink" }, targets.slice(1).map((one) => words[one.word]).join(", ") || "none"));
    this.drawStrip(update);
    this.drawRows(update);
    this.map.show(update, words, this.places, this.after);
    const positive = targets[0].loss;
    const negative = targets.slice(1).reduce((sum, one) => sum + one.loss, 0);
    this.which.set(`${update.pair + 1} of ${update.pairs}`);
    this.loss.set(fixed(update.loss, 4));
    this.rate.set(fixed(update.learningRate, 4));
    this.measure({ positive, negative, pairLoss: update.loss, product: targets[0].product, sigmoid: targets[0].sigmoid, pull: targets[0].error, rate: update.learningRate, looked: 1 });
  }

  /** @param {Update} update */
  drawStrip({ centerPlace, contextPlace }) {
    if (!this.text) return;
    const { words: text, sentenceEnds: ends } = this.text;
    const sentence = ends.findIndex((/** @type {number} */ end) => end > centerPlace);
    const from = sentence === 0 ? 0 : ends[sentence - 1];
    this.strip.replaceChildren(...Array.from({ length: ends[sentence] - from }, (_, i) => {
      const at = from + i;
      return [make("span", { class: at === centerPlace ? "near met" : at === contextPlace ? "center" : "" }, this.words[text[at]]), " "];
    }).flat());
  }

  /** One row for v, one for each u: the numbers as bars, what they make together, and what follows.
   * @param {Update} update */
  drawRows(update) {
    const { width } = this.drawing;
    const narrow = width < 560;
    const rows = [
      { kind: "v", word: update.context, label: "v", vector: update, one: undefined },
      ...update.targets.map((one, i) => ({ kind: i === 0 ? "positive" : "negative", word: one.word, label: i === 0 ? "u" : "u′", vector: one, one })),
    ];
    const name = narrow ? 76 : 108;
    const titles = narrow ? ["v·u", "σ(v·u)", "loss"] : ["v·u", "σ(v·u)", "loss", "σ − y"];
    const barsEnd = narrow ? name + 100 : Math.max(name + 150, 0.38 * width);
    const right = (/** @type {number} */ column) => barsEnd + ((width - barsEnd - 16) * (column + 1)) / titles.length;
    const size = Math.max(1e-6, ...rows.flatMap(({ vector }) => [...vector.before, ...vector.after].map(Math.abs)));
    this.drawing.element.style.height = `${ROW * rows.length + 44}px`;
    /** @type {SVGElement[]} */
    const parts = [
      draw("text", { class: "title", x: 14, y: 20 }, "word"),
      draw("text", { class: "title", x: name, y: 20 }, "its numbers"),
      ...titles.map((title, i) => draw("text", { class: "title", x: right(i), y: 20, "text-anchor": "end" }, title)),
    ];
    rows.forEach(({ kind, word, label, vector, one }, i) => {
      const y = 32 + ROW * i;
      const values = this.after ? vector.after : vector.before;
      const group = draw("g", { class: `line ${kind}`, "data-testid": `row-${i}` },
        draw("line", { class: "rule", x1: 0, x2: width, y1: y, y2: y }),
        draw("text", { class: "who", x: 14, y: y + 20 }, this.words[word]),
        draw("text", { class: "what", x: 14, y: y + 36 }, label),
      );
      group.append(...this.bars(values, vector, { x: name, y: y + 6, width: barsEnd - name, height: ROW - 12, size }));
      if (one) {
        const cells = [fixed(one.product, 4), fixed(one.sigmoid, 4), fixed(one.loss, 4), fixed(one.error, 4)].slice(0, titles.length);
        cells.forEach((text, at) => group.append(draw("text", { class: "cell", x: right(at), y: y + 28, "text-anchor": "end" }, text)));
      }
      parts.push(group);
    });
    this.drawing.root.replaceChildren(...parts);
  }

  /** A vector as bars about a middle line, and in a small space also as numbers.
   * @param {Float32Array} values @param {import("../../pkg/latent_lab.js").VectorChange} vector @param {{ x: number, y: number, width: number, height: number, size: number }} box */
  bars(values, vector, { x, y, width, height, size }) {
    const written = values.length <= WRITTEN;
    const step = written ? Math.min(26, width / values.length / 3.2) : (width - 8) / values.length;
    const middle = y + height / 2;
    /** @type {SVGElement[]} */
    const parts = [draw("line", { class: "axis", x1: x, x2: x + step * values.length, y1: middle, y2: middle })];
    values.forEach((value, i) => {
      const bar = (/** @type {number} */ value, /** @type {string} */ name) => {
        const high = (Math.abs(value) / size) * (height / 2);
        return draw("rect", { class: name, x: x + step * i + step * 0.12, width: Math.max(1, step * 0.76), y: value < 0 ? middle : middle - high, height: Math.max(0.5, high) });
      };
      parts.push(bar(value, "bar"));
      const other = this.after ? vector.before[i] : vector.after[i];
      const edge = middle - (other / size) * (height / 2);
      parts.push(draw("line", { class: "other", x1: x + step * i, x2: x + step * (i + 1), y1: edge, y2: edge }));
    });
    if (written) {
      const each = height / Math.max(2, values.length);
      values.forEach((value, i) => parts.push(draw("text", { class: "number", x: Math.min(x + width - 4, x + step * values.length + 66), y: y + each * (i + 0.5) + 4 + (height - each * values.length) / 2, "text-anchor": "end" }, fixed(value, 4))));
    }
    return parts;
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
    const { update, words } = this;
    if (!update) return { columns: [], rows: [] };
    const row = (/** @type {string} */ role, /** @type {number} */ word, /** @type {import("../../pkg/latent_lab.js").VectorChange} */ vector, /** @type {any} */ one = {}) =>
      [...vector.before].map((before, i) => [role, words[word], i + 1, before, vector.gradient[i], vector.after[i], one.product ?? "", one.sigmoid ?? "", one.loss ?? "", one.error ?? ""]);
    return {
      columns: ["role", "word", "dimension", "before", "gradient", "after", "v·u", "sigmoid", "loss", "error"],
      rows: [...row("v", update.context, update), ...update.targets.flatMap((one, i) => row(i === 0 ? "positive" : "negative", one.word, one, one))],
    };
  }

  destroy() {
    super.destroy();
    this.runner.close();
  }
}
