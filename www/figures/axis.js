/** A direction with a meaning: all words projected onto the line from one word to another. */

import { WordBox } from "../controls/word-box.js";
import { fixed, make } from "../shell/dom.js";
import { ModelsFigure } from "./models-figure.js";
import { PointView } from "./point-view.js";
import { Selection } from "./selection.js";

const FIRST = ["man", "woman"];
/** How many words are named at either end. */
const ENDS = 12;
/** Words rarer than the commonest so many are drawn, but not named: little is known of them. */
const COMMON = 3000;

export class AxisFigure extends ModelsFigure {
  selection = new Selection();
  ends = (this.link.get("axis") ?? FIRST.join(" ")).split(" ").slice(0, 2);

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element);
    const name = (/** @type {number} */ index) => (this.along ? `${this.models.words[index]} (${fixed(this.along[index], 2)})` : `word ${index}`);
    this.view = new PointView(this.selection, { label: "All words along the axis", name, waiting: "Loading the dictionary …" });
    this.parts.push(this.view);
    this.boxes = ["from", "to"].map((title, i) => new WordBox(title, (index) => {
      this.ends[i] = this.models.words[index];
      void this.look();
    }, (word) => this.lookUp(word)));
    this.lists = ["", ""].map((_, i) => make("p", { class: "end-words", "data-testid": `end-${i}` }));
    this.stage.classList.add("map");
    this.stage.append(
      make("div", { class: "pane" }, make("div", { class: "tag" }, make("b", {}, "All words on one line"), " · common words at the top"), this.view.element),
      make("div", { class: "pane" }, make("div", { class: "terms two" }, ...this.boxes.map(({ element }) => element)), ...this.lists),
    );
    this.where = this.readout("word", { room: 18, tone: "query" });
    this.selection.addEventListener("change", () => {
      const { current } = this.selection;
      this.where.set(current === undefined ? "–" : name(current));
    });
  }

  wordsCame() {
    const { words } = this.models;
    if (words.length === 0 || !this.opened || this.named) return;
    this.named = true;
    this.view.open(this.opened);
    this.boxes.forEach((box, i) => {
      box.setWords(words);
      if (box.find(this.ends[i]) === undefined) {
        box.missing(this.ends[i]);
        this.ends[i] = FIRST[i];
      }
      box.show(this.ends[i]);
    });
  }

  async renew() {
    const { engine, sgns, words, labels } = this.models;
    if (sgns.run === undefined) return;
    const [from, to] = this.ends;
    if (from === to) {
      this.complain(new Error(`An axis needs two different words; ${from} is at both ends`));
      return;
    }
    this.calm();
    const along = await engine.call("axis", sgns.run, { from, to });
    this.along = along;
    const positions = new Float32Array(2 * words.length);
    words.forEach((_, i) => positions.set([along[i], -Math.log10(i + 1) / 4], 2 * i));
    const first = this.view.size === 0;
    this.view.overlay = { axes: { x: { title: `${from} 0  →  ${to} 1`, ticks: true }, y: { title: "rarer", ticks: false } } };
    this.view.setPositions(positions, words.length, 2, { smooth: !first });
    if (first && labels) this.view.painter?.setClasses(labels);
    const common = Array.from({ length: Math.min(COMMON, words.length) }, (_, i) => i).filter((i) => words[i] !== from && words[i] !== to).sort((a, b) => along[a] - along[b]);
    const sides = [common.slice(0, ENDS), common.slice(-ENDS).reverse()];
    sides.forEach((side, i) => this.lists[i].replaceChildren(make("b", {}, `Toward ${this.ends[i]}: `), side.map((index) => words[index]).join(", ")));
    this.view.labels = [...this.ends.map((word) => ({ index: words.indexOf(word), text: word })), ...sides.flatMap((side) => side.slice(0, 7)).map((index) => ({ index, text: words[index] }))];
    this.view.change();
    this.boxes.forEach((box, i) => box.show(this.ends[i]));
    const { current } = this.selection;
    if (current !== undefined) this.where.set(`${words[current]} (${fixed(along[current], 2)})`);
  }

  state() {
    return { ...super.state(), axis: this.ends.join(" ") };
  }

  async table() {
    const { along } = this;
    return { columns: ["word", `from ${this.ends[0]} to ${this.ends[1]}`], rows: along ? this.models.words.map((word, i) => [word, along[i]]) : [] };
  }
}
