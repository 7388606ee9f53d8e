/** The workbench: one experiment. */

import { ExperimentFigure } from "./figures/experiment/experiment.js";
import { startPage } from "./shell/page.js";

startPage({ experiment: ExperimentFigure });
