// Lesson 7 as a reader does it: compare pictures, ask one for the truth, try the claims, brush the grid.

import { availableParallelism, loadavg } from "node:os";
import { expect, test } from "@playwright/test";
import { bring, figure, frames, ink, settle, tasksOf } from "./reader.mjs";

const PAGE = "./www/lessons/bent-sheets.html";

/** @param {import("@playwright/test").Locator} readout */
const number = async (readout) => Number.parseFloat((await readout.innerText()).replace("−", "-"));

/** A slow reference: the k nearest of a row, by distance, ties by row number. @param {number[]} values @param {number} columns @param {number} row @param {number} k */
function nearest(values, columns, row, k) {
  const far = (/** @type {number} */ other) => {
    let sum = 0;
    for (let axis = 0; axis < columns; axis += 1) sum += (values[other * columns + axis] - values[row * columns + axis]) ** 2;
    return sum;
  };
  const others = [...Array(values.length / columns).keys()].filter((other) => other !== row).map((other) => ({ other, far: far(other) }));
  return others.sort((a, b) => a.far - b.far || a.other - b.other).slice(0, k).map(({ other }) => other);
}

/** What the data and a picture put near a row, told apart. @param {{ data: number[], columns: number, picture: number[] }} raw @param {number} row @param {number} k */
function reference({ data, columns, picture }, row, k) {
  const near = nearest(data, columns, row, k);
  const shown = nearest(picture, 2, row, k);
  const sorted = (/** @type {number[]} */ rows) => rows.sort((a, b) => a - b);
  return {
    true: sorted(near.filter((other) => shown.includes(other))),
    false: sorted(shown.filter((other) => !near.includes(other))),
    missing: sorted(near.filter((other) => !shown.includes(other))),
  };
}

/** The lines that a view draws from the selected point, by kind. @param {import("@playwright/test").Page} page @param {string} id @param {string} view @param {number} [nth] of the cells */
function lines(page, id, view, nth) {
  return figure(page, id).evaluate(
    (/** @type {any} */ { figure }, { view, nth }) => {
      const of = nth === undefined ? figure[view] : figure.cells[nth].view;
      const kind = (/** @type {string} */ kind) => of.links.filter((/** @type {any} */ link) => link.kind === kind).map((/** @type {any} */ link) => link.to).sort((/** @type {number} */ a, /** @type {number} */ b) => a - b);
      return { true: kind("true"), false: kind("false"), missing: kind("missing") };
    },
    { view, nth },
  );
}

/** Waits until all runs of a figure of many are done. @param {import("@playwright/test").Page} page @param {string} id */
async function finish(page, id) {
  const found = figure(page, id);
  await found.evaluate((element) => element.scrollIntoView({ block: "center" }));
  await expect.poll(() => found.evaluate((/** @type {any} */ { figure }) => figure.cells.length > 0 && figure.crew.state), { timeout: 80_000 }).toBe("done");
  return found;
}

/** The raw matrices behind a cell. @param {import("@playwright/test").Page} page @param {string} id @param {number} nth */
function rawOf(page, id, nth) {
  return figure(page, id).evaluate(async (/** @type {any} */ { figure }, nth) => {
    const { runner } = figure.cells[nth];
    const { engine } = runner;
    const [data, [, columns], picture] = await Promise.all([engine.call("matrix", runner.data), engine.call("shape", runner.data), engine.call("embedding", runner.run)]);
    return { data: [...data], columns, picture: [...picture] };
  }, nth);
}

/** Waits until a figure's picture has been judged as it is in the end. @param {import("@playwright/test").Page} page @param {string} id */
async function judgedAtItsEnd(page, id) {
  const differs = () =>
    figure(page, id).evaluate(async (/** @type {any} */ { figure }) => {
      const { trustworthiness } = await figure.engine.call("quality", figure.runner.run, { k: 10 });
      return Math.abs(trustworthiness - (figure.quality?.trustworthiness ?? Infinity));
    });
  await expect.poll(differs).toBe(0);
}

