// Lesson 2 as a reader does it: let the autoencoder learn, hold it, step it, begin again, change its learning rate.

import { expect, test } from "@playwright/test";
import { atRest, bits, cloud, frames, ink, open, reach, run, settle } from "./reader.mjs";

const ID = "autoencoder";
// An epoch is 20 steps of learning and 4 of judging the pictures held out.
const EPOCH = 24;
const PLANNED = 30 * EPOCH;

test("press play: the map moves, the loss falls, and digits come back out", async ({ page }) => {
  const figure = await open(page, ID);
  const { points } = cloud(figure);
  const pictures = figure.locator(".pictures canvas");
  // Ten classes in their own colors, and digits above their first reconstructions.
  await expect.poll(async () => (await ink(points)).hues).toBeGreaterThanOrEqual(5);
  await expect.poll(async () => (await ink(pictures)).painted).toBeGreaterThan(2000);
  const map = await ink(points);
  const untrained = await ink(pictures);

  // Measured in the page itself, so that a busy machine is all that adds to it.
  const took = await figure.evaluate(
    (/** @type {any} */ element) =>
      new Promise((resolve) => {
        const { runner } = element.figure.network;
        runner.addEventListener("frame", () => resolve(performance.now() - from), { once: true });
        const from = performance.now();
        element.querySelector('[data-testid="play"]').click();
      }),
  );
  console.log(`    autoencoder: first frame ${Math.round(Number(took))} ms after play`);
  expect(took).toBeLessThan(2000);

  await reach(page, ID, 5);
  await expect.poll(async () => (await ink(points)).print).not.toBe(map.print);
  await expect(figure.getByTestId("epoch")).toHaveText(/^[1-9]\d* of 30$/);
  // Whole epochs are compared: a single batch may be harder than one before it.
  await reach(page, ID, 3 * EPOCH);
  const { trainingLosses, heldOutLosses } = await figure.evaluate((/** @type {any} */ { figure }) => {
    const { engine, runner } = figure.network;
    return engine.call("details", runner.run).then((/** @type {any} */ details) => ({
      trainingLosses: [...details.trainingLosses],
      heldOutLosses: [...details.heldOutLosses],
    }));
  });
  for (const losses of [trainingLosses, heldOutLosses]) {
    expect(losses.length).toBeGreaterThanOrEqual(3);
    expect(losses[1]).toBeLessThan(losses[0]);
    expect(losses[2]).toBeLessThan(losses[1]);
  }
  // The mean squared error of the mean picture is 0.067: what is below has learned something.
  await expect.poll(async () => (await run(page, ID)).loss).toBeLessThan(0.07);
  await expect.poll(async () => Number(await figure.getByTestId("held-out-loss").innerText())).toBeLessThan(0.08);

  await figure.getByTestId("play").click();
  await settle(page, ID, "paused");
  await expect.poll(async () => (await ink(pictures)).print).not.toBe(untrained.print);
  // White strokes on black, above and below.
  await expect.poll(async () => (await ink(pictures)).dark).toBeGreaterThan(1000);
  await expect.poll(async () => (await ink(figure.locator(".chart canvas"))).painted).toBeGreaterThan(500);
});

test("pause acts within 100 ms, and holds", async ({ page }) => {
  const figure = await open(page, ID);
  /** @type {number[]} */
  const all = [];
  for (let turn = 1; turn <= 4; turn += 1) {
    await figure.getByTestId("play").click();
    await reach(page, ID, 2 * turn);
    const { took, first, second } = await figure.evaluate(async (/** @type {any} */ element) => {
      const { engine, run } = element.figure.network.runner;
      const from = performance.now();
      element.querySelector('[data-testid="play"]').click();
      // The worker answers in order: when it says where the run stands, it has already heard the pause.
      const first = await engine.call("report", run);
      const took = performance.now() - from;
      await engine.call("embedding", run);
      const second = await engine.call("report", run);
      return { took, first, second };
    });
    expect(second.step, "not one step after the pause").toBe(first.step);
    await settle(page, ID, "paused");
    expect(await atRest(page, ID)).toBe(first.step);
    await frames(page);
    expect((await run(page, ID)).step).toBe(first.step);
    await expect(figure.getByTestId("steps")).toHaveText(`${first.step} of ${PLANNED}`);
    await expect(figure.getByTestId("play")).toHaveText("Play");
    all.push(took);
  }
  console.log(`    autoencoder: pause answered after ${all.map(Math.round).join(", ")} ms`);
  expect(Math.min(...all)).toBeLessThan(100);
});

test("a step is one step; restart goes back to the very beginning", async ({ page }) => {
  const figure = await open(page, ID);
  const beginning = await bits(page, ID);
  for (const step of [1, 2, 3]) {
    await figure.getByTestId("step").click();
    await expect(figure.getByTestId("steps")).toHaveText(`${step} of ${PLANNED}`);
  }
  expect(await bits(page, ID)).not.toBe(beginning);
  await figure.getByTestId("restart").click();
  await expect(figure.getByTestId("steps")).toHaveText(`0 of ${PLANNED}`);
  await settle(page, ID, "paused");
  expect(await bits(page, ID)).toBe(beginning);
});

test("a step while it plays stops it, and is one step more", async ({ page }) => {
  const figure = await open(page, ID);
  await figure.getByLabel("speed").selectOption("slow motion");
  await figure.getByTestId("play").click();
  await reach(page, ID, 2);
  await figure.getByTestId("step").click();
  await settle(page, ID, "paused");
  const step = await atRest(page, ID);
  await expect(figure.getByTestId("steps")).toHaveText(`${step} of ${PLANNED}`);
  await figure.getByTestId("step").click();
  await expect(figure.getByTestId("steps")).toHaveText(`${step + 1} of ${PLANNED}`);
});

test("the learning rate changes while it runs", async ({ page }) => {
  const figure = await open(page, ID);
  await figure.getByTestId("play").click();
  await reach(page, ID, 2);
  const rate = figure.locator('[data-parameter="learningRate"]');
  const before = await rate.locator("output").innerText();
  await rate.locator("input").focus();
  await page.keyboard.press("ArrowLeft");
  await expect(rate.locator("output")).not.toHaveText(before);
  await expect
    .poll(() => figure.evaluate((/** @type {any} */ { figure }) => figure.network.runner.changes.map((/** @type {any} */ change) => change.parameter)))
    .toEqual(["learningRate"]);
  await expect(figure.locator(".trouble")).toBeHidden();
  const { step, state } = await run(page, ID);
  expect(state).toBe("playing");
  await reach(page, ID, step + 2);
  // Where the change took effect is part of the run, so it can be made again.
  const change = await figure.evaluate((/** @type {any} */ { figure }) => figure.network.runner.changes[0]);
  expect(change.step).toBeGreaterThanOrEqual(2);
  expect(String(change.value)).toBe((await rate.locator("output").innerText()).replace("−", "-"));
});

test("pointing at a digit lists its nearest pictures by their pixels", async ({ page }) => {
  const figure = await open(page, ID);
  await cloud(figure).marks.focus();
  await page.keyboard.press("]");
  const list = figure.getByTestId("neighbors");
  await expect(list.locator("ol li")).toHaveCount(8);
  await expect(list).toContainText("784 dimensions");
  const badge = list.locator("ol canvas").first();
  expect((await ink(badge)).painted).toBeGreaterThan(100);
});
