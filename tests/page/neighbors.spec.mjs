// Lesson 5 as a reader does it: point at a digit, and read who is near it by which ruler.

import { expect, test } from "@playwright/test";
import { clickPoint, cloud, distances, ink, open, settle } from "./reader.mjs";

const ID = "neighbors";

test("hover, click and keys each list the neighbors in both spaces, named as such", async ({ page }) => {
  const figure = await open(page, ID);
  await settle(page, ID, "done");
  const lists = figure.getByTestId("neighbors");
  const [inPicture, inData] = [lists.nth(0), lists.nth(1)];
  await expect(inPicture).toContainText("picture's 2 dimensions");
  await expect(inData).toContainText("784 dimensions (Euclidean)");
  await expect(inData.locator("ol li")).toHaveCount(8);

  const { points, marks } = cloud(figure);
  await expect.poll(async () => (await ink(points)).hues).toBeGreaterThanOrEqual(5);
  const lines = await ink(marks);

  // Keyboard: the next point, spoken.
  const first = await inData.locator(".of").innerText();
  await marks.focus();
  await page.keyboard.press("]");
  await expect(inData.locator(".of")).not.toHaveText(first);
  await expect.poll(async () => (await ink(marks)).print, "lines lead elsewhere").not.toBe(lines.print);
  const spoken = await inData.locator(".of").innerText();
  await expect(page.locator("#announce")).toContainText(spoken);
  await expect(page.locator("#announce")).toContainText("784 dimensions");

  // Pointer: a click keeps a point, hovering shows another for as long as it lasts.
  await clickPoint(page, ID, "map", 200);
  await expect(inData.locator(".of")).toContainText("picture 200");
  const box = await marks.boundingBox();
  const other = await figure.evaluate((/** @type {any} */ { figure }) => {
    const { painter, canvas } = figure.map;
    const { width, height } = canvas.getBoundingClientRect();
    for (let y = height / 2; y < height; y += 3) {
      for (let x = width / 3; x < width; x += 3) {
        const index = painter.pick(x, y, 3);
        if (index !== undefined && index !== 200) return { index, x, y };
      }
    }
    throw new Error("no other point can be seen");
  });
  await page.mouse.move(Number(box?.x) + other.x, Number(box?.y) + other.y);
  await expect(inData.locator(".of")).toContainText(`picture ${other.index}`);
  await page.mouse.move(2, 2);
  await expect(inData.locator(".of")).toContainText("picture 200");
});

test("the lists are true: sorted, complete, and each neighbor is marked by where it is near", async ({ page }) => {
  const figure = await open(page, ID);
  await settle(page, ID, "done");
  const lists = figure.getByTestId("neighbors");
  await clickPoint(page, ID, "map", 700);
  await expect(lists.nth(1).locator(".of")).toContainText("picture 700");

  // An obvious oracle: every distance, by both rulers.
  const oracle = await figure.evaluate(async (/** @type {any} */ { figure }) => {
    const { runner, engine, digits } = figure;
    const flat = await engine.call("embedding", runner.run);
    const nearest = (/** @type {(i: number) => ArrayLike<number>} */ row) => {
      const from = row(700);
      const all = Array.from({ length: digits.count }, (_, i) => ({ i, far: Math.sqrt(Array.from(row(i), (v, k) => (v - from[k]) ** 2).reduce((a, b) => a + b, 0)) }));
      return all.sort((a, b) => a.far - b.far).slice(1, 9);
    };
    return { data: nearest((i) => digits.row(i)), picture: nearest((i) => flat.subarray(2 * i, 2 * i + 2)) };
  });
  const near = { picture: oracle.picture.map(({ i }) => i), data: oracle.data.map(({ i }) => i) };
  for (const [nth, ruler, others, alone] of /** @type {const} */ ([[0, "picture", "data", "false"], [1, "data", "picture", "missing"]])) {
    const list = lists.nth(nth);
    const names = await list.locator("ol button").evaluateAll((buttons) => buttons.map((button) => Number(/picture (\d+)/.exec(button.getAttribute("title") ?? "")?.[1])));
    expect(names).toEqual(near[ruler]);
    const far = await distances(list);
    far.forEach((distance, i) => expect(distance).toBeCloseTo(oracle[ruler][i].far, 1));
    const kinds = await list.locator("ol li").evaluateAll((rows) => rows.map((row) => row.dataset.kind));
    expect(kinds).toEqual(near[ruler].map((i) => (near[others].includes(i) ? "true" : alone)));
    // Not by color alone: a screen reader hears it too.
    await expect(list.locator("li:not([data-kind=true]) .unseen")).toHaveCount(kinds.filter((kind) => kind === alone).length);
  }
  const both = near.data.filter((i) => near.picture.includes(i)).length;
  await expect(figure.getByTestId("shared")).toHaveText(`${both} in both lists`);
  await expect(figure.getByTestId("trust")).toHaveText(/\d/);
  const trust = Number(await figure.getByTestId("trust").innerText());
  expect(trust).toBeGreaterThan(0.5);
  expect(trust).toBeLessThan(1);
});
