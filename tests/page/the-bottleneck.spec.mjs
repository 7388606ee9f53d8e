// Lesson 10 as a reader does it: three ways through, β turned while the network learns, and rate against distortion.

import { expect, test } from "@playwright/test";
import { atRest, bits, bring, figure, frames, ink, run, settle } from "./reader.mjs";

const PAGE = "./www/lessons/the-bottleneck.html";

/** @param {import("@playwright/test").Locator} readout */
const number = async (readout) => Number.parseFloat((await readout.innerText()).replace("−", "-"));

/** Waits until the network of a figure has got through so many epochs. @param {import("@playwright/test").Locator} found @param {number} epochs */
const learned = (found, epochs) => expect.poll(() => number(found.getByTestId("epoch")), { timeout: 60_000 }).toBeGreaterThanOrEqual(epochs);

test("three ways: each rebuilds and draws with its own network, and two numbers show where draws fall", async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto(PAGE);
  const found = figure(page, "three-ways");
  // It plays by itself; stopped, pictures and networks belong to one moment.
  const steps = () => found.evaluate((/** @type {any} */ { figure }) => Math.min(...figure.cells.map((/** @type {any} */ { runner }) => runner.report?.step ?? 0), figure.cells.length));
  await expect.poll(steps, { timeout: 60_000 }).toBeGreaterThan(1);
  await expect.poll(() => found.evaluate((/** @type {any} */ { figure }) => figure.results.size), { timeout: 60_000 }).toBe(3);
  // What bends soon rebuilds better than what is flat.
  await expect.poll(async () => (await number(found.getByTestId("error-autoencoder"))) - (await number(found.getByTestId("error-pca"))), { timeout: 60_000 }).toBeLessThan(0);
  await found.getByTestId("play").click();
  await expect.poll(() => found.evaluate((/** @type {any} */ { figure }) => figure.crew.state)).toBe("paused");
  /** How far each error on the page is from the library's. */
  const differs = () =>
    found.evaluate(async (/** @type {any} */ { figure }) => {
      const apart = [];
      for (const { runner, plan } of figure.cells) {
        const { error } = await runner.engine.call("reconstruct", runner.run, figure.held);
        apart.push(Math.abs(error - figure.results.get(plan.method).error));
      }
      return Math.max(...apart);
    });
  // What was asked for while it learned may still be on its way.
  await expect.poll(differs, { timeout: 20_000 }).toBeLessThan(1e-9);
  // What is shown of a run at work lags behind by some steps.
  const lag = () =>
    found.evaluate(async (/** @type {any} */ { figure }) => {
      const reports = await Promise.all(figure.cells.map((/** @type {any} */ { runner }) => runner.engine.call("report", runner.run)));
      return Math.max(...reports.map(({ step }, i) => Math.abs(step - figure.cells[i].runner.report.step)));
    });
  await expect.poll(lag).toBe(0);

  // Both networks go back to their first step together, and forth again; PCA stays.
  const at = () => found.getByTestId("status").allInnerTexts();
  const now = await at();
  await expect(found.getByTestId("moment")).toBeEnabled();
  await found.getByTestId("moment").focus();
  await page.keyboard.press("Home");
  await expect.poll(at).toEqual([now[0], "step 0, an earlier one", "step 0, an earlier one"]);
  await found.getByTestId("live").click();
  await expect.poll(at).toEqual(now);

  // Three columns, three sets of draws.
  await frames(page);
  const strips = found.locator(".cell .pictures canvas");
  await expect(strips).toHaveCount(6);
  const prints = await Promise.all([1, 3, 5].map(async (nth) => (await ink(strips.nth(nth))).print));
  expect(new Set(prints).size).toBe(3);

  // With two numbers the draws stand on the map, and the page says how many miss.
  await expect(found.getByTestId("off-vae")).toBeHidden();
  await found.getByRole("button", { name: "2 numbers" }).click();
  await expect(found.getByTestId("off-vae")).toHaveText(/^\d+ %$/, { timeout: 60_000 });
  const marked = () => found.evaluate((/** @type {any} */ { figure }) => figure.cells.map((/** @type {any} */ { view }) => [view.marked.length, view.size - figure.digits.count]));
  await expect.poll(marked, { timeout: 60_000 }).toEqual([[24, 24], [24, 24], [24, 24]]);
  await expect(found.locator(".trouble")).toBeHidden();
});

test("β takes effect while it learns: dear nats go and collapse is named, free nats come back", async ({ page }) => {
  test.setTimeout(180_000);
  await page.goto(PAGE);
  const found = await bring(page, "elbo");
  const [kl, active, verdict] = ["kl", "active", "verdict"].map((id) => found.getByTestId(id));
  await page.locator('latent-question[figure="elbo"] button').last().click();
  await learned(found, 3);
  const before = await number(kl);
  expect(before).toBeGreaterThan(3);
  await expect(active).toHaveText("8 of 8");
  await expect(verdict).toHaveText("All 8 numbers are in use.");
  const drawn = found.getByRole("img", { name: "Codes drawn from the prior, decoded" });
  const { print } = await ink(drawn);

  // The price rises while it learns, by a button.
  await found.getByRole("button", { name: "β 30" }).click();
  await expect.poll(() => number(kl), { timeout: 60_000 }).toBeLessThan(before / 4);
  await expect(verdict).toContainText("Posterior collapse", { timeout: 60_000 });
  await expect.poll(() => number(active)).toBeLessThan(8);
  await expect(page.locator('latent-question[figure="elbo"] .reveal')).toContainText("The figure says", { timeout: 60_000 });
  await expect.poll(async () => (await ink(drawn)).print, "the draws are made by the network as it stands").not.toBe(print);
  expect((await run(page, "elbo")).wanted, "it has learned on all the while").toBe(true);

  // And falls to nothing, by keyboard.
  const collapsed = await number(kl);
  await found.getByRole("slider", { name: "β" }).focus();
  await page.keyboard.press("Home");
  await expect(found.getByRole("slider", { name: "β" })).toHaveAttribute("aria-valuetext", "0");
  await expect.poll(() => number(kl), { timeout: 60_000 }).toBeGreaterThan(collapsed + 5);
  await expect(verdict).toContainText("KL costs nothing", { timeout: 60_000 });
});

