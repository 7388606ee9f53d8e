// npm run build: pkg/, the library, and dist/, the site.

import { buildLibrary } from "./library.mjs";
import { setUp } from "./setup/index.mjs";
import { command } from "./setup/process.mjs";
import { buildSite } from "./site.mjs";

await command(async () => {
  await buildLibrary(await setUp());
  await buildSite();
  console.log("Built pkg/ (library) and dist/ (site).");
});
