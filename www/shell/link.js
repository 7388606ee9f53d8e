/**
 * State in the address. A copied link names one figure and says how it stood:
 * `?figure=swiss-roll&n=2000&noise=0.1&seed=3&step=4#swiss-roll`. `present` and `embed` take the same parameters.
 */

const WAYS = ["figure", "present", "embed"];

/** What the address says about a figure, as texts by name. @param {string} figure @returns {Map<string, string>} */
export function linked(figure) {
  const query = new URLSearchParams(location.search);
  if (!WAYS.some((way) => query.get(way) === figure)) return new Map();
  return new Map([...query].filter(([name]) => !WAYS.includes(name)));
}

/** @param {"figure" | "present" | "embed"} way @param {string} figure @param {Record<string, unknown>} state */
export function linkTo(way, figure, state) {
  const query = new URLSearchParams([[way, figure]]);
  for (const [name, value] of Object.entries(state)) {
    if (value !== undefined) query.set(name, Array.isArray(value) ? value.join(",") : String(value));
  }
  return `${location.origin}${location.pathname}?${query}${way === "figure" ? `#${figure}` : ""}`;
}

/** Live changes as a link writes them: `parameter@step:value`. @param {{ step: number, parameter: string, value: unknown }[]} changes */
export function writeChanges(changes) {
  return changes.length > 0 ? changes.map(({ step, parameter, value }) => `${parameter}@${step}:${value}`).join(",") : undefined;
}

/** @param {string | undefined} text */
export function readChanges(text) {
  return [...(text ?? "").matchAll(/(\w+)@(\d+):([^,]+)/g)].map(([, parameter, step, value]) => ({ step: Number(step), parameter, value: Number(value) }));
}

/** From which step, and by which changes, a link goes on. @param {Map<string, string>} link */
export function progressOf(link) {
  return { until: link.has("step") ? Number(link.get("step")) : undefined, changes: readChanges(link.get("changes")) };
}

/**
 * Reads a parameter's value from a link; the library checks it.
 * @param {import("../../pkg/latent_lab.js").Parameter} parameter @param {string} text
 */
export function parse(parameter, text) {
  switch (parameter.kind) {
    case "integer":
    case "real":
      return Number(text);
    case "flag":
      return text === "true";
    case "integers":
      return text.split(",").map(Number);
    default:
      return text;
  }
}
