// What happens when something is taken away: the worker, the element, the reader's eyes.

import { expect, test } from "@playwright/test";
import { atRest, bits, bring, figure, frames, open, reach, run, settle } from "./reader.mjs";

/** Writes down whatever the figure says in its alert, from now on. @param {import("@playwright/test").Locator} figure */
async function listen(figure) {
  await figure.evaluate((/** @type {any} */ element) => {
    const { trouble } = element.figure;
    element.heard = [];
    new MutationObserver(() => {
      if (!trouble.hidden) element.heard.push([trouble.dataset.code, trouble.textContent]);
    }).observe(trouble, { attributes: true, childList: true });
  });
}

/** @param {import("@playwright/test").Locator} figure @returns {Promise<[string, string][]>} */
function heard(figure) {
  return figure.evaluate((/** @type {any} */ { heard }) => heard);
}

/** @param {import("@playwright/test").Locator} figure @returns {Promise<string>} the code that the caller gets */
function panic(figure) {
  return figure.evaluate((/** @type {any} */ { figure }) =>
    (figure.engine ?? figure.network.engine).call("panic").then(
      () => "nothing happened",
      (/** @type {any} */ error) => error.code,
    ),
  );
}

test("a panic in one figure: it says so and comes back; another plays on", async ({ page }) => {
  // Tall enough for both to be seen, so that neither rests.
  await page.setViewportSize({ width: 1280, height: 2600 });
  const roll = await open(page, "swiss-roll");
  // What is scrolled away rests until it comes back.
  await settle(page, "swiss-roll", "done");
  const digits = await bring(page, "autoencoder");
  const before = await bits(page, "swiss-roll");
  await digits.getByTestId("play").click();
  await page.evaluate(() => scrollTo({ top: 0, behavior: "instant" }));
  for (const both of [roll, digits]) await expect(both).toBeInViewport();
  await reach(page, "autoencoder", 2);
  const other = await digits.evaluate((/** @type {any} */ { figure }) => figure.network.runner.run);
  await listen(roll);
  await listen(digits);
  const workers = page.workers().length;

  expect(await panic(roll)).toBe("worker-lost");
  const at = (await run(page, "autoencoder")).step;
  await settle(page, "swiss-roll", "done");
  await expect(roll.locator(".trouble")).toBeHidden();
  const said = await heard(roll);
  expect(said[0][0]).toBe("worker-lost");
  expect(said[0][1]).toMatch(/stopped unexpectedly .* made again/);
  expect(await bits(page, "swiss-roll"), "the same bits, from a fresh worker").toBe(before);
  await expect.poll(() => page.workers().length).toBe(workers);

  await reach(page, "autoencoder", at + 2);
  expect(await digits.evaluate((/** @type {any} */ { figure }) => figure.network.runner.run)).toBe(other);
  expect(await heard(digits)).toEqual([]);
});

test("a run at rest comes back to the step and the bits where it stood; a playing one plays on", async ({ page }) => {
  const found = await open(page, "autoencoder");
  await found.getByTestId("play").click();
  await reach(page, "autoencoder", 2);
  await found.locator('[data-parameter="learningRate"] input').focus();
  await page.keyboard.press("ArrowLeft");
  await reach(page, "autoencoder", 6);
  await found.getByTestId("play").click();
  await settle(page, "autoencoder", "paused");
  // One step more, of which no recipe has been sent.
  await found.getByTestId("step").click();
  const step = await atRest(page, "autoencoder");
  const before = await bits(page, "autoencoder");
  await listen(found);
  expect(await panic(found)).toBe("worker-lost");
  await expect.poll(async () => (await run(page, "autoencoder")).step).toBe(step);
  await settle(page, "autoencoder", "paused");
  expect(await bits(page, "autoencoder")).toBe(before);
  expect((await heard(found))[0][0]).toBe("worker-lost");

  await found.getByTestId("play").click();
  await reach(page, "autoencoder", step + 2);
  expect(await panic(found)).toBe("worker-lost");
  await settle(page, "autoencoder", "playing");
  await reach(page, "autoencoder", step + 2);
  await expect(found.getByTestId("play")).toHaveText("Pause");
});

test("a figure that is removed takes its worker with it, at once", async ({ page }) => {
  const roll = await open(page, "swiss-roll");
  await settle(page, "swiss-roll", "done");
  // The first figure's worker is the first one. When the figure goes, the next moves up, comes near, and starts its own.
  const [worker] = page.workers();
  expect(worker).toBeDefined();
  const code = await roll.evaluate((/** @type {any} */ element) => {
    const { engine, runner } = element.figure;
    const pending = engine.call("report", runner.run).then(
      () => "answered",
      (/** @type {any} */ error) => error.code,
    );
    return Promise.resolve().then(() => {
      element.remove();
      return pending;
    });
  });
  expect(code).toBe("worker-closed");
  await expect.poll(() => page.workers().includes(worker)).toBe(false);
});

test("off screen and in a hidden tab nothing is computed; seen again, it goes on", async ({ page }) => {
  const found = await open(page, "autoencoder");
  await found.getByTestId("play").click();
  await reach(page, "autoencoder", 2);

  /** Where the run stands in its worker, now. @returns {Promise<number>} */
  const step = () =>
    found.evaluate(async (/** @type {any} */ { figure }) => (await figure.network.engine.call("report", figure.network.runner.run)).step);
  /** Whether a figure that shows this network thinks that it can be seen. */
  const seen = () =>
    page.locator("latent-figure").evaluateAll((all) => {
      const figures = all.map((/** @type {any} */ { figure }) => figure);
      const [{ network }] = figures.filter(({ id }) => id === "autoencoder");
      return figures.some((figure) => figure.network === network && figure.visible);
    });
  const rests = async () => {
    // A step may take so long on a busy machine that two looks in a row say nothing.
    await expect.poll(seen).toBe(false);
    const at = await step();
    await frames(page, 15);
    expect(await step()).toBe(at);
    return at;
  };
  /** @param {boolean} hidden */
  const hide = (hidden) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);

  await page.locator("#about").scrollIntoViewIfNeeded();
  await expect(found).not.toBeInViewport();
  const away = await rests();
  await found.evaluate((element) => element.scrollIntoView({ block: "center" }));
  await expect.poll(step).toBeGreaterThan(away);

  await hide(true);
  const hidden = await rests();
  await hide(false);
  await expect.poll(step).toBeGreaterThan(hidden);
  expect(await figure(page, "autoencoder").getByTestId("play").innerText()).toContain("Pause");
});
