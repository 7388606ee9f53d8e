/** One picture of many: a run, its cloud of points, how far it is, and how far it can be trusted. */

import { fixed, make, number } from "../shell/dom.js";
import { overlayOf } from "./axes.js";
import { paintTruth } from "./data-sets.js";
import { PointView } from "./point-view.js";

/** Neighbors that trust is judged by. */
export const JUDGED = 10;
// Radius of the marks in a small picture, in CSS pixels.
const RADIUS = 2.2;

/**
 * @typedef {object} CellPlan
 * @property {string} [key] a short name
 * @property {string} title
 * @property {string} [about] what is special about it
 * @property {string} method
 * @property {Record<string, any>} params
 * @property {string} [open] where a click on the title leads
 */

export class Cell {
  /** How far the picture can be trusted, once it was judged. @type {number | undefined} */ trust;
  /** The latest judgement. @type {import("../../pkg/latent_lab.js").Quality | undefined} */ quality;
  /** Whether the latest judgement is of the finished picture. */
  final = false;
  /** Called after each judgement. @type {() => void} */ judged = () => {};
  #asking = false;

  /**
   * @param {import("./selection.js").Selection} selection @param {CellPlan} plan
   * @param {import("../engine/runner.js").Runner} runner @param {(index: number) => string} name a point in words
   */
  constructor(selection, plan, runner, name) {
    this.plan = plan;
    this.runner = runner;
    this.view = new PointView(selection, { label: `${plan.title}${plan.about ? `, ${plan.about}` : ""}`, name, waiting: "…" });
    // A small picture has no room for a sentence inside.
    const { note, ...overlay } = overlayOf(plan.method);
    this.view.overlay = overlay;
    this.title = make("b", {}, plan.title);
    this.link = plan.open === undefined ? undefined : make("a", { href: plan.open, title: `Open ${plan.title} as an experiment` }, this.title);
    this.status = make("div", { class: "under status", "data-testid": "status" }, "waiting");
    const tag = make("div", { class: "tag" }, this.link ?? this.title, plan.about ? ` · ${plan.about}` : undefined);
    this.element = make("div", { class: "pane cell", "data-method": plan.method }, tag, this.view.element, make("div", { class: "under" }, note), this.status);
    runner.addEventListener("frame", (event) => {
      const { positions, report } = /** @type {CustomEvent} */ (event).detail;
      const first = this.view.size === 0;
      // Only a picture that is still learning is framed gently; one that appears at once may be of quite another size.
      this.view.setPositions(positions, positions.length / 2, 2, { smooth: report.phase === "running" && runner.state === "playing" });
      if (first) {
        this.view.painter?.setRadius(RADIUS);
        this.paint(this.truth);
      }
      this.tell();
    });
    runner.addEventListener("opened", () => {
      this.trust = undefined;
      this.final = false;
      this.tell();
    });
    runner.addEventListener("trouble", (event) => {
      const { message } = /** @type {CustomEvent} */ (event).detail;
      this.status.textContent = message;
      this.status.classList.add("false-ink");
    });
    runner.addEventListener("state", () => {
      if (runner.state === "done") void this.judge();
    });
  }

  /** @param {import("./data-sets.js").Truth | undefined} truth */
  paint(truth) {
    this.truth = truth;
    paintTruth(this.view, truth);
  }

  tell() {
    const { report, state, past } = this.runner;
    if (!report || state === "failed") return;
    this.status.classList.remove("false-ink");
    const steps = past ? `step ${number(past.step)}, an earlier one` : report.phase === "done" ? `${number(report.step)} ${report.step === 1 ? "step" : "steps"}` : `step ${number(report.step)} of ${number(report.planned)}`;
    const text = past || this.trust === undefined ? steps : `${steps} · trust ${fixed(this.trust, 3)}`;
    if (this.status.textContent !== text) this.status.textContent = text;
  }

  /** Asks how far the picture can be trusted as it stands. */
  async judge() {
    const { runner } = this;
    const { run } = runner;
    if (this.#asking || run === undefined || runner.state === "failed") return;
    this.#asking = true;
    const final = runner.state === "done";
    try {
      const quality = await runner.engine.call("quality", run, { k: JUDGED });
      if (run !== runner.run) return;
      this.quality = quality;
      this.trust = quality.trustworthiness;
      this.final = final;
      if (this.plan.method === "pca" && runner.state === "done") {
        this.view.overlay = overlayOf("pca", await runner.engine.call("details", run));
        this.view.ask();
      }
      this.tell();
      this.judged();
    } catch {
      // The run has been replaced or lost meanwhile; what replaces it is judged.
    } finally {
      this.#asking = false;
    }
    // A run that has ended meanwhile was judged on its way.
    if (!final && runner.state === "done" && run === runner.run) await this.judge();
  }
}
