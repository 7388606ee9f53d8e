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
  // A page that was made narrow a moment ago may not have been laid out anew, nor its pictures been drawn.
  await expect(async () => {
    const wide = await overflow(page);
    expect(wide.out).toEqual([]);
    expect(wide.width).toBeLessThanOrEqual(390);
  }).toPass({ timeout: 20_000 });
}

/** How wide the page is, and what sticks out of it. @param {import("@playwright/test").Page} page */
function overflow(page) {
  return page.evaluate(() => {
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
}

/** Every control of a figure that can be used is reached with Tab. @param {import("@playwright/test").Page} page @param {string} id */
export async function expectAllReached(page, id) {
  // What a figure computes may put new controls in the place of old ones while it is walked through; then it is walked again.
  await expect(async () => expect(await missed(page, id), `not reached in ${id}`).toEqual([])).toPass({ timeout: 40_000 });
}

/** Walks through a figure with Tab, and names the controls that were passed over. @param {import("@playwright/test").Page} page @param {string} id */
async function missed(page, id) {
  const found = page.locator(`latent-figure#${id}`);
  const usable = () => found.evaluate((element) => {
    const all = /** @type {HTMLElement[]} */ ([...element.querySelectorAll("button, input, select, textarea, summary, a[href], [tabindex]")]);
    return all.filter((one) => one.checkVisibility() && !one.matches(":disabled, [tabindex='-1'], [data-reached]")).map(({ outerHTML }) => outerHTML.slice(0, 120));
  });
  await found.evaluate((element) => {
    for (const one of element.querySelectorAll("[data-reached]")) one.removeAttribute("data-reached");
    element.setAttribute("tabindex", "-1");
    element.focus();
    element.removeAttribute("tabindex");
  });
  expect((await usable()).length, id).toBeGreaterThan(5);
  // Beyond the figure, or beyond any figure's size: either is the end of the walk.
  for (let i = 0; i < 500; i += 1) {
    await page.keyboard.press("Tab");
    const inside = await found.evaluate((element) => {
      const active = document.activeElement;
      if (active instanceof HTMLElement || active instanceof SVGElement) active.dataset.reached = "";
      return active === document.body || element.contains(active);
    });
    if (!inside) break;
  }
  return usable();
}

/** Expects formulas to be no wider than their columns, with numbers of usual length, and to show these numbers whole. @param {import("@playwright/test").Page} page */
export async function expectFormulasFit(page) {
  const formulas = page.locator(".formula[data-tex]");
  for (const formula of await formulas.all()) {
    await formula.scrollIntoViewIfNeeded();
    await formula.locator(".katex").first().waitFor();
  }
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  expect(await formulas.locator("[data-measure]").count(), "live numbers").toBeGreaterThan(0);
  const unfit = await formulas.evaluateAll((all) =>
    all
      .map((formula) => {
        const numbers = [...formula.querySelectorAll("[data-measure]")].map((number) => {
          let leaf = number;
          while (leaf.firstElementChild) leaf = leaf.firstElementChild;
          if (leaf.textContent === "–") leaf.textContent = "88.888";
          return leaf;
        });
        const { top, bottom } = formula.getBoundingClientRect();
        const cut = numbers.filter((number) => {
          const box = number.getBoundingClientRect();
          return box.top < top - 1 || box.bottom > bottom + 1 || box.width === 0;
        });
        return { text: formula.textContent, over: formula.scrollWidth - formula.clientWidth, cut: cut.map(({ textContent }) => textContent) };
      })
      .filter(({ over, cut }) => over > 0 || cut.length > 0),
  );
  expect(unfit).toEqual([]);
}
