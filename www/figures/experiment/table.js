/** The numbers of an experiment as a table: where every row lies, and who is near it. */

const NEAREST = 10;
/** Of more rows the neighbors are not written: finding them one by one takes too long. */
const MOST = 5000;
const AXES = ["x", "y", "z"];

/**
 * @param {import("../../engine/runner.js").Runner} runner @param {import("./rows.js").Rows} rows
 * @returns {Promise<{ columns: string[], rows: (string | number)[][] }>}
 */
export async function tableOf(runner, rows) {
  const { engine, run, data, components } = runner;
  if (run === undefined) return { columns: [], rows: [] };
  const places = await runner.positions();
  const { count, names, labels } = rows;
  const k = Math.min(NEAREST, count - 1);
  const spaces = count <= MOST && k > 0 ? [["picture", { run }], ...(rows.isText ? [] : [["data", { data }]])] : [];
  const near = await Promise.all(spaces.map(([, where]) => Promise.all(Array.from({ length: count }, (_, index) => engine.call("neighbors", { .../** @type {object} */ (where), index, k })))));
  const columns = ["row", ...(names ? ["name"] : []), ...(labels ? ["class"] : []), ...AXES.slice(0, components), ...spaces.map(([name]) => `${k} nearest in the ${name}`)];
  return {
    columns,
    rows: Array.from({ length: count }, (_, i) => [
      i,
      ...(names ? [names[i]] : []),
      ...(labels ? [rows.className(labels[i])] : []),
      ...places.slice(components * i, components * (i + 1)),
      ...near.map((found) => [...found[i].indices].join(" ")),
    ]),
  };
}
