import { Figure } from "./figure.js";

export class NeighborsFigure extends Figure {}
