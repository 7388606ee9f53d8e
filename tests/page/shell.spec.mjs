import { expect, test } from "@playwright/test";
import { LESSONS, pageOf } from "../../www/lessons/lessons.js";

for (const path of ["./", "./www/credits.html", ...LESSONS.map((lesson) => `./${pageOf(lesson)}`)]) {
  test(`${path} loads without an error and asks no other origin`, async ({ page, baseURL }) => {
    /** @type {string[]} */
    const complaints = [];
    /** @type {string[]} */
    const foreign = [];
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => {
      const own = /^(data|blob):/.test(request.url()) || request.url().startsWith(String(baseURL));
      if (!own) foreign.push(request.url());
    });
    const response = await page.goto(path, { waitUntil: "networkidle" });
    expect(response?.status()).toBe(200);
    await expect(page.locator("h1").first()).toBeVisible();
    expect(complaints).toEqual([]);
    expect(foreign).toEqual([]);
  });
}

test("the pages forbid scripts as text and other origins", async ({ page }) => {
  await page.goto("./");
  const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute("content");
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/);
});

test("every source in the table is credited, with WordNet's notice in full", async ({ page }) => {
  await page.goto("./www/credits.html");
  for (const name of ["MNIST", "WordNet", "Source Serif 4", "Inter", "KaTeX"]) {
    await expect(page.locator("h3", { hasText: name }).first()).toBeVisible();
  }
  const notices = (await page.locator("pre").allTextContents()).join("\n").replace(/\s+/g, " ");
  expect(notices).toContain("Permission to use, copy, modify and distribute this software and database");
  expect(notices).toContain('THIS SOFTWARE AND DATABASE IS PROVIDED "AS IS"');
});
