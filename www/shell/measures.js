/** What figures measure, by figure and name, for the formulas and questions around them. */

/** @typedef {Record<string, number | undefined>} Measures */

/** @type {Map<string, Measures>} */
const known = new Map();
/** @type {Map<string, Set<(measures: Measures) => void>>} */
const watchers = new Map();

/** @param {string} figure @param {Measures} measures */
export function measured(figure, measures) {
  const all = { ...known.get(figure), ...measures };
  known.set(figure, all);
  for (const watcher of watchers.get(figure) ?? []) watcher(all);
}

/** Calls back at once with what is known, and on every change. @param {string} figure @param {(measures: Measures) => void} watcher */
export function watchMeasures(figure, watcher) {
  const all = watchers.get(figure) ?? new Set();
  watchers.set(figure, all.add(watcher));
  watcher(known.get(figure) ?? {});
  return () => all.delete(watcher);
}