test("numbers, formula and draws are the library's; time goes back; a link makes the run again to the bit", async ({ page }) => {
  test.setTimeout(120_000);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(PAGE);
  const found = await bring(page, "elbo");
  await learned(found, 2);
  await found.getByRole("button", { name: "β 4" }).click();
  await learned(found, 4);
  await found.getByTestId("play").click();
  await settle(page, "elbo", "paused");
  const step = await atRest(page, "elbo");
  const details = () =>
    found.evaluate(async (/** @type {any} */ { figure }) => {
      const { heldOutReconstructionLosses, heldOutKlLosses, beta, klPerComponent } = await figure.engine.call("details", figure.runner.run);
      return { reconstruction: heldOutReconstructionLosses.at(-1), kl: heldOutKlLosses.at(-1), beta, each: [...klPerComponent] };
    });
  const { reconstruction, kl, beta, each } = await details();
  expect(beta).toBe(4);
  await expect(found.getByTestId("reconstruction")).toHaveText(reconstruction.toFixed(1));
  await expect(found.getByTestId("kl")).toHaveText(kl.toFixed(2));
  await expect(found.getByTestId("bound")).toHaveText((reconstruction + kl).toFixed(1));
  await expect(found.getByTestId("bars").locator("b")).toHaveText(each.map((value) => value.toFixed(2)));
  const formula = page.locator('.formula[data-figure="elbo"]').first();
  await formula.scrollIntoViewIfNeeded();
  await expect(formula).toHaveAttribute("aria-label", new RegExp(`beta, 4, times .* ${kl.toFixed(3)}, is ${(reconstruction + 4 * kl).toFixed(3)}`));

  // Other draws from the same prior.
  const drawn = found.getByRole("img", { name: "Codes drawn from the prior, decoded" });
  await drawn.scrollIntoViewIfNeeded();
  await frames(page);
  const { print } = await ink(drawn);
  await found.getByTestId("draw-again").click();
  await expect.poll(async () => (await ink(drawn)).print).not.toBe(print);

  // Back to the first step and forth again.
  await found.getByTestId("moment").focus();
  await page.keyboard.press("Home");
  await expect(found.getByTestId("moment-said")).toContainText("step 0");
  await found.getByTestId("live").click();
  await expect(found.getByTestId("live")).toHaveAttribute("aria-pressed", "true");

  const [address, known] = [await found.evaluate((/** @type {any} */ { figure }) => figure.address("figure")), await bits(page, "elbo")];
  expect(address).toContain(`step=${step}`);
  expect(address).toMatch(/changes=beta/);
  await page.goto(address);
  await bring(page, "elbo");
  await expect.poll(async () => (await run(page, "elbo")).step, { timeout: 60_000 }).toBe(step);
  await settle(page, "elbo", "paused");
  expect(await bits(page, "elbo")).toBe(known);
});

test("rate and distortion are traded along a curve, and the digit outlasts the hand", async ({ page }) => {
  test.setTimeout(240_000);
  await page.goto(PAGE);
  const found = figure(page, "rate-distortion");
  await page.locator('latent-question[figure="rate-distortion"] button').last().click();
  await found.evaluate((element) => element.scrollIntoView({ block: "center" }));
  await expect(found.getByTestId("finished")).toHaveText("7 of 7", { timeout: 200_000 });
  await expect(page.locator('latent-question[figure="rate-distortion"] .reveal')).toContainText("You were right", { timeout: 20_000 });
  const { points, known } = await found.evaluate(async (/** @type {any} */ { figure }) => {
    const points = [...figure.points.entries()].map(([beta, point]) => ({ beta, ...point })).sort((a, b) => a.beta - b.beta);
    const known = await Promise.all(
      figure.crew.runners.map(async (/** @type {any} */ { engine, run, params }) => {
        const [details, probe] = await Promise.all([engine.call("details", run), engine.call("probe", run)]);
        return { beta: params.beta, rate: details.heldOutKlLosses.at(-1), distortion: details.heldOutReconstructionLosses.at(-1), accuracy: probe.linear.heldOut };
      }),
    );
    return { points, known };
  });
  expect(points.length).toBe(7);
  expect(points.map(({ beta, rate, distortion, accuracy }) => ({ beta, rate, distortion, accuracy })), "the numbers are the library's").toEqual(known);
  for (const [i, { rate, distortion }] of points.slice(1).entries()) {
    expect(rate, "a higher price buys fewer nats").toBeLessThan(points[i].rate);
    expect(distortion, "and fewer nats bring back less").toBeGreaterThan(points[i].distortion - 1);
  }
  const best = Math.max(...points.map(({ accuracy }) => accuracy));
  const few = points.find(({ beta }) => beta === 3);
  expect(few.rate).toBeLessThan(points[0].rate / 3);
  expect(few.accuracy).toBeGreaterThan(0.8 * best);
  await expect(found.locator("td[data-beta='3'][data-what='rate']")).toHaveText(few.rate.toFixed(2));

  await found.getByTestId("cancel").click();
  await expect(found.getByTestId("finished")).toHaveText("0 of 7");
  await expect(found.locator("td[data-what='rate']").first()).toHaveText("–");
});
