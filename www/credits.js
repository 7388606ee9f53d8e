/** The credits page: only the theme needs a script. */

import { themeSwitch } from "./shell/theme.js";

themeSwitch(/** @type {HTMLButtonElement} */ (document.getElementById("theme")));
