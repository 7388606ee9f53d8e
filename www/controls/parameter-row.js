/** The controls of a method or a generator: three at most in front, the rest behind "more". */

import { make } from "../shell/dom.js";
import { parameterControl } from "./parameter.js";

const IN_FRONT = 3;

/**
 * @param {import("../../pkg/latent_lab.js").Parameter[]} parameters
 * @param {Record<string, any>} values by id
 * @param {(parameter: import("../../pkg/latent_lab.js").Parameter, value: any) => void} change
 * @returns {{ elements: HTMLElement[], show: (values: Record<string, any>) => void }} `show`: sets the controls to other values
 */
export function parameterRow(parameters, values, change) {
  const controls = parameters.map((parameter) => parameterControl(parameter, values[parameter.id] ?? parameter.default, (value) => change(parameter, value)));
  // The seed is known to whoever needs it; what shapes the result comes first.
  const first = controls.filter(({ parameter }) => parameter.id !== "seed").slice(0, IN_FRONT);
  const others = controls.filter((control) => !first.includes(control));
  const elements = first.map(({ element }) => element);
  if (others.length > 0) elements.push(make("details", { class: "more" }, make("summary", {}, "more"), make("div", { class: "rest" }, ...others.map(({ element }) => element))));
  return {
    elements,
    show: (values) => controls.forEach(({ parameter, set }) => set(values[parameter.id] ?? parameter.default)),
  };
}
