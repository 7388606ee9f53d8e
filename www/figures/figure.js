/** What all figures share: their parts in one order, readouts, words for trouble, the menu, and when they may work. */

import { menu } from "../controls/menu.js";
import { make, number } from "../shell/dom.js";
import { experimentAddress, linked, linkTo } from "../shell/link.js";
import { measured } from "../shell/measures.js";
import { finished } from "../shell/progress.js";
import { saveCsv, savePicture, saveSvg } from "./export.js";

/** After training has left the finite numbers it goes on this many times more slowly. */
const CALMER = 10;

/** @typedef {{ set: (text: string) => void, element: HTMLElement }} Readout */

export class Figure {
  /** Views, charts and picture strips that draw themselves. @type {{ show?: (visible: boolean) => void, destroy?: () => void }[]} */
  parts = [];
  visible = false;
  /** The latest complaint, in words. */
  said = "";
  /** Where runs stood when they went on after training had left the finite numbers. @type {WeakMap<object, number | undefined>} */ #calmed = new WeakMap();
  /** Set once the figure has been closed; whatever comes back later is dropped. */
  closed = false;

  /** @param {HTMLElement} element the <latent-figure> */
  constructor(element) {
    this.element = element;
    this.id = element.id;
    this.link = linked(this.id);
    this.frame = /** @type {HTMLElement} */ (element.querySelector(".figure"));
    this.claim = element.querySelector(".claim")?.textContent?.trim() ?? this.id;
    const caption = element.querySelector("figcaption");

    this.stage = make("div", { class: "stage" });
    this.bar = make("div", { class: "bar" });
    this.readings = make("dl", { class: "readouts" });
    this.trouble = make("div", { class: "trouble", role: "alert", hidden: true });
    for (const part of [this.stage, this.trouble, this.bar, this.readings]) this.frame.insertBefore(part, caption);
    this.frame.classList.add("live-on");
    // A lesson counts as finished once its figure has been used, by whatever means.
    for (const type of ["click", "input", "keydown"]) {
      this.frame.addEventListener(type, (event) => {
        if (!(event instanceof KeyboardEvent && ["Tab", "Shift"].includes(event.key))) finished(this.id);
      });
    }
    this.menu = menu("Share", `link, picture, data and embedding of this figure`, [
      { label: "Copy link", act: () => this.#copy(this.address("figure"), this.state().model ? "Link copied: it opens this figure, and asks for the file of the model." : "Link copied: it opens this figure as it stands.") },
      { label: "Save picture (PNG)", act: () => savePicture(this) },
      { label: "Save picture (SVG)", act: () => saveSvg(this) },
      { label: "Save data (CSV)", act: () => saveCsv(this) },
      { label: "Copy code to embed", act: () => this.#copy(this.embedCode(), "Code copied: paste it into another page.") },
      { label: "Show large", act: () => location.assign(this.address("present")) },
      ...(this.experiment === Figure.prototype.experiment ? [] : [{ label: "Open as experiment", act: () => this.#experiment() }]),
    ]);
    this.frame.querySelector("header")?.append(this.menu);
  }

  /** Builds what needs the library; called once, when the figure comes near. @returns {Promise<void>} */
  async prepare() {}

  /** The reader can see the figure, or no longer can. @param {boolean} visible */
  show(visible) {
    this.visible = visible;
    for (const part of this.parts) part.show?.(visible);
  }

  destroy() {
    this.closed = true;
    for (const part of this.parts) part.destroy?.();
  }

  /** What it takes to see the figure as it stands, by name. @returns {Record<string, unknown>} */
  state() {
    return {};
  }

  /**
   * What it takes to put the figure on the workbench: the state of an experiment (see `experimentOf`). A figure that has none, or
   * stands on data that only its reader has, returns nothing.
   * @returns {Record<string, unknown> | undefined}
   */
  experiment() {
    return undefined;
  }

  /** The numbers of the data behind the figure. @returns {Promise<{ columns: string[], rows: (string | number)[][] }>} */
  async table() {
    return { columns: [], rows: [] };
  }

  /** @param {"figure" | "present" | "embed"} way */
  address(way) {
    return linkTo(way, this.id, this.state());
  }

  embedCode() {
    return `<iframe src="${this.address("embed").replaceAll("&", "&amp;")}" title="${this.claim.replaceAll('"', "&quot;")}" width="100%" height="${Math.ceil(this.frame.offsetHeight)}" loading="lazy"></iframe>`;
  }

  /** Seed, parameters and metrics in one line, for saved pictures. */
  signature() {
    const known = Object.entries(this.state()).filter(([, value]) => value !== undefined);
    const state = known.map(([name, value]) => `${name} ${value}`);
    const readings = [...this.readings.children].map((reading) =>
      [...reading.children].map((part) => part.textContent).join(" "),
    );
    return [...state, ...readings].join(" · ");
  }

  /** A number under the figure that changes while it works. @param {string} title @param {{ room?: number, tone?: string, help?: string, testid?: string }} [options] @returns {Readout} */
  readout(title, { room = 5, tone = "", help, testid } = {}) {
    const value = make("dd", { class: tone, "data-testid": testid }, "–");
    value.style.setProperty("--room", `${room}ch`);
    const element = make("div", { title: help }, make("dt", {}, title), value);
    this.readings.append(element);
    return {
      element,
      set(text) {
        if (value.textContent !== text) value.textContent = text;
      },
    };
  }

  /** Says in words what went wrong, and offers a way on. @param {unknown} error @param {{ label: string, act: () => void }} [way] */
  complain(error, way) {
    const message = error instanceof Error ? error.message : String(error);
    const words = message.charAt(0).toUpperCase() + message.slice(1) + (/[.!?]$/.test(message) ? "" : ".");
    this.said = words;
    const close = make("button", { type: "button", class: "button" }, way?.label ?? "Dismiss");
    close.addEventListener("click", () => {
      this.trouble.hidden = true;
      way?.act();
    });
    this.trouble.replaceChildren(make("span", {}, make("b", {}, "That did not work. "), words), close);
    this.trouble.dataset.code = /** @type {any} */ (error)?.code ?? "";
    this.trouble.hidden = false;
  }

  /**
   * A run is in trouble. A learning rate that was too high has a way on: networks stand at their last good epoch already; what
   * comes no further from where it stands begins again.
   * @param {any} error @param {import("../engine/runner.js").Runner} runner
   */
  troubled(error, runner) {
    if (error.code !== "diverged") return this.complain(error);
    const learningRate = runner.now.learningRate / CALMER;
    const said = `with a learning rate of ${number(learningRate)}`;
    const stuck = this.#calmed.has(runner) && this.#calmed.get(runner) === runner.report?.step;
    this.#calmed.delete(runner);
    const back = async () => {
      await runner.resume({ learningRate });
      this.#calmed.set(runner, runner.report?.step);
      runner.play();
    };
    const anew = async () => {
      await runner.change({ params: { ...runner.now, learningRate } });
      runner.play();
    };
    this.complain(error, stuck ? { label: `Start again ${said}`, act: () => void anew() } : { label: `Back to the last good step, ${said}`, act: () => void back() });
  }

  calm() {
    this.trouble.hidden = true;
  }

  /** Publishes live numbers for formulas and questions. @param {Record<string, number | undefined>} measures */
  measure(measures) {
    measured(this.id, measures);
  }

  #experiment() {
    const state = this.experiment();
    if (!state) throw new Error("This figure stands on data of your own, which a link cannot carry: open the same data on the workbench.");
    location.assign(experimentAddress(state));
  }

  /** @param {string} text @param {string} said */
  async #copy(text, said) {
    try {
      await navigator.clipboard.writeText(text);
      return said;
    } catch {
      throw new Error(`The browser does not allow copying. Here it is: ${text}`);
    }
  }
}
