/** A Shepard diagram: each mark is a pair of points, across their distance in the data, up their distance in the picture. */

import { brushes } from "./brush.js";
import { PointView } from "./point-view.js";
import { Selection } from "./selection.js";

/** Pairs that are drawn; of more, a sample. */
export const PAIRS = 3000;
// So many pairs can still be told apart as lines in the picture.
const MOST_LINES = 60;

export class ShepardView extends PointView {
  /** @type {import("../../pkg/latent_lab.js").Shepard | undefined} */ shepard;

  /** @param {(pairs: [number, number][] | undefined, count: number) => void} brushed pairs of rows, of many only the first, and how many there are */
  constructor(brushed) {
    super(new Selection(), { label: "Shepard diagram: distances in the data across, in the picture up; drag to mark pairs", name: (index) => this.pairName(index), waiting: "Not judged yet" });
    this.overlay = { axes: { x: { title: "distance in the data" }, y: { title: "distance in the picture" } } };
    brushes(this, (marked) => {
      const { shepard } = this;
      if (!shepard) return;
      this.painter?.setFocus(marked && marked.length > 0 ? marked : undefined);
      this.change();
      if (!marked || marked.length === 0) return brushed(undefined, 0);
      brushed(Array.from(marked.subarray(0, MOST_LINES), (pair) => [shepard.pairs[2 * pair], shepard.pairs[2 * pair + 1]]), marked.length);
    });
  }

  /** @param {number} index */
  pairName(index) {
    const pairs = this.shepard?.pairs;
    return pairs ? `points ${pairs[2 * index]} and ${pairs[2 * index + 1]}` : "";
  }

  /** @param {import("../../pkg/latent_lab.js").Shepard} shepard */
  set(shepard) {
    this.shepard = shepard;
    const { data, embedding } = shepard;
    // Both axes begin at zero; their units differ, so each is drawn to its own length.
    const largest = (/** @type {Float32Array} */ values) => values.reduce((most, value) => Math.max(most, value), 1e-12);
    const [across, up] = [largest(data), largest(embedding)];
    const places = new Float32Array(2 * data.length);
    for (let i = 0; i < data.length; i += 1) {
      places[2 * i] = (1.35 * data[i]) / across;
      places[2 * i + 1] = embedding[i] / up;
    }
    this.setPositions(places, data.length, 2);
    this.painter?.setClasses(new Int32Array(data.length).fill(-1));
    this.painter?.setRadius(1.6);
    this.change();
  }
}
