/** Lesson 7: bent sheets. */

import { ClaimFigure } from "../figures/claims.js";
import { GalleryFigure } from "../figures/gallery.js";
import { HonestyFigure } from "../figures/honesty.js";
import { StabilityGridFigure } from "../figures/stability-grid.js";
import { startPage } from "../shell/page.js";

startPage({ gallery: GalleryFigure, honesty: HonestyFigure, claim: ClaimFigure, "stability-grid": StabilityGridFigure });
