// Lesson 6 as a reader does it: turn the line, look through the shadow of the roll, rebuild a digit.

import { expect, test } from "@playwright/test";
import { bring, clickPoint, cloud, figure, ink, settle } from "./reader.mjs";

const PAGE = "./www/lessons/flat-shadows.html";

/** @param {import("@playwright/test").Locator} readout */
const number = async (readout) => Number.parseFloat((await readout.innerText()).replace("−", "-"));

/** Variance along a line at every whole degree, the obvious way. @param {import("@playwright/test").Page} page */
function variances(page) {
  return figure(page, "turn-line").evaluate(async (/** @type {any} */ { figure }) => {
    const values = await figure.engine.call("matrix", figure.data);
    const n = values.length / 2;
    const mean = [0, 1].map((axis) => Array.from({ length: n }, (_, i) => values[2 * i + axis]).reduce((a, b) => a + b) / n);
    return Array.from({ length: 180 }, (_, degrees) => {
      const [x, y] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
      let sum = 0;
      for (let i = 0; i < n; i += 1) sum += ((values[2 * i] - mean[0]) * x + (values[2 * i + 1] - mean[1]) * y) ** 2;
      return sum / (n - 1);
    });
  });
}

test("the line turns by itself until it is touched, then by key, slider and drag; its variance is true", async ({ page }) => {
  await page.goto(PAGE);
  const found = figure(page, "turn-line");
  const angle = found.getByTestId("angle");
  await expect(angle).not.toHaveText("–");
  const first = await angle.innerText();
  await expect.poll(() => angle.innerText()).not.toBe(first);

  const { marks, points } = cloud(found);
  await marks.focus();
  await page.keyboard.press("ArrowLeft");
  await expect(found.getByTestId("play")).toHaveText("Turn slowly");
  // What was asked while it turned may still be on its way.
  const lies = () => found.evaluate((/** @type {any} */ { figure }) => Math.round(figure.angle) % 180);
  await expect.poll(async () => (await number(angle)) - (await lies())).toBe(0);
  const before = await number(angle);
  await page.keyboard.press("ArrowLeft");
  await expect.poll(() => number(angle)).toBe((before + 1) % 180);
  await page.keyboard.press("Shift+ArrowRight");
  await expect.poll(() => number(angle)).toBe((before + 171) % 180);

  const slider = found.locator('[data-parameter="turn"] input');
  await slider.fill("77");
  await expect(angle).toHaveText("77°");
  const truth = await variances(page);
  const along = await number(found.getByTestId("along"));
  const across = await number(found.getByTestId("across"));
  expect(along).toBeCloseTo(truth[77], 1);
  expect(across).toBeCloseTo(truth[167], 1);
  expect(along + across).toBeCloseTo(await number(found.getByTestId("together")), 1);

  const print = (await ink(points)).print;
  const box = await marks.boundingBox();
  if (!box) throw new Error("the cloud has no place on the page");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x + 90, y);
  await page.mouse.down();
  await page.mouse.move(x + 90, y - 90, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => Math.abs((await number(angle)) - 45)).toBeLessThan(6);
  await expect.poll(async () => (await ink(points)).print).not.toBe(print);
});

test("the snap goes where the variance is greatest, and answers the question", async ({ page }) => {
  await page.goto(PAGE);
  const found = figure(page, "turn-line");
  await expect(found.getByTestId("angle")).not.toHaveText("–");
  const question = page.locator('latent-question[figure="turn-line"]');
  await question.getByRole("button").last().click();
  await expect(question.locator(".reveal")).toContainText("Noted");
  await found.getByTestId("snap").click();
  await expect(question.locator(".reveal")).toContainText("The figure says");
  const truth = await variances(page);
  const best = Math.max(...truth);
  expect(await number(found.getByTestId("along"))).toBeCloseTo(best, 1);
  const kept = (100 * best) / (truth[0] + truth[90]);
  expect(await number(found.getByTestId("kept"))).toBeCloseTo(kept, 0);
  await expect(question.locator(".reveal")).toContainText(kept >= 78 ? "You were right" : "Not this time");
  await expect(page.locator('.formula[data-figure="turn-line"] [data-measure="kept"]')).toHaveText((kept / 100).toFixed(3).slice(0, 5));

  const link = await found.evaluate((/** @type {any} */ { figure }) => figure.address("figure"));
  await page.goto(link);
  await expect.poll(() => number(found.getByTestId("along"))).toBeCloseTo(best, 1);
  await expect(found.getByTestId("play"), "a linked line stays where it was").toHaveText("Turn slowly");
});

