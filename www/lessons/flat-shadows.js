/** Lesson 6: flat shadows. */

import { RebuildFigure } from "../figures/rebuild.js";
import { SwissRollFigure } from "../figures/swiss-roll.js";
import { TurnLineFigure } from "../figures/turn-line.js";
import { startPage } from "../shell/page.js";

startPage({ "turn-line": TurnLineFigure, "swiss-roll": SwissRollFigure, rebuild: RebuildFigure });
