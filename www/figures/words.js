import { Figure } from "./figure.js";

export class WordsFigure extends Figure {}
