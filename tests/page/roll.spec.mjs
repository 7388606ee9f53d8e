// Lesson 1 as a reader does it: turn the roll, change it, look at its shadow, ask who is near.

import { expect, test } from "@playwright/test";
import { bits, clickPoint, cloud, distances, frames, ink, open, settle } from "./reader.mjs";

const ID = "swiss-roll";

test("the roll and its shadow appear in the colors of the sheet", async ({ page }) => {
  const figure = await open(page, ID);
  await settle(page, ID, "done");
  for (const nth of [0, 1]) {
    const { points } = cloud(figure, nth);
    await expect.poll(async () => (await ink(points)).hues, "viridis runs from violet over blue and green to yellow").toBeGreaterThanOrEqual(5);
    await expect.poll(async () => (await ink(points)).painted).toBeGreaterThan(5000);
    expect((await ink(points)).share).toBeLessThan(0.9);
  }
  await expect(figure.getByTestId("kept")).toHaveText(/%/);
  const kept = Number.parseFloat(await figure.getByTestId("kept").innerText());
  // scikit-learn's PCA keeps 71 to 73 % of its own swiss rolls of this size, over six seeds.
  expect(kept).toBeGreaterThan(68);
  expect(kept).toBeLessThan(76);
});

test("dragging turns the roll, and only the roll", async ({ page }) => {
  const figure = await open(page, ID);
  await settle(page, ID, "done");
  // The shadow is framed once more when it has been judged.
  await expect(figure.getByTestId("kept")).toHaveText(/%/);
  const roll = cloud(figure, 0);
  const shadow = cloud(figure, 1);
  await roll.marks.focus();
  // The first turn ends as soon as the reader takes over.
  await page.keyboard.press("0");
  await frames(page);
  const [before, flat] = [await ink(roll.points), await ink(shadow.points)];
  await frames(page);
  expect((await ink(roll.points)).print, "nothing turns by itself any more").toBe(before.print);

  const box = await roll.marks.boundingBox();
  if (!box) throw new Error("the roll has no place on the page");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 80, y + 20, { steps: 5 });
  await page.mouse.up();
  await expect.poll(async () => (await ink(roll.points)).print).not.toBe(before.print);
  await expect.poll(async () => (await ink(roll.points)).hues).toBeGreaterThanOrEqual(5);
  expect((await ink(shadow.points)).print).toBe(flat.print);
});

test("the sliders make other data", async ({ page }) => {
  const figure = await open(page, ID);
  await settle(page, ID, "done");
  const tag = figure.locator(".tag").first();
  await expect(tag).toContainText("1,500 points");
  const before = await bits(page, ID);

  const count = figure.locator('[data-parameter="n"] input');
  await count.focus();
  await page.keyboard.press("ArrowRight");
  await expect(tag).not.toContainText("1,500 points");
  const shown = Number((await tag.innerText()).replace(/.*?([\d,]+) points.*/s, "$1").replace(",", ""));
  expect(shown).toBe(Number(await count.inputValue()));
  await expect
    .poll(() => figure.evaluate((/** @type {any} */ { figure }) => figure.engine.call("shape", figure.runner.data).catch(() => undefined)))
    .toEqual([shown, 3]);
  await settle(page, ID, "done");
  const more = await bits(page, ID);
  expect(more).not.toBe(before);

  await figure.locator('[data-parameter="noise"] input').focus();
  await page.keyboard.press("End");
  await expect.poll(() => bits(page, ID).catch(() => more)).not.toBe(more);
});

test("a click on a point lists its nearest, by distance, and names the space", async ({ page }) => {
  const figure = await open(page, ID);
  await settle(page, ID, "done");
  const list = figure.getByTestId("neighbors");
  await expect(list.locator("ol li")).toHaveCount(8);
  const first = await list.locator(".of").innerText();
  await expect(figure.getByTestId("kept"), "the shadow is framed for good").toHaveText(/%/);
  await clickPoint(page, ID, "shadow", 700);
  await expect(list.locator(".of")).toHaveText("point 700");
  expect(await list.locator(".of").innerText()).not.toBe(first);
  await expect.poll(async () => (await distances(list)).length).toBe(8);

  const far = await distances(list);
  expect(far).toEqual([...far].sort((a, b) => a - b));
  expect(far[0]).toBeGreaterThan(0);
  await expect(list).toContainText("3 dimensions (Euclidean), not in the shadow");

  // An obvious oracle: all distances to the point, sorted.
  const brute = await figure.evaluate(async (/** @type {any} */ { figure }) => {
    const values = await figure.engine.call("matrix", figure.runner.data);
    const at = (/** @type {number} */ i) => values.subarray(3 * i, 3 * i + 3);
    const from = at(700);
    const all = Array.from({ length: values.length / 3 }, (_, i) => Math.hypot(...at(i).map((/** @type {number} */ v, /** @type {number} */ axis) => v - from[axis])));
    return all.sort((a, b) => a - b).slice(1, 9);
  });
  far.forEach((distance, i) => expect(distance).toBeCloseTo(brute[i], 1));
});
