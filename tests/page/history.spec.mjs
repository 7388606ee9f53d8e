// The time scrubber: back and forth over a run, and what has changed on the way.

import { expect, test } from "@playwright/test";
import { atRest, bits, figure, open, reach, run, settle } from "./reader.mjs";

/** What the figure shows now, and where the run stands. @param {import("@playwright/test").Page} page @param {string} id */
function shown(page, id) {
  return figure(page, id).evaluate((/** @type {any} */ { figure }) => {
    const runner = figure.runner ?? figure.network.runner;
    const places = Array.from(runner.shown.positions);
    return { step: runner.shown.report.step, past: runner.past?.step, places, present: runner.report.step };
  });
}

/** One call about the recording. @param {import("@playwright/test").Page} page @param {string} id @param {string} method @param {any} [argument] */
function ask(page, id, method, argument) {
  return figure(page, id).evaluate(
    async (/** @type {any} */ { figure }, { method, argument }) => {
      const runner = figure.runner ?? figure.network.runner;
      const found = await runner.engine.call(method, runner.run, argument);
      return found instanceof Float32Array ? Array.from(found) : { ...found, steps: Array.from(found.steps ?? []), gained: Array.from(found.gained ?? []), lost: Array.from(found.lost ?? []) };
    },
    { method, argument },
  );
}

/** Waits until the slider knows every moment that was taken down: keys count by what it knows. @param {import("@playwright/test").Page} page @param {string} id */
async function knowsAll(page, id) {
  const missing = async () => {
    const { steps } = await ask(page, id, "history");
    const { present } = await shown(page, id);
    const moments = steps.length + (present > steps.at(-1) ? 1 : 0);
    return moments - 1 - Number(await figure(page, id).getByTestId("moment").getAttribute("max"));
  };
  await expect.poll(missing).toBe(0);
}

test("an autoencoder is looked back on, by keyboard and by mouse, and goes on from the present", async ({ page }) => {
  const id = "autoencoder";
  const found = await open(page, id);
  const slider = found.getByTestId("moment");
  await found.getByTestId("play").click();
  await reach(page, id, 12);
  await found.getByTestId("play").click();
  await settle(page, id, "paused");
  const before = await bits(page, id);
  const rest = { step: await atRest(page, id) };
  const { steps } = await ask(page, id, "history");
  // Almost every early step is there; one that moved no point is not.
  expect(steps.slice(0, 2)).toEqual([0, 1]);
  expect(steps.length).toBeGreaterThan(7);
  await expect(found.getByTestId("live")).toHaveAttribute("aria-pressed", "true");

  // To the very beginning, and one step forth.
  await knowsAll(page, id);
  await slider.focus();
  await page.keyboard.press("Home");
  await expect.poll(async () => (await shown(page, id)).past).toBe(0);
  expect((await shown(page, id)).places).toEqual(await ask(page, id, "snapshot", 0));
  await expect(found.getByTestId("moment-said")).toContainText("step 0");
  await expect(found.getByTestId("live")).toHaveAttribute("aria-pressed", "false");
  await page.keyboard.press("ArrowRight");
  await expect.poll(async () => (await shown(page, id)).past).toBe(1);
  await expect(found.getByTestId("steps")).toContainText("1 of");
  await expect(found.getByTestId("moment-said")).toContainText(/step 1, loss 0\.\d+/);
  await expect(slider).toHaveAttribute("aria-valuetext", /step 1, loss/);

  // What has changed since the snapshot before, in the library's own numbers.
  const point = await found.evaluate((/** @type {any} */ { figure }) => figure.selection.pinned);
  const turnover = await ask(page, id, "turnover", { from: 0, to: 1, k: 10, row: point });
  const share = (10 * (1 - turnover.kept)).toFixed(1);
  await expect(found.getByTestId("turnover")).toHaveText(`since step 0: ${share} of 10 neighbors new; this point: +${turnover.gained.length} −${turnover.lost.length}`);
  expect(turnover.gained.length).toBe(turnover.lost.length);

  // By mouse, to the middle.
  const box = await slider.boundingBox();
  if (!box) throw new Error("the slider is not to be seen");
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await expect.poll(async () => (await shown(page, id)).past ?? -1).toBeGreaterThan(1);

  // Back to the present: the run is where it was, to the bit, and what is shown is it.
  await found.getByTestId("live").click();
  await expect.poll(async () => (await shown(page, id)).step).toBe(rest.step);
  expect((await shown(page, id)).past).toBe(undefined);
  expect(await bits(page, id)).toBe(before);
  await slider.focus();
  await page.keyboard.press("Home");
  await expect.poll(async () => (await shown(page, id)).past).toBe(0);
  await found.getByTestId("play").click();
  await reach(page, id, rest.step + 2);
  expect((await shown(page, id)).past).toBe(undefined);
});

test("a link from an earlier moment opens that moment", async ({ page }) => {
  const id = "words";
  const found = await open(page, id);
  await found.getByTestId("play").click();
  await reach(page, id, 10);
  await found.getByTestId("play").click();
  await settle(page, id, "paused");
  await atRest(page, id);
  await knowsAll(page, id);
  await found.getByTestId("moment").focus();
  await page.keyboard.press("Home");
  for (let i = 0; i < 5; i += 1) await page.keyboard.press("ArrowRight");
  await expect.poll(async () => (await shown(page, id)).past).toBe(5);
  const link = await found.evaluate((/** @type {any} */ { figure }) => figure.address("figure"));
  expect(link).toContain("step=5");
  await open(page, id, link);
  await expect.poll(async () => (await run(page, id)).step).toBe(5);
  await settle(page, id, "paused");
});

test("recording changes no bit, and trails end where the points are", async ({ page }) => {
  const id = "words";
  const found = await open(page, id);
  const same = await found.evaluate(async (/** @type {any} */ { figure }) => {
    const { engine, run, data, params } = figure.runner;
    const plain = await engine.call("start", "sgns", data, params);
    await engine.call("step", plain, 9);
    await engine.call("step", run, 9);
    const [a, b] = await Promise.all([engine.call("embedding", plain), engine.call("embedding", run)]);
    const { steps } = await engine.call("history", run);
    const index = steps.length - 1;
    const [snapshot, trails] = await Promise.all([engine.call("snapshot", run, index), engine.call("trails", run, { rows: [7], index, length: 4 })]);
    return { equal: a.every((/** @type {number} */ value, /** @type {number} */ i) => Object.is(value, b[i])), end: Array.from(trails.values.slice(-2)), place: Array.from(snapshot.slice(14, 16)), length: trails.length };
  });
  expect(same.equal).toBe(true);
  expect(same.length).toBe(4);
  expect(same.end).toEqual(same.place);
});
