// Lesson 3 as a reader does it: counting company, one update with its numbers, two models of one corpus, a text of one's own.

import { availableParallelism, loadavg } from "node:os";
import { expect, test } from "@playwright/test";
import { atRest } from "./reader.mjs";

const PAGE = "./www/lessons/words-from-company.html";

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("@playwright/test").Locator} Locator */

/** @param {Page} page @param {string} id @param {string} [address] */
async function bring(page, id, address) {
  if (address !== undefined) await page.goto(address);
  const figure = page.locator(`latent-figure#${id}`);
  await figure.evaluate((element) => element.scrollIntoView({ block: "center" }));
  return figure;
}

/** A number as the page writes it. @param {string} text */
const numberOf = (text) => Number(text.replaceAll(",", "").replace("−", "-"));

/** @param {Locator} place */
const read = async (place) => numberOf(await place.innerText());

/** @param {number} x */
const sigma = (x) => 1 / (1 + Math.exp(-x));

test("the made-up language: king − man + woman becomes queen while one watches", async ({ page }) => {
  const figure = await bring(page, "grammar", PAGE);
  const answers = figure.getByTestId("answers").locator("li");
  await expect(answers.first()).toContainText("queen", { timeout: 40_000 });
  await expect(figure.getByTestId("right")).toHaveText(/^[4-9]\d %|100 %$/);
  await figure.getByTestId("play").click();
  await expect(figure.getByTestId("play")).toHaveText(/Play/);
  await atRest(page, "grammar");
  const step = await figure.getByTestId("steps").innerText();
  await figure.getByTestId("restart").click();
  await expect(figure.getByTestId("steps")).not.toHaveText(step);
});

test("the window counts, compares with chance, and shows its sentences", async ({ page }) => {
  const figure = await bring(page, "window", PAGE);
  await expect(figure.getByTestId("pair-count")).toHaveText(/^\d/, { timeout: 40_000 });
  const question = page.locator('latent-question[figure="window"]');
  await question.getByRole("button", { name: "Above 3" }).click();
  await expect(question.locator(".reveal")).toContainText("The figure says");

  // The PMI of the cell follows from the counts beside it, in the formula as in the figure.
  const pmi = await read(figure.getByTestId("pair-pmi"));
  const formula = page.locator('.formula[data-figure="window"]');
  await formula.scrollIntoViewIfNeeded();
  const [pair, total, center, context] = await Promise.all(["pair", "total", "center", "context"].map((name) => read(formula.locator(`[data-measure="${name}"]`))));
  expect(Math.log((pair * total) / (center * context))).toBeCloseTo(pmi, 2);
  await bring(page, "window");
  await expect(figure.getByTestId("sentences").locator("li").first()).toContainText("silver");
  expect(pair).toBe(await read(figure.getByTestId("pair-count")));

  await figure.getByRole("button", { name: "PPMI", exact: true }).click();
  for (const text of await figure.locator(".cell text").allTextContents()) expect(numberOf(text)).toBeGreaterThanOrEqual(0);
  await figure.getByRole("button", { name: "PMI", exact: true }).click();
  expect(await figure.locator(".cell text").allTextContents()).toContain("−∞");

  // From the start the table is empty, and fills as the window slides on.
  await figure.getByRole("button", { name: "count", exact: true }).click();
  await figure.getByTestId("from-the-start").click();
  const sum = async () => (await figure.locator(".cell text").allTextContents()).reduce((sum, text) => sum + numberOf(text), 0);
  await expect.poll(sum).toBeLessThan(5);
  const words = (await figure.locator(".head").allTextContents()).slice(0, 8);
  expect(words).toContain(await figure.getByTestId("strip").locator(".center").innerText());
  const before = await read(figure.getByTestId("words-read").first()).catch(() => 0);
  await figure.getByTestId("step").click();
  await expect.poll(async () => numberOf((await figure.getByTestId("words-read").innerText()).split(" of ")[0])).toBeGreaterThan(before || 0);
  await figure.getByTestId("slide").click();
  await expect.poll(sum, { timeout: 40_000 }).toBeGreaterThan(2);
  await figure.getByTestId("slide").click();

  // A word of one's own; one that is unknown gets close spellings.
  const box = figure.getByRole("combobox");
  await box.fill("coppper");
  await box.press("Enter");
  await expect(figure.locator(".word-box").getByRole("alert")).toContainText("copper");
  await box.fill("copper");
  await box.press("Enter");
  await expect(figure.locator(".head").filter({ hasText: "copper" })).toHaveCount(2);
});

