/** The WebAssembly module: fetched and compiled once for the page, posted to every worker. */

import * as glue from "../../pkg/latent_lab.js";
import address from "../../pkg/latent_lab_bg.wasm?url";

/** @type {Promise<WebAssembly.Module> | undefined} */
let compiling;
/** @type {Promise<typeof glue> | undefined} */
let opening;

async function compile() {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} could not be loaded (status ${response.status})`);
  // Streaming needs the server to say application/wasm; a plain static server may not.
  if (response.headers.get("content-type")?.startsWith("application/wasm")) {
    return WebAssembly.compileStreaming(response);
  }
  return WebAssembly.compile(await response.arrayBuffer());
}

/** The compiled module. A failed download may be tried again. */
export function compiled() {
  compiling ??= compile().catch((error) => {
    compiling = undefined;
    throw error;
  });
  return compiling;
}

/** What the library says of its parameters. @type {{ methods: import("../../pkg/latent_lab.js").Described[], generators: import("../../pkg/latent_lab.js").Described[], maps: import("../../pkg/latent_lab.js").Described[] } | undefined} */
let described;

/**
 * The parameters of a method, a generator or a feature map, as it describes them itself.
 * @param {typeof glue} opened @param {"methods" | "generators" | "maps"} kind @param {string} id
 */
export function parametersOf(opened, kind, id) {
  if (!described) {
    const lab = new opened.Lab();
    described = { methods: lab.methods(), generators: lab.generators(), maps: lab.maps() };
  }
  return described[kind].find((entry) => entry.id === id)?.params ?? [];
}

/** The page's own instance of the library: it draws, and knows the descriptions of all parameters. */
export function library() {
  opening ??= (async () => {
    await glue.default({ module_or_path: await compiled() });
    return glue;
  })();
  return opening;
}
