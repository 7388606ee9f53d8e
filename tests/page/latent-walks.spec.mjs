// Lesson 9 as a reader does it: from chair to chair, straight and around and four at once, and a path drawn on the plane.

import { expect, test } from "@playwright/test";
import { atRest, bring, clickPoint, cloud, figure, frames, ink, reach, run, settle } from "./reader.mjs";

const PAGE = "./www/lessons/latent-walks.html";

/** @param {import("@playwright/test").Locator} readout */
const number = async (readout) => Number.parseFloat((await readout.innerText()).replace("−", "-"));

/** Stops what learns. @param {import("@playwright/test").Page} page @param {string} id */
async function pause(page, id) {
  if ((await run(page, id)).wanted) await figure(page, id).getByTestId("play").click();
  await settle(page, id, "paused");
  await atRest(page, id);
}

test("between two chairs the walk grows, the cross-fade leaps, and the desk is farther off", async ({ page }) => {
  await page.goto(PAGE);
  const found = await bring(page, "chairs");
  await page.locator('latent-question[figure="chairs"] button').last().click();
  // It plays by itself, to the end.
  await settle(page, "chairs", "done");
  await expect.poll(() => number(found.getByTestId("fade-leap"))).toBeGreaterThan(40);
  await expect.poll(() => number(found.getByTestId("walk-leap"))).toBeLessThan(35);
  await expect(page.locator('latent-question[figure="chairs"] .reveal')).toContainText("You were right");
  // What was read off while it learned has given way to what the network draws now.
  const stale = () => found.evaluate(async (/** @type {any} */ { figure }) => {
    const { engine, runner, pictures, chosen, factors, factor, ruler } = figure;
    const codes = await engine.call("encode", runner.run, pictures.rows(chosen.slice(0, 2)));
    const walk = await engine.call("interpolate", runner.run, codes, { kind: "linear", steps: 9 });
    const read = await engine.call("estimateFactors", ruler, walk, { k: 10 });
    return figure.read.walk.some((/** @type {number} */ value, /** @type {number} */ i) => value !== read[i * factors.columns + factors.names.indexOf(factor)]);
  });
  await expect.poll(stale).toBe(false);
  const heights = await found.evaluate((/** @type {any} */ { figure }) => figure.read.walk);
  expect(heights, "from the low chair to the tall one every step leads up").toEqual(heights.toSorted((/** @type {number} */ a, /** @type {number} */ b) => a - b));
  // The readout is the distance of the codes.
  const far = await found.evaluate(async (/** @type {any} */ { figure }) => {
    const { engine, runner, pictures, chosen } = figure;
    const codes = await engine.call("encode", runner.run, pictures.rows(chosen));
    return Math.hypot(...[0, 1, 2, 3].map((i) => codes[i] - codes[4 + i]));
  });
  await expect.poll(() => number(found.getByTestId("A-to-B"))).toBeCloseTo(far, 1);
  const [ab, ac, bc] = await Promise.all(["A-to-B", "A-to-C", "B-to-C"].map((id) => number(found.getByTestId(id))));
  expect(ab).toBeLessThan(Math.min(ac, bc));

  await found.getByTestId("factor").selectOption("spacing");
  await expect(found.locator(".chart canvas")).toHaveAttribute("aria-label", /^spacing along the way/);
  const strip = found.locator(".pictures canvas").first();
  const before = await ink(strip);
  const index = await clickPoint(page, "chairs", "map");
  await expect(strip).toHaveAttribute("aria-label", /walk from a (chair|desk)/);
  await expect.poll(async () => (await ink(strip)).print).not.toBe(before.print);
  expect(await found.evaluate((/** @type {any} */ { figure }) => figure.chosen[0])).toBe(index);
});