/** Moves the mouse onto a point of a view, without pressing. @param {import("@playwright/test").Page} page @param {string} id @param {string} view */
async function hover(page, id, view) {
  const hovered = () => figure(page, id).evaluate((/** @type {any} */ { figure }) => figure.selection.hovered);
  const look = () => figure(page, id).evaluate((/** @type {any} */ { figure }, view) => {
    const { painter, canvas, selection } = figure[view];
    canvas.scrollIntoView({ block: "center" });
    const box = canvas.getBoundingClientRect();
    // Not under the bar at the top, nor below the window.
    for (let y = Math.max(8, 70 - box.top); y < box.height; y += 5) {
      for (let x = 8; x < box.width; x += 5) {
        const there = painter.pick(x, y, 2);
        if (there !== undefined && there !== selection.pinned) return { there, x: box.left + x, y: box.top + y };
      }
    }
    return undefined;
  }, view);
  // What grows above the picture moves the point away from under the mouse.
  await expect(async () => {
    const spot = await look();
    if (!spot) throw new Error(`no point of the ${view} of ${id} can be seen`);
    await page.mouse.move(spot.x - 3, spot.y);
    await page.mouse.move(spot.x, spot.y);
    expect(await hovered(), "the point under the mouse").toBeDefined();
  }).toPass({ timeout: 20_000 });
  return hovered();
}

test("the gallery: every method makes its picture, and one point is found in all of them", async ({ page }) => {
  test.setTimeout(150_000);
  await page.goto(`${PAGE}?figure=gallery&n=800`);
  const found = await finish(page, "gallery");
  const methods = await found.locator(".cell[data-method]").evaluateAll((all) => all.map((cell) => cell.getAttribute("data-method")));
  for (const method of ["pca", "random-projection", "classical-mds", "mds", "isomap", "lle", "tsne", "umap", "autoencoder"]) expect(methods).toContain(method);
  for (const [nth] of methods.entries()) {
    const cell = found.locator(".cell[data-method]").nth(nth);
    await expect(cell.getByTestId("status")).toContainText(/steps? · trust \d\.\d{3}/);
    await expect.poll(async () => (await ink(cell.locator("canvas.points"))).hues, `${methods[nth]} shows the colors of the sheet`).toBeGreaterThanOrEqual(4);
  }
  /** @param {string} when */
  const lookAtLines = async (when) => {
    const current = () => found.evaluate((/** @type {any} */ { figure }) => figure.selection.current);
    await expect.poll(current, `a point ${when}`).toBeDefined();
    const row = await current();
    for (const method of ["pca", "isomap", "tsne"]) {
      const nth = methods.indexOf(method);
      const raw = await rawOf(page, "gallery", nth);
      await expect.poll(() => lines(page, "gallery", "", nth), `lines of ${method} ${when}`).toEqual(reference(raw, row, 8));
    }
  };
  await lookAtLines("of the point that was chosen before the pictures moved");
  // Walk one point further in one picture: all pictures draw its lines, each its own.
  await found.locator(".cell[data-method] canvas.marks").first().focus();
  await page.keyboard.press("]");
  await lookAtLines("one point further");
  // What is true of these methods on this roll, whatever the seed; each was judged while it ran, and is judged at its end.
  await expect.poll(() => found.evaluate((/** @type {any} */ { figure }) => figure.cells.every((/** @type {any} */ { final }) => final))).toBe(true);
  const trust = await found.evaluate((/** @type {any} */ { figure }) => Object.fromEntries(figure.cells.map((/** @type {any} */ { plan, trust }) => [plan.method, trust])));
  expect(trust.isomap).toBeGreaterThan(trust.pca);
  expect(trust.pca).toBeGreaterThan(trust["random-projection"] - 0.1);
  const link = await found.locator('.cell[data-method="isomap"] .tag a').getAttribute("href");
  await page.goto(String(link));
  await bring(page, "experiment");
  await expect(page.getByTestId("method")).toHaveValue("isomap");
});