test("window 0 is refused in words, and nothing is lost", async ({ page }) => {
  const figure = await bring(page, "window", `${PAGE}?figure=window&window=0#window`);
  await expect(figure.getByRole("alert").filter({ hasText: /window/ })).toContainText(/at least 1/, { timeout: 40_000 });
  const slider = figure.locator('[data-parameter="window"] input');
  await slider.fill("3");
  await expect(figure.getByTestId("pair-count")).toHaveText(/^\d/);
});

test("the microscope's numbers are the trainer's", async ({ page }) => {
  const figure = await bring(page, "microscope", PAGE);
  // It first plays to where vectors pull; while it does, a pair that is shown is gone with the next step.
  await expect(figure.getByTestId("steps")).toHaveText(/^8,000 of /, { timeout: 40_000 });
  await expect.poll(() => figure.evaluate((/** @type {any} */ { figure }) => figure.runner.state)).toBe("paused");
  await expect(figure.getByTestId("pair")).toHaveText(/^1 of /);
  const rows = figure.locator(".line");
  const vector = async (/** @type {Locator} */ row) => (await row.locator(".number").allTextContents()).map(numberOf);
  // To the last pair of this word, so that the step that follows is all in view.
  for (;;) {
    const [at, of] = (await figure.getByTestId("pair").innerText()).split(" of ").map(Number);
    if (at === of) break;
    await figure.getByTestId("next-pair").click();
    await expect(figure.getByTestId("pair")).toHaveText(`${at + 1} of ${of}`);
  }
  const count = await rows.count();
  expect(count).toBeGreaterThan(2);
  const v = await vector(rows.first());
  const rate = await read(figure.getByTestId("rate"));
  const gradient = v.map(() => 0);
  let loss = 0;
  for (let i = 1; i < count; i += 1) {
    const u = await vector(rows.nth(i));
    const [product, probability, part, error] = (await rows.nth(i).locator(".cell").allTextContents()).map(numberOf);
    const y = i === 1 ? 1 : 0;
    expect(product).toBeCloseTo(u.reduce((sum, u, d) => sum + u * v[d], 0), 3);
    expect(probability).toBeCloseTo(sigma(product), 3);
    expect(part).toBeCloseTo(-Math.log(y ? sigma(product) : sigma(-product)), 3);
    // The sign of the negatives: −log σ(−x) rises with x, so its derivative is σ(x), above 0.
    expect(error).toBeCloseTo(probability - y, 3);
    if (!y) {
      const slope = (-Math.log(sigma(-(product + 1e-4))) + Math.log(sigma(-(product - 1e-4)))) / 2e-4;
      expect(error).toBeCloseTo(slope, 3);
    }
    loss += part;
    u.forEach((u, d) => (gradient[d] += error * u));
  }
  expect(await read(figure.getByTestId("pair-loss"))).toBeCloseTo(loss, 2);
  const formula = page.locator('.formula[data-figure="microscope"]').first();
  await formula.scrollIntoViewIfNeeded();
  await expect(formula.locator('[data-measure="pairLoss"]')).toHaveText(new RegExp(`^${loss.toFixed(1).replace(".", "\\.")}|${(loss - 0.01).toFixed(1).replace(".", "\\.")}`));
  await bring(page, "microscope");
  const after = v.map((v, d) => v - rate * gradient[d]);
  await figure.getByTestId("after").click();
  const shown = await vector(rows.first());
  shown.forEach((value, d) => expect(value).toBeCloseTo(after[d], 3));

  // And the trainer does just that.
  const word = (await rows.first().locator(".who").textContent()) ?? "";
  await figure.getByTestId("next-pair").click();
  await expect(figure.getByTestId("pair")).toHaveText(/^1 of/);
  const learned = await figure.evaluate(async (/** @type {any} */ { figure }, word) => {
    const values = await figure.engine.call("embedding", figure.runner.run);
    const at = figure.words.indexOf(word) * 2;
    return [values[at], values[at + 1]];
  }, word);
  learned.forEach((/** @type {number} */ value, /** @type {number} */ d) => expect(value).toBeCloseTo(shown[d], 4));

  const question = page.locator('latent-question[figure="microscope"]');
  await question.getByRole("button").first().click();
  await expect(question.locator(".reveal")).toContainText("You were right");
});

