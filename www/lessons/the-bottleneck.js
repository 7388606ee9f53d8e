/** Lesson 10: the bottleneck as a principle. */

import { ElboFigure } from "../figures/elbo.js";
import { RateDistortionFigure } from "../figures/rate-distortion.js";
import { ThreeWaysFigure } from "../figures/three-ways.js";
import { startPage } from "../shell/page.js";

startPage({ "three-ways": ThreeWaysFigure, elbo: ElboFigure, "rate-distortion": RateDistortionFigure });
