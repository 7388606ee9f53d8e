// The same data, seed, parameters and step give the same bits: by a copied link, and by a run's recipe.

import { expect, test } from "@playwright/test";
import { atRest, bits, figure, open, reach, run, settle } from "./reader.mjs";

/** Opens a link to a run, and waits until it stands where the link says. @param {import("@playwright/test").Page} page @param {string} id @param {string} link @param {number} step */
async function arrive(page, id, link, step) {
  await open(page, id, link);
  await expect.poll(async () => (await run(page, id)).step).toBe(step);
  await settle(page, id, "paused");
}

test("a copied link opens an autoencoder as it stood, to the bit", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const id = "autoencoder";
  const found = await open(page, id, "./?figure=autoencoder&seed=7");
  await found.getByTestId("play").click();
  await reach(page, id, 3);
  await found.locator('[data-parameter="learningRate"] input').focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await reach(page, id, 8);
  await found.getByTestId("play").click();
  await settle(page, id, "paused");
  const rest = { step: await atRest(page, id) };
  const before = await bits(page, id);
  const recipe = await found.evaluate((/** @type {any} */ { figure }) => figure.network.engine.call("recipe", figure.network.runner.run));
  expect(recipe.step).toBe(rest.step);

  await found.getByText("Share", { exact: true }).click();
  await found.getByRole("button", { name: "Copy link" }).click();
  await expect(found.locator(".said")).toContainText("Link copied");
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toContain(`step=${rest.step}`);
  expect(link).toContain("seed=7");
  expect(link).toContain("changes=learningRate");

  await arrive(page, id, link, rest.step);
  expect(await bits(page, id)).toBe(before);

  // And by the recipe alone, in a page that has seen none of it.
  await open(page, id);
  expect(await bits(page, id)).not.toBe(before);
  const replayed = await figure(page, id).evaluate(async (/** @type {any} */ { figure }, recipe) => {
    const { engine, runner } = figure.network;
    const other = await engine.call("replay", recipe);
    const report = await engine.call("report", other);
    const run = runner.run;
    runner.run = other;
    return { step: report.step, run };
  }, recipe);
  expect(replayed.step).toBe(rest.step);
  expect(await bits(page, id)).toBe(before);
});

test("a link opens words as they stood, to the bit", async ({ page }) => {
  const id = "words";
  const found = await open(page, id);
  await found.getByTestId("play").click();
  await reach(page, id, 20);
  await found.getByTestId("play").click();
  await settle(page, id, "paused");
  const step = await atRest(page, id);
  const before = await bits(page, id);
  const link = await found.evaluate((/** @type {any} */ { figure }) => figure.address("figure"));
  await arrive(page, id, link, step);
  expect(await bits(page, id)).toBe(before);
});

test("a link opens a roll with its own points, seed and chosen point", async ({ page }) => {
  const id = "swiss-roll";
  const link = "./?figure=swiss-roll&n=700&noise=0.3&seed=11&point=42";
  const found = await open(page, id, link);
  await settle(page, id, "done");
  expect((await run(page, id)).rows).toBe(700);
  await expect(found.getByTestId("neighbors").locator(".of")).toHaveText("point 42");
  const before = await bits(page, id);
  const address = await found.evaluate((/** @type {any} */ { figure }) => figure.address("figure"));
  await open(page, id, address);
  await settle(page, id, "done");
  expect(await bits(page, id)).toBe(before);
  await open(page, id, link.replace("seed=11", "seed=12"));
  await settle(page, id, "done");
  expect(await bits(page, id)).not.toBe(before);
});
