// Models as files, as a teacher uses them: saved, opened on another day to the bit, and refused in words when they are not whole.

import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { expectNoOverflow, findings } from "./access.mjs";
import { atRest, bits, bring, figure, frames, ink, reach, run, settle } from "./reader.mjs";

const SQUEEZE = "./www/lessons/learning-to-squeeze.html";
const WALKS = "./www/lessons/latent-walks.html";
const BENCH = "./www/workbench.html";

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {{ name: string, mimeType: string, buffer: Buffer }} Given */

/** Opens the menu of a figure and presses an entry. @param {import("@playwright/test").Locator} found @param {string} entry */
async function choose(found, entry) {
  await found.locator(".menu summary").first().click();
  await found.getByRole("button", { name: entry }).click();
}

/** What the figure's menu saves. @param {Page} page @param {string} id @returns {Promise<Given>} */
async function save(page, id) {
  const download = page.waitForEvent("download");
  await choose(figure(page, id), "Save model");
  const saved = await download;
  await expect(figure(page, id).locator(".menu").first()).not.toHaveAttribute("open");
  return { name: saved.suggestedFilename(), mimeType: "", buffer: await readFile(await saved.path()) };
}

/** Opens a file by the figure's menu. @param {Page} page @param {string} id @param {Given} file */
async function give(page, id, file) {
  const chooser = page.waitForEvent("filechooser");
  await choose(figure(page, id), "Open model");
  await (await chooser).setFiles(file);
}

/** Drops a file on a figure. @param {Page} page @param {string} id @param {Given} file */
async function drop(page, id, { name, buffer }) {
  await figure(page, id).evaluate(
    (element, { name, bytes }) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([new Uint8Array(bytes)], name));
      element.querySelector(".figure")?.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    },
    { name, bytes: [...buffer] },
  );
}

/** Lets a figure's network learn for some steps, and rest. @param {Page} page @param {string} id @param {number} steps @returns {Promise<number>} at which step */
async function learn(page, id, steps) {
  const found = figure(page, id);
  await found.getByTestId("play").click();
  await reach(page, id, steps);
  await found.getByTestId("play").click();
  await settle(page, id, "paused");
  return atRest(page, id);
}

/** Opens a page at a figure whose network has not begun, and does not begin by itself. @param {Page} page @param {string} address @param {string} id @param {string} [query] */
async function visit(page, address, id, query = "step=0") {
  await page.goto(`${address}?figure=${id}&${query}#${id}`);
  const found = await bring(page, id);
  await settle(page, id, "paused");
  return found;
}

/** The parameters that hold. @param {Page} page @param {string} id */
const now = (page, id) => figure(page, id).evaluate((/** @type {any} */ { figure }) => (figure.runner ?? figure.network.runner).now);

test("lesson 8: a saved network comes back on another visit to the bit, is told apart, and trains anew", async ({ page }) => {
  // One whole epoch, so that there is a loss on held-out pictures to compare with.
  const found = await visit(page, SQUEEZE, "hourglass", "components=5&layers=60,30&step=24");
  await expect(found.getByTestId("epoch")).toHaveText(/^1 of/);
  const before = await bits(page, "hourglass");
  await expect(found.getByTestId("held-out-loss")).toHaveText(/^0\.0\d+$/);
  const heldOut = await found.getByTestId("held-out-loss").innerText();
  const file = await save(page, "hourglass");
  expect(file.name).toBe("latent-lab-hourglass-autoencoder-784-5.model");

  await visit(page, SQUEEZE, "hourglass");
  const step = await learn(page, "hourglass", 2);
  const mine = await bits(page, "hourglass");
  await give(page, "hourglass", file);
  const note = found.getByTestId("model-note");
  await expect(note).toContainText(`Opened from ${file.name}`);
  await settle(page, "hourglass", "done");
  expect(await bits(page, "hourglass"), "the same codes").toBe(before);
  await expect(found.getByTestId("steps")).toHaveText("elsewhere");
  await expect(found.getByTestId("moment-said")).toHaveText("trained elsewhere");
  await expect(found.getByTestId("step")).toBeDisabled();
  await expect(found.getByTestId("play")).toHaveText("Train anew");
  await expect(found.locator(".layers canvas").nth(3)).toHaveAttribute("aria-label", "the code: 5 numbers");
  expect(await now(page, "hourglass")).toMatchObject({ components: 5, layers: [60, 30], heldOut: 1000 });
  await expect(found.locator('[data-parameter="components"] input')).toHaveValue("5");
  // The file brings no losses; the one on held-out pictures is found anew.
  await expect(found.getByTestId("held-out-loss")).toHaveText(heldOut);
  // The other figure that shows this network says so as well, and sends digits through it.
  const digit = await bring(page, "own-digit");
  await expect(digit.getByTestId("model-note")).toContainText(file.name);
  await expect(digit.getByTestId("code").locator("span")).toHaveCount(5);
  await expect(digit.getByTestId("times")).not.toHaveText("–");

  // A link carries no file, and says so at both ends.
  const link = await found.evaluate((/** @type {any} */ { figure }) => figure.address("figure"));
  expect(link).toContain("model=own");
  expect(link).not.toContain("step=");

  await note.getByRole("button", { name: "Back to the network that was here" }).click();
  await expect(note).toBeHidden();
  await settle(page, "hourglass", "paused");
  expect((await run(page, "hourglass")).step).toBe(step);
  expect(await bits(page, "hourglass"), "the network that waited").toBe(mine);
  expect(await now(page, "hourglass")).toMatchObject({ components: 16, layers: [400, 200] });
  await found.getByTestId("step").click();
  await reach(page, "hourglass", step + 1);

  // By drop, and then anew from the beginning, with the settings of the file.
  await drop(page, "hourglass", file);
  await settle(page, "hourglass", "done");
  expect(await bits(page, "hourglass")).toBe(before);
  await found.getByTestId("restart").click();
  await settle(page, "hourglass", "paused");
  await expect(note).toBeHidden();
  expect(await run(page, "hourglass")).toMatchObject({ step: 0 });
  expect(await now(page, "hourglass")).toMatchObject({ components: 5, layers: [60, 30], heldOut: 1000 });
  await found.getByTestId("step").click();
  await reach(page, "hourglass", 1);

  await page.goto(link);
  await bring(page, "hourglass");
  await expect(note).toContainText("which a link cannot carry");
});