test("straight, around, four corners: each decodes its own places, and says how far they are from the data", async ({ page }) => {
  await page.goto(PAGE);
  const found = await bring(page, "ways");
  // It learns by itself; stopped, film and codes belong to one moment.
  await reach(page, "ways", 120);
  await pause(page, "ways");
  const strip = found.locator(".pictures canvas").first();
  const verdict = found.getByTestId("verdict");
  await expect(verdict).toContainText("times the usual distance");
  /** The places against those of the way that was chosen, the film against the decoder, and the ratios against the obvious way. */
  const differs = () =>
    found.evaluate(async (/** @type {any} */ { figure }) => {
      const { engine, runner, digits } = figure.network;
      const { codes: corners, kind, steps } = await figure.walk(runner.run);
      const wanted = await engine.call("between", corners, 2, { kind, steps });
      const astray = wanted.length === figure.places.length ? Math.max(...wanted.map((/** @type {number} */ value, /** @type {number} */ i) => Math.abs(value - figure.places[i]))) : Infinity;
      const decoded = await engine.call("decode", runner.run, figure.places);
      const film = Math.max(...decoded.map((/** @type {number} */ value, /** @type {number} */ i) => Math.abs(value - figure.film[i])));
      const codes = runner.shown.positions.slice(0, 2 * (digits.count - 1000));
      const middle = 2 * Math.floor(figure.places.length / 4);
      let nearest = Infinity;
      for (let i = 0; i < codes.length; i += 2) nearest = Math.min(nearest, Math.hypot(codes[i] - figure.places[middle], codes[i + 1] - figure.places[middle + 1]));
      return [astray, film, Math.abs(nearest - figure.departure.distances[middle / 2]) / nearest];
    });
  /** @type {string[]} */
  const prints = [];
  for (const [way, places] of [["Straight", 11], ["Around the origin", 11], ["Four corners", 81]]) {
    await found.getByRole("button", { name: String(way), exact: true }).click();
    await expect.poll(() => found.evaluate((/** @type {any} */ { figure }) => figure.places.length / 2)).toBe(places);
    // Pictures asked for while it learned may still be on their way.
    await expect.poll(async () => Math.max(...(await differs()))).toBeLessThan(1e-4);
    await frames(page);
    prints.push(String((await ink(strip)).print));
  }
  expect(new Set(prints).size, "three ways, three films").toBe(3);

  // By keyboard: a slot by its button, a place on the map by keys.
  await found.getByRole("button", { name: "Straight", exact: true }).click();
  await found.getByRole("button", { name: /^B: / }).focus();
  await page.keyboard.press("Enter");
  await cloud(found).marks.focus();
  await page.keyboard.press("Home");
  await expect(page.locator("#announce")).toContainText("B is now a");
  expect(await found.evaluate((/** @type {any} */ { figure }) => figure.chosen[1])).toBe(0);
});

