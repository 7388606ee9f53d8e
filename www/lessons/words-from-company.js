/** Lesson 3: words from company. */

import { AnalogiesFigure } from "../figures/analogies.js";
import { AxisFigure } from "../figures/axis.js";
import { GrammarFigure } from "../figures/grammar.js";
import { IdentityFigure } from "../figures/identity.js";
import { MicroscopeFigure } from "../figures/microscope.js";
import { OwnWordsFigure } from "../figures/own-words.js";
import { RoadsFigure } from "../figures/roads.js";
import { WindowFigure } from "../figures/window.js";
import { startPage } from "../shell/page.js";

startPage({
  grammar: GrammarFigure,
  window: WindowFigure,
  microscope: MicroscopeFigure,
  roads: RoadsFigure,
  identity: IdentityFigure,
  analogies: AnalogiesFigure,
  axis: AxisFigure,
  "own-words": OwnWordsFigure,
});
