// What a reader can get wrong through the page: a sentence with the value in it, its code, and everything goes on.

import { expect, test } from "@playwright/test";
import { bits, figure, open, reach, run, settle } from "./reader.mjs";

/** Opens a link that asks for something impossible. @param {import("@playwright/test").Page} page @param {string} id @param {string} query */
async function openBad(page, id, query) {
  await page.goto(`./?figure=${id}&${query}#${id}`);
  const found = figure(page, id);
  await found.evaluate((element) => element.scrollIntoView({ block: "center" }));
  return found;
}

/** @type {[string, string, RegExp][]} */
const ROLLS = [
  ["n=-5", "out-of-range", /n is -5, but must be .*\d/],
  ["n=1.5", "out-of-range", /n is 1\.5/],
  ["n=many", "out-of-range", /\bn is NaN/],
  ["noise=-1", "out-of-range", /noise is -1/],
  ["seed=-1", "out-of-range", /seed is -1/],
];

test("links with numbers that cannot be: each is named, and the controls lead on", async ({ page }) => {
  for (const [query, code, says] of ROLLS) {
    const found = await openBad(page, "swiss-roll", query);
    const trouble = found.locator(".trouble").first();
    await expect(trouble, query).toBeVisible();
    await expect(trouble, query).toHaveAttribute("data-code", code);
    await expect(trouble, query).toContainText(says);
    await expect(found.getByTestId("play")).toBeDisabled();
  }
  // The last of them has a bad seed only; the first a bad number of points, which its slider mends.
  const found = await openBad(page, "swiss-roll", "n=-5");
  await expect(found.locator(".trouble").first()).toBeVisible();
  await found.locator('[data-parameter="n"] input').focus();
  await page.keyboard.press("PageUp");
  await settle(page, "swiss-roll", "done");
  await expect(found.locator(".trouble").first()).toBeHidden();
  expect((await run(page, "swiss-roll")).rows).toBeGreaterThan(1);
});

test("a link with an impossible network is refused; the slider makes it possible", async ({ page }) => {
  const found = await openBad(page, "autoencoder", "learningRate=-1");
  const trouble = found.locator(".trouble").first();
  await expect(trouble).toHaveAttribute("data-code", "out-of-range");
  await expect(trouble).toContainText(/learningRate is -1/);
  await found.locator('[data-parameter="learningRate"] input').focus();
  await page.keyboard.press("ArrowRight");
  await settle(page, "autoencoder", "paused");
  await expect(trouble).toBeHidden();
  await found.getByTestId("step").click();
  await reach(page, "autoencoder", 1);
});

test("links to what does not exist say so, and show what does", async ({ page }) => {
  await page.goto("./?figure=words&word=qqqzzz");
  const words = figure(page, "words");
  await words.evaluate((element) => element.scrollIntoView({ block: "center" }));
  await expect(words.getByText(/“qqqzzz” is not among the 8,000 words/)).toBeVisible();

  await page.goto("./?present=no-such-figure");
  await expect(page.locator("h1")).toBeVisible();
  await expect(page.locator("latent-figure")).toHaveCount(5);
});

test("the controls refuse layers and seeds that cannot be, and the run goes on as it was", async ({ page }) => {
  const id = "autoencoder";
  const found = await open(page, id);
  await found.getByTestId("step").click();
  await reach(page, id, 1);
  await settle(page, id, "paused");
  const before = await bits(page, id);
  const trouble = found.locator(".trouble").first();
  await found.getByText("more", { exact: true }).click();
  const layers = found.locator('[data-parameter="layers"] input');
  const seed = found.locator('[data-parameter="seed"] input');
  const usual = await layers.inputValue();

  for (const [box, value, code, says] of /** @type {const} */ ([
    [layers, "0, abc", "out-of-range", /layers/],
    [layers, "0", "out-of-range", /layers is .*0/],
    [layers, "400, -3", "out-of-range", /layers is .*-3/],
    [seed, "-1", "out-of-range", /seed is -1/],
    [seed, "1.5", "out-of-range", /seed is 1\.5/],
  ])) {
    await box.fill(value);
    await box.press("Enter");
    await expect(trouble, value).toBeVisible();
    await expect(trouble, value).toHaveAttribute("data-code", code);
    await expect(trouble, value).toContainText(says);
    await trouble.getByRole("button", { name: "Dismiss" }).click();
    await expect(trouble).toBeHidden();
    expect((await run(page, id)).step, value).toBe(1);
  }
  await expect(layers, "the box shows what holds").toHaveValue(usual);
  await expect(seed).toHaveValue("0");
  expect(await bits(page, id), "not a bit of the run has changed").toBe(before);

  await found.getByTestId("step").click();
  await reach(page, id, 2);
  // What can be is taken.
  await layers.fill("64, 32");
  await layers.press("Enter");
  await expect.poll(async () => (await run(page, id)).step).toBe(0);
  expect(await found.evaluate((/** @type {any} */ { figure }) => figure.network.runner.now.layers)).toEqual([64, 32]);
  await expect(trouble).toBeHidden();
});

test("a worker that was asked for nonsense answers with a code, and its runs go on", async ({ page }) => {
  const found = await open(page, "swiss-roll");
  await settle(page, "swiss-roll", "done");
  const before = await bits(page, "swiss-roll");
  const codes = await found.evaluate(async (/** @type {any} */ { figure }) => {
    const { engine, runner } = figure;
    const { run, data } = runner;
    const ask = (/** @type {any[]} */ ...call) =>
      engine.call(...call).then(
        () => "done",
        (/** @type {any} */ error) => [error.code, error.message],
      );
    return Promise.all([
      ask("start", "no-such-method", data, {}),
      ask("start", "pca", data, { components: 9 }),
      ask("start", "pca", data, { wings: 2 }),
      ask("neighbors", { data, index: 0, k: 1e6, metric: "l2" }),
      ask("report", 12345),
      ask("addMatrix", new Float32Array([1, 2, 3]), 2, 2),
      ask("addMatrix", new Float32Array([1, 2, NaN, 4]), 2, 2),
      ask("noSuchCall", run),
    ]);
  });
  expect(codes.map(([code]) => code)).toEqual([
    "unknown-name", "out-of-range", "unknown-name", "out-of-range", "unknown-id", "shape", "not-finite", "unknown-name",
  ]);
  const messages = codes.map(([, message]) => message);
  expect(messages[0]).toMatch(/"no-such-method".*known:.*pca/);
  expect(messages[1]).toMatch(/components is 9/);
  expect(messages[2]).toMatch(/"wings"/);
  expect(messages[3]).toMatch(/k is 1000000/);
  expect(messages[4]).toMatch(/12345/);
  expect(messages[5]).toMatch(/3 values/);
  expect(messages[6]).toMatch(/row 1, column 0 holds NaN/);
  expect(await bits(page, "swiss-roll")).toBe(before);
});
