import { Figure } from "./figure.js";

export class AutoencoderFigure extends Figure {}
