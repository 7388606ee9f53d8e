/** The first page. */

import { AutoencoderFigure } from "./figures/autoencoder.js";
import { NeighborsFigure } from "./figures/neighbors.js";
import { SwissRollFigure } from "./figures/swiss-roll.js";
import { WalkFigure } from "./figures/walk.js";
import { WordsFigure } from "./figures/words.js";
import { startPage } from "./shell/page.js";

startPage({
  "swiss-roll": SwissRollFigure,
  autoencoder: AutoencoderFigure,
  walk: WalkFigure,
  words: WordsFigure,
  neighbors: NeighborsFigure,
});
