// For every reader: by keyboard, by screen reader, on a phone, in the dark, without motion, alone on a projector.

import { expect, test } from "@playwright/test";
import { expectAllReached, expectNoOverflow, findings } from "./access.mjs";
import { FIGURES, bring, cloud, figure, frames, ink, open, settle } from "./reader.mjs";

/** Opens the page with all its figures built and all that unfolds unfolded. @param {import("@playwright/test").Page} page */
async function openWhole(page) {
  await page.goto("./");
  for (const id of FIGURES) await bring(page, id);
  await page.locator("latent-figure details:not(.menu)").evaluateAll((all) => all.forEach((details) => details.setAttribute("open", "")));
}

test("axe finds nothing on the whole page, light and dark, wide and narrow", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await openWhole(page);
  expect(await findings(page)).toEqual([]);
  const paper = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await page.getByRole("button", { name: "Switch to the dark theme" }).click();
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).not.toBe(paper);
  await page.setViewportSize({ width: 390, height: 844 });
  await frames(page);
  expect(await findings(page)).toEqual([]);
  await expectNoOverflow(page);
});

test("axe finds nothing on the credits, light and dark", async ({ page }) => {
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    await page.emulateMedia({ colorScheme });
    await page.goto("./www/credits.html");
    expect(await findings(page)).toEqual([]);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoOverflow(page);
});

test("every control of every figure is reached with Tab, and has a name", async ({ page }) => {
  await openWhole(page);
  for (const id of FIGURES) {
    await expectAllReached(page, id);
    await expect(figure(page, id).getByRole("button", { name: "Step" })).toHaveAccessibleDescription(/one step/);
  }
});

test("every point is reached by keys, and spoken", async ({ page }) => {
  const id = "swiss-roll";
  const found = await open(page, id);
  await settle(page, id, "done");
  const pinned = () => found.evaluate((/** @type {any} */ { figure }) => figure.selection.pinned);
  const said = page.locator("#announce");
  await expect(said).toHaveAttribute("aria-live", "polite");
  for (const nth of [0, 1]) {
    const { marks } = cloud(found, nth);
    await expect(marks).toHaveAccessibleName(/roll/);
    await expect(marks).toHaveAccessibleDescription(/bracket keys visit every point/);
    await marks.focus();
    for (const [key, index] of /** @type {const} */ ([["Home", 0], ["]", 1], ["]", 2], ["[", 1], ["[", 0], ["[", 1499], ["]", 0], ["End", 1499]])) {
      await page.keyboard.press(key);
      expect(await pinned(), key).toBe(index);
    }
    await expect(said).toContainText("point 1,499. Nearest in the data's own 3 dimensions: point");
    // An arrow goes to another point that lies that way: in the flat shadow by itself, in the room with Shift.
    await page.keyboard.press(nth === 0 ? "Shift+ArrowLeft" : "ArrowLeft");
    const left = await pinned();
    expect(left).not.toBe(1499);
    await expect(said).toContainText(`point ${left.toLocaleString("en-US")}.`);
    await page.keyboard.press("Escape");
    expect(await pinned()).toBeUndefined();
  }
});

test("the roll turns by itself once, but not for readers who want no motion", async ({ page }) => {
  for (const [reducedMotion, turns] of /** @type {const} */ ([["no-preference", true], ["reduce", false]])) {
    await page.emulateMedia({ reducedMotion });
    const found = await open(page, "swiss-roll");
    await settle(page, "swiss-roll", "done");
    const { points } = cloud(found);
    await expect.poll(async () => (await ink(points)).painted).toBeGreaterThan(1000);
    // It begins to turn once the figure is ready; the list beside it takes its room before that is looked at.
    await expect(found).toHaveAttribute("data-ready");
    await expect(found.getByTestId("neighbors").locator("ol li")).toHaveCount(8);
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    await frames(page, 5);
    const before = (await ink(points)).print;
    if (turns) await expect.poll(async () => (await ink(points)).print).not.toBe(before);
    await frames(page, 30);
    if (!turns) expect((await ink(points)).print).toBe(before);
  }
});

test("one figure alone: large to present, small inside another page", async ({ page, baseURL }) => {
  await page.goto("./?present=swiss-roll");
  await settle(page, "swiss-roll", "done");
  await expect(page.locator("latent-figure")).toHaveCount(1);
  await expect(page.locator("h1")).toBeHidden();
  await expect(page.locator("footer")).toBeHidden();
  const box = await figure(page, "swiss-roll").boundingBox();
  expect(Number(box?.width)).toBeGreaterThan(0.8 * Number(page.viewportSize()?.width));

  // In another page, by the code that the figure gives. (Browsers let no foreign page frame a local server.)
  const code = await figure(page, "swiss-roll").evaluate((/** @type {any} */ { figure }) => figure.embedCode());
  expect(code).toContain(`${baseURL}?embed=swiss-roll`);
  await page.route("**/elsewhere.html", (route) => route.fulfill({ contentType: "text/html", body: `<p>Elsewhere</p>${code}` }));
  await page.goto("./elsewhere.html");
  const inside = page.frameLocator("iframe");
  await expect(inside.getByTestId("kept")).toHaveText(/%/);
  await expect(inside.locator("h1")).toBeHidden();
  await expect.poll(async () => (await ink(inside.locator("canvas.points").first())).hues).toBeGreaterThanOrEqual(5);
});
