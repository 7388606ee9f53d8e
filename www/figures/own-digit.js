/** The reader's own digit, or anything else, through the network of the page: code, reconstruction, nearest pictures. */

import { transport } from "../controls/transport.js";
import { library } from "../engine/module.js";
import { fixed, make, oneAtATime } from "../shell/dom.js";
import { runState } from "../shell/link.js";
import { HELD_OUT, network } from "./digits.js";
import { DrawingPad } from "./drawing-pad.js";
import { Figure } from "./figure.js";
import { readPictures } from "./own-pictures.js";
import { NeighborList } from "./neighbor-list.js";
import { Pictures } from "./pictures.js";
import { Selection } from "./selection.js";
import { SKETCHES } from "./sketches.js";

const NEAREST = 6;
/** Pictures held out are no training pictures; of this many nearest, enough were learned from. */
const ASKED = 30;
/** What is shown first, so that the figure is not empty. */
const FIRST = "three";
const FURNITURE = ["a chair", "a desk"];
// How often the network is asked again while it learns, in ms.
const EVERY = 300;
/** From here on the network knows digits well enough to be judged by what it does to others. */
const LEARNED = 3;

export class OwnDigitFigure extends Figure {
  network = network("squeeze");
  selection = new Selection();
  /** What goes in. @type {{ row: Float32Array, name: string, from: number, sketch?: string } | undefined} */ input;
  /** Pictures of an opened IDX file. @type {{ rows: Float32Array, count: number, columns: number } | undefined} */ file;
  /** What can be chosen without a pen. */
  choice = make("select", { id: `${this.id}-choice`, "data-testid": "choice" });
  /** Which picture of the opened file. */
  which = make("input", { id: `${this.id}-which`, type: "number", min: 1, value: 1 });
  whichRow = make("div", { class: "control", hidden: true }, make("label", { for: this.which.id }, "picture number"), this.which);
  /** The page's own. @type {import("../../pkg/latent_lab.js").Lab | undefined} */ lab;
  /** The sketch that is being put on the pad. @type {string | undefined} */ sketch;
  /** Whether the pad is cleared for a picture that was not drawn. */
  quiet = false;
  #due = 0;
  #stops = new AbortController();

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element);
    this.link = new Map([...this.link, ...this.network.link]);
    this.pad = new DrawingPad("A pad to draw a digit on; whoever does not draw chooses a picture below it", "Draw a digit here");
    this.given = new Pictures("What the network gets", { columns: 1 });
    this.code = new Pictures("Its code", { columns: 1, size: { height: 16, width: 1 }, signed: true });
    this.back = new Pictures("What it rebuilds", { columns: 1 });
    this.list = new NeighborList(this.selection, {
      title: "Nearest training pictures",
      ruler: "Distances are measured pixel by pixel, in 784 dimensions (Euclidean).",
      name: (index) => this.network.digits?.name(index) ?? "",
      badge: (index) => this.network.digits?.badge(index),
      short: (index) => this.network.digits?.short(index) ?? "",
      empty: "Draw a digit, or choose a picture.",
    });
    this.parts.push(/** @type {any} */ (this.pad), this.given, this.code, this.back);
    this.stage.classList.add("own-digit");
    this.numbers = make("p", { class: "code-numbers", "data-testid": "code" });
    const titled = (/** @type {Pictures} */ pictures, /** @type {(Node | string)[]} */ ...title) => make("div", {}, pictures.element, make("div", { class: "under" }, ...title));
    this.stage.append(
      make("div", { class: "pane" }, make("div", { class: "tag" }, make("b", {}, "Your digit"), " · pen, finger or mouse"), this.pad.element, this.#choices()),
      make(
        "div",
        { class: "pane" },
        make("div", { class: "tag" }, make("b", {}, "Through the network"), " · scaled and centered as its training pictures were"),
        make("div", { class: "passage" }, titled(this.given, "what it gets"), titled(this.code, "code"), titled(this.back, "what it rebuilds")),
        make("section", {}, make("div", { class: "tag" }, make("b", {}, "The code"), " · all that the decoder gets to know"), this.numbers),
      ),
      this.list.element,
    );
    this.list.element.classList.add("pane");
    this.took = this.readout("answered within", { room: 7, help: "From the lifted pen to the answer.", testid: "took" });
    this.error = this.readout("error of this picture", { room: 7, help: "Mean squared error per pixel, of values from 0 to 1.", testid: "error" });
    this.usual = this.readout("of held-out digits", { room: 7, tone: "held-out", help: "The loss on the digits held out, after the latest epoch." });
    this.times = this.readout("times as much", { room: 5, testid: "times" });
    this.trained = this.readout("the network has learned for", { room: 12 });

    this.pad.addEventListener("stroke", () => void this.drawn());
    this.pad.addEventListener("change", () => void (this.pad.isEmpty ? this.cleared() : this.drawn(this.sketch)));
    const { signal } = this.#stops;
    const { runner } = this.network;
    runner.addEventListener(
      "frame",
      () => {
        const { step, planned } = runner.report ?? {};
        this.trained.set(step === undefined ? "–" : `${step} of ${planned} steps`);
        if (performance.now() < this.#due) return;
        this.#due = performance.now() + EVERY;
        void this.look();
      },
      { signal },
    );
    for (const type of ["opened", "state"]) runner.addEventListener(type, () => void this.look(), { signal });
    runner.addEventListener("trouble", (event) => this.complain(/** @type {CustomEvent} */ (event).detail), { signal });
    runner.addEventListener("recovered", () => this.calm(), { signal });
    this.frame.addEventListener("dragover", (event) => event.preventDefault());
    this.frame.addEventListener("drop", (event) => {
      event.preventDefault();
      const dropped = event.dataTransfer?.files[0];
      if (dropped) void this.open(dropped);
    });
  }

  /** What can be done without a pen. */
  #choices() {
    const button = (/** @type {string} */ title, /** @type {() => void} */ act) => {
      const made = make("button", { type: "button", class: "button" }, title);
      made.addEventListener("click", () => {
        this.calm();
        act();
      });
      return made;
    };
    const group = (/** @type {string} */ label, /** @type {[string, string][]} */ entries) => make("optgroup", { label }, ...entries.map(([value, title]) => make("option", { value }, title)));
    this.choice.append(
      make("option", { value: "" }, "…"),
      group("Drawn beforehand", Object.entries(SKETCHES).map(([id, { title }]) => [id, title])),
      group("Digits it has never seen", Array.from({ length: 10 }, (_, digit) => [`digit-${digit}`, `a ${digit}`])),
      group("Furniture", FURNITURE.map((title, i) => [`furniture-${i}`, title])),
    );
    this.choice.addEventListener("change", () => void this.choose(this.choice.value));
    const open = make("input", { id: `${this.id}-file`, type: "file", accept: "image/png,image/jpeg,.idx,.idx3-ubyte,.idx3", "data-testid": "open-picture" });
    open.addEventListener("change", () => open.files?.[0] && void this.open(open.files[0]));
    this.which.addEventListener("change", () => this.showOf());
    return make(
      "div",
      { class: "choices-of" },
      make("div", { class: "row" }, button("Clear", () => this.pad.clear()), button("Take back", () => this.pad.undo())),
      make("div", { class: "control" }, make("label", { for: this.choice.id }, "or choose"), this.choice),
      make("div", { class: "control" }, make("label", { for: open.id }, "or open"), open),
      this.whichRow,
      make("p", { class: "under" }, "A PNG or JPEG, or an IDX file of 28 × 28 pictures; you can also drop it here. It stays on your machine."),
    );
  }

  async prepare() {
    await library();
    if (this.closed) return;
    if (!this.bar.hasChildNodes()) this.bar.append(...transport(this.network.runner, { touched: () => this.calm() }));
    await this.network.open();
    if (this.closed) return;
    if (!this.input) await this.choose(this.link.get("show") ?? FIRST);
    await this.look();
  }

  /** @param {string} id of a sketch, a held-out digit, or a piece of furniture */
  async choose(id) {
    this.calm();
    const [kind, which] = id.split("-");
    const { engine, digits } = this.network;
    if (id in SKETCHES) {
      this.sketch = id;
      this.pad.set(SKETCHES[id].strokes);
      this.sketch = undefined;
    } else if (kind === "digit" && digits) {
      const [index] = digits.heldOut(Number(which));
      if (index !== undefined) this.put(digits.row(index).slice(), `a ${which}, held out`, id);
    } else if (kind === "furniture") {
      const from = performance.now();
      const data = await engine.call("generate", "furniture", { n: 2, seed: 4 });
      const pictures = await engine.call("matrix", data);
      await engine.call("free", data);
      this.put(pictures.slice(784 * Number(which), 784 * (Number(which) + 1)), FURNITURE[Number(which)], id, from);
    }
    this.choice.value = id;
  }

  /** A picture that was not drawn. @param {Float32Array} row @param {string} name @param {string} [sketch] @param {number} [from] */
  put(row, name, sketch, from = performance.now()) {
    if (!this.pad.isEmpty) {
      this.quiet = true;
      this.pad.clear();
      this.quiet = false;
    }
    this.input = { row, name, from, sketch };
    void this.look();
  }

  /** The pen was lifted, or a sketch put on the pad. @param {string} [sketch] */
  async drawn(sketch) {
    const from = performance.now();
    if (!sketch) this.choice.value = "";
    this.calm();
    try {
      // Quick enough for the page's own instance, which no training keeps busy.
      this.lab ??= new (await library()).Lab();
      const row = this.lab.centerDrawing(...this.pad.points);
      this.input = { row, name: sketch ? SKETCHES[sketch].title : "your drawing", from, sketch };
      await this.look();
    } catch (error) {
      this.complain(error);
    }
  }

  /** Nothing is on the pad any more. */
  cleared() {
    if (this.quiet) return;
    this.input = undefined;
    for (const pictures of [this.given, this.code, this.back]) pictures.set(new Float32Array(pictures.size.height * pictures.size.width), 1);
    this.numbers.textContent = "";
    this.list.show(undefined, []);
    for (const readout of [this.took, this.error, this.times]) readout.set("–");
    this.choice.value = "";
  }

  /** @param {File} file */
  async open(file) {
    this.calm();
    this.whichRow.hidden = true;
    try {
      const found = await readPictures(this.network.engine, file);
      this.choice.value = "";
      this.file = found;
      this.whichRow.hidden = found.count < 2;
      this.which.max = String(found.count);
      this.which.value = "1";
      this.showOf(file.name);
    } catch (error) {
      this.complain(error);
    }
  }

  /** One picture of the opened file. @param {string} [name] */
  showOf(name = "your picture") {
    const { file } = this;
    if (!file) return;
    const at = Math.max(1, Math.min(file.count, Math.round(this.which.valueAsNumber || 1))) - 1;
    this.put(file.rows.slice(at * file.columns, (at + 1) * file.columns), name);
  }

  /** Sends what is there through the network. */
  look = oneAtATime(() => this.#ask());

  async #ask() {
    const { engine, runner, digits } = this.network;
    const { run, data } = runner;
    const { input } = this;
    if (!input || run === undefined || !digits) return;
    try {
      const [code, { rows, error }, near, details] = await Promise.all([
        engine.call("encode", run, input.row),
        engine.call("reconstruct", run, input.row),
        engine.call("neighbors", { data, vector: input.row, k: ASKED }),
        engine.call("details", run),
      ]);
      if (run !== runner.run || input !== this.input) return;
      this.given.set(input.row, 1);
      this.given.label(`What the network gets: ${input.name}`);
      this.code.size = code.length <= 12 ? { height: code.length, width: 1 } : { height: Math.ceil(code.length / 2), width: 2 };
      this.code.set(code.length % 2 && code.length > 12 ? Float32Array.of(...code, 0) : code, 1);
      this.code.label(`Its code: ${[...code].map((value) => fixed(value, 1)).join(", ")}`);
      this.numbers.replaceChildren(...[...code].map((value) => make("span", {}, fixed(value, 2))));
      this.back.set(rows, 1);
      this.back.label(`What the network rebuilds from ${code.length} numbers; mean squared error ${fixed(error, 4)}`);
      const learned = [...near.indices].map((index, i) => ({ index, distance: near.distances[i] })).filter(({ index }) => index < digits.count - HELD_OUT);
      this.list.show(learned[0]?.index, learned.slice(0, NEAREST));
      const usual = details.heldOutLosses.at(-1);
      const times = usual === undefined ? undefined : error / usual;
      this.error.set(fixed(error, 4));
      this.usual.set(fixed(usual, 4));
      this.times.set(fixed(times, 1));
      const learnedEnough = details.heldOutLosses.length >= LEARNED;
      this.measure({ training: error, heldOut: usual, query: times, shoe: input.sketch === "shoe" && learnedEnough ? times : undefined });
      if (input.from > 0) this.took.set(`${Math.max(1, Math.round(performance.now() - input.from))} ms`);
      input.from = 0;
    } catch (error) {
      // A replaced or lost run answers nothing, and its successor asks again; anything else is the reader's to know.
      if (run === runner.run && runner.state !== "opening" && input === this.input) this.complain(error);
    }
  }

  /** @param {boolean} visible */
  show(visible) {
    super.show(visible);
    this.network.watch(this, visible);
    if (visible) void this.look();
  }

  state() {
    return { ...runState(this.network.runner, ["heldOut"]), show: this.input?.sketch };
  }

  async table() {
    const { input, network } = this;
    const code = input ? await network.engine.call("encode", network.runner.run, input.row) : new Float32Array();
    return { columns: ["number of the code", "value"], rows: Array.from(code, (value, i) => [i + 1, value]) };
  }

  destroy() {
    super.destroy();
    this.#stops.abort();
    this.network.watch(this, false);
  }
}