test("the shadow of the roll has the false neighbors that a slow count finds; other shapes can be chosen", async ({ page }) => {
  await page.goto(PAGE);
  const found = await bring(page, "roll-shadow");
  await settle(page, "roll-shadow", "done");
  await expect(found.getByTestId("kept"), "the shadow is framed for good").toHaveText(/%/);
  await clickPoint(page, "roll-shadow", "shadow", 300);
  await expect(found.locator(".neighbors .of")).toHaveText("point 300");
  const truth = await found.evaluate(async (/** @type {any} */ { figure }) => {
    const { engine, runner } = figure;
    const nearest = (/** @type {Float32Array} */ values, /** @type {number} */ d) => {
      const n = values.length / d;
      const far = (/** @type {number} */ i) => Array.from({ length: d }, (_, axis) => (values[d * i + axis] - values[d * 300 + axis]) ** 2).reduce((a, b) => a + b);
      return [...Array(n).keys()].filter((i) => i !== 300).sort((a, b) => far(a) - far(b)).slice(0, 8);
    };
    const near = nearest(await engine.call("matrix", runner.data), 3);
    return nearest(await engine.call("embedding", runner.run), 2).filter((index) => !near.includes(index)).length;
  });
  await expect(found.getByTestId("strangers")).toHaveText(`${truth} of 8`);
  await expect(found.getByTestId("kept")).toHaveText(/%/);
  const kept = await number(found.getByTestId("kept"));
  await found.getByLabel("shape").selectOption("s-curve");
  await expect.poll(() => number(found.getByTestId("kept"))).not.toBe(kept);
  await settle(page, "roll-shadow", "done");
});

test("a digit is rebuilt from d components, with the error and the share that they leave", async ({ page }) => {
  await page.goto(PAGE);
  const found = await bring(page, "rebuild");
  await settle(page, "rebuild", "done");
  const question = page.locator('latent-question[figure="rebuild"]');
  await question.getByRole("button", { name: "A few dozen" }).click();
  await found.getByRole("button", { name: "8", exact: true }).click();
  const slider = found.locator('[data-parameter="kept"] input');
  await expect(slider).toHaveValue("8");
  const oracle = (/** @type {number} */ kept) =>
    found.evaluate(async (/** @type {any} */ { figure }, kept) => {
      const { mean, components, explainedVarianceRatio } = await figure.engine.call("details", figure.runner.run);
      const row = figure.digits.row(figure.selection.pinned);
      const back = Float64Array.from(mean);
      for (let j = 0; j < kept; j += 1) {
        const w = components.values.subarray(784 * j, 784 * (j + 1));
        let code = 0;
        row.forEach((/** @type {number} */ value, /** @type {number} */ i) => (code += w[i] * (value - mean[i])));
        back.forEach((_, i) => (back[i] += code * w[i]));
      }
      const error = row.reduce((/** @type {number} */ sum, /** @type {number} */ value, /** @type {number} */ i) => sum + (value - back[i]) ** 2, 0) / 784;
      return { error, share: explainedVarianceRatio.slice(0, kept).reduce((/** @type {number} */ a, /** @type {number} */ b) => a + b, 0) };
    }, kept);
  await expect.poll(() => found.evaluate((/** @type {any} */ { figure }) => figure.selection.pinned), "the digit that is shown first").toBeDefined();
  const eight = await oracle(8);
  await expect.poll(() => number(found.getByTestId("error"))).toBeCloseTo(eight.error, 3);
  await expect.poll(() => number(found.getByTestId("kept"))).toBeCloseTo(100 * eight.share, 0);
  await expect(question.locator(".reveal")).toContainText("Noted");

  await slider.focus();
  await page.keyboard.press("End");
  const all = await oracle(64);
  await expect.poll(() => number(found.getByTestId("error"))).toBeCloseTo(all.error, 3);
  expect(all.error).toBeLessThan(eight.error);
  await expect(question.locator(".reveal")).toContainText("The figure says");

  await expect.poll(async () => (await ink(found.locator(".trio canvas").nth(1))).dark).toBeGreaterThan(50);
  const shown = await ink(found.locator(".trio canvas").nth(1));
  await clickPoint(page, "rebuild", "map");
  await expect.poll(async () => (await ink(found.locator(".trio canvas").nth(1))).print).not.toBe(shown.print);
  await expect.poll(async () => (await ink(found.locator(".pictures canvas").last())).hues, "components have both signs").toBeGreaterThanOrEqual(2);
});
