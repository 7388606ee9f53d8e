import init from "../pkg/latent_lab.js";

await init();
