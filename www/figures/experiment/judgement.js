/** What a picture keeps of its data, in numbers: at the end of a run, or when the reader asks. */

import { fixed, make, number } from "../../shell/dom.js";

const JUDGED = 10;
/** Judging more distances than this takes seconds, in which the worker hears nothing: it is done when asked for. */
const AT_ONCE = 4e9;

export class Judgement {
  #runner;
  #tell;
  #trust;
  #continuity;
  #kept;
  #judged = -1;

  /**
   * @param {import("../../engine/runner.js").Runner} runner
   * @param {(title: string, options: object) => import("../figure.js").Readout} readout
   * @param {(trusts: Float32Array | undefined) => void} tell the trust of every point, where all were judged
   */
  constructor(runner, readout, tell) {
    this.#runner = runner;
    this.#tell = tell;
    this.#trust = readout(`trustworthiness (${JUDGED} nearest)`, { room: 5, tone: "kept", testid: "trust", help: "1 when all neighbors in the picture are neighbors in the data." });
    this.#continuity = readout("continuity", { room: 5, testid: "continuity", help: "1 when all neighbors in the data are neighbors in the picture." });
    this.#kept = readout("neighbors kept", { room: 5, testid: "kept", help: "The share of the nearest in the data that are among the nearest in the picture." });
    this.button = make("button", { type: "button", class: "button", hidden: true, "data-testid": "judge" }, "Judge now");
    this.button.addEventListener("click", () => void this.#judge());
    this.#kept.element.append(this.button);
  }

  forget() {
    this.#judged = -1;
    this.button.hidden = true;
    for (const readout of [this.#trust, this.#continuity, this.#kept]) readout.set("–");
    this.#tell(undefined);
  }

  /** The run rests. @param {boolean} done */
  async look(done) {
    const { engine, data, run, report } = this.#runner;
    if (data === undefined || run === undefined || (report?.step ?? 0) === 0) return;
    try {
      const [rows, columns] = await engine.call("shape", data);
      const small = Math.min(rows, 1000) * rows * columns <= AT_ONCE;
      if (run !== this.#runner.run) return;
      if (small && (done || rows <= 2000)) await this.#judge();
      else this.button.hidden = this.#judged === report?.step;
    } catch {
      // The run has been replaced or lost meanwhile.
    }
  }

  async #judge() {
    const { engine, run, report } = this.#runner;
    const step = report?.step ?? -1;
    if (run === undefined || step === this.#judged) return;
    this.#judged = step;
    this.button.hidden = true;
    try {
      const found = await engine.call("quality", run, { k: JUDGED });
      if (run !== this.#runner.run) return;
      const sample = found.sampled ? ` (${number(found.rows.length)} points)` : "";
      this.#trust.set(fixed(found.trustworthiness, 3) + sample);
      this.#continuity.set(fixed(found.continuity, 3));
      this.#kept.set(fixed(found.neighborhoodPreservation, 3));
      this.#tell(found.sampled ? undefined : found.perPoint.trustworthiness);
    } catch {
      // Too few rows for ten neighbors, or a text: there is nothing to judge by.
    }
  }
}
