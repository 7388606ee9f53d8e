// Lesson 2 as a reader does it: a sentence counted and weighed, the matrix of all speeches, and where a text lands.

import { expect, test } from "@playwright/test";
import { frames, ink } from "./reader.mjs";

const PAGE = "./www/lessons/counting-words.html";

/** @param {import("@playwright/test").Page} page @param {string} id */
async function bring(page, id) {
  const figure = page.locator(`latent-figure#${id}`);
  await figure.evaluate((element) => element.scrollIntoView({ block: "center" }));
  return figure;
}

/** The number that a readout begins with. @param {import("@playwright/test").Locator} place */
async function value(place) {
  const text = (await place.innerText()).replaceAll(",", "");
  return Number(/[\d.]+/.exec(text)?.[0]);
}

test("a sentence is a stack, a bag and a row of weights; the weights are those of the formula", async ({ page }) => {
  await page.goto(PAGE);
  const figure = await bring(page, "sentence");
  const blocks = figure.locator(".block");
  await expect(blocks).toHaveCount(13);
  const heights = () => blocks.evaluateAll((all) => all.map((block) => Math.round(block.getBoundingClientRect().height)));
  const question = page.locator('latent-question[figure="sentence"]');
  await question.getByRole("button").last().click();
  await expect(question.locator(".reveal")).toContainText("tf-idf");

  await figure.getByRole("button", { name: "Bag of words" }).click();
  await expect(figure.locator(".column .value").first()).toHaveText("3");
  await expect.poll(async () => new Set(await heights()).size, "a count is a count").toBe(1);
  await figure.getByRole("button", { name: "tf-idf" }).click();
  await expect(question.locator(".reveal")).toContainText("You were right");

  for (const word of ["the", "gold", "want"]) {
    await figure.getByRole("button", { name: word, exact: true }).press("Enter");
    await expect(figure.getByTestId("word")).toHaveText(word);
    const [count, total] = (await figure.getByTestId("count").innerText()).split(" of ").map(Number);
    const [df, n] = (await figure.getByTestId("df").innerText()).split(" of ").map(Number);
    const weight = (count / total) * (Math.log((1 + n) / (1 + df)) + 1);
    expect(await value(figure.getByTestId("weight"))).toBeCloseTo(weight, 3);
    // The formula beside the text says the same.
    const formula = page.locator('.formula[data-figure="sentence"]');
    await formula.scrollIntoViewIfNeeded();
    await expect(formula.locator('[data-measure="query"]')).toHaveText(weight.toFixed(3));
  }
  const tallest = await figure.locator(".column").evaluateAll((columns) => columns.map((column) => [column.querySelector(".name")?.textContent, Number(column.querySelector(".value")?.textContent)]));
  const worth = Object.fromEntries(tallest);
  expect(worth.gold).toBeGreaterThan(worth.the);
});

test("a sentence of one's own is weighed; what cannot be is said in words and loses nothing", async ({ page }) => {
  await page.goto(PAGE);
  const figure = await bring(page, "sentence");
  await expect(figure.locator(".block")).toHaveCount(13);
  const sentence = figure.getByTestId("sentence");
  await sentence.fill("We want war and war wants qqqzzz");
  await expect(figure.locator(".block")).toHaveCount(7);
  await expect(figure.locator(".column")).toHaveCount(5);
  await expect(figure.locator(".readouts")).toContainText("qqqzzz");
  for (const [bad, says] of [["", /no word/i], ["… !!", /no word/i], ["qqqzzz xxyyzz", /qqqzzz/]]) {
    await sentence.fill(String(bad));
    await expect(figure.getByRole("alert")).toContainText(/** @type {RegExp} */ (says));
    await expect(figure.locator(".block"), "the sentence before it stays").toHaveCount(7);
  }
  await sentence.fill("peace peace peace");
  await expect(figure.getByRole("alert")).toBeHidden();
  await expect(figure.locator(".block")).toHaveCount(3);
});

