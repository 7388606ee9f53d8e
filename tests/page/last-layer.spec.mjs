// Lesson 11 as a reader does it: watch the classifier learn, see its classes come apart layer by layer, draw, fold a plane.

import { expect, test } from "@playwright/test";
import { atRest, bring, figure, frames, ink, reach, run, settle } from "./reader.mjs";

const PAGE = "./www/lessons/last-layer.html";

/** @param {import("@playwright/test").Locator} readout */
const number = async (readout) => Number.parseFloat((await readout.innerText()).replace("−", "-"));

/** Stops what learns. @param {import("@playwright/test").Page} page @param {string} id */
async function pause(page, id) {
  if ((await run(page, id)).wanted) await figure(page, id).getByTestId("play").click();
  await settle(page, id, "paused");
  await atRest(page, id);
}

test("the classifier learns by itself; what it says of its mistakes is so", async ({ page }) => {
  // A small network of the same kind, so that its rounds are short.
  await page.goto(`${PAGE}?figure=classifier&filters=4&layers=16&batchSize=128&learningRate=0.003#classifier`);
  const found = await bring(page, "classifier");
  await page.locator('latent-question[figure="classifier"] button').last().click();
  await expect(page.locator('latent-question[figure="classifier"] .reveal')).toContainText(/figure says/, { timeout: 60_000 });
  await pause(page, "classifier");
  await expect(found.getByTestId("held-out-accuracy")).toHaveText(/^\d+\.\d %$/);
  await expect.poll(() => number(found.getByTestId("held-out-accuracy"))).toBeGreaterThan(70);
  // Counted anew from the engine's own answers, and shown where the count stands.
  const counted = () =>
    found.evaluate(async (/** @type {any} */ { figure }) => {
      const { engine, runner, digits } = figure.network;
      const first = digits.count - 1000;
      const { labels } = await engine.call("classify", runner.run, digits.values.slice(first * digits.columns));
      return labels.filter((/** @type {number} */ label, /** @type {number} */ i) => label !== digits.labels[first + i]).length;
    });
  const wrong = await counted();
  await expect(found.getByTestId("mistakes")).toContainText(`${wrong} of 1,000 never seen`);
  await expect(found.locator(".mistakes li")).toHaveCount(Math.min(14, wrong));

  // An earlier moment is another picture, and the run stays where it is.
  const { step } = await run(page, "classifier");
  await found.getByRole("slider", { name: "time" }).fill("0");
  await expect.poll(() => found.evaluate((/** @type {any} */ { figure }) => figure.network.runner.past?.step)).toBe(0);
  expect((await run(page, "classifier")).step).toBe(step);
});

test("a trained classifier is opened from a file, and answers as it did", async ({ page }) => {
  await page.goto(`${PAGE}?figure=classifier&filters=4&layers=16&step=0#classifier`);
  const found = await bring(page, "classifier");
  const ask = () =>
    found.evaluate(async (/** @type {any} */ { figure }) => {
      const { engine, runner, digits } = figure.network;
      const { probabilities } = await engine.call("classify", runner.run, digits.values.slice(0, 50 * digits.columns));
      return [...probabilities];
    });
  await expect.poll(() => found.evaluate((/** @type {any} */ { figure }) => Boolean(figure.network.digits))).toBe(true);
  const fresh = await ask();
  await found.getByTestId("play").click();
  await reach(page, "classifier", 20);
  await pause(page, "classifier");
  const learned = await ask();
  const file = await found.evaluate(async (/** @type {any} */ { figure }) => [...(await figure.network.engine.call("saveModel", figure.network.runner.run))]);
  await found.getByRole("button", { name: "Restart" }).click();
  await expect.poll(async () => (await run(page, "classifier")).step).toBe(0);
  await pause(page, "classifier");
  expect(await ask()).toEqual(fresh);
  await found.getByTestId("model-file").setInputFiles({ name: "digits.model", mimeType: "", buffer: Buffer.from(file) });
  await expect(found.getByTestId("model-note")).toContainText("Opened from digits.model");
  expect(await ask()).toEqual(learned);
  await found.getByRole("button", { name: "Back to the network that was here" }).click();
  await expect(found.getByTestId("model-note")).toBeHidden();
  expect(await ask()).toEqual(fresh);
});

