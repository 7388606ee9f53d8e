// npm start: set-up, library, and the page on this machine. `npm start -- --port 8080` asks for a certain port.

import { parseArgs } from "node:util";
import { buildLibrary } from "./library.mjs";
import { setUp } from "./setup/index.mjs";
import { command, root } from "./setup/process.mjs";

await command(async () => {
  const { values } = parseArgs({ options: { port: { type: "string", default: "5173" } } });
  await buildLibrary(await setUp());
  const { createServer } = await import("vite");
  const server = await createServer({ root, logLevel: "warn", server: { port: Number(values.port) } });
  await server.listen();
  console.log(`\nLatent Lab is at ${server.resolvedUrls?.local[0]}  (Ctrl+C stops it)`);
});
