// The library as a Node program loads it.

import { readFileSync } from "node:fs";
import * as library from "../../pkg/latent_lab.js";

const bytes = readFileSync(new URL("../../pkg/latent_lab_bg.wasm", import.meta.url));
library.initSync({ module: bytes });

export default library;