test("each layer is probed as the library does it, and the untrained network is the baseline", async ({ page }) => {
  await page.goto(`${PAGE}?figure=classifier&filters=4&layers=24&epochs=2&batchSize=64#layers`);
  const found = await bring(page, "layers");
  // The network of the figure above waits at its first step: the untrained layers are measured at once.
  const known = (/** @type {string} */ which) => found.evaluate((/** @type {any} */ { figure }, which) => figure[which].size, which);
  await expect.poll(() => known("fresh"), { timeout: 60_000 }).toBe(4);
  await expect(found.locator(".layer-maps .view")).toHaveCount(4);
  await found.getByTestId("play").click();
  await settle(page, "layers", "done");
  const settled = () => found.evaluate((/** @type {any} */ { figure }) => figure.step === figure.network.runner.report.step && figure.trained.size === figure.stops.length);
  await expect.poll(settled, { timeout: 60_000 }).toBe(true);
  const [shown, again] = await found.evaluate(async (/** @type {any} */ { figure }) => {
    const { engine, runner } = figure.network;
    const stop = figure.stops.at(-2);
    const layer = await engine.call("layer", runner.run, figure.data, stop.layer);
    const { linear, neighbors } = await engine.call("probe", { data: layer }, { k: 5 });
    await engine.call("free", layer);
    const reading = figure.trained.get(stop.layer);
    return [[reading.linear, reading.neighbors], [linear.heldOut, neighbors.heldOut]];
  });
  expect(shown).toEqual(again);
  // What was learned shows in the neighbors: pixels are beaten, and so is the network as it was made.
  const readings = await found.evaluate((/** @type {any} */ { figure }) => {
    const { layer } = figure.stops.at(-2);
    return { fresh: figure.fresh.get(layer), trained: figure.trained.get(layer) };
  });
  expect(readings.trained.linear).toBeGreaterThan(readings.fresh.linear + 0.03);
  expect(readings.trained.neighbors).toBeGreaterThan(readings.fresh.neighbors + 0.05);
  await expect(found.getByTestId("last")).toHaveText(/^\d+\.\d %$/);
  for (const canvas of await found.locator("canvas.points").all()) await expect.poll(async () => (await ink(canvas)).hues).toBeGreaterThan(3);
});

test("a drawn digit goes through every layer, and the answer is the library's", async ({ page }) => {
  // The network stays as it is made: one that learned would change the filters while they are compared.
  await page.goto(`${PAGE}?figure=maps&step=0#maps`);
  const found = await bring(page, "maps");
  await expect(found.locator(".map-rows .pictures canvas")).toHaveCount(6);
  await found.getByTestId("choice").selectOption("seven");
  await expect.poll(() => found.evaluate((/** @type {any} */ { figure }) => figure.input?.from)).toBe(0);
  await settle(page, "maps", "paused");
  await frames(page);
  const strips = found.locator(".map-rows .pictures canvas");
  const before = await Promise.all([1, 2, 3, 4, 5].map(async (i) => (await ink(strips.nth(i))).print));
  // By pen: one stroke from left to right.
  const pad = found.getByTestId("pad");
  await pad.evaluate((element) => element.scrollIntoView({ block: "center" }));
  await found.getByRole("button", { name: "Clear" }).click();
  await expect(found.locator(".bars li")).toHaveCount(0);
  const box = await pad.boundingBox();
  if (!box) throw new Error("the pad cannot be seen");
  await page.mouse.move(box.x + 0.2 * box.width, box.y + 0.5 * box.height);
  await page.mouse.down();
  await page.mouse.move(box.x + 0.8 * box.width, box.y + 0.5 * box.height, { steps: 8 });
  await page.mouse.up();
  await expect(found.locator(".bars li")).toHaveCount(10);
  await frames(page);
  const after = await Promise.all([1, 2, 3, 4, 5].map(async (i) => (await ink(strips.nth(i))).print));
  expect(after[0], "the filters stay, whatever is drawn").toBe(before[0]);
  for (const i of [1, 2, 3, 4]) expect(after[i], `maps ${i}`).not.toBe(before[i]);
  const answer = await found.evaluate(async (/** @type {any} */ { figure }) => {
    const { engine, runner } = figure.network;
    const { labels, probabilities } = await engine.call("classify", runner.run, figure.input.row);
    return { label: String(labels[0]), sum: probabilities.reduce((/** @type {number} */ sum, /** @type {number} */ one) => sum + one, 0) };
  });
  await expect(found.getByTestId("answer")).toHaveText(answer.label);
  expect(answer.sum).toBeCloseTo(1, 4);
});

test("two layers part the rings, and linear ones do not", async ({ page }) => {
  await page.goto(`${PAGE}#two-layers`);
  const found = await bring(page, "two-layers");
  await settle(page, "two-layers", "done");
  await expect.poll(() => number(found.getByTestId("after"))).toBeGreaterThan(97);
  await expect.poll(() => number(found.getByTestId("before"))).toBeLessThan(65);
  await found.getByLabel("activation").selectOption("linear");
  await expect.poll(() => found.evaluate((/** @type {any} */ { figure }) => figure.runner.now.activation)).toBe("linear");
  await settle(page, "two-layers", "done");
  await expect.poll(() => number(found.getByTestId("after"))).toBeLessThan(65);
});

test("the exercise answers each pick with its reason", async ({ page }) => {
  await page.goto(`${PAGE}#recap-11`);
  const pick = page.locator("latent-pick");
  await pick.getByRole("button", { name: "fully connected 2" }).click();
  await pick.getByRole("button", { name: "the label, one-hot" }).focus();
  await page.keyboard.press("Enter");
  await pick.getByTestId("check").click();
  await expect(pick.locator(".because")).toHaveCount(7);
  await expect(pick.getByRole("status")).toHaveText("2 of 7 as we would have it.");
  await expect(pick.locator(".because").last()).toContainText("✗ Not an embedding");
  await pick.getByRole("button", { name: "the label, one-hot" }).click();
  await expect(pick.locator(".because")).toHaveCount(0);
});
