/**
 * Every message between the page and a worker, named once. Both sides import this file.
 *
 * The page asks: `init`, `call`, `play`, `pause`, `pace`, `drawn`. The worker answers: `ready`, `result`, `failure`,
 * `frame`, `stopped`, `lost`. A stream is one stretch of play of one run; its number is never used twice, so whatever
 * still arrives for an old stream is recognized and dropped.
 */

/** Page to worker. */
export const ASK = Object.freeze({
  /** `{ module }`: the compiled WebAssembly module; first message of a worker's life. */
  init: "init",
  /** `{ id, method, args }`: one call of the Lab. */
  call: "call",
  /** `{ stream, run, components, pace, until? }`: advance this run until it is done, paused, or at that step. */
  play: "play",
  /** `{ stream }`: stop advancing after the slice at hand. */
  pause: "pause",
  /** `{ stream, pace }`: another speed from the next slice on. */
  pace: "pace",
  /** `{ stream }`: a frame has been taken; another may be sent. */
  drawn: "drawn",
});

/** Worker to page. */
export const TELL = Object.freeze({
  /** The worker has its Lab. */
  ready: "ready",
  /** `{ id, value }`: what a call returned. */
  result: "result",
  /** `{ id, code, message }`: a call failed; the Lab goes on. */
  failure: "failure",
  /** `{ stream, run, report, positions }`: where the run stands; positions are a transferred buffer. */
  frame: "frame",
  /** `{ stream, run, why, report?, error? }`: the stream has ended: "done", "reached", "paused", "failed". */
  stopped: "stopped",
  /** `{ message }`: the module has trapped; this worker is of no more use. */
  lost: "lost",
});

/** How long one slice of work may take before the worker looks at its messages, in milliseconds. */
export const SLICE = 8;

/** How many frames of a stream may be on their way to the page. */
export const IN_FLIGHT = 2;

/**
 * Speeds a run can be played at: steps a second for slow motion, otherwise the share of time spent computing.
 * @type {Readonly<Record<string, { title: string, stepsPerSecond?: number, share?: number }>>}
 */
export const PACES = Object.freeze({
  slow: { title: "slow motion", stepsPerSecond: 4 },
  steady: { title: "20 steps a second", stepsPerSecond: 20 },
  half: { title: "half speed", share: 0.4 },
  full: { title: "full speed", share: 1 },
});

/** @typedef {{ phase: "setup" | "running" | "done", step: number, planned: number, loss?: number }} Report */
/** @typedef {{ stream: number, run: number, report: Report, positions: Float32Array }} Frame */
/** @typedef {{ stream: number, run: number, why: "done" | "reached" | "paused" | "failed" | "lost", report?: Report, error?: Error }} Stop */
