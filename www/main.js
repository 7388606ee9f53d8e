/** The page: its shell at once, its figures as they come near. */

import { LatentFigure } from "./figures/latent-figure.js";
import { formulas } from "./shell/formula.js";
import { progress } from "./shell/progress.js";
import { LatentQuestion } from "./shell/question.js";
import { solo } from "./shell/solo.js";
import { themeSwitch } from "./shell/theme.js";

solo();
themeSwitch(/** @type {HTMLButtonElement} */ (document.getElementById("theme")));
progress();
formulas();
customElements.define("latent-question", LatentQuestion);
customElements.define("latent-figure", LatentFigure);
