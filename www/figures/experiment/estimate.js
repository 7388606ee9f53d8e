/** How long a run will take: measured, before it begins and while it runs. */

import { make, number } from "../../shell/dom.js";

/** How long the first steps are tried, in ms. */
const TRIAL = 40;

/** @param {number} seconds */
function spoken(seconds) {
  if (!Number.isFinite(seconds)) return "–";
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  return seconds < 90 ? `${Math.round(seconds)} s` : `${number(Math.ceil(seconds / 60))} min`;
}

export class Estimate {
  #runner;
  #readout;
  #bar = make("progress", { max: 1, value: 0, "aria-label": "progress of the run" });
  #from = { step: 0, time: 0 };
  /** What was said of a run before it began; it holds as long as the run stands there. @type {{ run: number, words: string } | undefined} */ #said;

  /** @param {import("../../engine/runner.js").Runner} runner @param {import("../figure.js").Readout} readout */
  constructor(runner, readout) {
    this.#runner = runner;
    this.#readout = readout;
    this.element = this.#bar;
    runner.addEventListener("state", () => {
      if (runner.state === "playing") this.#from = { step: runner.report?.step ?? 0, time: performance.now() };
      else if (runner.report) this.frame(runner.report);
    });
  }

  /** Tries the first steps, says how long all may take at that speed, and goes back to the beginning. */
  async before() {
    const { engine, run, report } = this.#runner;
    if (run === undefined || !report) return;
    this.#readout.set("measuring …");
    try {
      let [from, uncounted] = [performance.now(), 0];
      let tried = await engine.call("advance", run, TRIAL);
      // The first step may do what is done once, such as to take down where all points stand; so others are timed, if there are.
      if (tried.phase !== "done") {
        [from, uncounted] = [performance.now(), tried.step];
        tried = await engine.call("advance", run, TRIAL);
      }
      const seconds = (performance.now() - from) / 1000;
      if (run !== this.#runner.run || this.#runner.state !== "paused") return;
      const about = `about ${spoken((seconds * tried.planned) / Math.max(1, tried.step - uncounted))} for`;
      const words = tried.planned === 1 ? `${about} its one step` : `${about} all ${number(tried.planned)} steps, by the first ${number(tried.step)}`;
      this.#said = { run, words };
      await this.#runner.restart();
    } catch {
      // The run has been replaced or lost meanwhile.
    }
  }

  /** @param {import("../../engine/protocol.js").Report} report */
  frame({ step, planned, phase }) {
    this.#bar.max = Math.max(1, planned);
    this.#bar.value = step;
    const { state } = this.#runner;
    const done = step - this.#from.step;
    const seconds = (performance.now() - this.#from.time) / 1000;
    const at = `step ${number(step)} of ${number(planned)}`;
    if (phase === "done") this.#readout.set(at);
    else if (step === 0 && state !== "playing" && this.#said?.run === this.#runner.run) this.#readout.set(this.#said?.words ?? at);
    else if (state === "playing" && done > 0 && seconds > 0.5) this.#readout.set(`${at}, ${phase === "setup" ? "preparing, " : ""}about ${spoken((seconds / done) * (planned - step))} left`);
    else this.#readout.set(at);
  }
}
