/** A page: its shell at once, its figures as they come near. */

import { LatentFigure, figureKinds } from "../figures/latent-figure.js";
import { formulas } from "./formula.js";
import { LatentPick } from "./pick.js";
import { progress } from "./progress.js";
import { LatentQuestion } from "./question.js";
import { solo } from "./solo.js";
import { themeSwitch } from "./theme.js";

/** Brings a page to life. @param {Record<string, import("../figures/latent-figure.js").Kind>} kinds the figures it shows, by kind */
export function startPage(kinds) {
  solo();
  themeSwitch(/** @type {HTMLButtonElement} */ (document.getElementById("theme")));
  progress();
  formulas();
  figureKinds(kinds);
  customElements.define("latent-question", LatentQuestion);
  customElements.define("latent-pick", LatentPick);
  customElements.define("latent-figure", LatentFigure);
}
