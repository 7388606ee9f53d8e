/** Walking in the autoencoder's latent space: pictures along a straight line between two places, or between four corners. */

import { announce, fixed, make, oneAtATime } from "../shell/dom.js";
import { NetworkFigure } from "./network-figure.js";
import { Pictures } from "./pictures.js";
import { digitSlot, showSlots, slotGroup } from "./slots.js";
import { progressIn } from "./trained.js";

const WAYS = {
  two: { title: "Two points", slots: ["A", "B"], kind: "linear", steps: 11, columns: 11, path: [0, 1] },
  four: { title: "Four corners", slots: ["A", "B", "C", "D"], kind: "bilinear", steps: 9, columns: 9, path: [0, 1, 3, 2, 0] },
};
/** Where the walk begins: the first held-out picture of each of these digits. */
const FIRST = [0, 1, 6, 7];
// How often the pictures are asked for while the network trains, in ms.
const EVERY = 200;

export class WalkFigure extends NetworkFigure {
  /** @type {keyof typeof WAYS} */ way = "two";
  /** The chosen pictures, one a slot. @type {number[]} */ places = [];
  /** Which slot the next chosen point fills. */
  slot = 0;
  /** Which picture of the strip is looked at. */
  at = 5;
  /** @type {Float32Array | undefined} */ #decoded;
  #due = 0;

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element, "The latent space to walk in: 6,000 digits in two dimensions");
    this.strip = new Pictures("The pictures on the way", { columns: 11, gap: 2 });
    this.large = new Pictures("The picture at this place of the way", { columns: 1 });
    this.parts.push(this.strip, this.large);
    this.stage.classList.add("walk");
    this.hint = make("div", { class: "tag" });
    this.slots = slotGroup("Which place the next click sets");
    this.step = make("input", { type: "range", min: 0, max: 10, step: 1, id: "walk-way", value: this.at });
    this.stepSaid = make("output", { for: "walk-way" });
    this.stepSaid.style.setProperty("--room", "3ch");
    this.stepRow = make("div", { class: "control way" }, make("label", { for: "walk-way" }, "way from A to B, ", make("i", {}, "t")), this.step, this.stepSaid);
    this.close = make("div", { class: "close-up" }, this.large.element, this.stepRow);
    this.stage.append(
      make("div", { class: "pane" }, this.hint, this.map.element),
      make("div", { class: "pane" }, make("div", { class: "tag" }, make("b", {}, "What the decoder draws"), " on the way"), this.slots, this.strip.element, this.close),
    );
    this.ways = make("div", { class: "transport", role: "group", "aria-label": "Way of walking" });
    for (const [id, { title }] of Object.entries(WAYS)) {
      const button = make("button", { type: "button", "data-way": id, "aria-pressed": String(id === this.way) }, title);
      button.addEventListener("click", () => this.go(/** @type {keyof typeof WAYS} */ (id)));
      this.ways.append(button);
    }
    this.trained = this.readout("training", { room: 16 });
    this.loss = this.readout("loss, this batch", { room: 7 });

    this.step.addEventListener("input", () => this.stand(this.step.valueAsNumber));
    this.strip.canvas.addEventListener("pointermove", (event) => {
      const index = this.strip.at(event.offsetX, event.offsetY);
      if (index !== undefined && this.way === "two") this.stand(index);
    });
    this.selection.addEventListener("pin", () => this.chosen());
    this.stand(this.at);
    this.showHint();
  }

  async prepare() {
    const at = this.link.get("places");
    if (at) this.places = at.split(",").map(Number);
    if (this.places.length === 4) this.way = "four";
    await this.openNetwork([]);
  }

  /** @param {keyof typeof WAYS} way */
  go(way) {
    this.way = way;
    const { columns, slots } = WAYS[way];
    for (const button of this.ways.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.dataset.way === way));
    this.strip.columns = columns;
    this.close.hidden = way !== "two";
    this.slot = Math.min(this.slot, slots.length - 1);
    this.choosePlaces();
    this.showSlots();
    void this.look();
  }

  /** @param {typeof import("../../pkg/latent_lab.js")} opened @param {string[]} front */
  buildControls(opened, front) {
    super.buildControls(opened, front);
    this.bar.append(this.ways);
    this.go(this.way);
  }

  digitsCame() {
    super.digitsCame();
    this.go(this.way);
  }

  choosePlaces() {
    const { digits } = this.network;
    if (!digits) return;
    for (let slot = this.places.length; slot < WAYS[this.way].slots.length; slot += 1) {
      this.places.push(digits.heldOut(FIRST[slot])[0]);
    }
  }

  /** A point has been chosen on the map: it fills the open slot, and the next one opens. */
  chosen() {
    const { pinned } = this.selection;
    if (pinned === undefined || !this.network.digits) return;
    const { slots } = WAYS[this.way];
    this.places[this.slot] = pinned;
    if (this.selection.spoken) announce(`${slots[this.slot]} is now ${this.name(pinned)}.`);
    else this.slot = (this.slot + 1) % slots.length;
    this.showSlots();
    void this.look();
  }

  showHint() {
    const { state, report } = this.network.runner;
    const fresh = (report?.step ?? 0) === 0 && state !== "playing";
    this.hint.replaceChildren(
      make("b", {}, "Latent space"),
      fresh ? " · not trained yet: press play and let it learn" : ` · click a dot to set ${WAYS[this.way].slots[this.slot]}`,
    );
  }

  showSlots() {
    const { digits } = this.network;
    const { slots, path } = WAYS[this.way];
    const filled = slots.map((title, slot) => digitSlot(title, this.places[slot], digits, (index) => this.name(index)));
    showSlots(this.slots, filled, this.slot, (slot) => {
      this.slot = slot;
      this.showSlots();
    });
    this.map.labels = slots.map((text, slot) => ({ index: this.places[slot], text })).filter(({ index }) => index >= 0);
    const places = path.map((slot) => this.places[slot]);
    this.map.overlay = { ...this.map.overlay, path: places.every((place) => place >= 0) ? places : undefined };
    this.map.ask();
    this.showHint();
  }

  /** Looks at one picture of the strip. @param {number} index */
  stand(index) {
    this.at = index;
    this.step.value = String(index);
    const t = index / (WAYS.two.steps - 1);
    this.stepSaid.textContent = fixed(t, 1);
    this.step.setAttribute("aria-valuetext", `${fixed(t, 1)} of the way from A to B`);
    this.measure({ query: t });
    if (this.#decoded && this.network.digits) {
      const { columns } = this.network.digits;
      this.large.set(this.#decoded.slice(index * columns, (index + 1) * columns), 1);
    }
  }

  async refreshed() {
    this.calm();
    await this.look();
  }

  stateChanged() {
    this.showHint();
    const { state } = this.network.runner;
    if (state === "paused" || state === "done") void this.look();
  }

  /** @param {import("../engine/runner.js").Shown} shown */
  drawMap(shown) {
    // One walks in the space as it is, wherever the figure above looks back to.
    if (shown.past) return;
    super.drawMap(shown);
    this.trained.set(progressIn(this.network));
    this.loss.set(fixed(shown.report.loss, 4));
    const now = performance.now();
    if (now >= this.#due) {
      this.#due = now + EVERY;
      void this.look();
    }
  }

  /** Asks the decoder for the pictures between the chosen places. */
  look = oneAtATime(async () => {
    const { engine, runner, digits } = this.network;
    const { run } = runner;
    const { slots, kind, steps } = WAYS[this.way];
    const places = this.places.slice(0, slots.length);
    if (run === undefined || !digits || places.length < slots.length || !this.visible) return;
    try {
      // The dots on the map may be as they were some steps ago; these are the codes as they are.
      const codes = await engine.call("encode", run, digits.rows(places));
      const decoded = await engine.call("interpolate", run, codes, { kind, steps });
      if (run !== runner.run) return;
      this.#decoded = decoded;
      this.strip.set(decoded, decoded.length / digits.columns);
      this.strip.label(`${kind === "linear" ? "Eleven pictures on the way" : "A grid of 81 pictures"} between ${places.map((place) => this.name(place)).join(" and ")}`);
      this.stand(this.at);
    } catch (error) {
      // A replaced or lost run answers nothing, and its successor asks again; anything else is the reader's to know.
      if (run === runner.run && runner.state !== "opening") this.complain(error);
    }
  });

  /** @param {boolean} visible */
  show(visible) {
    super.show(visible);
    if (visible) void this.look();
  }

  state() {
    return { ...super.state(), places: this.places.slice(0, WAYS[this.way].slots.length) };
  }

  async table() {
    const { digits } = this.network;
    const columns = digits?.columns ?? 0;
    const decoded = this.#decoded ?? new Float32Array();
    return {
      columns: ["picture", ...Array.from({ length: columns }, (_, i) => `pixel ${i}`)],
      rows: Array.from({ length: columns ? decoded.length / columns : 0 }, (_, i) => [i, ...decoded.slice(i * columns, (i + 1) * columns)]),
    };
  }
}
