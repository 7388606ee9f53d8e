/** The vectors of an update as arrows from the origin, and how each of them moves. */

import { make, number } from "../shell/dom.js";
import { Drawing, draw } from "./drawing.js";

/** Moves are small; they are drawn this many times longer, and the map says so. */
const MAGNIFIED = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
/** How long the longest drawn move should be, in pixels. */
const MOVE = 70;

/** @typedef {import("../../pkg/latent_lab.js").Update} Update */

export class VectorMap {
  /** @type {[Update, string[], Float32Array | undefined, boolean] | undefined} */ #shown;

  /** @param {string} label */
  constructor(label) {
    this.tag = make("div", { class: "tag" });
    this.drawing = new Drawing(label, "vectors");
    this.drawing.onresize = () => this.#shown && this.show(...this.#shown);
  }

  /** @param {Update} update @param {string[]} words @param {Float32Array | undefined} places of all words @param {boolean} after */
  show(update, words, places, after) {
    this.#shown = [update, words, places, after];
    const { width, height } = this.drawing;
    if (width === 0) return;
    const columns = update.before.length;
    const arrows = [
      { kind: "v", word: update.context, vector: update },
      ...update.targets.map((one, i) => ({ kind: i === 0 ? "positive" : "negative", word: one.word, vector: one })),
    ].reverse();
    const reach = Math.max(1e-6, ...arrows.flatMap(({ vector }) => [...vector.before.slice(0, 2), ...vector.after.slice(0, 2)].map(Math.abs)));
    const scale = (0.4 * Math.min(width, height)) / reach;
    const at = (/** @type {ArrayLike<number>} */ values, from = 0) => ({ x: width / 2 + scale * values[from], y: height / 2 - scale * (columns > 1 ? values[from + 1] : 0) });
    const moves = arrows.map(({ vector }) => Math.hypot(vector.after[0] - vector.before[0], columns > 1 ? vector.after[1] - vector.before[1] : 0) * scale);
    const times = MAGNIFIED.findLast((times) => Math.max(...moves) * times <= MOVE) ?? 1;
    const flat = columns > 2 ? " · the first two of their numbers" : "";
    this.tag.replaceChildren(make("b", {}, "The same vectors as arrows"), `${flat} · moves ${times === 1 ? "at their true length" : `drawn ${number(times)} times longer`}`);

    /** @type {SVGElement[]} */
    const dots = [];
    for (let word = 0; places && word < words.length; word += 1) {
      const { x, y } = at(places, word * columns);
      if (x > 0 && y > 0 && x < width && y < height) dots.push(draw("circle", { class: "other-word", cx: x, cy: y, r: 2.2 }, draw("title", {}, words[word])));
    }
    const origin = { x: width / 2, y: height / 2 };
    /** @type {{ left: number, right: number, y: number }[]} */
    const taken = [];
    const shown = arrows.map(({ kind, word, vector }) => {
      const tip = at(after ? vector.after : vector.before);
      const from = at(vector.before);
      const to = at(vector.after);
      const end = { x: tip.x + (to.x - from.x) * times, y: tip.y + (to.y - from.y) * times };
      const moved = Math.hypot(end.x - tip.x, end.y - tip.y) > 1.5;
      const label = `${kind === "v" ? "v" : kind === "positive" ? "u" : "u′"} ${words[word]}`;
      // A name that would run off the edge stands on the other side.
      const left = tip.x < origin.x ? tip.x > 7.5 * label.length + 12 : tip.x > width - 7.5 * label.length - 12;
      const down = tip.y < origin.y ? -1 : 1;
      const length = 7.5 * label.length;
      const name = { left: left ? tip.x - 9 - length : tip.x + 9, right: left ? tip.x - 9 : tip.x + 9 + length, y: tip.y + (down < 0 ? -6 : 15) };
      // Names of vectors that lie together stand one behind the other, away from the middle.
      while (taken.some((other) => name.left < other.right && other.left < name.right && Math.abs(name.y - other.y) < 14)) name.y += down;
      taken.push(name);
      return draw("g", { class: `arrow ${kind}`, "data-word": words[word] },
        draw("line", { class: "shaft", x1: origin.x, y1: origin.y, x2: tip.x, y2: tip.y }),
        ...(moved && !after ? [draw("path", { class: "move", d: arrow(tip, end) })] : []),
        draw("circle", { class: "tip", cx: tip.x, cy: tip.y, r: kind === "v" ? 5 : 4 }),
        draw("text", { class: "name", x: tip.x + (left ? -9 : 9), y: name.y, "text-anchor": left ? "end" : "start" }, label),
      );
    });
    this.drawing.root.replaceChildren(
      draw("line", { class: "cross", x1: 0, x2: width, y1: origin.y, y2: origin.y }),
      draw("line", { class: "cross", x1: origin.x, x2: origin.x, y1: 0, y2: height }),
      ...dots,
      ...shown,
    );
  }
}

/** A line that ends in a head. @param {{ x: number, y: number }} from @param {{ x: number, y: number }} to */
function arrow(from, to) {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const head = Math.min(8, length / 2);
  const wing = (/** @type {1 | -1} */ side) => `${to.x - head * (dx + 0.55 * side * dy)} ${to.y - head * (dy - 0.55 * side * dx)}`;
  return `M${from.x} ${from.y} L${to.x} ${to.y} M${wing(1)} L${to.x} ${to.y} L${wing(-1)}`;
}
