// Lesson 3 as a reader does it: two places and the way between, four corners and the grid, by pointer and by keyboard.

import { expect, test } from "@playwright/test";
import { bring, clickPoint, cloud, frames, ink, open, reach, settle } from "./reader.mjs";

const ID = "walk";

/** @param {import("@playwright/test").Page} page @returns {Promise<number[]>} the chosen pictures */
function places(page) {
  return page.locator(`latent-figure#${ID}`).evaluate((/** @type {any} */ { figure }) => figure.places);
}

test("two points: eleven pictures from the one to the other", async ({ page }) => {
  const figure = await open(page, ID);
  const strip = figure.locator(".pictures canvas").first();
  await expect.poll(async () => (await ink(strip)).painted).toBeGreaterThan(2000);
  const before = await ink(strip);
  const size = await strip.evaluate((/** @type {HTMLCanvasElement} */ { width, height }) => width / height);
  expect(size, "eleven square pictures in a row").toBeGreaterThan(10);

  const index = await clickPoint(page, ID, "map");
  await expect.poll(() => places(page).then(([a]) => a)).toBe(index);
  await expect.poll(async () => (await ink(strip)).print).not.toBe(before.print);
  await expect(strip).toHaveAttribute("aria-label", new RegExp(`picture ${index}\\b`));

  // What the strip shows is what the decoder says, at the ends as in between.
  const differs = await figure.evaluate(async (/** @type {any} */ { figure }) => {
    const { engine, runner, digits } = figure.network;
    const codes = await engine.call("encode", runner.run, digits.rows(figure.places.slice(0, 2)));
    const middle = [(codes[0] + codes[2]) / 2, (codes[1] + codes[3]) / 2];
    const decoded = await engine.call("decode", runner.run, Float32Array.from([codes[0], codes[1], ...middle, codes[2], codes[3]]));
    const strip = await engine.call("interpolate", runner.run, codes, { kind: "linear", steps: 11 });
    const at = (/** @type {Float32Array} */ values, /** @type {number} */ i) => values.slice(784 * i, 784 * (i + 1));
    return [0, 5, 10].map((i, j) => Math.max(...at(strip, i).map((value, k) => Math.abs(value - at(decoded, j)[k]))));
  });
  for (const far of differs) expect(far).toBeLessThan(1e-4);
});

test("four corners: a grid of 81 pictures", async ({ page }) => {
  const figure = await open(page, ID);
  const strip = figure.locator(".pictures canvas").first();
  await expect.poll(async () => (await ink(strip)).painted).toBeGreaterThan(2000);
  const row = await ink(strip);
  await figure.getByRole("button", { name: "Four corners" }).click();
  await expect(figure.getByRole("button", { name: /^[ABCD]: / })).toHaveCount(4);
  await expect.poll(() => strip.evaluate((/** @type {HTMLCanvasElement} */ { width, height }) => width / height)).toBeCloseTo(1, 1);
  await expect.poll(async () => (await ink(strip)).painted).toBeGreaterThan(4 * row.painted);
  await expect(strip).toHaveAttribute("aria-label", /grid of 81 pictures/);
  await figure.getByRole("button", { name: "Two points" }).click();
  await expect(figure.getByRole("button", { name: /^[ABCD]: / })).toHaveCount(2);
});

test("the whole walk by keyboard alone, while the network learns", async ({ page }) => {
  const figure = await open(page, ID);
  const strip = figure.locator(".pictures canvas").first();
  await expect.poll(async () => (await ink(strip)).painted).toBeGreaterThan(2000);

  const play = figure.getByTestId("play");
  await play.focus();
  await page.keyboard.press("Enter");
  await reach(page, ID, 25);
  await play.focus();
  await page.keyboard.press("Enter");
  await settle(page, ID, "paused");

  // The slot is chosen by its button, the place on the map by keys; both are spoken.
  const [a, b] = await places(page);
  await figure.getByRole("button", { name: /^B: / }).focus();
  await page.keyboard.press("Enter");
  await cloud(figure).marks.focus();
  await page.keyboard.press("End");
  await expect.poll(() => places(page)).toEqual([a, 5999]);
  expect(b).not.toBe(5999);
  await expect(page.locator("#announce")).toContainText("B is now a");
  await expect(strip).toHaveAttribute("aria-label", /picture 5999/);

  const way = figure.getByLabel(/way from A to B/);
  await way.focus();
  await frames(page);
  const large = figure.locator(".close-up canvas");
  const middle = await ink(large);
  await page.keyboard.press("End");
  await expect(way).toHaveAttribute("aria-valuetext", "1.0 of the way from A to B");
  await expect.poll(async () => (await ink(large)).print).not.toBe(middle.print);
  // The formula beside it follows.
  await expect(page.locator('.formula[data-figure="walk"]')).toContainText("1.0");
});

test("the map of the walk is the network of the lesson before", async ({ page }) => {
  await open(page, "autoencoder");
  await page.locator("latent-figure#autoencoder").getByTestId("step").click();
  await expect(page.locator("latent-figure#autoencoder").getByTestId("steps")).toHaveText("1 of 720");
  const figure = await bring(page, ID);
  await expect(figure.locator(".readouts")).toContainText("1 of 720 steps");
});
