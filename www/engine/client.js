/** The page's side of a worker: calls as promises, play as a stream of frames, and a fresh worker when one is lost. */

import { compiled } from "./module.js";
import { ASK, TELL } from "./protocol.js";

/** An error that came from a worker: the Lab's own (its code and sentence), "worker-lost", "worker-closed" or "worker-unavailable". */
export class EngineError extends Error {
  /** @param {string} code @param {string} message */
  constructor(code, message) {
    super(message);
    this.name = "EngineError";
    this.code = code;
  }
}

/**
 * @typedef {object} Listeners
 * @property {(frame: import("./protocol.js").Frame) => void} frame
 * @property {(stop: import("./protocol.js").Stop) => void} stopped
 */

let streamCount = 0;

/**
 * One worker with one Lab. Fires "lost" (detail: message) when the worker has trapped; the next call starts a fresh one,
 * whose Lab is empty; a Runner makes again what ran.
 */
export class Engine extends EventTarget {
  /** @type {Worker | undefined} */ #worker;
  /** @type {Promise<Worker> | undefined} */ #starting;
  /** @type {Map<number, { resolve: (value: any) => void, reject: (error: Error) => void }>} */ #calls = new Map();
  /** @type {Map<number, Listeners & { run: number }>} */ #streams = new Map();
  #count = 0;
  #closed = false;

  /** Calls one method of the worker's Lab. @param {string} method @param {...unknown} args @returns {Promise<any>} */
  call(method, ...args) {
    return this.send(method, args);
  }

  /** Like `call`, and gives buffers away instead of copying them.
   * @param {string} method @param {unknown[]} args @param {Transferable[]} [transfer] @returns {Promise<any>} */
  async send(method, args, transfer = []) {
    const worker = await this.#started();
    const id = ++this.#count;
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject });
      worker.postMessage({ kind: ASK.call, id, method, args }, transfer);
    });
  }

  /**
   * Advances a run until it is done, paused, or has reached a step.
   * @param {number} run
   * @param {{ components: number, pace: string, until?: number }} options `until`: the step to stop at
   * @param {Listeners} listeners
   * @returns {{ pause: () => void, setPace: (pace: string) => void }}
   */
  play(run, options, listeners) {
    const stream = ++streamCount;
    const worker = this.#worker;
    if (!worker) {
      const error = new EngineError("worker-lost", "the worker is gone, and the run with it");
      queueMicrotask(() => listeners.stopped({ stream, run, why: "lost", error }));
      return { pause() {}, setPace() {} };
    }
    this.#streams.set(stream, { ...listeners, run });
    // A stream belongs to one worker: after a loss these messages go nowhere, as they should.
    const post = (/** @type {Record<string, unknown>} */ message) => worker.postMessage(message);
    post({ kind: ASK.play, stream, run, ...options });
    return {
      pause: () => post({ kind: ASK.pause, stream }),
      setPace: (pace) => post({ kind: ASK.pace, stream, pace }),
    };
  }

  /** Ends the worker at once. Whatever is pending is rejected with "worker-closed". */
  destroy() {
    this.#closed = true;
    this.#end(new EngineError("worker-closed", "this figure has been closed"));
  }

  #started() {
    if (this.#closed) return Promise.reject(new EngineError("worker-closed", "this figure has been closed"));
    this.#starting ??= this.#start();
    return this.#starting;
  }

  async #start() {
    try {
      const module = await compiled();
      const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
      await new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => (data.kind === TELL.ready ? resolve(undefined) : reject(new EngineError("worker-unavailable", data.message)));
        worker.onerror = (event) => reject(new EngineError("worker-unavailable", event.message || "the worker could not be loaded"));
        worker.postMessage({ kind: ASK.init, module });
      });
      if (this.#closed) {
        worker.terminate();
        throw new EngineError("worker-closed", "this figure has been closed");
      }
      worker.onmessage = ({ data }) => this.#heard(worker, data);
      worker.onerror = (event) => this.#lose(worker, event.message || "the worker stopped");
      worker.onmessageerror = () => this.#lose(worker, "a message could not be read");
      this.#worker = worker;
      return worker;
    } catch (error) {
      this.#starting = undefined;
      throw error;
    }
  }

  /** @param {Worker} worker @param {any} data */
  #heard(worker, data) {
    if (worker !== this.#worker) return;
    switch (data.kind) {
      case TELL.result:
        this.#calls.get(data.id)?.resolve(data.value);
        this.#calls.delete(data.id);
        break;
      case TELL.failure:
        this.#calls.get(data.id)?.reject(new EngineError(data.code, data.message));
        this.#calls.delete(data.id);
        break;
      case TELL.frame:
        worker.postMessage({ kind: ASK.drawn, stream: data.stream });
        this.#streams.get(data.stream)?.frame(data);
        break;
      case TELL.stopped: {
        const listeners = this.#streams.get(data.stream);
        this.#streams.delete(data.stream);
        const error = data.error && new EngineError(data.error.code, data.error.message);
        listeners?.stopped({ ...data, error });
        break;
      }
      case TELL.lost:
        this.#lose(worker, data.message);
        break;
    }
  }

  /** @param {Worker} worker @param {string} message */
  #lose(worker, message) {
    if (worker !== this.#worker) return;
    this.#end(new EngineError("worker-lost", message));
    this.dispatchEvent(new CustomEvent("lost", { detail: message }));
  }

  /** @param {EngineError} error */
  #end(error) {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#starting = undefined;
    const calls = [...this.#calls.values()];
    const streams = [...this.#streams.entries()];
    this.#calls.clear();
    this.#streams.clear();
    for (const call of calls) call.reject(error);
    for (const [stream, listeners] of streams) listeners.stopped({ stream, run: listeners.run, why: "lost", error });
  }
}
