// What every page owes every reader, in a form that specs can ask for.

import { AxeBuilder } from "@axe-core/playwright";
import { expect } from "@playwright/test";

/** What axe finds, in short. @param {import("@playwright/test").Page} page */
export async function findings(page) {
  // What is still fading in has no contrast yet.
  await page.evaluate(() => {
    const ending = document.getAnimations().filter((animation) => Number.isFinite(Number(animation.effect?.getComputedTiming().endTime)));
    return Promise.allSettled(ending.map((animation) => animation.finished)).then(() => undefined);
  });
  const { violations, passes } = await new AxeBuilder({ page }).analyze();
  // An audit that looked at nothing finds nothing.
  expect(passes.length).toBeGreaterThan(10);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join("; ")}`);
}

/** Nothing is wider than the screen, nor sticks out of it. @param {import("@playwright/test").Page} page */
export async function expectNoOverflow(page) {
  const wide = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const scrolls = (/** @type {Element | null} */ element) => {
      for (let at = element; at && at !== document.body; at = at.parentElement) {
        if (getComputedStyle(at).overflowX !== "visible" || at.matches(".unseen, .help, .skip")) return true;
      }
      return false;
    };
    const out = [...document.querySelectorAll("body *")].filter((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 0 && (box.right > width + 1 || box.left < -1) && !scrolls(element);
    });
    return { width: document.scrollingElement?.scrollWidth, out: out.map((element) => `${element.tagName}.${element.className}`) };
  });
  expect(wide.out).toEqual([]);
  expect(wide.width).toBeLessThanOrEqual(390);
}

/** Every control of a figure that can be used now is reached with Tab. @param {import("@playwright/test").Page} page @param {string} id */
export async function expectAllReached(page, id) {
  const count = await page.locator(`latent-figure#${id}`).evaluate((element) => {
    const all = /** @type {HTMLElement[]} */ ([...element.querySelectorAll("button, input, select, textarea, summary, a[href], [tabindex]")]);
    const usable = all.filter((one) => one.checkVisibility() && !one.matches(":disabled, [tabindex='-1']"));
    usable.forEach((one, i) => (one.dataset.reach = `${element.id} ${i}`));
    usable[0]?.focus();
    return usable.length;
  });
  expect(count, id).toBeGreaterThan(5);
  const seen = new Set();
  // A figure that computes may gain controls while it is walked through, so there are more steps than there were controls.
  for (let i = 0; i < 2 * count + 40 && seen.size < count; i += 1) {
    seen.add(await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).dataset.reach));
    await page.keyboard.press("Tab");
  }
  expect(seen.size, `all of ${id}`).toBe(count);
}