test("honesty: hovered false and missing neighbors are exactly those of a slow reference", async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto(`${PAGE}?figure=honesty&n=500`);
  const found = await bring(page, "honesty");
  await settle(page, "honesty", "done");
  await judgedAtItsEnd(page, "honesty");
  const raw = await found.evaluate(async (/** @type {any} */ { figure }) => {
    const { engine, runner } = figure;
    const [data, [, columns], picture] = await Promise.all([engine.call("matrix", runner.data), engine.call("shape", runner.data), engine.call("embedding", runner.run)]);
    return { data: [...data], columns, picture: [...picture] };
  });
  const row = await hover(page, "honesty", "map");
  const truth = reference(raw, row, 10);
  await expect.poll(() => lines(page, "honesty", "map")).toEqual(truth);
  expect(truth.false.length + truth.missing.length, "a point worth looking at").toBeGreaterThan(0);
  expect(truth.false.length).toBe(truth.missing.length);
  const listed = async (/** @type {number} */ nth) => (await found.locator(".neighbors").nth(nth).locator("ol li .who").allInnerTexts()).map((name) => Number(/point (\d+)/.exec(name)?.[1])).sort((a, b) => a - b);
  await expect.poll(() => listed(0)).toEqual(truth.false);
  await expect.poll(() => listed(1)).toEqual(truth.missing);

  // Several more, by keyboard.
  await found.locator("canvas.marks").first().focus();
  for (let i = 0; i < 5; i += 1) {
    await page.keyboard.press("]");
    const next = await found.evaluate((/** @type {any} */ { figure }) => figure.selection.current);
    await expect.poll(() => lines(page, "honesty", "map"), `point ${next}`).toEqual(reference(raw, next, 10));
  }

  // The sum over all points, the slow way.
  const n = raw.data.length / raw.columns;
  let intrusion = 0;
  for (let i = 0; i < n; i += 1) {
    const order = nearest(raw.data, raw.columns, i, n - 1);
    for (const other of nearest(raw.picture, 2, i, 10)) intrusion += Math.max(0, order.indexOf(other) + 1 - 10);
  }
  await expect.poll(() => number(found.getByTestId("trust"))).toBeCloseTo(1 - (2 * intrusion) / (n * 10 * (2 * n - 31)), 2);
});

test("honesty: numbers change while it runs, colors follow trust, and a brush in the diagram finds its pairs", async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto(`${PAGE}?figure=honesty&n=400&step=0`);
  const found = await bring(page, "honesty");
  const trust = found.getByTestId("trust");
  // At rest it is judged before anybody plays.
  await expect(trust).toHaveText(/\d/);
  const before = await trust.innerText();
  await found.getByTestId("play").click();
  await expect.poll(() => trust.innerText()).not.toBe(before);
  await settle(page, "honesty", "done");

  // The last judgement draws the diagram anew; what is brushed before that is brushed in another.
  await judgedAtItsEnd(page, "honesty");
  const points = found.locator("canvas.points").first();
  const plain = (await ink(points)).print;
  await found.getByLabel("color by").selectOption("trust");
  await expect.poll(async () => (await ink(points)).print).not.toBe(plain);

  const diagram = found.locator("canvas.marks").nth(1);
  const box = await diagram.boundingBox();
  if (!box) throw new Error("the diagram has no place on the page");
  await page.mouse.move(box.x + box.width * 0.55, box.y + box.height * 0.55);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.95, box.y + box.height * 0.85, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => found.getAttribute("data-brushed")).not.toBe("0");
  const pairs = await found.evaluate(async (/** @type {any} */ { figure }) => {
    const { engine, runner, shepard, pairLines } = figure;
    const [data, [, d]] = await Promise.all([engine.call("matrix", runner.data), engine.call("shape", runner.data)]);
    const far = (/** @type {number} */ a, /** @type {number} */ b) => Math.sqrt(Array.from({ length: d }, (_, axis) => (data[a * d + axis] - data[b * d + axis]) ** 2).reduce((x, y) => x + y));
    const all = [...shepard.shepard.data].sort((a, b) => a - b);
    return { brushed: pairLines.map((/** @type {any} */ { from, to }) => far(from, to)), median: all[Math.floor(all.length / 2)] };
  });
  expect(pairs.brushed.length).toBeGreaterThan(0);
  for (const distance of pairs.brushed) expect(distance, "the right half of the diagram holds the far pairs").toBeGreaterThan(pairs.median * 0.7);
  await diagram.click({ position: { x: 60, y: 60 } });
  await expect(found).toHaveAttribute("data-brushed", "0");
});

