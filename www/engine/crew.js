/** Several runs on the same data at once, spread over a few workers and driven together like one. */

import { Engine } from "./client.js";
import { Runner } from "./runner.js";

/** No figure takes more workers than this, however many cores there are: each holds the data, and the page needs room. */
export const MOST_WORKERS = 8;

/** How many workers a crew has on this machine. @param {number} [most] */
export function workers(most = MOST_WORKERS) {
  return Math.max(1, Math.min(most, MOST_WORKERS, navigator.hardwareConcurrency || 2));
}

/**
 * Fires "state" whenever one of its runs does. It can be driven by the same buttons as a Runner. Runs that are in one worker
 * take turns, slice by slice; each worker loads the data once for all its runs.
 */
export class Crew extends EventTarget {
  /** @type {Runner[]} */ runners = [];
  /** @type {Engine[]} */ engines;
  pace = "full";
  #load;
  /** The data in each worker. @type {Map<Engine, Promise<number>>} */ #data = new Map();

  /** @param {(engine: Engine) => Promise<number>} load @param {number} count of workers */
  constructor(load, count) {
    super();
    this.#load = load;
    this.engines = Array.from({ length: count }, () => new Engine());
    // Before any run hears of it: what was in that worker is gone.
    for (const engine of this.engines) engine.addEventListener("lost", () => this.#data.delete(engine));
  }

  /** The data's id in a worker, loaded when first asked for. @param {Engine} engine @returns {Promise<number>} */
  data(engine) {
    let known = this.#data.get(engine);
    if (!known) {
      known = this.#load(engine);
      this.#data.set(engine, known);
      known.catch(() => this.#data.delete(engine));
    }
    return known;
  }

  /** Adds a run; it starts when the crew opens. @param {string} method @param {Record<string, any>} params */
  add(method, params) {
    const engine = this.engines[this.runners.length % this.engines.length];
    const runner = new Runner(engine, { method, load: (engine) => this.data(engine), shared: true });
    runner.params = params;
    runner.pace = this.pace;
    runner.addEventListener("state", () => this.dispatchEvent(new Event("state")));
    this.runners.push(runner);
    return runner;
  }

  /** Loads the data anew and starts every run on it. */
  async open() {
    const old = [...this.#data];
    this.#data.clear();
    await Promise.all(this.runners.map((runner) => runner.open()));
    for (const [engine, data] of old) data.then((id) => engine.call("free", id)).catch(() => undefined);
  }

  /** @returns {import("./runner.js").State} */
  get state() {
    const states = this.runners.map(({ state }) => state);
    for (const state of /** @type {const} */ (["opening", "playing", "paused", "closed"])) if (states.includes(state)) return state;
    return states.every((state) => state === "failed") ? "failed" : "done";
  }

  /** Whether the reader has asked for play. */
  get wanted() {
    return this.runners.some(({ wanted }) => wanted);
  }

  play() {
    const again = this.state === "done";
    for (const runner of this.runners) if (runner.state !== "failed" && (again || runner.state !== "done")) runner.play();
  }

  pause() {
    for (const runner of this.runners) runner.pause();
  }

  async step() {
    await Promise.all(this.runners.map((runner) => runner.step()));
  }

  async restart() {
    await Promise.all(this.runners.map((runner) => runner.restart()));
  }

  /** @param {string} pace */
  setPace(pace) {
    this.pace = pace;
    for (const runner of this.runners) runner.setPace(pace);
  }

  /** @param {boolean} off */
  suspend(off) {
    for (const runner of this.runners) runner.suspend(off);
  }

  /** Forgets every run; the workers and their data stay. */
  async clear() {
    const old = this.runners;
    this.runners = [];
    await Promise.all(old.map((runner) => runner.leave()));
  }

  close() {
    for (const runner of this.runners) runner.close();
    for (const engine of this.engines) engine.destroy();
  }
}
