/** The credits page: it needs a script for the bar at the top only. */

import { progress } from "./shell/progress.js";
import { themeSwitch } from "./shell/theme.js";

progress();
themeSwitch(/** @type {HTMLButtonElement} */ (document.getElementById("theme")));