test("the page's own model at its defaults: gold lies near silver and copper, and woman is to queen as man to king", async ({ page }) => {
  test.setTimeout(300_000);
  const figure = await bring(page, "roads", PAGE);
  await expect(figure.getByTestId("svd-steps")).toHaveText("done", { timeout: 120_000 });
  const from = Date.now();
  await figure.getByTestId("play").click();
  await expect(figure.getByTestId("steps")).toHaveText("done", { timeout: 240_000 });
  console.log(`    the dictionary was learned in ${((Date.now() - from) / 1000).toFixed(0)} s`);
  const near = figure.getByTestId("neighbors").nth(1).locator("ol .who");
  await expect(near).toHaveCount(10);
  await expect.poll(() => near.allTextContents()).toEqual(expect.arrayContaining(["silver", "copper"]));
  await expect(figure.getByTestId("shared")).toHaveText(/^\d+ of 10$/);
  await expect.poll(() => read(figure.getByTestId("disparity"))).toBeLessThan(0.8);

  const analogies = await bring(page, "analogies");
  const answers = analogies.getByTestId("answers-sgns").locator("li");
  await expect(answers).toHaveCount(5);
  console.log(`    king − man + woman: ${(await answers.allTextContents()).join(", ")}`);
  await expect.poll(async () => (await answers.allTextContents()).slice(0, 3).join(" ")).toContain("queen");
  // Verdicts are counted from what the models answer.
  const verdicts = analogies.getByTestId("verdicts").locator("tbody tr");
  await expect(verdicts.first()).toContainText(/right|no\. [23]/);
  await expect(async () => {
    const right = await analogies.locator(".verdicts tbody td:nth-child(2).right").count();
    expect(await analogies.getByTestId("score").innerText()).toContain(`Skip-gram: ${right} of ${await verdicts.count()} right`);
  }).toPass({ timeout: 20_000 });

  const axis = await bring(page, "axis");
  await expect(axis.getByTestId("end-1")).toContainText(/Toward woman: .*(women|daughter|pregnan|female|girl)/);

  const identity = await bring(page, "identity");
  await expect(identity.getByTestId("correlation")).toHaveText(/^0\.\d/, { timeout: 60_000 });
  await expect.poll(() => read(identity.getByTestId("correlation"))).toBeGreaterThan(0.5);
});

