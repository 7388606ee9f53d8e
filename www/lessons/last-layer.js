/** Lesson 11: the last layer before the answer. */

import { ClassifierFigure } from "../figures/classifier.js";
import { LayersFigure } from "../figures/layers.js";
import { MapsFigure } from "../figures/maps.js";
import { TwoLayersFigure } from "../figures/two-layers.js";
import { startPage } from "../shell/page.js";

startPage({ classifier: ClassifierFigure, layers: LayersFigure, maps: MapsFigure, "two-layers": TwoLayersFigure });