test("claims: sizes, gaps and agreement are those of the pictures, measured the slow way", async ({ page }) => {
  test.setTimeout(200_000);
  await page.goto(PAGE);
  const question = page.locator('latent-question[figure="sizes"]');
  await question.getByRole("button").last().click();
  await finish(page, "sizes");
  const radii = (/** @type {number[]} */ values, /** @type {number} */ d, /** @type {number[]} */ labels) => {
    const groups = [...new Set(labels)].sort((a, b) => a - b).map((label) => labels.flatMap((own, i) => (own === label ? [values.slice(i * d, (i + 1) * d)] : [])));
    const centers = groups.map((rows) => Array.from({ length: d }, (_, axis) => rows.reduce((sum, row) => sum + row[axis], 0) / rows.length));
    const far = (/** @type {number[]} */ a, /** @type {number[]} */ b) => a.reduce((sum, value, axis) => sum + (value - b[axis]) ** 2, 0);
    return {
      radii: groups.map((rows, i) => Math.sqrt(rows.reduce((sum, row) => sum + far(row, centers[i]), 0) / rows.length)),
      gap: (/** @type {number} */ a, /** @type {number} */ b) => Math.sqrt(far(centers[a], centers[b])),
    };
  };
  const labelsOf = async (/** @type {string} */ id) => {
    const known = () => figure(page, id).evaluate((/** @type {any} */ { figure }) => [...(figure.truth?.classes ?? [])]);
    await expect.poll(async () => (await known()).length).toBeGreaterThan(0);
    return known();
  };
  const sizes = await rawOf(page, "sizes", 0);
  const labels = await labelsOf("sizes");
  const [inData, inPicture] = [radii(sizes.data, sizes.columns, labels), radii(sizes.picture, 2, labels)];
  const told = (/** @type {string} */ id, /** @type {string} */ key) => number(figure(page, id).getByTestId(`told-${key}`));
  await expect.poll(() => told("sizes", "data")).toBeCloseTo(inData.radii[1] / inData.radii[0], 1);
  await expect.poll(() => told("sizes", "tsne")).toBeCloseTo(inPicture.radii[1] / inPicture.radii[0], 1);
  // The claim itself.
  expect(inData.radii[1] / inData.radii[0]).toBeGreaterThan(7);
  expect(inPicture.radii[1] / inPicture.radii[0]).toBeLessThan(2.5);
  await expect(question.locator(".reveal")).toContainText("The figure says");

  await finish(page, "gaps");
  const gaps = await rawOf(page, "gaps", 0);
  const three = await labelsOf("gaps");
  const [wide, flat] = [radii(gaps.data, gaps.columns, three), radii(gaps.picture, 2, three)];
  await expect.poll(() => told("gaps", "data")).toBeCloseTo(wide.gap(1, 2) / wide.gap(0, 1), 1);
  await expect.poll(() => told("gaps", "tsne")).toBeCloseTo(flat.gap(1, 2) / flat.gap(0, 1), 1);
  expect(flat.gap(1, 2) / flat.gap(0, 1), "the far gap has shrunk").toBeLessThan(0.6 * (wide.gap(1, 2) / wide.gap(0, 1)));

  await finish(page, "opinion");
  const pictures = await Promise.all([0, 1, 2, 3].map((nth) => rawOf(page, "opinion", nth)));
  let common = 0;
  const n = pictures[0].picture.length / 2;
  for (let row = 0; row < n; row += 1) {
    const near = pictures.map(({ picture }) => nearest(picture, 2, row, 10));
    for (let a = 0; a < 4; a += 1) for (let b = 0; b < a; b += 1) common += near[a].filter((other) => near[b].includes(other)).length;
  }
  await expect.poll(() => told("opinion", "overlap")).toBeCloseTo((100 * common) / (6 * 10 * n), -0.5);
});

