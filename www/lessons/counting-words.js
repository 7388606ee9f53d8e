/** Lesson 2: counting words. */

import { BagFigure } from "../figures/bag.js";
import { SparsityFigure } from "../figures/sparsity.js";
import { SpeechMapFigure } from "../figures/speech-map.js";
import { startPage } from "../shell/page.js";

startPage({ bag: BagFigure, sparsity: SparsityFigure, "speech-map": SpeechMapFigure });
