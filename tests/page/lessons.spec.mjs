// What every lesson owes its reader, whatever it teaches.

import { expect, test } from "@playwright/test";
import { LESSONS, pageOf } from "../../www/lessons/lessons.js";
import { expectAllReached, expectFormulasFit, expectNoOverflow, findings } from "./access.mjs";
import { frames } from "./reader.mjs";

test("the lessons are in the menu of the first page, in order", async ({ page }) => {
  await page.goto("./");
  await page.getByText("Lessons", { exact: true }).click();
  const listed = page.getByRole("list", { name: "All lessons" }).getByRole("link");
  await expect(listed).toHaveCount(1 + LESSONS.length);
  expect(await listed.evaluateAll((links) => links.slice(1).map((link) => link.getAttribute("data-lesson-page")))).toEqual(LESSONS.map(({ id }) => id));
});

for (const lesson of LESSONS) {
  test(`lesson ${lesson.number}, ${lesson.title}: axe finds nothing, nothing overflows, all is reached by Tab`, async ({ page }) => {
    test.setTimeout(120_000);
    await page.goto(`./${pageOf(lesson)}`);
    await expect(page).toHaveTitle(new RegExp(lesson.title));
    const figures = await page.locator("latent-figure").evaluateAll((all) => all.map(({ id }) => id));
    expect(figures.length).toBeGreaterThan(0);
    for (const id of figures) {
      const found = page.locator(`latent-figure#${id}`);
      await found.evaluate((element) => element.scrollIntoView({ block: "center" }));
      // What it computes may go on once it is ready.
      await expect(found).toHaveAttribute("data-ready", { timeout: 40_000 });
    }
    await page.locator("latent-figure details:not(.menu)").evaluateAll((all) => all.forEach((details) => details.setAttribute("open", "")));
    for (const id of figures) await expectAllReached(page, id);
    expect(await findings(page)).toEqual([]);
    await page.getByRole("button", { name: "Switch to the dark theme" }).click();
    await page.setViewportSize({ width: 390, height: 844 });
    await frames(page);
    expect(await findings(page)).toEqual([]);
    await expectNoOverflow(page);
  });

  test(`lesson ${lesson.number}, ${lesson.title}, has the parts of a lesson`, async ({ page }) => {
    await page.goto(`./${pageOf(lesson)}`);
    await expect(page.locator("h1")).toHaveCount(1);
    expect(await page.locator("latent-question").count(), "questions to answer first").toBeGreaterThanOrEqual(2);
    expect(await page.locator(".recap li").count(), "a recap").toBeGreaterThanOrEqual(3);
    expect(await page.locator(".exercise").count(), "exercises").toBeGreaterThanOrEqual(2);
    await expect(page.locator(".exercise details")).toHaveCount(await page.locator(".exercise").count());
    await expect(page.locator(".formula[data-tex]").first()).toBeAttached();
    await expect(page.getByRole("navigation", { name: "Lessons before and after" }).getByRole("link")).toHaveCount(2);
  });
}

for (const [width, height] of [[1440, 900], [390, 844]]) {
  test(`every formula fits its column at ${width} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    for (const address of ["./", ...LESSONS.map((lesson) => `./${pageOf(lesson)}`)]) {
      await page.goto(address);
      await test.step(address, () => expectFormulasFit(page));
    }
  });
}