test("what cannot be learned from is answered in words, and the text before it stays", async ({ page }) => {
  test.setTimeout(180_000);
  const figure = await bring(page, "own-words", PAGE);
  const words = () => figure.evaluate((/** @type {any} */ { figure }) => (figure.runner.state === "opening" ? -1 : figure.words.length));
  await expect.poll(words, { timeout: 60_000 }).toBeGreaterThan(1000);
  const before = await words();
  const text = figure.getByTestId("own-text");
  const complaint = figure.locator(".own").getByRole("alert");
  const learn = figure.getByTestId("learn-own");
  for (const [bad, says, stop] of /** @type {[string, RegExp, boolean][]} */ ([
    ["", /empty/i, false],
    ["gold ".repeat(500), /only one word/i, false],
    ["the of and to in ".repeat(100), /word/i, true],
    ["every word here differs from others", /word/i, false],
  ])) {
    await text.fill(bad);
    await figure.getByLabel("leave out stop words").setChecked(stop);
    await learn.click();
    // It is hidden until there is something new to say: the words before it may match as well.
    await expect(complaint).toBeVisible();
    await expect(complaint).toContainText(says);
    await expect.poll(words).toBe(before);
  }
  await figure.getByLabel("leave out stop words").setChecked(false);
  const file = figure.getByTestId("own-file");
  await file.setInputFiles({ name: "broken.txt", mimeType: "text/plain", buffer: Buffer.from([0x67, 0xff, 0xfe, 0xc3, 0x28]) });
  await expect(complaint).toContainText(/broken\.txt is not a plain text/);
  await file.setInputFiles({ name: "line.txt", mimeType: "text/plain", buffer: Buffer.alloc(10_000_000, "word ") });
  await expect(complaint).toContainText(/10\.0 MB; up to 5\.\d MB/);
  await expect.poll(words).toBe(before);

  // A text of few words is learned, and the page says what that is worth.
  await text.fill("the cat sat on the mat and the dog sat near the cat by the door ".repeat(20));
  await learn.click();
  await expect.poll(() => words().then((count) => count > 0 && count < 20), "few words, and the run has begun").toBe(true);
  await expect(figure.getByTestId("verdict")).toContainText("Too small to mean much");
  await expect(figure.getByTestId("verdict")).toContainText("fewer than the 48 numbers");
  const box = figure.getByRole("combobox", { name: "Find a word" });
  await box.fill("catt");
  await box.press("Enter");
  await expect(figure.locator(".word-box").getByRole("alert")).toContainText(/Did you mean .*cat/);
});

test("five megabytes pasted: the page answers all the while, and it finishes", async ({ page }) => {
  test.setTimeout(240_000);
  const figure = await bring(page, "own-words", `${PAGE}?figure=own-words&epochs=1&dimensions=16#own-words`);
  await expect.poll(() => figure.evaluate((/** @type {any} */ { figure }) => figure.runner.state !== "opening" && figure.words.length > 0), { timeout: 60_000 }).toBe(true);
  // Making up the text is the test's own work, and not watched.
  await page.evaluate(() => {
    const words = Array.from({ length: 900_000 }, (_, i) => String((i * 7919 + ((i * i) % 1013)) % 3000));
    const pasted = new DataTransfer();
    pasted.setData("text", words.join(" ").padEnd(5_000_000, " 17").slice(0, 5_000_000));
    Object.assign(window, { pasted });
  });
  await page.evaluate(() => {
    /** @type {any} */ (window).tasks = [];
    new PerformanceObserver((list) => /** @type {any} */ (window).tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask" });
  });
  await figure.getByTestId("own-text").evaluate((element) => {
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: /** @type {any} */ (window).pasted, bubbles: true, cancelable: true }));
  });
  await expect(figure.getByTestId("holding")).toContainText(/[45],\d{3},\d{3} characters/);
  await figure.getByTestId("learn-own").click();
  await expect(figure.getByTestId("verdict")).toContainText("plain numbers", { timeout: 60_000 });
  await expect.poll(() => figure.evaluate((/** @type {any} */ { figure }) => figure.runner.state), { timeout: 200_000 }).toBe("done");
  const longest = await page.evaluate(() => Math.max(0, .../** @type {any} */ (window).tasks));
  console.log(`    longest task on the page while 5 MB were read and learned: ${Math.round(longest)} ms`);
  // On a machine that is busy with other things every task is longer. A page that laid out or counted the text itself would
  // stand still for many seconds.
  expect(longest).toBeLessThan(loadavg()[0] <= availableParallelism() + 1 ? 100 : 4000);
  expect(await figure.getByTestId("own-text").inputValue(), "the text is not laid out").toBe("");
});
