/**
 * A worker owns one Lab. It advances runs in slices of about 8 ms and looks at its messages in between, so pause, cancel
 * and calls are answered within one slice (plus the time of a call that is already under way).
 */

import { initSync, Lab } from "../../pkg/latent_lab.js";
import { ASK, IN_FLIGHT, PACES, SLICE, TELL } from "./protocol.js";

/**
 * @typedef {object} Stream
 * @property {number} stream
 * @property {number} run
 * @property {number} components
 * @property {string} pace
 * @property {number | undefined} until the step to stop at
 * @property {number} inFlight frames on their way
 * @property {number} due when the next slice may start, in ms
 * @property {number} frameDue when the next frame may be made, in ms
 */

/** @type {Lab | undefined} */
let lab;
/** @type {Map<number, Stream>} */
const streams = new Map();
let looping = false;
let dead = false;

// A posted message to oneself yields to the queue without the 4 ms that nested timers cost.
const again = new MessageChannel();
again.port1.onmessage = turn;

/** @param {Record<string, unknown>} message @param {Transferable[]} [transfer] */
function tell(message, transfer = []) {
  self.postMessage(message, { transfer });
}

/** @param {unknown} error */
function trapped(error) {
  return error instanceof WebAssembly.RuntimeError;
}

/** A trap leaves the module's memory in an unknown state: nothing may be called again. @param {unknown} error */
function die(error) {
  dead = true;
  streams.clear();
  tell({ kind: TELL.lost, message: error instanceof Error ? error.message : String(error) });
  self.close();
}

/** @param {unknown} error */
function plain(error) {
  const code = error instanceof Error && "code" in error ? String(error.code) : "internal";
  return { code, message: error instanceof Error ? error.message : String(error) };
}

/** The buffers in a result, so that they move instead of being copied. @param {unknown} value */
function buffers(value) {
  const found = new Set();
  for (const part of [value, ...(value && typeof value === "object" ? Object.values(value) : [])]) {
    if (ArrayBuffer.isView(part)) found.add(part.buffer);
  }
  return /** @type {Transferable[]} */ ([...found]);
}

/** @param {{ id: number, method: string, args: unknown[] }} message */
function call({ id, method, args }) {
  try {
    const target = /** @type {any} */ (lab);
    if (typeof target?.[method] !== "function") {
      throw Object.assign(new Error(`the Lab has no method "${method}"`), { code: "unknown-name" });
    }
    const value = target[method](...args);
    tell({ kind: TELL.result, id, value }, buffers(value));
  } catch (error) {
    if (trapped(error)) die(error);
    else tell({ kind: TELL.failure, id, ...plain(error) });
  }
}

/** @param {Stream} stream @param {"done" | "reached" | "paused" | "failed"} why @param {Record<string, unknown>} rest */
function stop(stream, why, rest = {}) {
  streams.delete(stream.stream);
  tell({ kind: TELL.stopped, stream: stream.stream, run: stream.run, why, ...rest });
}

/** @param {Stream} stream @param {unknown} report @param {boolean} last whether the run rests here, and is shown exactly */
function frame(stream, report, last) {
  const from = performance.now();
  const positions = /** @type {Lab} */ (lab)[last ? "map" : "preview"](stream.run, stream.components);
  const now = performance.now();
  stream.inFlight += 1;
  // Drawing must not starve learning: a frame that is dear to make is made less often.
  stream.frameDue = now + Math.max(15, 2.5 * (now - from));
  tell({ kind: TELL.frame, stream: stream.stream, run: stream.run, report, positions }, [positions.buffer]);
}

/** @param {Stream} stream */
function slice(stream) {
  const from = performance.now();
  const pace = PACES[stream.pace] ?? PACES.full;
  try {
    const report = pace.stepsPerSecond
      ? /** @type {Lab} */ (lab).step(stream.run, 1)
      : /** @type {Lab} */ (lab).advance(stream.run, SLICE, stream.until);
    const now = performance.now();
    stream.due = pace.stepsPerSecond ? from + 1000 / pace.stepsPerSecond : now + (now - from) * (1 / (pace.share ?? 1) - 1);
    const done = report.phase === "done";
    const reached = stream.until !== undefined && report.step >= stream.until;
    const last = done || reached;
    if (last || (stream.inFlight < IN_FLIGHT && now >= stream.frameDue)) frame(stream, report, last);
    if (done) stop(stream, "done", { report });
    else if (reached) stop(stream, "reached", { report });
  } catch (error) {
    if (trapped(error)) die(error);
    else stop(stream, "failed", { error: plain(error) });
  }
}

function turn() {
  looping = false;
  if (dead) return;
  const now = performance.now();
  let next = Infinity;
  for (const stream of [...streams.values()]) {
    if (stream.due <= now) slice(stream);
    if (dead) return;
    if (streams.has(stream.stream)) next = Math.min(next, stream.due);
  }
  if (next < Infinity) loop(next);
}

/** @param {number} due */
function loop(due) {
  if (looping) return;
  looping = true;
  const wait = due - performance.now();
  if (wait > 4) setTimeout(turn, Math.min(wait, 50));
  else again.port2.postMessage(0);
}

self.onmessage = ({ data }) => {
  if (dead) return;
  switch (data.kind) {
    case ASK.init:
      try {
        initSync({ module: data.module });
        lab = new Lab();
        tell({ kind: TELL.ready });
      } catch (error) {
        die(error);
      }
      break;
    case ASK.call:
      call(data);
      break;
    case ASK.play:
      streams.set(data.stream, {
        stream: data.stream,
        run: data.run,
        components: data.components,
        pace: data.pace,
        until: data.until,
        inFlight: 0,
        due: 0,
        frameDue: 0,
      });
      loop(0);
      break;
    case ASK.pause: {
      const stream = streams.get(data.stream);
      if (stream) stop(stream, "paused", { report: lab?.report(stream.run) });
      break;
    }
    case ASK.pace: {
      const stream = streams.get(data.stream);
      if (stream) Object.assign(stream, { pace: data.pace, due: 0 });
      break;
    }
    case ASK.drawn: {
      const stream = streams.get(data.stream);
      if (stream) stream.inFlight -= 1;
      break;
    }
  }
};
