import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { creditsTable } from "./scripts/data/credits.mjs";
import { framed } from "./scripts/site/frame.mjs";

const root = fileURLToPath(new URL(".", import.meta.url));

/**
 * What the pages may do: run their own files and their own WebAssembly, and talk to nobody else. Not added while
 * developing, because Vite's live reload puts styles into the page as text.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** @returns {import("vite").Plugin} */
function contentSecurityPolicy() {
  return {
    name: "content-security-policy",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler: () => [
        {
          tag: "meta",
          attrs: { "http-equiv": "Content-Security-Policy", content: policy },
          injectTo: "head-prepend",
        },
      ],
    },
  };
}

/** Fills the place marked `<!-- credits -->` from the table of sources. @returns {import("vite").Plugin} */
function credits() {
  const mark = "<!-- credits -->";
  return {
    name: "credits",
    transformIndexHtml: {
      order: "pre",
      handler: (html) => (html.includes(mark) ? html.replace(mark, () => creditsTable()) : html),
    },
  };
}

/** The bar at the top, the way onward and the list of lessons. @returns {import("vite").Plugin} */
function frame() {
  return {
    name: "frame",
    transformIndexHtml: { order: "pre", handler: (html, { path }) => framed(html, path.replace(/^\//, "")) },
  };
}

/** Every browser that runs WebAssembly reads WOFF2; KaTeX's older formats stay at home. @returns {import("vite").Plugin} */
function newestFontsOnly() {
  const older = /,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\([^)]*\)/g;
  return {
    name: "newest-fonts-only",
    enforce: "pre",
    transform: (code, id) => (/katex[^?]*\.css/.test(id) ? { code: code.replace(older, ""), map: null } : undefined),
  };
}

/** Every page: index.html, and the HTML files of www (its public folder is copied as it is). */
function pages() {
  const folder = join(root, "www");
  const further = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
  const isPage = (/** @type {string} */ path) => path.endsWith(".html") && !/^public\b/.test(path);
  return [join(root, "index.html"), ...further.filter(isPage).map((path) => join(folder, path))];
}

export default defineConfig({
  root,
  // Relative addresses, so that the site works from any sub-path.
  base: "./",
  publicDir: "www/public",
  plugins: [contentSecurityPolicy(), frame(), credits(), newestFontsOnly()],
  worker: { format: "es" },
  build: {
    target: "es2022",
    outDir: "dist",
    emptyOutDir: true,
    // Nothing as data: URL, so that the policy can stay strict.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    rolldownOptions: { input: pages(), checks: { pluginTimings: false } },
  },
});