test("the grid: sixteen runs by a pool of workers; a brush marks the same points in all", async ({ page }) => {
  test.setTimeout(200_000);
  await page.goto(`${PAGE}?figure=stability-grid&n=200`);
  const found = await finish(page, "stability-grid");
  await expect(found.locator(".cell[data-method]")).toHaveCount(16);
  const cores = await page.evaluate(() => navigator.hardwareConcurrency);
  await expect(found.getByTestId("workers")).toHaveText(String(Math.min(8, cores)));
  const view = found.locator(".cell[data-method] canvas.marks").first();
  await view.evaluate((element) => element.scrollIntoView({ block: "center" }));
  const box = await view.boundingBox();
  if (!box) throw new Error("the first picture has no place on the page");
  await page.mouse.move(box.x + 2, box.y + 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height - 4, { steps: 4 });
  await page.mouse.up();
  await expect(found.getByTestId("brushed")).toContainText(/\d+ points/);
  const marked = await found.evaluate((/** @type {any} */ { figure }) => {
    const [first] = figure.cells;
    const spots = Array.from({ length: first.view.size }, (_, i) => first.view.painter.screen(i));
    return { brushed: [...figure.brushed], left: spots.flatMap((/** @type {any} */ { x }, /** @type {number} */ i) => (x >= 2 && x <= first.view.element.clientWidth / 2 ? [i] : [])) };
  });
  expect(marked.brushed).toEqual(marked.left);
  await frames(page);
  const dim = await ink(found.locator(".cell[data-method] canvas.points").nth(7));
  await page.keyboard.press("Escape");
  await view.click({ position: { x: 3, y: 3 } });
  await expect(found.getByTestId("brushed")).toContainText("nothing");
  await expect.poll(async () => (await ink(found.locator(".cell[data-method] canvas.points").nth(7))).print).not.toBe(dim.print);
  await found.getByLabel("color by").selectOption("movement");
  await expect.poll(() => found.evaluate((/** @type {any} */ { figure }) => figure.cells[0].view.marked.length)).toBe(20);
  await expect.poll(() => number(found.getByTestId("agreed-3"))).toBeGreaterThan(0);
});

test("10,000 points move on screen within 3 s of play, and no task holds the page for 50 ms", async ({ page, browser }) => {
  test.setTimeout(180_000);
  // Where other programs want the processor as well, time on the clock says little. So tasks, and the work up to the first
  // movement, are measured by the time they had the processor; the clock decides, by the best of three rounds, where the
  // machine has been left to the test. What the browser itself calls long tasks is printed.
  const alone = loadavg()[0] <= availableParallelism() + 1;
  let best = Infinity;
  for (let round = 0; round < (alone ? 3 : 1) && best >= 3000; round += 1) {
    await page.goto(`${PAGE}?figure=honesty&data=blobs&n=10000&method=tsne&step=0&round=${round}`);
    const found = await bring(page, "honesty");
    await settle(page, "honesty", "paused");
    await expect.poll(() => found.evaluate((/** @type {any} */ { figure }) => figure.map.size)).toBe(10_000);
    await browser.startTracing(page, { categories: ["toplevel"] });
    const moved = await found.evaluate(async (/** @type {any} */ element) => {
      const { figure } = element;
      const print = () => {
        const canvas = element.querySelector("canvas.points");
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        let sum = 0x811c9dc5;
        for (let at = 0; at < data.length; at += 4) sum = Math.imul(sum ^ (data[at] | (data[at + 1] << 8) | (data[at + 2] << 16)), 0x01000193);
        return sum;
      };
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const before = print();
      const from = performance.now();
      element.querySelector("[data-testid=play]").click();
      do await frame();
      while ((figure.runner.report.phase === "setup" || print() === before) && performance.now() - from < 40_000);
      const took = performance.now() - from;
      figure.runner.pause();
      return took;
    });
    best = Math.min(best, moved);
    const work = tasksOf(await browser.stopTracing(), "DedicatedWorker thread").reduce((sum, time) => sum + time, 0);

    await browser.startTracing(page, { categories: ["toplevel"] });
    const long = await found.evaluate(async (/** @type {any} */ element) => {
      /** @type {number[]} */
      const tasks = [];
      const watch = new PerformanceObserver((list) => list.getEntries().forEach((entry) => tasks.push(entry.duration)));
      watch.observe({ type: "longtask" });
      element.querySelector("[data-testid=restart]").click();
      element.querySelector("[data-testid=play]").click();
      const end = performance.now() + 8000;
      while (performance.now() < end) await new Promise((resolve) => requestAnimationFrame(resolve));
      tasks.push(...watch.takeRecords().map((entry) => entry.duration));
      watch.disconnect();
      element.figure.runner.pause();
      return tasks;
    });
    const longest = Math.max(...tasksOf(await browser.stopTracing(), "CrRendererMain"));
    console.log(`moved after ${(moved / 1000).toFixed(2)} s, ${(work / 1000).toFixed(2)} s of them at work; longest task ${longest.toFixed(1)} ms of processor time; ${long.length} long tasks by the clock, up to ${Math.max(0, ...long).toFixed(0)} ms`);
    expect(longest, "the page's thread").toBeLessThanOrEqual(50);
    expect(work, "the work up to the first movement").toBeLessThan(3000);
  }
  if (alone) expect(best, "the first movement").toBeLessThan(3000);
});