test("what is no model, or not whole, or not for this figure, is refused in words, and the network goes on", async ({ page }) => {
  const found = await visit(page, WALKS, "ways");
  await learn(page, "ways", 2);
  const good = await save(page, "ways");
  expect(good.name).toBe("latent-lab-ways-autoencoder-784-2.model");
  const before = await bits(page, "ways");
  const trouble = found.locator(".trouble");

  const newer = Buffer.from(good.buffer);
  newer[8] = 2;
  const damaged = Buffer.from(good.buffer);
  damaged[damaged.length >> 1] ^= 1;
  // Another network than this figure can show, and data of another width, both made by the library itself.
  const [wide, narrow, vae] = await found.evaluate(async (/** @type {any} */ { figure }) => {
    const { engine, runner } = figure.network;
    const make = async (/** @type {number} */ data, /** @type {string} */ method, /** @type {any} */ params) => {
      const run = await engine.call("start", method, data, { layers: [4], ...params });
      const bytes = await engine.call("saveModel", run);
      await engine.call("free", run);
      return [...bytes];
    };
    const blobs = await engine.call("generate", "blobs", { n: 50 });
    const all = [await make(runner.data, "autoencoder", { components: 3 }), await make(blobs, "autoencoder", { components: 2 }), await make(runner.data, "vae", { components: 2 })];
    await engine.call("free", blobs);
    return all;
  });
  const refused = [
    [{ ...good, buffer: good.buffer.subarray(0, 1000) }, "parse", /Model file: found bytes that do not add up/],
    [{ ...good, buffer: good.buffer.subarray(0, 5) }, "parse", /found the end of the file/],
    [{ ...good, buffer: Buffer.alloc(0) }, "parse", /Model file/],
    [{ ...good, buffer: damaged }, "parse", /do not add up/],
    [{ ...good, buffer: newer }, "parse", /found version 2, but expected version 1/],
    [{ name: "holiday.model", buffer: Buffer.from("\x89PNG no model at all, but long enough") }, "parse", /found another beginning/],
    [{ name: "narrow.model", buffer: Buffer.from(narrow) }, "shape", /expected \d+, as the model was trained on/],
    [{ name: "wide.model", buffer: Buffer.from(wide) }, "", /is 3, and here it must be 2; open it on the workbench/],
    [{ name: "vae.model", buffer: Buffer.from(vae) }, "", /method "vae".*open it on the workbench/],
    [{ name: "huge.model", buffer: "huge" }, "", /The file has 200 MB; up to 100 MB/],
  ];
  for (const [file, code, says] of /** @type {[any, string, RegExp][]} */ (refused)) {
    if (file.buffer === "huge") {
      // No such file is made: only its size is asked for.
      await found.evaluate((/** @type {any} */ { figure }) => figure.modelFiles.take({ name: "huge.model", size: 200e6 }));
    } else await give(page, "ways", { mimeType: "", ...file });
    // Dismissed words stay where they are, unseen.
    await expect(trouble, `${says}`).toBeVisible();
    await expect(trouble, `${says}`).toContainText(says);
    await expect(trouble, `${says}`).toHaveAttribute("data-code", code);
    await trouble.getByRole("button", { name: "Dismiss" }).click();
    await expect(found.getByTestId("model-note")).toBeHidden();
    expect(await bits(page, "ways"), `${says}`).toBe(before);
  }
  const { step } = await run(page, "ways");
  await found.getByTestId("step").click();
  await reach(page, "ways", step + 1);
  // The good one is taken all the same, and both figures walk in it.
  await give(page, "ways", good);
  await settle(page, "ways", "done");
  expect(await bits(page, "ways")).toBe(before);
  await expect(found.getByTestId("trained")).toHaveText("elsewhere");
  const plane = await bring(page, "plane");
  await expect(plane.getByTestId("model-note")).toContainText(good.name);
  // Another file takes its place; the network that was here is still the one that comes back.
  await give(page, "plane", { ...good, name: "again.model" });
  await expect(plane.getByTestId("model-note")).toContainText("again.model");
  await plane.getByTestId("model-note").getByRole("button").click();
  await settle(page, "plane", "paused");
  expect((await run(page, "plane")).step).toBe(step + 1);
});

