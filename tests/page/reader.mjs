// What the specs share: bringing a figure up as a reader does, and looking at what it shows.

import { expect } from "@playwright/test";

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("@playwright/test").Locator} Locator */

/** The figures of the page, in its order. */
export const FIGURES = ["swiss-roll", "autoencoder", "walk", "words", "neighbors"];

/** @param {Page} page @param {string} id @returns {Locator} */
export function figure(page, id) {
  return page.locator(`latent-figure#${id}`);
}

/** The canvases of a cloud of points: the points, and the marks above them that take pointer and keys.
 * @param {Locator} within @param {number} [nth] */
export function cloud(within, nth = 0) {
  const view = within.locator(".view").nth(nth);
  return { points: view.locator("canvas.points"), marks: view.locator("canvas.marks") };
}

/**
 * Opens the page and scrolls to a figure; resolves once its run can be seen.
 * @param {Page} page @param {string} id @param {string} [address]
 */
export async function open(page, id, address = "./") {
  await page.goto(address);
  return bring(page, id);
}

/** Scrolls to a figure of the open page, and waits until its run can be seen. @param {Page} page @param {string} id */
export async function bring(page, id) {
  const found = figure(page, id);
  await found.evaluate((element) => element.scrollIntoView({ block: "center" }));
  await expect.poll(() => run(page, id).then(({ rows, state }) => rows > 0 && state !== "opening"), { timeout: 40_000 }).toBe(true);
  return found;
}

/**
 * Where the run of a figure stands, as the page knows it.
 * @param {Page} page @param {string} id
 * @returns {Promise<{ state: string, step: number, planned: number, loss: number, rows: number, wanted: boolean }>}
 */
export function run(page, id) {
  return figure(page, id).evaluate((/** @type {any} */ { figure }) => {
    const runner = figure.runner ?? figure.network.runner;
    const { step = -1, planned = -1, loss = NaN } = runner.report ?? {};
    return { state: runner.state, wanted: runner.wanted, step, planned, loss, rows: (runner.shown?.positions.length ?? 0) / 2 };
  });
}

/** Waits until the run of a figure has got to a step. @param {Page} page @param {string} id @param {number} step */
export async function reach(page, id, step) {
  await expect.poll(async () => (await run(page, id)).step, { timeout: 40_000 }).toBeGreaterThanOrEqual(step);
}

/** Waits until the run of a figure is in a state. @param {Page} page @param {string} id @param {string} state */
export async function settle(page, id, state) {
  await expect.poll(async () => (await run(page, id)).state, { timeout: 40_000 }).toBe(state);
}

/**
 * Waits until a run that rests is shown exactly as it stands: what is shown of a run at work lags behind by some steps.
 * @param {Page} page @param {string} id @returns {Promise<number>} at which step
 */
export async function atRest(page, id) {
  const { step } = await figure(page, id).evaluate((/** @type {any} */ { figure }) => {
    const { engine, run } = figure.runner ?? figure.network.runner;
    return engine.call("report", run);
  });
  await expect.poll(async () => (await run(page, id)).step, "the readout is exact at rest").toBe(step);
  return step;
}

/**
 * One call of the Lab behind a figure, with its run as first argument; the answer as SHA-256 of its bytes.
 * @param {Page} page @param {string} id @param {string} [method]
 * @returns {Promise<string>}
 */
export function bits(page, id, method = "embedding") {
  return figure(page, id).evaluate(async (/** @type {any} */ { figure }, method) => {
    const { engine, run } = figure.runner ?? figure.network.runner;
    const digest = await crypto.subtle.digest("SHA-256", await engine.call(method, run));
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }, method);
}

/**
 * What a canvas shows: how many pixels are painted, in how many of twelve hues, how dark it gets, and a number that
 * stands for the whole picture.
 * @param {Locator} canvas
 * @returns {Promise<{ painted: number, share: number, hues: number, dark: number, print: number }>}
 */