test("the matrix says its zeros, shows its cells, and can be walked by keyboard", async ({ page }) => {
  await page.goto(PAGE);
  const figure = await bring(page, "sparsity");
  await expect(figure.getByTestId("zeros")).toHaveText(/\d/);
  const { rows, columns, entries } = await figure.evaluate((/** @type {any} */ { figure }) => {
    const { matrix } = figure.matrix;
    return { rows: matrix.rows, columns: matrix.columns, entries: matrix.values.length };
  });
  expect(rows).toBe(233);
  const zeros = 1 - entries / (rows * columns);
  expect(await value(figure.getByTestId("zeros"))).toBeCloseTo(100 * zeros, 1);
  expect(await value(figure.getByTestId("dense"))).toBeCloseTo((4 * rows * columns) / 1e6, 1);
  expect(await value(figure.getByTestId("sparse"))).toBeLessThan((await value(figure.getByTestId("dense"))) / 5);

  const canvas = figure.locator("canvas");
  await frames(page);
  await expect.poll(async () => (await ink(canvas)).painted).toBeGreaterThan(1000);
  const whole = await ink(canvas);
  await figure.getByRole("button", { name: "First words, closer" }).or(figure.getByText("First words, closer")).first().click();
  await expect.poll(async () => (await ink(canvas)).print).not.toBe(whole.print);
  await canvas.focus();
  await page.keyboard.press("ArrowRight");
  await expect(figure.getByTestId("cell")).toContainText("“of” in");
  await page.keyboard.press("ArrowLeft");
  await expect(figure.getByTestId("cell")).toContainText("“the” in");
  // The first word of the first speech of what is seen: counted here anew.
  const speech = await figure.getByTestId("cell").innerText();
  const [, year] = /in (\d+) /.exec(speech) ?? [];
  const text = (await (await page.request.get(new URL("../../data/speech-openings.json", page.url()).href)).json()).find((/** @type {any} */ one) => one.year === Number(year)).text;
  const counted = (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((/** @type {string} */ word) => word === "the").length;
  expect(await value(figure.getByTestId("cell-value"))).toBe(counted);
  await page.keyboard.press("0");
  await expect.poll(async () => (await ink(canvas)).share).toBeGreaterThan(0.9);
  await figure.getByRole("button", { name: "tf-idf" }).click();
  await expect(figure.getByTestId("cell-value")).toHaveText(/0\.\d{4}/);
  await expect(figure.getByTestId("cell")).toContainText("“the” in");

  const question = page.locator('latent-question[figure="sparsity"]');
  await question.getByRole("button", { name: "More than nine in ten" }).click();
  await expect(question.locator(".reveal")).toContainText("You were right");
});

test("words alone put the speeches in order of time, and carry a text of one's own to its place", async ({ page }) => {
  test.setTimeout(150_000);
  await page.goto(PAGE);
  const figure = await bring(page, "speeches");
  await expect(figure.getByTestId("gap")).toHaveText(/^\d+$/, { timeout: 90_000 });
  // Pairs of speeches taken by chance lie some seventy years apart.
  expect(await value(figure.getByTestId("gap"))).toBeLessThan(20);
  const question = page.locator('latent-question[figure="speeches"]');
  await question.getByRole("button").first().click();
  await expect(question.locator(".reveal")).toContainText("The figure says");

  await bring(page, "speeches");
  const text = figure.getByTestId("own-document");
  const nearest = figure.getByTestId("neighbors").locator("ol .who");
  const years = async () => (await nearest.allTextContents()).map((name) => Number.parseInt(name, 10));
  await expect(figure.getByTestId("neighbors").locator(".of")).toHaveText("your document");
  await expect.poll(async () => Math.min(...(await years()))).toBeGreaterThan(1950);
  await text.fill("The treaty with his Catholic Majesty, and the vessels of our citizens captured by the belligerent powers");
  await expect.poll(async () => Math.max(...(await years()))).toBeLessThan(1900);
  await expect(figure.locator(".carried li").first()).toContainText(/[a-z]/);

  // The place is the sum of what its words add.
  const { code, sum } = await figure.evaluate((/** @type {any} */ { figure }) => {
    const { code, contributions } = figure.own;
    const sum = [0, 0];
    contributions.forEach((/** @type {number} */ part, /** @type {number} */ i) => (sum[i % 2] += part));
    return { code: [...code], sum };
  });
  for (const axis of [0, 1]) expect(sum[axis]).toBeCloseTo(code[axis], 5);

  await text.fill("qqqzzz");
  await expect(figure.locator(".carried")).toContainText("qqqzzz");
  await text.fill("");
  await expect(figure.locator(".carried")).toContainText(/type a few words/i);

  await figure.getByRole("button", { name: "Learned projection" }).click();
  await expect(figure.getByTestId("play")).toBeVisible();
  await expect(figure.locator(".readouts")).toContainText(/eras told apart\s*(?:[6-9]\d|100) %/, { timeout: 60_000 });
});