test("by keyboard alone; a lost worker brings the model back from its file", async ({ page }) => {
  await page.goto("./");
  const found = await bring(page, "autoencoder");
  await found.getByTestId("step").click();
  await reach(page, "autoencoder", 1);
  await settle(page, "autoencoder", "paused");
  const file = await save(page, "autoencoder");
  const before = await bits(page, "autoencoder");
  await found.getByTestId("step").click();
  await reach(page, "autoencoder", 2);
  const mine = await bits(page, "autoencoder");

  // Listened for well before: whether the browser hands its choosers over takes effect by and by.
  const chooser = page.waitForEvent("filechooser");
  await found.locator(".menu summary").first().focus();
  await page.keyboard.press("Enter");
  await expect(found.locator(".menu").first()).toHaveAttribute("open");
  // The last entry of the menu is one step before what follows it.
  const entry = found.getByRole("button", { name: "Open model" });
  const entries = await found.locator(".menu").first().getByRole("button").count();
  for (let i = 0; i < entries; i += 1) await page.keyboard.press("Tab");
  await expect(entry).toBeFocused();
  await page.keyboard.press("Enter");
  await (await chooser).setFiles(file);
  const note = found.getByTestId("model-note");
  await expect(note).toContainText(file.name);
  expect(await bits(page, "autoencoder")).toBe(before);

  // What is live holds for the training to come, and changes nothing now.
  await found.locator('[data-parameter="learningRate"] input').focus();
  await page.keyboard.press("ArrowLeft");
  await frames(page);
  await expect(found.locator(".trouble")).toBeHidden();
  await expect(note).toBeVisible();
  expect(await bits(page, "autoencoder")).toBe(before);

  await found.evaluate((/** @type {any} */ { figure }) => figure.network.engine.call("panic").catch(() => undefined));
  await settle(page, "autoencoder", "done");
  await expect.poll(() => bits(page, "autoencoder").catch(() => "")).toBe(before);
  await expect(note).toContainText(file.name);
  // The network that waited went with the worker, and is made again, too.
  const back = note.getByRole("button");
  await back.focus();
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await run(page, "autoencoder")).step).toBe(2);
  await settle(page, "autoencoder", "paused");
  expect(await bits(page, "autoencoder")).toBe(mine);

  await give(page, "autoencoder", file);
  await settle(page, "autoencoder", "done");
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    await page.emulateMedia({ colorScheme });
    expect(await findings(page)).toEqual([]);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await frames(page);
  await expectNoOverflow(page);
});

test("the workbench saves and opens both kinds, on any data of that width; other methods say why not", async ({ page }) => {
  const id = "experiment";
  await page.goto(`${BENCH}?figure=${id}&data=blobs&data.n=200&data.features=6&method=vae&epochs=30&step=20#${id}`);
  const found = await bring(page, id);
  await expect.poll(async () => (await run(page, id)).step).toBe(20);
  await settle(page, id, "paused");
  const before = await bits(page, id);
  const columns = await found.evaluate((/** @type {any} */ { figure }) => figure.rows.columns);
  const file = await save(page, id);
  expect(file.name).toBe(`latent-lab-${id}-vae-${columns}-2.model`);

  await page.goto(`${BENCH}?figure=${id}&data=blobs&data.n=200&data.features=6&method=pca#${id}`);
  await bring(page, id);
  await settle(page, id, "done");
  const pca = await bits(page, id);
  await choose(found, "Save model");
  await expect(found.locator(".menu .said")).toContainText("pca learns nothing that could be used on other rows");
  await found.locator(".menu summary").first().click();
  await drop(page, id, file);
  await expect(found.getByTestId("model-note")).toContainText(file.name);
  await settle(page, id, "done");
  await expect(found.getByTestId("method")).toHaveValue("vae");
  expect(await bits(page, id)).toBe(before);
  expect(await now(page, id)).toMatchObject({ epochs: 30 });
  await expect(found.getByTestId("trust")).toHaveText(/0\.\d\d\d/);
  await expect.poll(async () => (await ink(found.locator("canvas.points").first())).painted).toBeGreaterThan(100);
  await found.getByTestId("model-note").getByRole("button").click();
  await expect(found.getByTestId("method")).toHaveValue("pca");
  await settle(page, id, "done");
  expect(await bits(page, id)).toBe(pca);

  // Data of another width is another matter.
  await found.getByTestId("data").selectOption("swiss-roll");
  await expect(found.getByTestId("data-said")).toContainText("3 columns");
  await settle(page, id, "done");
  const roll = await bits(page, id);
  await drop(page, id, file);
  await expect(found.locator(".figure > .trouble")).toHaveAttribute("data-code", "shape");
  await expect(found.locator(".figure > .trouble")).toContainText("found 3 columns");
  expect(await bits(page, id)).toBe(roll);
});
