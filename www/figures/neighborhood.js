/** Asks for the neighbors of the selected point, and shows them: as lines in every view, and as a list. */

import { announce, fixed, oneAtATime } from "../shell/dom.js";

/** @typedef {import("./neighbor-list.js").Item} Item */

/**
 * @typedef {object} Plan
 * @property {import("./selection.js").Selection} selection
 * @property {import("./point-view.js").PointView[]} views
 * @property {(index: number) => Promise<Item[]>} find nearest first
 * @property {(index: number | undefined, items: Item[]) => void} show
 * @property {(index: number) => string} name
 * @property {string} space the space the neighbors are near in, for the spoken sentence
 */

export class Neighborhood {
  #plan;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #speech;

  /** @param {Plan} plan */
  constructor(plan) {
    this.#plan = plan;
    plan.selection.addEventListener("change", () => this.refresh());
  }

  /** Asks again, for the point that is selected now. Only the latest answer is shown; at most one question is open. */
  refresh = oneAtATime(async () => {
    const index = this.#plan.selection.current;
    try {
      const items = index === undefined ? [] : await this.#plan.find(index);
      if (index === this.#plan.selection.current) this.#show(index, items);
    } catch {
      // The run has been replaced or lost meanwhile; whoever replaced it refreshes.
      this.#show(undefined, []);
    }
  });

  /** @param {number | undefined} index @param {Item[]} items */
  #show(index, items) {
    const { views, show, selection, name, space } = this.#plan;
    for (const view of views) {
      view.links = index === undefined ? [] : items.map(({ index: to, kind = "true" }) => ({ from: index, to, kind }));
      view.ask();
    }
    show(index, items);
    clearTimeout(this.#speech);
    if (index === undefined || !selection.spoken) return;
    const nearest = items.slice(0, 5).map((item) => `${name(item.index)} at ${fixed(item.distance, 2)}`);
    const words = `${name(index)}. Nearest in ${space}: ${nearest.join(", ")}.`;
    // Holding a key down passes many points; only the one where it stops is spoken.
    this.#speech = setTimeout(() => announce(words), 250);
  }
}
