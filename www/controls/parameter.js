/** One control for one parameter, built from the parameter's own description. */

import { make, number } from "../shell/dom.js";

/** @typedef {import("../../pkg/latent_lab.js").Parameter} Parameter */
/** @typedef {{ element: HTMLElement, parameter: Parameter, set: (value: any) => void }} Control */

let count = 0;

// A slider has this many stops where the parameter itself is continuous.
const STOPS = 200;

/** Between the stops of a slider and the values of a real parameter. @param {Parameter} parameter */
function scale(parameter) {
  const [low, high] = parameter.usual ?? [Number(parameter.min), Number(parameter.max)];
  if (parameter.logarithmic && low > 0) {
    const span = Math.log(high / low);
    return {
      value: (/** @type {number} */ stop) => tidy(low * Math.exp((span * stop) / STOPS)),
      stop: (/** @type {number} */ value) => (STOPS * Math.log(value / low)) / span,
    };
  }
  return {
    value: (/** @type {number} */ stop) => tidy(low + ((high - low) * stop) / STOPS),
    stop: (/** @type {number} */ value) => (STOPS * (value - low)) / (high - low),
  };
}

/** A value as short as it can be said. @param {number} value */
function brief(value) {
  return Math.abs(value) >= 1000 ? number(value) : String(value).replace("e-", "e−");
}

/** Two significant digits are as fine as a slider gets. @param {number} value */
function tidy(value) {
  return Number(value.toPrecision(2));
}

/** @param {Parameter} parameter @param {any} value @param {string} id @param {(value: any) => void} change */
function field(parameter, value, id, change) {
  switch (parameter.kind) {
    case "integer":
    case "real":
      return parameter.id === "seed" ? box(parameter, value, id, change) : slider(parameter, value, id, change);
    case "choice": {
      const select = make("select", { id });
      for (const option of parameter.options ?? []) select.append(make("option", { value: option }, option));
      select.value = value;
      select.addEventListener("change", () => change(select.value));
      return { parts: [select], set: (/** @type {string} */ next) => (select.value = next) };
    }
    case "flag": {
      const input = make("input", { id, type: "checkbox" });
      input.checked = value;
      input.addEventListener("change", () => change(input.checked));
      return { parts: [input], set: (/** @type {boolean} */ next) => (input.checked = next) };
    }
    case "integers": {
      const input = make("input", { id, type: "text", inputmode: "numeric", spellcheck: "false" });
      input.value = value.join(", ");
      // What cannot be read as a list of numbers is handed on as it is, so that the library says what is wrong.
      input.addEventListener("change", () => change(input.value.split(/[\s,]+/).filter(Boolean).map(Number)));
      return { parts: [input], set: (/** @type {number[]} */ next) => (input.value = next.join(", ")) };
    }
  }
}

/** @param {Parameter} parameter @param {number} value @param {string} id @param {(value: number) => void} change */
function box(parameter, value, id, change) {
  const input = make("input", { id, type: "number", min: parameter.min, max: parameter.max, step: 1 });
  input.value = String(value);
  input.addEventListener("change", () => change(input.valueAsNumber));
  return { parts: [input], set: (/** @type {number} */ next) => (input.value = String(next)) };
}

/** @param {Parameter} parameter @param {number} value @param {string} id @param {(value: number) => void} change */
function slider(parameter, value, id, change) {
  const whole = parameter.kind === "integer";
  const [low, high] = parameter.usual ?? [Number(parameter.min), Number(parameter.max)];
  const { value: valueAt, stop: stopAt } = whole ? { value: (/** @type {number} */ x) => x, stop: (/** @type {number} */ x) => x } : scale(parameter);
  // Large whole numbers move in round steps, so that the slider does not stutter through thousands of stops.
  const stride = whole ? Math.max(1, 10 ** Math.floor(Math.log10((high - low) / 20))) : 1;
  const input = make("input", { id, type: "range", min: whole ? low : 0, max: whole ? high : STOPS, step: whole ? stride : 1 });
  const output = make("output", { for: id });
  const show = (/** @type {number} */ next) => {
    output.textContent = brief(next);
    input.setAttribute("aria-valuetext", brief(next));
  };
  const set = (/** @type {number} */ next) => {
    input.value = String(stopAt(next));
    show(next);
  };
  output.style.setProperty("--room", `${Math.max(...[low, high, value, ...(whole ? [] : [valueAt(STOPS / 3)])].map((next) => brief(next).length))}ch`);
  set(value);
  input.addEventListener("input", () => {
    const next = valueAt(input.valueAsNumber);
    show(next);
    change(next);
  });
  return { parts: [input, output], set };
}

/**
 * A labelled control with its help.
 * @param {Parameter} parameter @param {any} value @param {(value: any) => void} change @returns {Control}
 */
export function parameterControl(parameter, value, change) {
  const id = `control-${(count += 1)}`;
  const { parts, set } = field(parameter, value, id, change);
  parts[0].setAttribute("aria-describedby", `${id}-help`);
  const element = make(
    "div",
    { class: "control", "data-parameter": parameter.id },
    make("label", { for: id }, parameter.title),
    ...parts,
    make("span", { class: "help", id: `${id}-help`, role: "tooltip" }, parameter.help),
  );
  return { element, parameter, set };
}
