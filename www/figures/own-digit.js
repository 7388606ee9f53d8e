/** The reader's own digit, or anything else, through the network of the page: code, reconstruction, nearest pictures. */

import { fixed, make } from "../shell/dom.js";
import { HELD_OUT } from "./digits.js";
import { ModelFiles, isModel } from "./model-files.js";
import { NeighborList } from "./neighbor-list.js";
import { OwnPictureFigure } from "./own-picture.js";
import { Pictures } from "./pictures.js";
import { Selection } from "./selection.js";
import { detailsOf, progressIn } from "./trained.js";

const NEAREST = 6;
/** Pictures held out are no training pictures; of this many nearest, enough were learned from. */
const ASKED = 30;
/** From here on the network knows digits well enough to be judged by what it does to others. */
const LEARNED = 3;

export class OwnDigitFigure extends OwnPictureFigure {
  selection = new Selection();

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element, "squeeze");
    this.modelFiles = new ModelFiles(this, this.network.runner, this.network.fixed);
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
    this.parts.push(this.given, this.code, this.back, this.modelFiles);
    this.stage.classList.add("own-digit");
    this.numbers = make("p", { class: "code-numbers", "data-testid": "code" });
    const titled = (/** @type {Pictures} */ pictures, /** @type {(Node | string)[]} */ ...title) => make("div", {}, pictures.element, make("div", { class: "under" }, ...title));
    this.stage.append(
      this.entry,
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
    this.trained = this.readout("training", { room: 16 });
  }

  advanced() {
    this.trained.set(progressIn(this.network));
  }

  /** @param {File} file */
  dropped(file) {
    if (isModel(file)) void this.modelFiles.take(file);
    else super.dropped(file);
  }

  emptied() {
    for (const pictures of [this.given, this.code, this.back]) pictures.set(new Float32Array(pictures.size.height * pictures.size.width), 1);
    this.numbers.textContent = "";
    this.list.show(undefined, []);
    for (const readout of [this.took, this.error, this.times]) readout.set("–");
  }

  /** @param {import("./own-picture.js").Input} input @param {number} run */
  async answer(input, run) {
    const { engine, runner, digits } = this.network;
    const [code, { rows, error }, near, details] = await Promise.all([
      engine.call("encode", run, input.row),
      engine.call("reconstruct", run, input.row),
      engine.call("neighbors", { data: runner.data, vector: input.row, k: ASKED }),
      detailsOf(this.network),
    ]);
    if (!digits || !this.wants(input, run)) return;
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
    const usual = details.heldOutLoss;
    const times = usual === undefined ? undefined : error / usual;
    this.error.set(fixed(error, 4));
    this.usual.set(fixed(usual, 4));
    this.times.set(fixed(times, 1));
    const learnedEnough = runner.opened !== undefined || details.heldOutLosses.length >= LEARNED;
    this.measure({ training: error, heldOut: usual, query: times, shoe: input.sketch === "shoe" && learnedEnough ? times : undefined });
    if (input.from > 0) this.took.set(`${Math.max(1, Math.round(performance.now() - input.from))} ms`);
    input.from = 0;
  }

  async table() {
    const { input, network } = this;
    const code = input ? await network.engine.call("encode", network.runner.run, input.row) : new Float32Array();
    return { columns: ["number of the code", "value"], rows: Array.from(code, (value, i) => [i + 1, value]) };
  }
}
