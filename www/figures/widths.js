/** Bottlenecks of several widths, each a network of its own, against PCA with as many numbers. */

import { transport } from "../controls/transport.js";
import { Engine } from "../engine/client.js";
import { Crew, workers } from "../engine/crew.js";
import { fixed, make, number, oneAtATime } from "../shell/dom.js";
import { Chart } from "./chart.js";
import { loadDigits } from "./digits.js";
import { Figure } from "./figure.js";

const LEARNED = 3000;
const HELD_OUT = 1000;
const EPOCHS = 12;
/** Code sizes. */
const WIDTHS = [1, 2, 4, 8, 16, 32];
/** The width that the question asks about. */
const ASKED = 4;
/** PCA is tried with up to so many components. */
const MOST = 48;
// Each run holds its weights, their gradients and two moments: more workers would only wait for one another.
const MOST_WORKERS = 3;

export class WidthsFigure extends Figure {
  crew = new Crew((engine) => loadDigits(engine, [0, LEARNED + HELD_OUT]), workers(MOST_WORKERS));
  /** PCA has a worker of its own, which ends with it. */
  engine = new Engine();
  /** Loss on held-out digits by the number of components. @type {number[]} */ pca = [];
  /** The latest loss on held-out digits, by width. @type {Map<number, number>} */ losses = new Map();
  /** For each run, how it is asked how far it has come: at rest the last answer is the one that counts. @type {(() => Promise<void>)[]} */ #asks = [];

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element);
    this.chart = new Chart("Loss on held-out digits against the width of the bottleneck");
    this.parts.push(this.chart);
    this.stage.classList.add("widths");
    this.rows = make("tbody");
    const table = make(
      "table",
      { class: "widths-table" },
      make("thead", {}, make("tr", {}, ...["numbers", "epochs", "loss, held out", "PCA's loss"].map((title) => make("th", { scope: "col" }, title)))),
      this.rows,
    );
    this.stage.append(
      make("div", { class: "pane grows" }, make("div", { class: "tag" }, make("b", {}, "Loss on held-out digits"), " · against how many numbers are kept"), this.chart.element),
      make("div", { class: "pane" }, make("div", { class: "tag" }, make("b", {}, "Six networks"), ` · ${number(LEARNED)} digits each, in turns`), table),
    );
    this.cells = WIDTHS.map((width) => {
      const bar = make("progress", { max: EPOCHS, value: 0, "aria-label": `Epochs of the network with ${width}` });
      const [loss, pca] = [make("td", { class: "training-ink", "data-width": width }, "–"), make("td", {}, "–")];
      this.rows.append(make("tr", {}, make("th", { scope: "row" }, String(width)), make("td", {}, bar), loss, pca));
      return { width, bar, loss, pca };
    });
    this.done = this.readout("finished", { room: 6, testid: "finished" });
    this.match = this.readout(`PCA needs for what the network does with ${ASKED}`, { room: 3, tone: "kept", help: `The fewest components with which PCA rebuilds held-out digits at least as well as the network with ${ASKED} numbers.`, testid: "match" });
    this.crew.addEventListener("state", () => void this.look());
  }

  async prepare() {
    if (!this.bar.hasChildNodes()) {
      const cancel = make("button", { type: "button", "data-testid": "cancel", title: "Stops all six and forgets them." }, "Cancel");
      cancel.addEventListener("click", () => void this.cancel());
      this.bar.append(...transport(/** @type {any} */ (this.crew), { touched: () => void this.again() }), cancel);
    }
    if (this.pca.length === 0) void this.#linear().catch((error) => !this.closed && this.complain(error));
    await this.begin();
  }

  /** Makes the six runs at their first step. */
  async begin() {
    await this.crew.clear();
    this.losses.clear();
    this.#asks = [];
    for (const { width, bar } of this.cells) {
      bar.value = 0;
      const runner = this.crew.add("autoencoder", { components: width, heldOut: HELD_OUT, epochs: EPOCHS });
      runner.suspend(!this.visible);
      const ask = oneAtATime(() => this.ask(width, runner));
      this.#asks.push(ask);
      for (const type of ["frame", "state"]) runner.addEventListener(type, () => void ask());
      runner.addEventListener("trouble", (event) => this.troubled(/** @type {CustomEvent} */ (event).detail, runner));
    }
    this.cancelled = false;
    await this.crew.open();
    await this.look();
  }

  async cancel() {
    this.crew.pause();
    this.cancelled = true;
    await this.crew.clear();
    this.losses.clear();
    this.draw();
    // The workers and their data stay; the buttons stand for six fresh runs.
    await this.begin();
  }

  async again() {
    this.calm();
  }

  /** PCA is quick enough to be asked for every number of components. */
  async #linear() {
    const { engine } = this;
    const [learned, held] = await Promise.all([loadDigits(engine, [0, LEARNED]), loadDigits(engine, [LEARNED, LEARNED + HELD_OUT])]);
    const run = await engine.call("start", "pca", learned, { components: MOST });
    while ((await engine.call("advance", run, 50)).phase !== "done" && !this.closed);
    const rows = await engine.call("matrix", held);
    for (let kept = 0; kept <= MOST && !this.closed; kept += 1) {
      const { error } = await engine.call("reconstruct", run, rows, kept);
      this.pca[kept] = error;
      if (kept % 8 === 0) this.draw();
    }
    engine.destroy();
    this.draw();
  }

  async look() {
    await Promise.all(this.#asks.map((ask) => ask()));
  }

  /** How far one network has come. @param {number} width @param {import("../engine/runner.js").Runner} runner */
  async ask(width, runner) {
    const { run } = runner;
    if (run === undefined) return;
    try {
      const { heldOutLosses, epoch } = await runner.engine.call("details", run);
      const cell = this.cells.find((cell) => cell.width === width);
      if (run !== runner.run || !cell) return;
      cell.bar.value = epoch;
      if (heldOutLosses.length > 0) this.losses.set(width, heldOutLosses.at(-1));
      else this.losses.delete(width);
      this.draw();
    } catch {
      // The run has been replaced or lost; what replaces it asks again.
    }
  }

  draw() {
    const known = WIDTHS.filter((width) => this.losses.has(width));
    const loss = (/** @type {number} */ width) => this.losses.get(width);
    for (const cell of this.cells) {
      cell.loss.textContent = fixed(loss(cell.width), 4);
      cell.pca.textContent = fixed(this.pca[cell.width], 4);
    }
    const finished = this.crew.runners.filter(({ state }) => state === "done").length;
    this.done.set(`${finished} of ${WIDTHS.length}`);
    const asked = loss(ASKED);
    const enough = asked === undefined ? -1 : this.pca.findIndex((error) => error <= asked);
    const whole = this.crew.runners[WIDTHS.indexOf(ASKED)]?.state === "done" && this.pca.length > MOST;
    this.match.set(enough < 0 ? "–" : String(enough));
    this.measure({ match: enough < 0 ? undefined : enough, decided: whole ? 1 : 0, training: asked, query: this.pca[ASKED] });
    this.chart.set(
      this.pca.length > 1 && {
        kind: "curve",
        xTitle: "numbers kept",
        xStart: 0,
        xEnd: WIDTHS[WIDTHS.length - 1],
        yStart: 0,
        series: [
          { label: "PCA", role: "cool", x: Array.from({ length: Math.min(this.pca.length, 33) }, (_, kept) => kept), values: this.pca.slice(0, 33) },
          ...(known.length > 0 ? [{ label: "autoencoder", role: /** @type {const} */ ("training"), x: known, values: known.map((width) => loss(width) ?? NaN) }] : []),
        ],
      },
      `Loss on held-out digits: ${known.map((width) => `${width} ${width === 1 ? "number" : "numbers"}: autoencoder ${fixed(loss(width), 4)}, PCA ${fixed(this.pca[width], 4)}`).join("; ")}`,
    );
  }

  /** @param {boolean} visible */
  show(visible) {
    super.show(visible);
    this.crew.suspend(!visible);
  }

  async table() {
    return { columns: ["numbers kept", "autoencoder", "PCA"], rows: WIDTHS.map((width) => [width, this.losses.get(width) ?? "", this.pca[width] ?? ""]) };
  }

  destroy() {
    super.destroy();
    this.engine.destroy();
    this.crew.close();
  }
}
