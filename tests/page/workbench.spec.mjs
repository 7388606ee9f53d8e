// The workbench: any data, any method, and a link that makes the run again.

import { expect, test } from "@playwright/test";
import { expectAllReached, expectNoOverflow, findings } from "./access.mjs";
import { atRest, bits, figure, frames, open, run, settle } from "./reader.mjs";

const id = "experiment";
const PAGE = "./www/workbench.html";

/** @param {import("@playwright/test").Page} page @param {string} [query] */
function bench(page, query = "") {
  return open(page, id, `${PAGE}${query && `?figure=${id}&${query}#${id}`}`);
}

/** A file as a reader drops or chooses it. @param {string} name @param {string} text */
const file = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

/** A table of n rows with three columns and a class. @param {number} n */
function table(n) {
  const rows = Array.from({ length: n }, (_, i) => [Math.cos(i), Math.sin(i), (i % 7) / 7].map((value) => value.toFixed(4)).join(",") + `,${i % 2 ? "odd" : "even"}`);
  return `east,north,up,class\n${rows.join("\n")}\n`;
}

test("it begins by itself, is judged, and its link opens the same run to the bit", async ({ page }) => {
  const found = await bench(page, "data=s-curve&data.n=300&data.seed=5&method=isomap&view=2");
  await settle(page, id, "done");
  await expect(found.getByTestId("data-said")).toHaveText("300 rows × 3 columns");
  await expect(found.getByTestId("trust")).toHaveText(/0\.9\d\d|1\.000/);
  await expect(found.getByTestId("neighbors").first().locator("li")).toHaveCount(8);
  const before = await bits(page, id);
  const link = await found.evaluate((/** @type {any} */ { figure }) => figure.address("figure"));
  for (const part of ["data=s-curve", "data.n=300", "data.seed=5", "method=isomap", "step="]) expect(link).toContain(part);
  await open(page, id, link);
  await settle(page, id, "done");
  expect(await bits(page, id)).toBe(before);
  // The table has a line for each row, with its place and who is near it by both rulers.
  const { columns, lines, row, near } = await found.evaluate(async (/** @type {any} */ { figure }) => {
    const { columns, rows } = await figure.table();
    const { engine, data, run } = figure.runner;
    const near = await Promise.all([{ run }, { data }].map((where) => engine.call("neighbors", { ...where, index: 7, k: 10 })));
    return { columns, lines: rows.length, row: rows[7], near: near.map(({ indices }) => [...indices].join(" ")) };
  });
  expect(columns).toEqual(["row", "x", "y", "10 nearest in the picture", "10 nearest in the data"]);
  expect(lines).toBe(300);
  expect(row[0]).toBe(7);
  expect(row.slice(3)).toEqual(near);
  // What is saved as a picture says how it was made, and what it is worth.
  const signature = await found.evaluate((/** @type {any} */ { figure }) => figure.signature());
  for (const part of ["seed", "neighbors 10", "trustworthiness"]) expect(signature).toContain(part);
  await open(page, id, link.replace("data.seed=5", "data.seed=6"));
  await settle(page, id, "done");
  expect(await bits(page, id)).not.toBe(before);
});

test("every method starts on data that fits it, in two and in three dimensions, and undo goes back", async ({ page }) => {
  const found = await bench(page, "data=torus&data.n=120&method=pca");
  await settle(page, id, "done");
  const before = await bits(page, id);
  const methods = await found.getByTestId("method").locator("option").evaluateAll((all) => all.map((option) => /** @type {HTMLOptionElement} */ (option).value));
  expect(methods.length).toBeGreaterThanOrEqual(7);
  expect(methods).not.toContain("sgns");
  let changes = 0;
  for (const method of methods.filter((method) => method !== "pca")) {
    await found.getByTestId("method").selectOption(method);
    changes += 1;
    await expect.poll(async () => found.evaluate((/** @type {any} */ { figure }) => figure.runner.plan.method), method).toBe(method);
    // While it opens, the page still knows where the run before it stood.
    await expect.poll(() => run(page, id).then(({ state, step }) => (state === "opening" ? 0 : step)), method).toBeGreaterThan(0);
    await expect(found.locator(".figure > .trouble")).toBeHidden();
  }
  await found.getByTestId("method").selectOption("pca");
  await found.getByTestId("view").selectOption("3");
  await expect.poll(() => found.evaluate((/** @type {any} */ { figure }) => figure.map.dimensions)).toBe(3);
  await settle(page, id, "done");
  for (let i = 0; i < changes + 2; i += 1) await found.getByTestId("undo").click();
  await expect(found.getByTestId("undo")).toBeDisabled();
  await expect.poll(() => found.evaluate((/** @type {any} */ { figure }) => [figure.runner.plan.method, figure.map.dimensions].join())).toBe("pca,2");
  await settle(page, id, "done");
  expect(await bits(page, id)).toBe(before);
});

test("a table of one's own is read, and what is wrong in it is named by line and column", async ({ page }) => {
  const found = await bench(page);
  await settle(page, id, "done");
  await found.getByTestId("data").selectOption("own");
  await found.getByTestId("own-file").setInputFiles(file("good.csv", table(60)));
  await expect(found.getByTestId("data-said")).toHaveText("good.csv: 60 rows × 3 columns");
  await settle(page, id, "done");
  const before = await bits(page, id);

  const broken = table(60).split("\n");
  broken[8] = "0.1,NaN,0.3,even";
  await found.getByTestId("own-file").setInputFiles(file("broken.csv", broken.join("\n")));
  const trouble = found.getByTestId("data-trouble");
  await expect(trouble).toBeVisible();
  await expect(trouble).toContainText("line 9");
  await expect(trouble).toContainText("column 2");
  await expect(trouble).toContainText('"north"');
  await expect(trouble).toHaveAttribute("data-code", "parse");
  expect(await bits(page, id), "the run before it stays").toBe(before);

  await found.getByTestId("own-file").setInputFiles({ name: "words.npy", mimeType: "application/octet-stream", buffer: Buffer.from("no array") });
  await expect(trouble).toContainText(/npy/i);
  await found.getByTestId("paste").fill("1\t2\n3\t4\n5\t7\n9\t8\n2\t2\n");
  await found.getByTestId("use-paste").click();
  await expect(found.getByTestId("data-said")).toHaveText("the pasted table: 5 rows × 2 columns");
  await expect(trouble).toBeHidden();
  // What a method refuses is said in words, and another can be chosen.
  await expect(found.locator(".figure > .trouble")).toContainText(/neighbors/i);
  await found.getByTestId("method").selectOption("pca");
  await settle(page, id, "done");
  await expect(found.locator(".figure > .trouble")).toBeHidden();
  expect(await found.evaluate((/** @type {any} */ { figure }) => figure.state().data)).toBe("own");
});

test("a link to data that only its maker has says so", async ({ page }) => {
  await page.goto(`${PAGE}?figure=${id}&data=own&method=isomap#${id}`);
  await expect(figure(page, id).getByTestId("data-trouble")).toContainText("open the same data here");
  await figure(page, id).getByTestId("paste").fill(table(40));
  await figure(page, id).getByTestId("use-paste").click();
  await settle(page, id, "done");
  expect(await figure(page, id).evaluate((/** @type {any} */ { figure }) => figure.runner.plan.method)).toBe("isomap");
});

test("fifty thousand rows wait with an estimate, and the page answers while they are at work", async ({ page }) => {
  const found = await bench(page, "data=swiss-roll&data.n=50000&method=random-projection");
  await expect(found.getByTestId("data-said")).toHaveText("50,000 rows × 3 columns", { timeout: 40_000 });
  await found.getByTestId("method").selectOption("autoencoder");
  await expect(found.getByTestId("estimate")).toContainText(/about .* for all [\d,]+ steps/, { timeout: 40_000 });
  expect((await run(page, id)).step).toBe(0);
  await found.getByTestId("play").click();
  await expect.poll(async () => (await run(page, id)).step, { timeout: 40_000 }).toBeGreaterThan(3);
  await found.getByTestId("play").click();
  await settle(page, id, "paused");
  const step = await atRest(page, id);
  await frames(page);
  expect(await atRest(page, id), "not one step after the pause").toBe(step);
});

test("of two changes at once neither is lost, and the last one is shown", async ({ page }) => {
  const found = await bench(page);
  await settle(page, id, "done");
  await found.evaluate((/** @type {any} */ { figure: { runner } }) => Promise.all([runner.set({ id: "neighbors", live: false }, 9), runner.set({ id: "seed", live: false }, 5)]));
  await settle(page, id, "done");
  const { now, recipe } = await found.evaluate(async (/** @type {any} */ { figure: { runner, engine } }) => ({ now: runner.now, recipe: await engine.call("recipe", runner.run) }));
  expect([now.neighbors, now.seed]).toEqual([9, 5]);
  expect(recipe.parameters).toMatchObject({ neighbors: 9, seed: 5 });
});

test("a method that is chosen while another is being measured is measured too", async ({ page }) => {
  const found = await bench(page, "data=swiss-roll&data.n=50000&method=random-projection");
  const estimate = found.getByTestId("estimate");
  await expect(estimate).toContainText(/about .* for its one step/, { timeout: 40_000 });
  // The moment between a trial's end and the run's return to its start.
  await found.evaluate((/** @type {any} */ { figure }) => {
    figure.runner.addEventListener("frame", () => figure.change({ method: "autoencoder" }), { once: true });
    return figure.estimate.before();
  });
  await expect(estimate).toContainText(/about .* for all [\d,]+ steps/, { timeout: 40_000 });
  expect((await run(page, id)).step).toBe(0);
  // Nothing but the run itself takes those words away.
  await found.evaluate((/** @type {any} */ { figure }) => figure.runner.pause());
  await expect(estimate).toContainText(/about .* for all [\d,]+ steps/);
});

test("figures elsewhere open on the workbench as they stand", async ({ page }) => {
  const roll = await open(page, "swiss-roll", "./?figure=swiss-roll&n=400&seed=9");
  await settle(page, "swiss-roll", "done");
  const before = await bits(page, "swiss-roll");
  await roll.getByText("Share", { exact: true }).click();
  await roll.getByRole("button", { name: "Open as experiment" }).click();
  await page.waitForURL(/workbench\.html/);
  await expect.poll(async () => (await run(page, id).catch(() => ({ state: "" }))).state).toBe("done");
  expect(await bits(page, id)).toBe(before);
});

test("the workbench is for every reader", async ({ page }) => {
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    await page.emulateMedia({ colorScheme });
    await bench(page);
    await settle(page, id, "done");
    await figure(page, id).locator("details.more").evaluateAll((all) => all.forEach((details) => details.setAttribute("open", "")));
    expect(await findings(page)).toEqual([]);
  }
  await expectAllReached(page, id);
  await page.setViewportSize({ width: 390, height: 844 });
  await frames(page);
  expect(await findings(page)).toEqual([]);
  await expectNoOverflow(page);
});
