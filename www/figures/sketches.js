/** Things drawn beforehand, so that a pad can be tried without a pen: strokes of x, y pairs from 0 to 1, y down. */

/** @typedef {import("./drawing-pad.js").Strokes} Strokes */

/** A bow through points on a circle. @param {number} x @param {number} y @param {number} radius @param {number} from in turns, clockwise from the right @param {number} to @returns {[number, number][]} */
function bow(x, y, radius, from, to) {
  const count = 16;
  return Array.from({ length: count + 1 }, (_, i) => {
    const angle = 2 * Math.PI * (from + ((to - from) * i) / count);
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  });
}

/** @type {Readonly<Record<string, { title: string, strokes: Strokes }>>} */
export const SKETCHES = Object.freeze({
  three: { title: "a 3", strokes: [[...bow(0.48, 0.34, 0.16, -0.42, 0.2), ...bow(0.47, 0.65, 0.19, -0.22, 0.42)]] },
  seven: { title: "a 7", strokes: [[[0.28, 0.22], [0.7, 0.22], [0.6, 0.42], [0.5, 0.62], [0.44, 0.82]]] },
  shoe: {
    title: "a shoe",
    strokes: [
      [[0.16, 0.3], [0.17, 0.5], [0.15, 0.68], [0.15, 0.74], [0.5, 0.75], [0.86, 0.74], [0.87, 0.66], [0.8, 0.58], [0.66, 0.53], [0.52, 0.47], [0.42, 0.36], [0.36, 0.28], [0.16, 0.3]],
      [[0.15, 0.66], [0.5, 0.68], [0.87, 0.67]],
      [[0.46, 0.53], [0.52, 0.42]],
      [[0.56, 0.57], [0.61, 0.47]],
    ],
  },
  house: { title: "a house", strokes: [[[0.2, 0.45], [0.5, 0.16], [0.8, 0.45]], [[0.26, 0.45], [0.26, 0.84], [0.74, 0.84], [0.74, 0.45]], [[0.45, 0.84], [0.45, 0.62], [0.57, 0.62], [0.57, 0.84]]] },
});
