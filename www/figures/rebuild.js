/** Digits rebuilt from ever more principal components, and the components as pictures. */

import { parameterControl } from "../controls/parameter.js";
import { transport } from "../controls/transport.js";
import { Engine } from "../engine/client.js";
import { library, parametersOf } from "../engine/module.js";
import { Runner } from "../engine/runner.js";
import { fixed, make, oneAtATime, percent, still } from "../shell/dom.js";
import { experimentOf } from "../shell/link.js";
import { Chart } from "./chart.js";
import { ClassLegend } from "./class-legend.js";
import { Digits, loadDigits } from "./digits.js";
import { Figure } from "./figure.js";
import { Pictures } from "./pictures.js";
import { PointView } from "./point-view.js";
import { Selection } from "./selection.js";

const ROWS = 2000;
const MOST = 64;
/** The digit that is rebuilt at first, and from how many numbers. */
const FIRST = { point: 13, kept: 16 };
/** The steps of the strip. */
const STEPS = [0, 1, 2, 4, 8, 16, 32, 64];
/** Components shown as pictures. */
const SHOWN = 24;
/** The share of the variance that the question asks for. */
const ENOUGH = 0.8;
// The first growth takes this long for each component, in ms.
const PACE = 180;

export class RebuildFigure extends Figure {
  engine = new Engine();
  selection = new Selection();
  runner = new Runner(this.engine, { method: "pca", load: (engine) => loadDigits(engine, [0, ROWS]) });
  /** @type {Digits | undefined} */ digits;
  /** How many components the digit is rebuilt from. */
  kept = 1;
  /** Shares of the variance: by component, and running. @type {{ ratios: Float64Array, sums: Float64Array } | undefined} */ shares;
  #growing = false;
  /** Whether the reader has chosen how many components there are; then nothing grows by itself. */
  #taken = false;

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element);
    const name = (/** @type {number} */ index) => this.digits?.name(index) ?? `picture ${index}`;
    this.map = new PointView(this.selection, { label: `The PCA shadow of ${ROWS} digits: choose one`, name, waiting: "Loading digits …" });
    this.map.overlay = { axes: {} };
    this.input = new Pictures("The digit", { columns: 1 });
    this.output = new Pictures("The digit, rebuilt", { columns: 1 });
    this.rest = new Pictures("What is still missing", { columns: 1, signed: true });
    this.strip = new Pictures("The digit rebuilt from ever more components", { columns: STEPS.length });
    this.components = new Pictures("The first components as pictures", { columns: 4, signed: true });
    this.scree = new Chart("Share of the variance by component, and the running sum");
    this.parts.push(this.map, this.input, this.output, this.rest, this.strip, this.components, this.scree);
    this.stage.classList.add("rebuild");
    this.count = make("b", {}, "1 number");
    const titled = (/** @type {Pictures} */ pictures, /** @type {(Node | string)[]} */ ...title) => make("div", {}, pictures.element, make("div", { class: "under" }, ...title));
    const steps = make("div", { class: "steps" });
    steps.style.setProperty("--count", String(STEPS.length));
    for (const step of STEPS) {
      const button = make("button", { type: "button", title: `Rebuild from ${step} components` }, String(step));
      button.addEventListener("click", () => this.take(step));
      steps.append(button);
    }
    this.stage.append(
      make("div", { class: "pane" }, make("div", { class: "tag" }, make("b", {}, "Choose a digit"), " · first two components"), this.map.element),
      make(
        "div",
        { class: "pane" },
        make("section", {}, make("div", { class: "tag" }, make("b", {}, "One digit"), " · 784 gray values, or a few numbers"),
          make("div", { class: "trio" }, titled(this.input, "the digit"), titled(this.output, "from ", this.count), titled(this.rest, "what is missing"))),
        make("section", {}, make("div", { class: "tag" }, make("b", {}, "Growing"), " · rebuilt from this many components"), this.strip.element, steps),
        make("section", { class: "grows" }, make("div", { class: "tag" }, make("b", {}, "Explained variance"), " · %, each component and all so far"), this.scree.element),
      ),
      make("div", { class: "pane" }, make("div", { class: "tag" }, make("b", {}, `The first ${SHOWN} components`), " · as pictures"), this.components.element),
    );
    this.steps = steps;
    this.keptShare = this.readout("kept of the variance", { room: 7, tone: "kept", help: "Over all digits: the share of the variance along so many components.", testid: "kept" });
    this.error = this.readout("error of this digit", { room: 7, help: "Mean squared error per pixel, of values from 0 to 1.", testid: "error" });
    this.mean = this.readout("error without any", { room: 7, help: "The same for the mean picture, which needs no number at all." });

    this.selection.addEventListener("change", () => void this.rebuild());
    this.runner.addEventListener("frame", (event) => {
      const { positions } = /** @type {CustomEvent} */ (event).detail;
      this.map.setPositions(positions, positions.length / 2, 2);
      this.color();
    });
    this.runner.addEventListener("opened", () => void this.opened());
    this.runner.addEventListener("state", () => this.runner.state === "done" && void this.learned());
    this.runner.addEventListener("trouble", (event) => this.complain(/** @type {CustomEvent} */ (event).detail));
    this.runner.addEventListener("recovered", () => this.calm());
  }

  async prepare() {
    const opened = await library();
    if (this.closed) return;
    this.map.open(opened);
    if (!this.bar.hasChildNodes()) this.buildControls(opened);
    this.runner.params = { components: MOST };
    await this.runner.open();
  }

  /** @param {typeof import("../../pkg/latent_lab.js")} opened */
  buildControls(opened) {
    this.legend = new ClassLegend(opened, Array.from("0123456789"));
    this.parts.push(this.legend);
    this.map.element.before(this.legend.element);
    const [components] = parametersOf(opened, "methods", "pca").filter(({ id }) => id === "components");
    const linked = Number(this.link.get("kept") ?? NaN);
    if (Number.isInteger(linked) && linked >= 0 && linked <= MOST) this.kept = linked;
    const described = { ...components, id: "kept", title: "components d", min: 0, max: MOST, usual: /** @type {[number, number]} */ ([0, MOST]), help: "From how many components the digit is rebuilt." };
    this.slider = parameterControl(described, this.kept, (value) => this.take(value));
    this.bar.append(...transport(this.runner), this.slider.element);
  }

  async opened() {
    const { data } = this.runner;
    if (data === undefined) return;
    this.digits = await Digits.of(this.engine, data);
    this.input.size = this.output.size = this.rest.size = this.strip.size = this.components.size = this.digits.size;
    this.color();
    if (this.runner.state === "paused") this.runner.play();
  }

  color() {
    if (this.digits?.count !== this.map.size) return;
    this.map.painter?.setClasses(this.digits.labels);
    this.map.change();
  }

  /** The components are known. */
  async learned() {
    const { run } = this.runner;
    try {
      const { explainedVarianceRatio: ratios, cumulativeVarianceRatio: sums, components } = await this.engine.call("details", run);
      if (run !== this.runner.run) return;
      this.shares = { ratios, sums };
      this.components.set(components.values.subarray(0, SHOWN * components.columns), SHOWN);
      const share = (/** @type {number} */ index) => percent(ratios[index]);
      this.map.overlay = { axes: { x: { title: `first component, ${share(0)}` }, y: { title: `second component, ${share(1)}` } } };
      if (!this.map.moved) this.map.frame();
      this.map.change();
      this.measure({ enough: [...sums].findIndex((sum) => sum >= ENOUGH) + 1 });
      if (this.selection.pinned === undefined) {
        const linked = Number(this.link.get("point") ?? NaN);
        this.selection.pin(Number.isInteger(linked) && linked >= 0 && linked < ROWS ? linked : FIRST.point);
        if (!this.link.has("kept") && !this.#taken) this.grow();
      } else void this.rebuild();
    } catch {
      // The run has been replaced meanwhile; its successor will be looked at.
    }
  }

  /** From one component to the first goal, one after another; the reader takes over at any time. */
  grow() {
    if (still()) return this.set(FIRST.kept);
    this.#growing = true;
    const more = () => {
      if (!this.#growing || this.closed) return;
      if (this.visible) this.set(this.kept + 1);
      if (this.kept < FIRST.kept) setTimeout(more, PACE);
      else this.#growing = false;
    };
    setTimeout(more, PACE);
  }

  /** @param {number} kept */
  take(kept) {
    this.#growing = false;
    this.#taken = true;
    this.set(kept);
  }

  /** @param {number} kept */
  set(kept) {
    this.kept = kept;
    this.slider?.set(kept);
    void this.rebuild();
  }

  /** Asks for the chosen digit from so many components; at most one question is open. */
  rebuild = oneAtATime(() => this.#ask());

  async #ask() {
    const { run } = this.runner;
    const { digits, kept, shares } = this;
    const index = this.selection.current;
    if (!digits || !shares || index === undefined) return;
    const row = digits.row(index);
    const from = (/** @type {number} */ count) => this.engine.call("reconstruct", run, row, count);
    try {
      const [now, ...strip] = await Promise.all([kept, ...STEPS].map(from));
      if (run !== this.runner.run) return;
      this.input.set(row, 1);
      this.output.set(now.rows, 1);
      this.rest.set(Float32Array.from(row, (value, i) => value - now.rows[i]), 1);
      const all = new Float32Array(STEPS.length * digits.columns);
      strip.forEach(({ rows }, i) => all.set(rows, i * digits.columns));
      this.strip.set(all, STEPS.length);
      this.#tell(kept, now.errors[0], strip[0].errors[0]);
      this.input.label(digits.name(index));
      this.output.label(`${digits.name(index)}, rebuilt from ${kept} components`);
    } catch {
      // The run has been replaced or lost; what replaces it asks again.
    }
  }

  /** @param {number} kept @param {number} error @param {number} mean */
  #tell(kept, error, mean) {
    const { ratios, sums } = /** @type {NonNullable<RebuildFigure["shares"]>} */ (this.shares);
    const share = kept === 0 ? 0 : sums[kept - 1];
    this.count.textContent = kept === 1 ? "1 number" : `${kept} numbers`;
    this.keptShare.set(percent(share));
    this.error.set(fixed(error, 4));
    this.mean.set(fixed(mean, 4));
    [...this.steps.children].forEach((button, i) => button.setAttribute("aria-pressed", String(STEPS[i] === kept)));
    this.measure({ kept: share, training: error, shown: share });
    this.scree.set(
      { kind: "scree", values: ratios, kept, cumulative: true, xTitle: "component" },
      `${kept} components keep ${percent(share)} of the variance; the first alone ${percent(ratios[0])}`,
    );
  }

  /** @param {boolean} visible */
  show(visible) {
    super.show(visible);
    this.runner.suspend(!visible);
  }

  state() {
    return { point: this.selection.pinned, kept: this.kept };
  }

  experiment() {
    return experimentOf("digits", { rows: ROWS }, { method: "pca", run: { components: MOST } });
  }

  async table() {
    const { ratios = new Float64Array(), sums = new Float64Array() } = this.shares ?? {};
    return {
      columns: ["component", "share of the variance", "running sum"],
      rows: Array.from(ratios, (ratio, i) => [i + 1, ratio, sums[i]]),
    };
  }

  destroy() {
    super.destroy();
    this.#growing = false;
    this.runner.close();
  }
}
