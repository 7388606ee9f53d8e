/** What the figures have in common that show the page's autoencoder: its map, its controls, and what it says of itself. */

import { parameterControl } from "../controls/parameter.js";
import { transport } from "../controls/transport.js";
import { library, parametersOf } from "../engine/module.js";
import { make } from "../shell/dom.js";
import { experimentOf, runState } from "../shell/link.js";
import { ClassLegend } from "./class-legend.js";
import { network } from "./digits.js";
import { Figure } from "./figure.js";
import { ModelFiles } from "./model-files.js";
import { PointView } from "./point-view.js";
import { Selection } from "./selection.js";

const CLASSES = Array.from("0123456789");

export class NetworkFigure extends Figure {
  selection = new Selection();

  /**
   * @param {HTMLElement} element @param {string} label of the map
   * @param {import("./digits.js").NetworkName} [shared] which network it shows
   */
  constructor(element, label, shared) {
    super(element);
    this.network = network(shared);
    this.fixed = this.network.fixed;
    this.link = this.network.link;
    this.map = new PointView(this.selection, { label, name: (index) => this.name(index), waiting: "Loading 6,000 digits …" });
    this.map.overlay = { axes: { x: { title: "first number" }, y: { title: "second number" } } };
    this.parts.push(this.map);
    const { runner } = this.network;
    this.frameListener = (/** @type {Event} */ event) => this.drawMap(/** @type {CustomEvent} */ (event).detail);
    runner.addEventListener("frame", this.frameListener);
    this.modelFiles = new ModelFiles(this, runner, this.fixed);
    this.modelFiles.takesDrops();
    this.parts.push(this.modelFiles);
    this.stops = new AbortController();
    const { signal } = this.stops;
    runner.addEventListener("opened", () => void this.refreshed(), { signal });
    runner.addEventListener("state", () => this.stateChanged(), { signal });
    runner.addEventListener("trouble", (event) => this.troubled(/** @type {CustomEvent} */ (event).detail, runner), { signal });
    runner.addEventListener("recovered", () => this.calm(), { signal });
    this.network.addEventListener("digits", () => this.digitsCame(), { signal });
  }

  /** @param {number} index */
  name(index) {
    return this.network.digits?.name(index) ?? `picture ${index}`;
  }

  /** A new or restarted network stands at its first step. */
  async refreshed() {}

  stateChanged() {}

  /** @param {string[]} front ids of the parameters that stand in the row; all others are behind "more" */
  async openNetwork(front) {
    const opened = await library();
    if (this.closed) return;
    this.map.open(opened);
    this.network.take(opened);
    if (!this.bar.hasChildNodes()) {
      this.legend = new ClassLegend(opened, CLASSES);
      this.map.element.before(this.legend.element);
      this.parts.push(this.legend);
      this.buildControls(opened, front);
    }
    await this.network.open();
    if (this.closed) return;
    this.digitsCame();
    if (this.network.runner.shown) this.drawMap(this.network.runner.shown);
  }

  /** @param {typeof import("../../pkg/latent_lab.js")} opened @param {string[]} front */
  buildControls(opened, front) {
    const { runner } = this.network;
    /** @type {HTMLElement[]} */
    const inFront = [];
    const rest = make("div", { class: "rest" });
    const parameters = parametersOf(opened, "methods", runner.plan.method).filter(({ id }) => !this.fixed.includes(id));
    for (const parameter of parameters) {
      const control = parameterControl(parameter, runner.params[parameter.id], (value) => {
        this.calm();
        void runner.set(parameter, value);
      });
      runner.addEventListener("refused", () => control.set(runner.now[parameter.id]));
      (front.includes(parameter.id) ? inFront : []).push(control.element);
      if (!front.includes(parameter.id)) rest.append(control.element);
    }
    const more = make("details", { class: "more" }, make("summary", {}, "more"), rest);
    const buttons = transport(runner, { touched: () => this.calm() });
    this.bar.append(...buttons, ...inFront, ...(front.length > 0 ? [more] : []));
  }

  digitsCame() {
    const { digits } = this.network;
    // Whichever comes later, the digits or their places, finds the other there.
    if (digits?.count === this.map.size) this.map.painter?.setClasses(digits.labels);
    this.map.change();
  }

  /** @param {import("../engine/runner.js").Shown} shown */
  drawMap({ positions }) {
    const first = this.map.size === 0;
    this.map.setPositions(positions, positions.length / 2, 2, { smooth: true });
    if (first) this.digitsCame();
  }

  /** @param {boolean} visible */
  show(visible) {
    super.show(visible);
    this.network.watch(this, visible);
  }

  state() {
    return runState(this.network.runner, this.fixed);
  }

  experiment() {
    const { runner } = this.network;
    return experimentOf("digits", { rows: this.network.digits?.count }, { method: runner.plan.method, run: { ...runState(runner), components: this.fixed.includes("components") ? undefined : runner.params.components } });
  }

  destroy() {
    super.destroy();
    this.stops.abort();
    this.network.runner.removeEventListener("frame", this.frameListener);
    this.network.watch(this, false);
  }
}
