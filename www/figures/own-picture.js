/** A picture of the reader's own, drawn, chosen or opened, that a network of the page is to answer. */

import { transport } from "../controls/transport.js";
import { library } from "../engine/module.js";
import { make, oneAtATime } from "../shell/dom.js";
import { runState } from "../shell/link.js";
import { network } from "./digits.js";
import { DrawingPad } from "./drawing-pad.js";
import { Figure } from "./figure.js";
import { pictureOf, readPictures } from "./own-pictures.js";
import { SKETCHES } from "./sketches.js";

/** What is shown first, so that the figure is not empty. */
const FIRST = "three";
const FURNITURE = ["a chair", "a desk"];
// How often the network is asked again while it learns, in ms.
const EVERY = 300;

/** @typedef {{ row: Float32Array, name: string, from: number, sketch?: string }} Input what goes in, when it came (0 once it was answered), and what it is by id */

export class OwnPictureFigure extends Figure {
  /** What goes in. @type {Input | undefined} */ input;
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

  /** @param {HTMLElement} element @param {import("./digits.js").NetworkName} shared the network that answers */
  constructor(element, shared) {
    super(element);
    this.network = network(shared);
    this.link = new Map([...this.link, ...this.network.link]);
    this.pad = new DrawingPad("A pad to draw a digit on; whoever does not draw chooses a picture below it", "Draw a digit here");
    this.parts.push(/** @type {any} */ (this.pad));
    this.entry = make("div", { class: "pane" }, make("div", { class: "tag" }, make("b", {}, "Your digit"), " · pen, finger or mouse"), this.pad.element, this.#choices());
    this.pad.addEventListener("stroke", () => void this.drawn());
    this.pad.addEventListener("change", () => void (this.pad.isEmpty ? this.cleared() : this.drawn(this.sketch)));
    const { signal } = this.#stops;
    const { runner } = this.network;
    runner.addEventListener(
      "frame",
      () => {
        this.advanced();
        if (performance.now() < this.#due) return;
        this.#due = performance.now() + EVERY;
        void this.look();
      },
      { signal },
    );
    for (const type of ["opened", "state"]) runner.addEventListener(type, () => void this.look(), { signal });
    runner.addEventListener("trouble", (event) => this.troubled(/** @type {CustomEvent} */ (event).detail, runner), { signal });
    for (const type of ["opened", "recovered"]) runner.addEventListener(type, () => this.calm(), { signal });
    this.frame.addEventListener("dragover", (event) => event.preventDefault());
    this.frame.addEventListener("drop", (event) => {
      event.preventDefault();
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length > 0) void pictureOf(files).then((file) => this.dropped(file));
    });
  }

  /** The network has come farther. */
  advanced() {}

  /** Asks the network about what goes in, and shows what it says. @param {Input} _input @param {number} _run @returns {Promise<void>} */
  async answer(_input, _run) {}

  /** @param {File} file */
  dropped(file) {
    void this.open(file);
  }

  /** There is nothing to be answered any more. */
  emptied() {}

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
    this.emptied();
    this.choice.value = "";
  }

  /** @param {File} file */
  async open(file) {
    this.calm();
    try {
      const { engine, runner } = this.network;
      const found = await readPictures(engine, file);
      // Pictures that the network cannot take do not replace those that it can.
      if (runner.run !== undefined) await engine.call("activations", runner.run, found.rows.slice(0, found.columns));
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
    const { runner, digits } = this.network;
    const { run } = runner;
    const { input } = this;
    if (!input || run === undefined || !digits) return;
    try {
      await this.answer(input, run);
    } catch (error) {
      // A replaced or lost run answers nothing, and its successor asks again; anything else is the reader's to know.
      if (run === runner.run && runner.state !== "opening" && input === this.input) this.complain(error);
    }
  }

  /** Whether an answer is still wanted. @param {Input} input @param {number} run */
  wants(input, run) {
    return run === this.network.runner.run && input === this.input;
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

  destroy() {
    super.destroy();
    this.#stops.abort();
    this.network.watch(this, false);
  }
}
