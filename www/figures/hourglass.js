/** The autoencoder of lesson 8: every layer's work on one picture, beside its map, its losses and what it rebuilds. */

import { make, oneAtATime, still } from "../shell/dom.js";
import { AutoencoderFigure } from "./autoencoder.js";
import { LayersView } from "./layers-view.js";

export class HourglassFigure extends AutoencoderFigure {

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element, { label: "The codes of 6,000 digits", shared: "squeeze" });
    this.layers = new LayersView({ height: 28, width: 28 });
    this.parts.push(this.layers);
    this.digit = make("div", { class: "slots", role: "group", "aria-label": "Which picture goes in" });
    this.stage.classList.replace("learn", "hourglass");
    this.stage.prepend(
      make(
        "div",
        { class: "pane whole" },
        make("div", { class: "tag" }, make("b", {}, "One picture on its way through"), " · each cell is one number: ", make("span", { class: "false-ink" }, "above zero"), ", ", make("span", { class: "query-ink" }, "below"), ", or off"),
        this.digit,
        this.layers.element,
      ),
    );
    this.list.element.remove();
    this.left = this.readout("left of the error", { room: 7, tone: "kept", help: "The loss on held-out pictures, as a share of the loss when every picture is answered with the mean of all.", testid: "left" });
    this.selection.addEventListener("pin", () => void this.lookInside());
  }

  digitsCame() {
    const first = this.samples.length === 0;
    const linked = Number(this.link.get("picture") ?? NaN);
    if (first && linked >= 0 && linked < (this.network.digits?.count ?? 0)) this.selection.pin(Math.floor(linked));
    super.digitsCame();
    const { digits, runner } = this.network;
    if (!first || !digits || this.samples.length === 0) return;
    this.digit.replaceChildren(
      ...this.samples.map((index, digit) => {
        const button = make("button", { type: "button", class: "button", "aria-label": `Send in a ${digit}`, "data-index": index }, digits.badge(index, 24));
        button.addEventListener("click", () => this.selection.pin(index));
        return button;
      }),
    );
    this.showChosen();
    // Something should move when the reader arrives; whoever follows a link wants to see what it says.
    if (!this.link.has("step") && !still() && runner.state === "paused" && runner.report?.step === 0) runner.play();
  }

  showChosen() {
    for (const button of this.digit.querySelectorAll("button")) button.setAttribute("aria-pressed", String(Number(button.dataset.index) === this.selection.pinned));
  }

  async refreshed() {
    const flat = this.network.runner.params.components <= 2;
    this.about.textContent = flat ? " · the code's numbers, one dot a picture" : ` · ${this.network.runner.params.components} numbers a picture, seen from their widest side`;
    this.map.overlay = { axes: flat ? { x: { title: "first number" }, y: { title: "second number" } } : {} };
    await super.refreshed();
  }

  async look() {
    await Promise.all([super.look(), this.lookInside()]);
  }

  /** Asks what every layer makes of the chosen picture. */
  async lookInside() {
    this.showChosen();
    await this.#answer();
  }

  #answer = oneAtATime(() => this.#inside());

  async #inside() {
    const { engine, runner, digits } = this.network;
    const { run } = runner;
    const index = this.selection.pinned;
    if (run === undefined || !digits || index === undefined) return;
    try {
      const layers = await engine.call("activations", run, digits.row(index));
      if (run === runner.run) this.layers.set(layers, digits.name(index));
    } catch {
      // The run has been replaced or lost; what replaces it asks again.
    }
  }

  /** @param {any} details */
  tell(details) {
    super.tell(details);
    const heldOut = details.heldOutLoss;
    // What the mean picture gets wrong is the variance of the pixels, the square of the network's unit.
    const left = heldOut === undefined ? undefined : heldOut / details.scale ** 2;
    this.left.set(left === undefined ? "–" : `${(100 * left).toFixed(0)} %`);
    this.measure({ kept: left, weights: details.weights });
  }

  state() {
    return { ...super.state(), picture: this.selection.pinned };
  }
}
