/** Choosing the data of an experiment: a list of sources, their parameters, and a place for data of one's own. */

import { parameterRow } from "../../controls/parameter-row.js";
import { make, settled } from "../../shell/dom.js";
import { OWN, pasted, readFiles } from "./sources.js";

/**
 * @typedef {object} Plan
 * @property {import("./sources.js").Sources} sources
 * @property {string} id the source at first
 * @property {Record<string, any>} params its parameters
 * @property {(choice: { id: string, params: Record<string, any>, own?: import("./sources.js").Own }) => void} choose
 */

export class DataPanel {
  #plan;
  #row = make("div", { class: "parameters" });
  #select = make("select", { id: "experiment-data", "data-testid": "data" });
  #complaint = make("p", { class: "trouble", role: "alert", hidden: true, "data-testid": "data-trouble" });
  #settled;

  /** @param {Plan} plan */
  constructor(plan) {
    this.#plan = plan;
    this.#settled = settled((/** @type {string} */ id, /** @type {Record<string, any>} */ params) => plan.choose({ id, params }), 120);
    const { generators, bundled, formats } = plan.sources;
    const group = (/** @type {string} */ label, /** @type {{ id: string, title: string }[]} */ entries) =>
      make("optgroup", { label }, ...entries.map(({ id, title }) => make("option", { value: id }, title)));
    this.#select.append(group("Generated", generators), group("On this site", bundled), group("Yours", [{ id: OWN, title: "Your own data" }]));
    this.said = make("span", { class: "said", "data-testid": "data-said" });

    const extensions = formats.filter(({ id }) => ["csv", "npy", "idx"].includes(id)).flatMap((format) => format.extensions);
    const open = make("input", { id: "experiment-file", type: "file", multiple: true, accept: extensions.filter((name) => name.startsWith(".")).join(","), "data-testid": "own-file" });
    const text = make("textarea", { id: "experiment-paste", spellcheck: "false", rows: 4, "data-testid": "paste" });
    const learn = make("button", { type: "button", class: "button", "data-testid": "use-paste" }, "Use this table");
    this.own = make(
      "div",
      { class: "inside" },
      make(
        "div",
        { class: "row" },
        make("div", { class: "control" }, make("label", { for: open.id }, "open a file, or drop it here: CSV, TSV, NPY or IDX (with its labels)"), open),
      ),
      make("label", { class: "sans control", for: text.id }, "or paste a table, one sample a line. It stays on your machine."),
      text,
      make("div", { class: "row" }, learn),
    );
    this.element = make(
      "div",
      { class: "data-panel own" },
      make("div", { class: "bar" }, make("div", { class: "control" }, make("label", { for: this.#select.id }, "data"), this.#select), this.#row, this.said),
      this.own,
      this.#complaint,
    );
    this.#select.addEventListener("change", () => this.#chosen());
    open.addEventListener("change", () => void this.take([...(open.files ?? [])]));
    learn.addEventListener("click", () => this.#use(pasted(text.value)));
    this.show(plan.id, plan.params);
  }

  /** Shows a choice that was made elsewhere. @param {string} id @param {Record<string, any>} params */
  show(id, params) {
    this.#select.value = id;
    this.own.hidden = id !== OWN;
    const values = { ...params };
    const { elements } = parameterRow(this.#plan.sources.parameters(id), values, (parameter, value) => {
      values[parameter.id] = value;
      this.#settled(id, { ...values });
    });
    this.#row.replaceChildren(...elements);
  }

  /** Data of the reader's own has been chosen or dropped. @param {File[]} files */
  async take(files) {
    try {
      this.#use(await readFiles(this.#plan.sources, files));
    } catch (error) {
      this.complain(error);
    }
  }

  /** @param {unknown} error */
  complain(error) {
    const message = error instanceof Error ? error.message : String(error);
    this.#complaint.textContent = message.charAt(0).toUpperCase() + message.slice(1);
    this.#complaint.dataset.code = /** @type {any} */ (error)?.code ?? "";
    this.#complaint.hidden = false;
  }

  calm() {
    this.#complaint.hidden = true;
  }

  #chosen() {
    const id = this.#select.value;
    const params = Object.fromEntries(this.#plan.sources.parameters(id).map((parameter) => [parameter.id, parameter.default]));
    this.calm();
    this.show(id, params);
    // Nothing changes before there is data.
    if (id !== OWN) this.#plan.choose({ id, params });
  }

  /** @param {import("./sources.js").Own} own */
  #use(own) {
    this.calm();
    this.show(OWN, {});
    this.#plan.choose({ id: OWN, params: {}, own });
  }
}
