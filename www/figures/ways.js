/** Straight, around the origin, or between four corners: the ways through the latent plane, beside the cross-fade of the pixels. */

import { announce, make } from "../shell/dom.js";
import { PathFigure } from "./path-figure.js";
import { Pictures } from "./pictures.js";
import { digitSlot, showSlots, slotGroup } from "./slots.js";

const WAYS = {
  straight: { title: "Straight", kind: /** @type {const} */ ("linear"), corners: 2, steps: 11 },
  arc: { title: "Around the origin", kind: /** @type {const} */ ("spherical"), corners: 2, steps: 11 },
  four: { title: "Four corners", kind: /** @type {const} */ ("bilinear"), corners: 4, steps: 9 },
};
/** Where the walk begins: the first held-out picture of each of these digits. */
const FIRST = [0, 1, 6, 7];
const NAMES = ["A", "B", "C", "D"];

export class WaysFigure extends PathFigure {
  /** @type {keyof typeof WAYS} */ way = "straight";
  /** The chosen pictures. @type {number[]} */ chosen = [];
  slot = 0;

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element, "The latent plane of 6,000 digits, with the walk");
    this.fade = new Pictures("The same two pictures, cross-faded", { columns: 11, gap: 2 });
    this.parts.push(this.fade);
    this.stage.classList.add("walk", "strips");
    this.hint = make("div", { class: "tag" });
    this.slots = slotGroup("Which place the next choice on the map sets");
    this.fadeRow = make("section", {}, make("div", { class: "tag" }, make("b", {}, "Cross-fade of the pixels"), " · no network at all"), this.fade.element);
    this.chartRow = make("section", { class: "grows" }, make("div", { class: "tag" }, make("b", {}, "Distance to the data"), " · 1 is usual between nearest codes"), this.chart.element);
    this.stage.append(
      make("div", { class: "pane" }, this.hint, this.map.element, this.verdict),
      make("div", { class: "pane" }, make("section", {}, make("div", { class: "tag" }, make("b", {}, "What the decoder draws"), " on the way"), this.slots, this.strip.element), this.fadeRow, this.chartRow),
    );
    this.ways = make("div", { class: "choose", role: "group", "aria-label": "Way of walking" });
    for (const [id, { title }] of Object.entries(WAYS)) {
      const button = make("button", { type: "button", "data-way": id }, title);
      button.addEventListener("click", () => this.go(/** @type {keyof typeof WAYS} */ (id)));
      this.ways.append(button);
    }
    this.selection.addEventListener("pin", () => this.choose());
  }

  async prepare() {
    const way = this.link.get("way") ?? "";
    if (way in WAYS) this.way = /** @type {keyof typeof WAYS} */ (way);
    this.chosen = (this.link.get("places") ?? "").split(",").filter(Boolean).map(Number);
    await this.openNetwork([]);
  }

  /** @param {typeof import("../../pkg/latent_lab.js")} opened @param {string[]} front */
  buildControls(opened, front) {
    super.buildControls(opened, front);
    this.bar.append(this.ways);
    this.go(this.way);
  }

  digitsCame() {
    const { digits } = this.network;
    if (digits) {
      for (let slot = 0; slot < NAMES.length; slot += 1) {
        const known = this.chosen[slot];
        if (!(Number.isInteger(known) && known >= 0 && known < digits.count)) this.chosen[slot] = digits.heldOut(FIRST[slot])[0];
      }
    }
    this.showSlots();
    super.digitsCame();
  }

  /** @param {keyof typeof WAYS} way */
  go(way) {
    this.way = way;
    const { corners } = WAYS[way];
    for (const button of this.ways.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.dataset.way === way));
    this.slot = Math.min(this.slot, corners - 1);
    this.fadeRow.hidden = this.chartRow.hidden = way === "four";
    this.showSlots();
    void this.look();
  }

  /** A point has been chosen on the map: it fills the open slot, and the next one opens. */
  choose() {
    const { pinned } = this.selection;
    const { digits } = this.network;
    if (pinned === undefined || !digits || pinned >= digits.count) return;
    this.chosen[this.slot] = pinned;
    if (this.selection.spoken) announce(`${NAMES[this.slot]} is now ${this.name(pinned)}.`);
    else this.slot = (this.slot + 1) % WAYS[this.way].corners;
    this.showSlots();
    void this.look();
  }

  showSlots() {
    const { digits } = this.network;
    const { corners } = WAYS[this.way];
    const names = NAMES.slice(0, corners);
    const slots = names.map((title, slot) => digitSlot(title, this.chosen[slot], digits, (index) => this.name(index)));
    showSlots(this.slots, slots, this.slot, (slot) => {
      this.slot = slot;
      this.showSlots();
    });
    this.map.labels = digits ? names.map((text, slot) => ({ index: this.chosen[slot], text })) : [];
    this.hint.replaceChildren(make("b", {}, "Latent plane"), ` · click a dot to set ${NAMES[this.slot]}`);
    this.map.ask();
  }

  /** @param {number} run */
  async walk(run) {
    const { engine, digits } = this.network;
    const { kind, corners, steps } = WAYS[this.way];
    const chosen = this.chosen.slice(0, corners);
    if (!digits || chosen.length < corners) return undefined;
    const codes = await engine.call("encode", run, digits.rows(chosen));
    return { codes, kind, steps, says: `between ${chosen.map((index) => this.name(index)).join(" and ")}` };
  }

  /** @param {import("./path-figure.js").Walk} walk */
  async beside({ kind, steps, says }) {
    const { engine, digits } = this.network;
    if (kind === "bilinear" || !digits) return;
    const rows = digits.rows(this.chosen.slice(0, 2));
    this.fade.set(await engine.call("between", rows, digits.columns, { kind: "linear", steps }), steps);
    this.fade.label(`${steps} pictures of a cross-fade ${says}`);
  }

  drawWalk(fit = false) {
    super.drawWalk(fit);
    if (this.way !== "four" || this.places.length === 0) return;
    // Around the grid, not through it.
    const n = WAYS.four.steps;
    const at = (/** @type {number} */ row, /** @type {number} */ column) => (this.codes?.length ?? 0) / 2 + row * n + column;
    this.map.overlay = { ...this.map.overlay, path: [at(0, 0), at(0, n - 1), at(n - 1, n - 1), at(n - 1, 0), at(0, 0)] };
  }

  state() {
    return { ...super.state(), way: this.way, places: this.chosen.slice(0, WAYS[this.way].corners) };
  }
}
