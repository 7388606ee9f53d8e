// Files of the reader's own, dropped: what can be read is read, what cannot is named, and nothing that was there is lost.

import { crc32, deflateSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import { bits, bring, figure, run, settle } from "./reader.mjs";

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {[name: string, bytes: Buffer]} Dropped */

/** Drops files on a figure. @param {Page} page @param {string} id @param {Dropped[]} files */
async function drop(page, id, ...files) {
  await figure(page, id).evaluate(
    (element, files) => {
      const dataTransfer = new DataTransfer();
      for (const [name, bytes] of files) dataTransfer.items.add(new File([new Uint8Array(bytes)], name));
      element.querySelector(".figure")?.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    },
    files.map(([name, bytes]) => /** @type {[string, number[]]} */ ([name, [...bytes]])),
  );
}

/** A gray PNG of a dark bar on white, whole in every byte. @param {number} width @param {number} height @param {8 | 16} depth */
function png(width, height, depth) {
  const chunk = (/** @type {string} */ kind, /** @type {Buffer} */ data) => {
    const body = Buffer.concat([Buffer.from(kind), data]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = depth;
  const size = depth / 8;
  const rows = Array.from({ length: height }, (_, y) => {
    const row = Buffer.alloc(1 + width * size, 255);
    row[0] = 0;
    if (y > height / 5 && y < height - height / 5) row.fill(0, 1 + Math.floor(width / 2 - 2) * size, 1 + Math.floor(width / 2 + 2) * size);
    return row;
  });
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", header), chunk("IDAT", deflateSync(Buffer.concat(rows))), chunk("IEND", Buffer.alloc(0))]);
}

/** An IDX file of so many pictures, each of another gray. @param {number} count @param {number} side */
function idx(count, side) {
  const head = Buffer.alloc(16);
  [0x0803, count, side, side].forEach((value, i) => head.writeUInt32BE(value, 4 * i));
  return Buffer.concat([head, ...Array.from({ length: count }, (_, i) => Buffer.from(Array.from({ length: side * side }, (_, j) => (j * (i + 3)) % 251)))]);
}

/** Their labels, in turns. @param {number} count */
function labels(count) {
  const head = Buffer.alloc(8);
  [0x0801, count].forEach((value, i) => head.writeUInt32BE(value, 4 * i));
  return Buffer.concat([head, Buffer.from(Array.from({ length: count }, (_, i) => i % 3))]);
}

test("on the pad: pictures of any size, whole files of pictures, and words for the rest; what was there stays", async ({ page }) => {
  const id = "own-digit";
  await page.goto("./www/lessons/learning-to-squeeze.html?figure=own-digit&step=0#own-digit");
  const found = await bring(page, id);
  await expect(found.getByTestId("took")).toHaveText(/ms$/);
  const given = found.locator(".passage canvas").first();
  const shows = (/** @type {string} */ name) => expect(given, name).toHaveAttribute("aria-label", `What the network gets: ${name}`);
  const trouble = found.locator(".trouble");
  await drop(page, id, ["wide.png", png(300, 90, 8)]);
  await shows("wide.png");
  await drop(page, id, ["tiny.png", png(9, 9, 8)]);
  await shows("tiny.png");
  await drop(page, id, ["three.idx", idx(3, 28)]);
  await shows("three.idx");
  await expect(found.getByLabel("picture number")).toHaveAttribute("max", "3");

  const before = await found.evaluate((/** @type {any} */ { figure }) => figure.network.runner.run);
  for (const [name, bytes, code, says] of /** @type {[string, Buffer, string, RegExp][]} */ ([
    ["deep.png", png(28, 28, 16), "unsupported", /16 bits a channel/],
    ["notes.png", Buffer.from("a text, and no picture"), "parse", /PNG or JPEG/],
    ["cut.png", png(28, 28, 8).subarray(0, 40), "", /cannot decode/],
    ["nothing.png", Buffer.alloc(0), "parse", /./],
    ["cut.idx", idx(3, 28).subarray(0, 1000), "parse", /idx/i],
    ["head.idx", idx(3, 28).subarray(0, 6), "parse", /idx/i],
    ["small.idx", idx(3, 8), "shape", /64 values, but expected a multiple of 784/],
    ["labels.idx", labels(3), "parse", /1 dimensions/],
  ])) {
    await drop(page, id, [name, bytes]);
    // Dismissed words stay where they are, unseen.
    await expect(trouble, name).toBeVisible();
    await expect(trouble, name).toContainText(says);
    console.log(`    ${name}: ${await trouble.getAttribute("data-code")}: ${await trouble.locator("span").innerText()}`);
    if (code) expect(await trouble.getAttribute("data-code"), name).toBe(code);
    await shows("three.idx");
    expect(await found.evaluate((/** @type {any} */ { figure }) => [figure.file.count, figure.file.columns])).toEqual([3, 784]);
    await expect(found.getByLabel("picture number"), "the opened file is still there").toBeVisible();
    await trouble.getByRole("button").click();
    await expect(trouble).toBeHidden();
  }
  expect(await found.evaluate((/** @type {any} */ { figure }) => figure.network.runner.run)).toBe(before);
  // Pictures and their labels together: the pictures are what can be shown.
  await drop(page, id, ["labels.idx", labels(4)], ["four.idx", idx(4, 28)]);
  await shows("four.idx");
  await expect(found.getByLabel("picture number")).toHaveAttribute("max", "4");
});

test("an empty pad has no answer, and asks for a drawing", async ({ page }) => {
  await page.goto("./www/lessons/learning-to-squeeze.html?figure=own-digit&step=0#own-digit");
  const found = await bring(page, "own-digit");
  await expect(found.getByTestId("took")).toHaveText(/ms$/);
  await found.getByRole("button", { name: "Clear" }).click();
  await expect(found.getByTestId("took")).toHaveText("–");
  await expect(found.getByTestId("code")).toBeEmpty();
  await expect(found.getByText("Draw a digit here")).toBeVisible();
  await expect(found.getByText("Draw a digit, or choose a picture.")).toBeVisible();
  // Nothing to take back from, and a tap that is a drawing of one dot.
  await found.getByRole("button", { name: "Take back" }).click();
  await expect(found.locator(".trouble")).toBeHidden();
  await found.getByTestId("pad").locator("canvas").click();
  await expect(found.getByTestId("took")).toHaveText(/ms$/);
});

test("on the workbench: pictures with and without labels; what is cut off leaves the run as it was", async ({ page }) => {
  const id = "experiment";
  await page.goto(`./www/workbench.html?figure=${id}&data=blobs&data.n=60&method=pca#${id}`);
  const found = await bring(page, id);
  await settle(page, id, "done");
  const said = found.getByTestId("data-said");
  await drop(page, id, ["shades.idx", idx(40, 6)]);
  await expect(said).toHaveText("shades.idx: 40 rows × 36 columns");
  await settle(page, id, "done");
  expect(await found.evaluate((/** @type {any} */ { figure }) => figure.rows.labels)).toBe(undefined);
  await drop(page, id, ["names.idx", labels(40)], ["shades.idx", idx(40, 6)]);
  await expect(said).toHaveText("names.idx and shades.idx: 40 rows × 36 columns");
  await settle(page, id, "done");
  expect(await found.evaluate((/** @type {any} */ { figure }) => figure.rows.labels.length)).toBe(40);
  const before = await bits(page, id);
  const trouble = found.getByTestId("data-trouble");
  for (const [files, code, says] of /** @type {[Dropped[], string, RegExp][]} */ ([
    [[["cut.idx", idx(40, 6).subarray(0, 700)]], "parse", /idx/i],
    [[["shades.idx", idx(40, 6)], ["few.idx", labels(39)]], "shape", /39/],
    [[["photo.idx", png(28, 28, 8)]], "parse", /idx/i],
  ])) {
    await drop(page, id, ...files);
    await expect(trouble, `${says}`).toContainText(says);
    await expect(trouble).toHaveAttribute("data-code", code);
    console.log(`    ${await trouble.innerText()}`);
    expect(await bits(page, id)).toBe(before);
  }
});

test("a code of no numbers, or of more than the data has, is refused; the slider makes it possible", async ({ page }) => {
  for (const [asked, says, key] of /** @type {[number, RegExp, string][]} */ ([
    [0, /components is 0, but must be .*1/, "ArrowRight"],
    [785, /components is 785, but must be .*784/, "ArrowLeft"],
  ])) {
    await page.goto(`./www/lessons/learning-to-squeeze.html?figure=hourglass&components=${asked}#hourglass`);
    const found = figure(page, "hourglass");
    await found.evaluate((element) => element.scrollIntoView({ block: "center" }));
    const trouble = found.locator(".trouble");
    await expect(trouble).toContainText(says);
    await expect(trouble).toHaveAttribute("data-code", "out-of-range");
    await found.getByText("more", { exact: true }).click();
    await found.locator('[data-parameter="components"] input').focus();
    await page.keyboard.press(key);
    await expect.poll(async () => (await run(page, "hourglass")).state).toMatch(/paused|playing/);
    await expect(trouble).toBeHidden();
  }
});

test("on the workbench a learning rate that diverges is said, and one click goes on from the last good step", async ({ page }) => {
  const id = "experiment";
  await page.goto(`./www/workbench.html?figure=${id}&data=blobs&data.n=200&data.features=6&method=autoencoder&activation=linear&learningRate=1&epochs=300&step=0#${id}`);
  const found = await bring(page, id);
  await settle(page, id, "paused");
  await found.getByTestId("play").click();
  const trouble = found.locator(".figure > .trouble");
  await expect(trouble).toContainText("training left the finite numbers");
  await expect(trouble).toHaveAttribute("data-code", "diverged");
  await trouble.getByRole("button", { name: "Back to the last good step, with a learning rate of 0.1" }).click();
  /** Until the run that the click has begun is over: words about the one before it are gone with the click. */
  const over = () => expect.poll(async () => ({ done: true, failed: await trouble.isVisible() })[(await run(page, id)).state] ?? false).toBe(true);
  // Where that leads to the same place again, the next click begins anew, calmer still.
  await over();
  while ((await run(page, id)).state === "failed") {
    console.log(`    ${await trouble.innerText()}`);
    await trouble.getByRole("button", { name: /with a learning rate of 0\.0/ }).click();
    await over();
  }
  await expect(trouble).toBeHidden();
  expect(await found.evaluate((/** @type {any} */ { figure }) => figure.runner.now.learningRate)).toBeLessThanOrEqual(0.1);
});
