/** Lesson 9: walking in latent space. */

import { ChairsFigure } from "../figures/chairs.js";
import { PlaneFigure } from "../figures/plane.js";
import { WaysFigure } from "../figures/ways.js";
import { startPage } from "../shell/page.js";

startPage({ chairs: ChairsFigure, ways: WaysFigure, plane: PlaneFigure });
