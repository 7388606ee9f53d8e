/** A sentence in three ways: a stack of one-hot rows, a bag of counts, and tf-idf weights. The same blocks make all three. */

import { library } from "../engine/module.js";
import { fixed, make, number, settled, still } from "../shell/dom.js";
import { Drawing, draw, mark, pressable } from "./drawing.js";
import { Figure } from "./figure.js";
import { shelf } from "./speeches.js";

const SENTENCE = "The people of the united states want peace, and the people want gold.";
const LONGEST = 240;
/** @typedef {"one-hot" | "bag" | "tf-idf"} Way */
/** @type {[Way, string, string][]} */
const WAYS = [
  ["one-hot", "One-hot", "A row for each word of the sentence, with a single 1 in the column of that word."],
  ["bag", "Bag of words", "One row for the whole sentence: how often each word occurs. The order is lost."],
  ["tf-idf", "tf-idf", "The same row, weighed: words that occur in many of the speeches count less."],
];
/** How long the opening rests at each way, in ms. */
const REST = 1600;

export class BagFigure extends Figure {
  shelf = shelf();
  /** @type {Way} */ way = "one-hot";
  /** The sentence as tf-idf sees it. @type {import("../../pkg/latent_lab.js").WeighedText | undefined} */ found;
  /** Place in the list of columns. */ selected = 0;
  /** Where the columns begin, how far apart they stand, and where rows and bars begin and end, in pixels. */
  left = 0;
  step = 1;
  top = 0;
  base = 1;
  line = 1;
  /** Places in the lists of `found`, in the order of the sentence. @type {number[] | undefined} */ order;
  /** @type {SVGGElement[] | undefined} */ columns;
  #moves = true;
  /** @type {SVGRectElement[]} */ #blocks = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #opening;

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element);
    this.drawing = new Drawing("The words of a sentence as columns", "bag");
    this.drawing.onresize = () => this.build();
    this.parts.push(this.drawing);
    this.says = make("span");
    this.stage.append(make("div", { class: "pane" }, make("div", { class: "tag two-lines" }, this.says), this.drawing.element));

    this.sentence = make("input", { id: `${this.id}-sentence`, class: "field", type: "text", maxlength: LONGEST, autocomplete: "off", "data-testid": "sentence" });
    this.sentence.value = this.link.get("sentence") ?? SENTENCE;
    this.sentence.addEventListener("input", settled(() => void this.read(), 60));
    const linked = WAYS.find(([id]) => id === this.link.get("way"));
    if (linked) {
      this.way = linked[0];
      this.#moves = false;
    }
    this.buttons = WAYS.map(([id, title, help]) => {
      const button = make("button", { type: "button", title: help, "data-way": id }, title);
      button.addEventListener("click", () => this.choose(id));
      return button;
    });
    this.controls = [
      make("div", { class: "choose", role: "group", "aria-label": "Way of writing the sentence" }, ...this.buttons),
      make("div", { class: "control grows-wide" }, make("label", { for: this.sentence.id }, "your sentence"), this.sentence),
    ];
    for (const type of ["pointerdown", "keydown"]) this.frame.addEventListener(type, () => this.#stop());

    this.word = this.readout("word", { room: 10, tone: "query", testid: "word" });
    this.count = this.readout("in the sentence", { room: 3, testid: "count" });
    this.df = this.readout("speeches that have it", { room: 10, testid: "df" });
    this.weight = this.readout("tf-idf", { room: 6, tone: "query", testid: "weight" });
    this.unknown = this.readout("without a column", { room: 4, help: "Words that occur less than twice in all the speeches have no column." });
  }

  async prepare() {
    await library();
    await this.read();
    this.bar.append(...this.controls);
    if (this.#moves && !still()) this.#opening = setTimeout(() => this.#moves && this.turn("bag"), REST);
  }

  /** The opening stops at the first touch. */
  #stop() {
    this.#moves = false;
    clearTimeout(this.#opening);
  }

  /** Asks what the words of the sentence are worth. */
  async read() {
    const text = this.sentence.value;
    try {
      const { weights } = await this.shelf.ids();
      const found = await this.shelf.engine.call("weighText", weights, text);
      if (this.closed || text !== this.sentence.value) return;
      this.calm();
      if (found.indices.length === 0) {
        const words = found.words.length === 0 ? "There is no word in it" : `None of its words occurs in the speeches (${found.words.join(", ")})`;
        this.complain(new Error(`${words}; the sentence before it stays. Type one with everyday English words`));
        return;
      }
      const before = this.found && this.shelf.words[this.found.indices[this.selected]];
      this.found = found;
      this.order = firstSeen(found);
      this.selected = Math.max(0, found.indices.findIndex((/** @type {number} */ column) => this.shelf.words[column] === (before ?? this.link.get("word") ?? "gold")));
      this.build();
    } catch (error) {
      this.complain(error, { label: "Try again", act: () => void this.read() });
    }
  }

  /** The reader's choice. @param {Way} way */
  choose(way) {
    this.#stop();
    this.turn(way);
  }

  /** @param {Way} way */
  turn(way) {
    this.way = way;
    this.place();
  }

  /** Makes the blocks and labels of this sentence, at this size. */
  build() {
    const { found, order, drawing } = this;
    if (!found || !order || drawing.width === 0) return;
    const { width, height } = drawing;
    const narrow = width < 640;
    const rows = found.words.length;
    this.left = narrow ? 12 : 104;
    this.base = height - (narrow ? 84 : 46);
    this.step = Math.min(116, (width - this.left - 12) / order.length);
    this.top = 26;
    this.line = Math.min(26, (this.base - this.top) / rows);
    const words = this.shelf.words;
    const columns = order.map((place, at) => {
      const word = words[found.indices[place]];
      const x = this.left + this.step * (at + 0.5);
      const slanted = this.step < 11 + 7.4 * word.length;
      const group = draw("g", { class: "column" },
        draw("rect", { class: "hit", x: x - this.step / 2, y: 0, width: this.step, height }),
        draw("text", { class: "name", transform: `translate(${x} ${this.base + 20})${slanted ? " rotate(-42)" : ""}`, "text-anchor": slanted ? "end" : "middle" }, word),
        draw("text", { class: "value", x: 0, y: 0, "text-anchor": "middle" }),
      );
      pressable(group, word, () => this.select(place));
      return group;
    });
    const labels = narrow ? [] : found.words.map((word, row) => draw("text", { class: "row", x: this.left - 12, y: this.top + this.line * (row + 0.5) + 4, "text-anchor": "end" }, word));
    const zeros = [];
    for (let row = 0; row < rows && this.line > 7 && this.step > 12; row += 1) {
      for (let at = 0; at < order.length; at += 1) {
        zeros.push(draw("text", { class: "zero", x: this.left + this.step * (at + 0.5), y: this.top + this.line * (row + 0.5) + 4, "text-anchor": "middle" }, "0"));
      }
    }
    this.#blocks = found.words.map(() => draw("rect", { class: "block", width: 1, height: 1 }));
    this.columns = columns;
    drawing.root.replaceChildren(
      draw("g", { class: "only-one-hot" }, ...zeros, ...labels),
      draw("line", { class: "axis", x1: this.left, x2: this.left + this.step * order.length, y1: this.base + 0.5, y2: this.base + 0.5 }),
      draw("g", { class: "blocks" }, ...this.#blocks),
      ...columns,
    );
    this.place();
  }

  /** Puts every block where it belongs in this way of writing. */
  place() {
    const { found, order, way, columns } = this;
    if (!found || !order || !columns) return;
    mark(this.drawing.root, { "data-way": way });
    for (const button of this.buttons) mark(button, { "aria-pressed": String(button.dataset.way === way) });
    const [, title] = WAYS.find(([id]) => id === way) ?? WAYS[0];
    const wide = Math.min(64, this.step - 3);
    const room = this.base - this.top;
    const tallest = way === "bag" ? Math.max(...found.counts) : Math.max(...found.values);
    const unit = way === "bag" ? Math.min(76, room / tallest) : room / tallest;
    const met = new Map();
    found.words.forEach((_, row) => {
      const block = this.#blocks[row];
      const column = found.columns[row];
      const place = found.indices.indexOf(column);
      const at = order.indexOf(place);
      block.style.display = place < 0 ? "none" : "";
      if (place < 0) return;
      const nth = met.get(column) ?? 0;
      met.set(column, nth + 1);
      const high = way === "one-hot" ? this.line : way === "bag" ? unit : (unit * found.values[place]) / found.counts[place];
      const y = way === "one-hot" ? this.top + this.line * row : this.base - high * (nth + 1);
      const gap = Math.min(3, high / 4);
      block.style.transform = `translate(${this.left + this.step * (at + 0.5) - wide / 2}px, ${y + gap / 2}px) scale(${wide}, ${high - gap})`;
      block.classList.toggle("chosen", place === this.selected);
    });
    order.forEach((place, at) => {
      const value = /** @type {SVGTextElement} */ (columns[at].querySelector(".value"));
      const high = way === "bag" ? unit * found.counts[place] : unit * found.values[place];
      value.textContent = way === "bag" ? number(found.counts[place]) : this.step > 34 ? fixed(found.values[place], 3) : "";
      value.style.transform = `translate(${this.left + this.step * (at + 0.5)}px, ${this.base - high - 7}px)`;
      columns[at].classList.toggle("chosen", place === this.selected);
      mark(columns[at], { "aria-pressed": String(place === this.selected) });
    });
    const all = number(this.shelf.words.length);
    const rows = found.words.length;
    const shape = way === "one-hot" ? `${rows} rows × ${all} columns, one for each word of the vocabulary` : `1 row × ${all} columns`;
    const rest = number(this.shelf.words.length - order.length);
    this.says.replaceChildren(make("b", {}, title), ` · ${shape}. You see the ${order.length} that are not all zero; the other ${rest} are.`);
    this.tell();
  }

  /** @param {number} place */
  select(place) {
    this.selected = place;
    this.place();
  }

  tell() {
    const { found, selected } = this;
    if (!found) return;
    const word = this.shelf.words[found.indices[selected]];
    const total = found.words.length - found.unknown.length;
    this.word.set(word);
    this.count.set(`${found.counts[selected]} of ${total}`);
    this.df.set(`${number(found.df[selected])} of ${number(found.documents)}`);
    this.weight.set(fixed(found.values[selected], 3));
    this.unknown.set(found.unknown.length > 0 ? found.unknown.join(", ") : "none");
    const worth = (/** @type {string} */ word) => found.values[found.indices.indexOf(this.shelf.words.indexOf(word))];
    this.measure({
      count: found.counts[selected], total, n: found.documents, df: found.df[selected], idf: found.idf[selected], tf: found.tf[selected], query: found.values[selected],
      gold: worth("gold"), the: worth("the"), weighed: this.way === "tf-idf" ? 1 : undefined, above: worth("gold") / worth("the"),
    });
  }

  state() {
    return { way: this.way, sentence: this.sentence.value === SENTENCE ? undefined : this.sentence.value, word: this.found && this.shelf.words[this.found.indices[this.selected]] };
  }

  async table() {
    const { found } = this;
    if (!found) return { columns: [], rows: [] };
    return {
      columns: ["word", "count", "tf", "df", "idf", "tf-idf"],
      rows: Array.from(found.indices, (column, i) => [this.shelf.words[column], found.counts[i], found.tf[i], found.df[i], found.idf[i], found.values[i]]),
    };
  }

  destroy() {
    super.destroy();
    this.#stop();
  }
}

/** The places of the columns, in the order in which the sentence has them. @param {import("../../pkg/latent_lab.js").WeighedText} found */
function firstSeen(found) {
  return [...new Set(found.columns)].filter((column) => column >= 0).map((column) => found.indices.indexOf(column));
}