test("a path drawn on the plane becomes a film; far out the page says that it has left the data", async ({ page }) => {
  await page.goto(PAGE);
  const found = await bring(page, "plane");
  await reach(page, "plane", 60);
  await pause(page, "plane");
  // The whole plane stands behind the points.
  const plane = found.locator("canvas.plane");
  await expect.poll(async () => (await ink(plane)).share).toBeGreaterThan(0.9);
  await expect.poll(() => found.evaluate((/** @type {any} */ { figure }) => figure.decoded)).toBeGreaterThan(100);

  const map = found.locator(".view .marks");
  await map.evaluate((element) => element.scrollIntoView({ block: "center" }));
  const box = await map.boundingBox();
  if (!box) throw new Error("the plane cannot be seen");
  const at = (/** @type {number} */ x, /** @type {number} */ y) => /** @type {[number, number]} */ ([box.x + x * box.width, box.y + y * box.height]);
  const strip = found.locator(".pictures canvas").first();
  const before = await ink(strip);
  await page.mouse.move(...at(0.5, 0.5));
  await page.mouse.down();
  for (const [x, y] of [[0.4, 0.4], [0.2, 0.2], [0.03, 0.03]]) await page.mouse.move(...at(x, y), { steps: 6 });
  await page.mouse.up();
  await expect(strip).toHaveAttribute("aria-label", /^12 pictures on the way along your path/);
  // The film follows the hand; the last answer comes after it is lifted.
  const astray = () =>
    found.evaluate((/** @type {any} */ { figure: { places, path } }) => Math.max(...[0, 1, -2, -1].map((i) => Math.abs(places.at(i) - path.at(i)))));
  await expect.poll(astray).toBeLessThan(1e-4);
  await expect.poll(async () => (await ink(strip)).print).not.toBe(before.print);
  await expect(found.getByTestId("verdict")).toContainText(/\d+ of 12 places lie off the data/);
  await expect(found.getByTestId("flags").locator(".off").first()).toBeVisible();
  await expect.poll(() => number(found.getByTestId("farthest"))).toBeGreaterThan(3);
  // Twelve stops at equal distances along what was drawn.
  const codes = await found.evaluate((/** @type {any} */ { figure }) => [...figure.places]);
  expect(codes.length).toBe(24);
  const strides = Array.from({ length: 11 }, (_, i) => Math.hypot(codes[2 * i + 2] - codes[2 * i], codes[2 * i + 3] - codes[2 * i + 1]));
  expect(Math.max(...strides) / Math.min(...strides)).toBeLessThan(1.2);

  // The same by keyboard, point by point.
  await found.getByRole("button", { name: "Clear" }).click();
  await expect(found.getByTestId("verdict")).toHaveText("Draw a path on the plane.");
  await map.focus();
  for (const key of ["Home", "End"]) await page.keyboard.press(key);
  await expect(page.locator("#announce")).toContainText("stop 2 of the path");
  await expect(strip).toHaveAttribute("aria-label", /your path of 2 corners/);
  await found.getByRole("button", { name: "Through five digits" }).click();
  await expect(strip).toHaveAttribute("aria-label", /through a 6, picture/);
  expect(await figure(page, "plane").locator(".trouble").isHidden()).toBe(true);
});

test("on a phone the page scrolls past the plane until the reader asks to draw", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  await page.goto(`${PAGE}?figure=plane&step=0#plane`);
  const found = await bring(page, "plane");
  await expect(found.getByTestId("flags").locator("span")).not.toHaveCount(0);
  const marks = found.locator("canvas.marks");
  await marks.evaluate((element) => element.scrollIntoView({ block: "center", behavior: "instant" }));
  const client = await context.newCDPSession(page);
  /** Where the plane is on the screen once the page has come to rest: a quick finger leaves it rolling for a while. */
  const atRest = () =>
    marks.evaluate(async (element) => {
      const top = () => element.getBoundingClientRect().top;
      for (let [still, last] = [0, top()]; still < 10; last = top()) {
        await new Promise(requestAnimationFrame);
        still = top() === last ? still + 1 : 0;
      }
      return element.getBoundingClientRect().toJSON();
    });
  /** A finger that goes up over the plane. @returns {Promise<number>} by how much the page was scrolled */
  const swipe = async () => {
    const box = await atRest();
    const [x, y] = [box.x + box.width / 2, box.y + 0.8 * box.height];
    const touch = (/** @type {string} */ type, /** @type {number} */ at) => client.send("Input.dispatchTouchEvent", { type: /** @type {any} */ (type), touchPoints: type === "touchEnd" ? [] : [{ x, y: at }] });
    await touch("touchStart", y);
    for (let i = 1; i <= 10; i += 1) await touch("touchMove", y - 18 * i);
    await touch("touchEnd", 0);
    return box.top - (await atRest()).top;
  };
  expect(await swipe(), "the page scrolls").toBeGreaterThan(60);
  expect(await found.evaluate((/** @type {any} */ { figure }) => figure.path.length), "and nothing is drawn").toBe(0);
  await marks.evaluate((element) => element.scrollIntoView({ block: "center", behavior: "instant" }));
  const draw = found.getByRole("button", { name: "Draw", exact: true });
  await expect(draw).toHaveAttribute("aria-pressed", "false");
  await draw.evaluate((/** @type {HTMLElement} */ element) => element.click());
  await expect(draw).toHaveAttribute("aria-pressed", "true");
  await frames(page, 5);
  expect(await swipe(), "now it draws").toBe(0);
  expect(await found.evaluate((/** @type {any} */ { figure }) => figure.path.length)).toBeGreaterThan(6);
  await context.close();
});
