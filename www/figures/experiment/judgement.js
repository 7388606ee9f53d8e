/** What a picture keeps of its data, in numbers and as a Shepard diagram: at the end of a run, or when the reader asks. */

import { SLICE } from "../../engine/protocol.js";
import { fixed, make, number } from "../../shell/dom.js";
import { Chart } from "../chart.js";

const JUDGED = 10;
/** Pairs of rows in the Shepard diagram. */
const PAIRS = 2000;
/** Up to this many rows a run that pauses is judged at once; of more, when it is done or the reader asks. */
const AT_ONCE = 5000;

export class Judgement {
  #runner;
  #tell;
  #trust;
  #continuity;
  #kept;
  #rho;
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
    this.#rho = readout("Spearman", { room: 5, testid: "spearman", help: "Rank correlation of distances in the data and in the picture, over the pairs of the Shepard diagram." });
    this.shepard = new Chart("Shepard diagram: distances in the data against distances in the picture");
    this.element = make("section", { class: "grows", hidden: true }, make("div", { class: "tag" }, make("b", {}, "Shepard"), " · distances in the picture, by those in the data"), this.shepard.element);
    this.button = make("button", { type: "button", class: "button", hidden: true, "data-testid": "judge" }, "Judge now");
    this.button.addEventListener("click", () => void this.#judge());
    this.#kept.element.append(this.button);
  }

  forget() {
    this.#judged = -1;
    this.button.hidden = true;
    this.element.hidden = true;
    for (const readout of [this.#trust, this.#continuity, this.#kept, this.#rho]) readout.set("–");
    this.#tell(undefined);
  }

  /** The run rests. @param {boolean} done */
  async look(done) {
    const { engine, data, run, report } = this.#runner;
    if (data === undefined || run === undefined || (report?.step ?? 0) === 0) return;
    try {
      const [rows] = await engine.call("shape", data);
      if (run !== this.#runner.run) return;
      if (done || rows <= AT_ONCE) await this.#judge();
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
      // The data's side, once for each data set, is found in slices: whoever plays on meanwhile need not wait.
      while (!(await engine.call("prepareQuality", run, SLICE)).ready) {
        if (run !== this.#runner.run || this.#runner.state === "playing") {
          this.#judged = -1;
          return;
        }
      }
      const [found, shepard] = await Promise.all([engine.call("quality", run, { k: JUDGED }), engine.call("shepard", run, { pairs: PAIRS })]);
      if (run !== this.#runner.run) return;
      this.#rho.set(fixed(shepard.spearman, 3));
      this.element.hidden = false;
      this.shepard.set(
        { kind: "scatter", points: { x: shepard.data, y: shepard.embedding }, radius: 1.2, xTitle: "distance in the data", yTitle: "in the picture" },
        `Shepard diagram of ${number(shepard.data.length)} pairs: rank correlation ${fixed(shepard.spearman, 3)}, stress ${fixed(shepard.stress, 3)}`,
      );
      const sample = found.sampled ? ` (${number(found.rows.length)} points)` : "";
      this.#trust.set(fixed(found.trustworthiness, 3) + sample);
      this.#continuity.set(fixed(found.continuity, 3));
      this.#kept.set(fixed(found.neighborhoodPreservation, 3));
      this.#tell(found.sampled ? undefined : found.perPoint.trustworthiness);
    } catch {
      // Too few rows for ten neighbors, or a text: there is nothing to judge by; a lost run is judged when it comes back.
    }
  }
}
