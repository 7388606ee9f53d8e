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

/** @param {"figure" | "present" | "embed"} way @param {string} figure @param {Record<string, unknown>} state @param {string} [page] the page it stands on, if not this one */
export function linkTo(way, figure, state, page = `${location.origin}${location.pathname}`) {
  const query = new URLSearchParams([[way, figure]]);
  for (const [name, value] of Object.entries(state)) {
    if (value !== undefined) query.set(name, Array.isArray(value) ? value.join(",") : String(value));
  }
  return `${page}?${query}${way === "figure" ? `#${figure}` : ""}`;
}

/**
 * The state of an experiment on the workbench.
 * @param {string} data id of a generator, or of a set that the workbench brings @param {Record<string, unknown>} params of the data
 * @param {{ method: string, run?: Record<string, unknown>, view?: 2 | 3 }} how the method, and what `runState` says of the run
 */
export function experimentOf(data, params, { method, run = {}, view = 2 }) {
  const of = Object.fromEntries(Object.entries(params).map(([name, value]) => [`data.${name}`, value]));
  return { data, ...of, method, view, ...run };
}

/** The page of the workbench, found beside whatever page this is. */
function workbench() {
  const entry = /** @type {HTMLAnchorElement | null} */ (document.querySelector("a[data-page=workbench]"));
  return entry ? entry.href : new URL("www/workbench.html", document.baseURI).href;
}

/** @param {Record<string, unknown>} state what `experimentOf` returned */
export function experimentAddress(state) {
  return linkTo("figure", "experiment", state, workbench());
}

/** Live changes as a link writes them: `parameter@step:value`. @param {{ step: number, parameter: string, value: unknown }[]} changes */
export function writeChanges(changes) {
  return changes.length > 0 ? changes.map(({ step, parameter, value }) => `${parameter}@${step}:${value}`).join(",") : undefined;
}

/** @param {string | undefined} text @param {import("../../pkg/latent_lab.js").Parameter[]} [parameters] those of the method, where not all are numbers */
export function readChanges(text, parameters = []) {
  return [...(text ?? "").matchAll(/(\w+)@(\d+):([^,]+)/g)].map(([, id, step, value]) => {
    const parameter = parameters.find((known) => known.id === id);
    return { step: Number(step), parameter: id, value: parameter ? parse(parameter, value) : Number(value) };
  });
}

/** From which step, and by which changes, a link goes on. @param {Map<string, string>} link @param {import("../../pkg/latent_lab.js").Parameter[]} [parameters] */
export function progressOf(link, parameters) {
  return { until: link.has("step") ? Number(link.get("step")) : undefined, changes: readChanges(link.get("changes"), parameters) };
}

/**
 * What it takes to make a run again as it is shown: parameters, live changes, and the step. Any figure that has a Runner puts
 * this into its state; `takeRun` and `progressOf` read it back. No link makes a model again that is its reader's own file: it
 * says so instead.
 * @param {import("../engine/runner.js").Runner} runner @param {string[]} [without] ids that are no matter of the link
 */
export function runState(runner, without = []) {
  const params = Object.entries(runner.params).filter(([id]) => !without.includes(id));
  const reached = runner.opened ? { model: "own" } : { step: runner.past?.step ?? runner.report?.step };
  return { ...Object.fromEntries(params), changes: writeChanges(runner.changes), ...reached };
}

/**
 * Sets what a run is started with: by the link, by what the figure has set already, or by default.
 * @param {import("../engine/runner.js").Runner} runner @param {import("../../pkg/latent_lab.js").Parameter[]} parameters @param {Map<string, string>} link
 */
export function takeRun(runner, parameters, link) {
  for (const parameter of parameters) {
    const text = link.get(parameter.id);
    runner.params[parameter.id] ??= text === undefined ? parameter.default : parse(parameter, text);
  }
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
      return text.split(",").filter(Boolean).map(Number);
    default:
      return text;
  }
}
