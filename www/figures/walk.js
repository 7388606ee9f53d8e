import { Figure } from "./figure.js";

export class WalkFigure extends Figure {}