export function ink(canvas) {
  return canvas.evaluate((/** @type {HTMLCanvasElement} */ canvas) => {
    const { data } = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).getImageData(0, 0, canvas.width, canvas.height);
    const hues = new Array(12).fill(0);
    let painted = 0;
    let dark = 0;
    let print = 0x811c9dc5;
    for (let at = 0; at < data.length; at += 4) {
      const [r, g, b, a] = data.subarray(at, at + 4);
      print = Math.imul(print ^ (r | (g << 8) | (b << 16) | (a << 24)), 0x01000193);
      if (a < 128) continue;
      painted += 1;
      const high = Math.max(r, g, b);
      const spread = high - Math.min(r, g, b);
      if (high < 96) dark += 1;
      if (spread < 0.25 * high) continue;
      const turn = high === r ? (g - b) / spread : high === g ? 2 + (b - r) / spread : 4 + (r - g) / spread;
      hues[Math.floor(((turn + 6) % 6) * 2)] += 1;
    }
    // A handful of pixels may be the edge of something else; a hue that shows has more.
    return { painted, share: painted / (data.length / 4), hues: hues.filter((count) => count > 30).length, dark, print };
  });
}

/** Waits for some frames of the page, so that whatever would be drawn has been. @param {Page} page @param {number} [count] */
export function frames(page, count = 10) {
  return page.evaluate(
    (count) =>
      new Promise((resolve) => {
        const next = () => ((count -= 1) < 0 ? resolve(undefined) : requestAnimationFrame(next));
        next();
      }),
    count,
  );
}

/** The numbers at the end of the rows of a list of neighbors. @param {Locator} list @returns {Promise<number[]>} */
export async function distances(list) {
  const texts = await list.locator("ol .far").allTextContents();
  return texts.map((text) => Number(text.replace("−", "-")));
}

/**
 * Clicks a point of a cloud where it is drawn; returns its index.
 * @param {Page} page @param {string} id @param {string} view name of the view in the figure
 * @param {number} [index] any point that can be seen, if left out
 * @returns {Promise<number>}
 */
export async function clickPoint(page, id, view, index) {
  const look = () => figure(page, id).evaluate(
    (/** @type {any} */ { figure }, { view, index }) => {
      const { painter, canvas, selection } = figure[view];
      let box = canvas.getBoundingClientRect();
      // What has been scrolled away takes no clicks.
      if (box.top < 0 || box.bottom > innerHeight) {
        canvas.scrollIntoView({ block: "center", behavior: "instant" });
        box = canvas.getBoundingClientRect();
      }
      // The painter knows which point lies where, not where a point lies: look for it every few pixels.
      for (let y = 4; y < box.height; y += 4) {
        for (let x = 4; x < box.width; x += 4) {
          const there = painter.pick(x, y, 3);
          if (there !== undefined && there !== selection.current && (index === undefined || there === index)) {
            return { index: there, x: box.left + x, y: box.top + y };
          }
        }
      }
      return undefined;
    },
    { view, index },
  );
  /** @type {Awaited<ReturnType<typeof look>>} */
  let found;
  // What grows above the picture, or frames it anew, moves the point away from under the pointer.
  await expect(async () => {
    const before = found;
    found = await look();
    expect(found, `point ${index} in the ${view} of ${id}`).toBeDefined();
    expect(found, "the point stands still").toEqual(before);
  }).toPass({ timeout: 20_000 });
  if (!found) throw new Error(`point ${index} cannot be seen in the ${view} of ${id}`);
  await page.mouse.click(found.x, found.y);
  return found.index;
}

/** The tasks of all threads of that name in a trace, in ms of their processor time: what other programs take does not count. @param {Buffer} trace @param {string} thread */
export function tasksOf(trace, thread) {
  /** @type {{ name: string, ph: string, pid: number, tid: number, ts: number, dur?: number, tdur?: number, args: any }[]} */
  const events = JSON.parse(trace.toString()).traceEvents;
  const threads = new Set(events.filter(({ name, args }) => name === "thread_name" && args.name === thread).map(({ pid, tid }) => `${pid} ${tid}`));
  const tasks = events.filter(({ name, ph, pid, tid }) => ph === "X" && name === "ThreadControllerImpl::RunTask" && threads.has(`${pid} ${tid}`));
  expect(tasks.length, `the trace has tasks of ${thread}`).toBeGreaterThan(20);
  // A task now and then lacks its processor time, and one that is cut off by the end of the trace its end; the clock's time,
  // which is no less, stands in.
  const end = Math.max(...events.map(({ ts }) => ts ?? 0));
  return tasks.map(({ ts, dur = end - ts, tdur = dur }) => tdur / 1000);
}
