// A plain static server, as plain as the cheapest host: no special headers unless asked for.
// As a command: `node scripts/serve.mjs [folder] [port] [sub-path]` serves dist/ on port 8080.

import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { join, normalize, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const types = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".mjs": "text/javascript",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};

/**
 * Serves a folder on localhost.
 * @param {string} folder
 * @param {object} [options]
 * @param {number} [options.port] 0 takes any free one
 * @param {string} [options.under] the path under which the folder appears, e.g. "/some/where/"
 * @param {Record<string, string>} [options.headers] sent with every answer
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serve(folder, { port = 0, under = "/", headers = {} } = {}) {
  const base = resolve(folder);
  const server = createServer((request, response) => {
    const path = decoded(new URL(request.url ?? "/", "http://localhost").pathname);
    if (path === undefined) {
      response.writeHead(400).end();
      return;
    }
    const file = path.startsWith(under) ? find(base, path.slice(under.length)) : undefined;
    if (!file) {
      response.writeHead(404, { "content-type": "text/plain" }).end(`Not found: ${path}\n`);
      return;
    }
    const extension = /** @type {keyof typeof types} */ (/\.\w+$/.exec(file)?.[0] ?? "");
    response.writeHead(200, { "content-type": types[extension] ?? "application/octet-stream", ...headers });
    createReadStream(file).pipe(response);
  });
  await new Promise((ready, failed) => server.once("error", failed).listen(port, "127.0.0.1", () => ready(undefined)));
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://localhost:${address.port}${under}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/**
 * A path without its percent signs, or undefined where they make no sense.
 * @param {string} path
 */
function decoded(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/**
 * The file that a path means, if it lies in the folder.
 * @param {string} base
 * @param {string} path
 */
function find(base, path) {
  const file = normalize(join(base, path));
  if (file !== base && !file.startsWith(base + sep)) return undefined;
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isFile()) return file;
  const index = join(file, "index.html");
  return found?.isDirectory() && statSync(index, { throwIfNoEntry: false })?.isFile() ? index : undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder = fileURLToPath(new URL("../dist", import.meta.url)), port = "8080", under = "/"] = process.argv.slice(2);
  console.log(`${folder} is at ${(await serve(folder, { port: Number(port), under })).url}`);
}
