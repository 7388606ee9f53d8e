// npm run bench: measures the library beside its peers. `npm run bench -- pca` runs only the cases named.

import { join } from "node:path";
import { buildLibrary } from "./library.mjs";
import { prepareBrowser } from "./setup/browser.mjs";
import { setUp } from "./setup/index.mjs";
import { installPackages } from "./setup/packages.mjs";
import { command, root } from "./setup/process.mjs";

await command(async () => {
  const env = await setUp();
  await buildLibrary(env);
  await prepareBrowser();
  await installPackages(join(root, "benches"), "about 15 s, 140 MB");
  const { runCases } = await import("../benches/run.mjs");
  if (!(await runCases(process.argv.slice(2), env))) process.exitCode = 1;
});
