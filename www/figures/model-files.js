/** Models as files: saving what a figure's network has learned, and opening one in its place. */

import { offer } from "../controls/menu.js";
import { library, parametersOf } from "../engine/module.js";
import { leaveModel, openModel } from "../engine/opened.js";
import { make, number } from "../shell/dom.js";
import { download } from "./export.js";

const EXTENSION = ".model";
/** Larger files are not read at all: the page would freeze before the library could refuse them. */
const MOST_BYTES = 100_000_000;

/** Whether a file calls itself a model; the library says whether it is one. @param {File} file */
export const isModel = (file) => file.name.toLowerCase().endsWith(EXTENSION);

export class ModelFiles {
  #figure;
  #runner;
  #fixed;
  #input = make("input", { type: "file", accept: EXTENSION, hidden: true, "aria-label": "A model file", "data-testid": "model-file" });
  #note = make("div", { class: "notice", role: "status", hidden: true, "data-testid": "model-note" });
  #stops = new AbortController();
  /** Whether a link led here that was made with a model, which is said once. */
  #missed = false;

  /**
   * @param {import("./figure.js").Figure} figure @param {import("../engine/runner.js").Runner} runner
   * @param {string[]} [fixed] the parameters that must stay as they are here; without any, every method is welcome
   */
  constructor(figure, runner, fixed) {
    this.#figure = figure;
    this.#runner = runner;
    this.#fixed = fixed;
    this.#missed = figure.link.has("model");
    figure.trouble.after(this.#note);
    figure.frame.append(this.#input);
    offer(figure.menu, [
      { label: "Save model", act: () => this.save() },
      { label: "Open model …", act: () => this.ask() },
    ]);
    this.#input.addEventListener("change", () => {
      const [file] = this.#input.files ?? [];
      if (file) void this.take(file);
    });
    runner.addEventListener("opened", () => this.#say(), { signal: this.#stops.signal });
  }

  /** Files that are dropped on the figure are models. */
  takesDrops() {
    const { signal } = this.#stops;
    const { frame } = this.#figure;
    frame.addEventListener("dragover", (event) => event.preventDefault(), { signal });
    frame.addEventListener(
      "drop",
      (event) => {
        event.preventDefault();
        const [file] = event.dataTransfer?.files ?? [];
        if (file) void this.take(file);
      },
      { signal },
    );
  }

  /** One file, that can be opened wherever the data has as many columns. */
  async save() {
    const { engine, run } = this.#runner;
    if (run === undefined) throw new Error("There is no network yet: let the figure start first.");
    const bytes = await engine.call("saveModel", run);
    const { method, columns, parameters } = await engine.call("describeModel", bytes);
    // What has no code ends in its classes, which only the data knows.
    const shape = [columns, parameters.components].filter((size) => size !== undefined).join("-");
    download(new Blob([bytes]), `latent-lab-${this.#figure.id}-${method}-${shape}${EXTENSION}`);
  }

  /** Lets the reader choose a file. */
  ask() {
    // The same file, chosen again, is to be opened again.
    this.#input.value = "";
    this.#input.click();
  }

  /** @param {File} file */
  async take(file) {
    const figure = this.#figure;
    figure.calm();
    try {
      if (file.size > MOST_BYTES) throw new Error(`the file has ${number(Math.round(file.size / 1e6))} MB; up to ${number(MOST_BYTES / 1e6)} MB are read.`);
      const [opened, buffer] = await Promise.all([library(), file.arrayBuffer()]);
      await openModel(this.#runner, file.name, new Uint8Array(buffer), (summary) => this.#accept(opened, summary));
    } catch (error) {
      if (!figure.closed) figure.complain(error);
    }
  }

  /**
   * The parameters that a restart trains with: those of the file, and those of which it says nothing as they are.
   * @param {typeof import("../../pkg/latent_lab.js")} opened @param {import("../engine/opened.js").Summary} summary
   */
  #accept(opened, { method, parameters }) {
    const { plan, params } = this.#runner;
    const described = parametersOf(opened, "methods", method);
    const fixed = this.#fixed;
    if (fixed && method !== plan.method) throw new Error(`this is a model of the method "${method}", and "${plan.method}" is at work here; open it on the workbench`);
    const same = method === plan.method ? params : {};
    const all = Object.fromEntries(described.map(({ id, default: usual }) => [id, parameters[id] ?? same[id] ?? usual]));
    for (const { id, title, default: usual } of described) {
      const here = params[id] ?? usual;
      if (fixed?.includes(id) && all[id] !== here) throw new Error(`this model's ${title} is ${all[id]}, and here it must be ${here}; open it on the workbench`);
    }
    return all;
  }

  /** What is shown was not trained here; whoever follows a link to such a model is told that it stayed behind. */
  #say() {
    const { opened } = this.#runner;
    const missed = !opened && this.#missed;
    this.#missed = false;
    this.#note.hidden = !opened && !missed;
    if (opened) {
      const back = make("button", { type: "button", class: "button" }, "Back to the network that was here");
      back.addEventListener("click", () => {
        this.#figure.calm();
        void leaveModel(this.#runner);
      });
      this.#note.replaceChildren(
        make("span", {}, "Opened from ", make("b", {}, opened.name), ", trained elsewhere; on what, the file does not say. Restart trains anew."),
        back,
      );
    } else if (missed) {
      this.#note.replaceChildren(make("span", {}, "This link was made with a model from a file, which a link cannot carry: open the same file from the menu, or train."));
    }
  }

  destroy() {
    this.#stops.abort();
  }
}
