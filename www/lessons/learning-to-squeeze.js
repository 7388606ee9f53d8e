/** Lesson 8: learning to squeeze. */

import { FewPicturesFigure } from "../figures/few-pictures.js";
import { HourglassFigure } from "../figures/hourglass.js";
import { OwnDigitFigure } from "../figures/own-digit.js";
import { WidthsFigure } from "../figures/widths.js";
import { startPage } from "../shell/page.js";

startPage({ hourglass: HourglassFigure, "few-pictures": FewPicturesFigure, widths: WidthsFigure, "own-digit": OwnDigitFigure });
