/** Analogies: arrows on the map, the answers of both models, and a list that says how often they are right. */

import { WordBox } from "../controls/word-box.js";
import { fixed, make } from "../shell/dom.js";
import { ModelsFigure } from "./models-figure.js";
import { PointView } from "./point-view.js";
import { Selection } from "./selection.js";
import { TITLES } from "./word-models.js";

const SHOWN = 5;
/** How far down the answers are looked through. */
const DEEP = 10;
/** a is to b as c is to d: what a reader of the dictionary would say; the models say for themselves. */
const ASKED = [
  "man king woman queen", "man boy woman girl", "father son mother daughter", "brother sister son daughter", "france french germany german", "spain spanish italy italian",
  "cow calf sheep lamb", "one two three four", "france paris italy rome", "japan japanese china chinese", "big bigger small smaller", "good better bad worse",
].map((line) => line.split(" "));
/** @typedef {import("./word-models.js").Model} Model */
/** @type {Model[]} */
const MODELS = ["sgns", "pmi-svd"];
const METHODS = ["3CosAdd", "3CosMul"];

export class AnalogiesFigure extends ModelsFigure {
  selection = new Selection();
  terms = (this.link.get("analogy") ?? ASKED[0].slice(0, 3).join(" ")).split(" ").slice(0, 3);
  method = METHODS.find((method) => method === this.link.get("method")) ?? METHODS[0];
  #asked = 0;

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element);
    const name = (/** @type {number} */ index) => this.models.words[index] ?? `word ${index}`;
    this.map = new PointView(this.selection, { label: "The map of skip-gram, with the analogy as arrows", name, waiting: "Loading the dictionary …" });
    this.parts.push(this.map);
    this.boxes = ["a", "is to b", "as c is to"].map((title, i) => new WordBox(title, (index) => {
      this.terms[i] = this.models.words[index];
      void this.ask();
    }, (word) => this.lookUp(word)));
    this.answers = Object.fromEntries(MODELS.map((model) => [model, make("ol", { class: "answers", "data-testid": `answers-${model}` })]));
    this.verdicts = make("tbody", {});
    this.score = make("p", { class: "ruler sans", "data-testid": "score" });
    const method = make("select", { id: `${this.id}-method` }, ...METHODS.map((id) => make("option", { value: id }, id)));
    method.value = this.method;
    method.addEventListener("change", () => {
      this.method = method.value;
      void this.look();
    });
    this.stage.classList.add("analogy");
    this.stage.append(
      make("div", { class: "pane" }, make("div", { class: "tag" }, make("b", {}, "Skip-gram's map"), " · from a to b, and from c to the answer"), this.map.element),
      make("div", { class: "pane" },
        make("div", { class: "terms" }, ...this.boxes.map(({ element }) => element)),
        make("div", { class: "pair" }, ...MODELS.map((model) => make("div", {}, make("div", { class: "tag" }, make("b", {}, TITLES[model])), this.answers[model]))),
        make("div", { class: "tag" }, make("b", {}, "Some analogies"), " · press one to see it; where the answer came among all words"),
        make("table", { class: "verdicts", "data-testid": "verdicts" }, make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "analogy"), ...MODELS.map((model) => make("th", { scope: "col" }, TITLES[model])))), this.verdicts),
        this.score),
    );
    this.bar.append(make("div", { class: "control" }, make("label", { for: method.id }, "method"), method, make("span", { class: "help", role: "tooltip" }, "3CosAdd takes the word nearest to b − a + c; 3CosMul multiplies the similarities instead, so that none of them outweighs the others.")));
    this.rank = this.readout("the answer", { room: 10, tone: "query", testid: "answer" });
  }

  wordsCame() {
    const { words, labels } = this.models;
    if (words.length === 0 || !this.opened || this.named) return;
    this.named = true;
    this.map.open(this.opened);
    this.boxes.forEach((box, i) => {
      box.setWords(words);
      if (box.find(this.terms[i]) === undefined) {
        box.missing(this.terms[i]);
        this.terms[i] = ASKED[0][i];
      }
      box.show(this.terms[i]);
    });
    this.colors = labels;
  }

  async renew() {
    const { shown } = this.models.sgns;
    if (!shown) return;
    const first = this.map.size === 0;
    this.map.setPositions(shown.positions, shown.positions.length / 2, 2, { smooth: !first });
    if (first && this.colors) this.map.painter?.setClasses(this.colors);
    await this.ask();
    await this.judge();
  }

  /** @param {Model} model @param {string[]} terms @param {number} k @returns {Promise<import("../../pkg/latent_lab.js").Ranking | undefined>} */
  async complete(model, [a, b, c], k) {
    if (!this.models.knows(model)) return undefined;
    return this.models.engine.call("analogy", this.models.runOf(model), { positive: [b, c], negative: [a], k, method: this.method });
  }

  /** The reader's analogy, of both models. */
  async ask() {
    const asked = (this.#asked += 1);
    try {
      const found = await Promise.all(MODELS.map((model) => this.complete(model, this.terms, SHOWN)));
      if (asked !== this.#asked || this.closed) return;
      this.calm();
      MODELS.forEach((model, i) => {
        const ranking = found[i];
        this.answers[model].replaceChildren(...(ranking ? [...ranking.words].map((word, at) => make("li", {}, make("span", {}, word), make("span", { class: "far" }, fixed(ranking.scores[at], 2)))) : [make("li", { class: "far" }, "not yet")]));
      });
      this.boxes.forEach((box, i) => box.show(this.terms[i]));
      const best = found[0];
      this.rank.set(best ? best.words[0] : "–");
      const { words } = this.models;
      const [a, b, c] = this.terms.map((word) => words.indexOf(word));
      const d = best ? best.indices[0] : undefined;
      this.map.links = d === undefined ? [] : [{ from: a, to: b, kind: "arrow" }, { from: c, to: d, kind: "arrow" }];
      this.map.labels = [a, b, c, ...(best ? best.indices : [])].map((index) => ({ index, text: words[index] }));
      this.map.query = d;
      if (this.map.size > 0) this.map.painter?.setFocus(Uint32Array.from([a, b, c, ...(d === undefined ? [] : [d])]));
      this.map.change();
    } catch (error) {
      const code = /** @type {any} */ (error)?.code;
      if (asked === this.#asked && code !== "unknown-id" && code !== "worker-lost") this.complain(error);
    }
  }

  /** A line of the list: the analogy as a button. @param {string[]} terms */
  line([a, b, c, d]) {
    const button = make("button", { type: "button" }, `${a} : ${b} :: ${c} : `, make("b", {}, d));
    button.addEventListener("click", () => {
      this.terms = [a, b, c];
      void this.ask();
    });
    return make("tr", {}, make("th", { scope: "row" }, button));
  }

  /** The list, as the models stand now: nothing of it is written down beforehand but the questions. */
  async judge() {
    const known = (/** @type {string} */ word) => this.models.words.includes(word);
    const trained = this.models.sgns.state === "done" ? 1 : 0;
    const rows = await Promise.all(ASKED.filter((terms) => terms.every(known)).map(async (terms) => ({ terms, found: await Promise.all(MODELS.map((model) => this.complete(model, terms, DEEP))) })));
    const lacking = ASKED.length - rows.length;
    /** @type {Record<string, { right: number, all: number }>} */
    const score = Object.fromEntries(MODELS.map((model) => [model, { right: 0, all: 0 }]));
    rows.forEach(({ terms, found }, at) => {
      const d = terms[3];
      const line = this.verdicts.rows[at] ?? this.verdicts.appendChild(this.line(terms));
      const cells = MODELS.map((model, i) => {
        const ranking = found[i];
        if (!ranking) return make("td", { class: "far" }, "–");
        const rank = ranking.words.indexOf(d) + 1;
        score[model].all += 1;
        if (rank === 1) score[model].right += 1;
        return make("td", { class: rank === 1 ? "right" : "wrong" }, rank === 1 ? "right" : rank > 0 ? `no. ${rank}; ${ranking.words[0]}` : `not in ${DEEP}; ${ranking.words[0]}`);
      });
      line.replaceChildren(line.cells[0], ...cells);
    });
    this.score.textContent = MODELS.map((model) => `${TITLES[model]}: ${score[model].all > 0 ? `${score[model].right} of ${score[model].all} right` : "not yet"}`).join(" · ") + (lacking > 0 ? ` · ${lacking} more ask for words that this text lacks` : "");
    this.measure({ right: score.sgns.right, counted: score["pmi-svd"].all > 0 ? score["pmi-svd"].right : undefined, share: score.sgns.all > 0 ? score.sgns.right / score.sgns.all : undefined, trained });
  }

  state() {
    return { ...super.state(), analogy: this.terms.join(" "), method: this.method };
  }

  async table() {
    const rows = [...this.verdicts.rows].map((row) => [...row.cells].map((cell) => cell.textContent ?? ""));
    return { columns: ["analogy", ...MODELS.map((model) => TITLES[model])], rows };
  }
}
