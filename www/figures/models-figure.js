/** What the figures have in common that look at the two word models: controls, trouble, when they may work. */

import { parameterControl } from "../controls/parameter.js";
import { transport } from "../controls/transport.js";
import { library, parametersOf } from "../engine/module.js";
import { fixed, make, number } from "../shell/dom.js";
import { parse, runState } from "../shell/link.js";
import { Figure } from "./figure.js";
import { wordModels } from "./word-models.js";

/** Where skip-gram begins otherwise than by default. What two seeds learn differs; with this one, queen comes out first. @type {Record<string, number>} */
const FIRST = { seed: 1 };

export class ModelsFigure extends Figure {
  models = wordModels();
  /** @type {typeof import("../../pkg/latent_lab.js") | undefined} */ opened;
  stops = new AbortController();
  #looking = false;
  #again = false;

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element);
    this.link = this.models.link;
    const { signal } = this.stops;
    const { sgns, svd } = this.models;
    this.models.addEventListener("look", () => void this.look(), { signal });
    this.models.addEventListener("words", () => this.wordsCame(), { signal });
    for (const runner of [sgns, svd]) {
      runner.addEventListener("trouble", (event) => this.complain(/** @type {CustomEvent} */ (event).detail), { signal });
      runner.addEventListener("recovered", () => this.calm(), { signal });
    }
    this.stepsRead = this.readout("skip-gram", { room: 16, help: "Steps of training.", testid: "steps" });
    this.counted = this.readout("PPMI + SVD", { room: 16, help: "Steps of counting, weighing and decomposing.", testid: "svd-steps" });
    this.lossNow = this.readout("loss", { room: 6, tone: "training" });
  }

  /** Asks for the number of a word; what is unknown is refused with close spellings. @param {string} word */
  lookUp(word) {
    return this.models.engine.call("wordIndex", this.models.sgns.data, word);
  }

  /** The vocabulary is there. */
  wordsCame() {}

  /** The models know something new. */
  async renew() {}

  async prepare() {
    this.opened = await library();
    if (this.closed) return;
    if (!this.bar.querySelector(".play")) this.buildControls(this.opened);
    await this.models.open();
    if (this.closed) return;
    this.wordsCame();
    await this.look();
  }

  /** @param {typeof import("../../pkg/latent_lab.js")} opened */
  buildControls(opened) {
    const { sgns } = this.models;
    const front = [];
    const rest = make("div", { class: "rest" });
    for (const parameter of parametersOf(opened, "methods", "sgns")) {
      if (parameter.id === "wordsPerStep") continue;
      const text = this.link.get(parameter.id);
      sgns.params[parameter.id] ??= text === undefined ? (FIRST[parameter.id] ?? parameter.default) : parse(parameter, text);
      const control = parameterControl(parameter, sgns.params[parameter.id], (value) => {
        this.calm();
        void sgns.set(parameter, value);
      });
      for (const type of ["refused", "opened"]) sgns.addEventListener(type, () => control.set(sgns.now[parameter.id]), { signal: this.stops.signal });
      if (parameter.id === "epochs") front.push(control.element);
      else rest.append(control.element);
    }
    this.bar.prepend(...transport(sgns, { touched: () => this.calm() }), ...front);
    this.bar.append(make("details", { class: "more" }, make("summary", {}, "more"), rest));
  }

  /** Asks anew; at most one round of questions is open. */
  async look() {
    const { sgns, svd } = this.models;
    const say = (/** @type {import("../engine/runner.js").Runner} */ runner) => (runner.report ? (runner.state === "done" ? "done" : `step ${number(runner.report.step)} of ${number(runner.report.planned)}`) : "–");
    this.stepsRead.set(say(sgns));
    this.counted.set(say(svd));
    this.lossNow.set(fixed(sgns.report?.loss, 3));
    if (this.#looking || !this.visible || this.models.words.length === 0) {
      this.#again = this.#looking;
      return;
    }
    this.#looking = true;
    try {
      await this.renew();
    } catch {
      // A run has been replaced or lost meanwhile; what replaces it is looked at again.
    } finally {
      this.#looking = false;
    }
    if (this.#again) {
      this.#again = false;
      void this.look();
    }
  }

  /** @param {boolean} visible */
  show(visible) {
    super.show(visible);
    this.models.watch(this, visible);
    if (visible) void this.look();
  }

  state() {
    const { step, ...state } = runState(this.models.sgns, ["wordsPerStep"]);
    return { ...state, step: step || undefined };
  }

  destroy() {
    super.destroy();
    this.stops.abort();
    this.models.watch(this, false);
  }
}
