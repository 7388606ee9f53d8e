/** A window slides over the text, and a table counts which words it finds together. */

import { parameterControl } from "../controls/parameter.js";
import { WordBox } from "../controls/word-box.js";
import { Engine } from "../engine/client.js";
import { library, parametersOf } from "../engine/module.js";
import { fixed, make, number, settled } from "../shell/dom.js";
import { file } from "../shell/site.js";
import { Drawing, draw, mark, pressable } from "./drawing.js";
import { Figure } from "./figure.js";

const CORPUS = "data/dictionary.corpus";
const WORDS = ["gold", "silver", "metal", "king", "queen", "river", "water", "fish"];
const MOST = 10;
/** Time between two stops of the window while it slides, in ms. */
const STRIDE = 450;
/** @typedef {"counts" | "pmi" | "ppmi" | "shiftedPpmi"} Way */
/** @type {[Way, string, string][]} */
const WAYS = [
  ["counts", "count", "How often the word of the column stood in the window around the word of the row."],
  ["pmi", "PMI", "The logarithm of how many times more often than by chance; below 0 means less often."],
  ["ppmi", "PPMI", "PMI with everything below 0 set to 0."],
  ["shiftedPpmi", "shifted PPMI", "PMI less the logarithm of k, and what is then below 0 set to 0."],
];

export class WindowFigure extends Figure {
  engine = new Engine();
  /** @type {number | undefined} */ data;
  /** @type {string[]} */ words = [];
  /** The text as numbers of words, and where its sentences end. @type {Uint32Array} */ text = new Uint32Array();
  /** @type {Uint32Array} */ ends = new Uint32Array();
  inTable = [...WORDS];
  /** @type {Way} */ way = "counts";
  window = 5;
  negatives = 5;
  /** The place of the center in the text; undefined: all has been read. @type {number | undefined} */ place;
  /** Row and column of the chosen cell. */ cell = [0, 1];
  /** @type {import("../../pkg/latent_lab.js").Company | undefined} */ found;
  playing = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
  #asked = 0;

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element);
    this.strip = make("p", { class: "strip", "data-testid": "strip" });
    this.drawing = new Drawing("Which words stand near which", "company");
    this.drawing.onresize = () => this.build();
    this.parts.push(this.drawing);
    this.tag = make("div", { class: "tag" });
    this.sentences = make("ol", { class: "sentences", "data-testid": "sentences" });
    this.pair = make("div", { class: "tag" });
    this.box = new WordBox("Put a word into the table", (index) => this.add(this.words[index]), (word) => this.engine.call("wordIndex", this.data, word));
    this.stage.classList.add("window");
    this.stage.append(
      make("div", { class: "pane reader" }, make("div", { class: "tag" }, make("b", {}, "The text, through a window")), this.strip),
      make("div", { class: "pane" }, this.tag, this.drawing.element),
      make("div", { class: "pane" }, this.box.element, this.pair, this.sentences),
    );
    const act = (/** @type {string} */ title, /** @type {string} */ help, /** @type {() => void} */ act, name = "") => {
      const button = make("button", { type: "button", title: help, class: name, "data-testid": title.toLowerCase().replace(/\W+/g, "-") }, title);
      button.addEventListener("click", act);
      return button;
    };
    this.play = act("Slide", "Slides the window on, from one word of the table to the next.", () => this.toggle(), "play");
    this.buttons = WAYS.map(([way, title, help]) => {
      const button = make("button", { type: "button", title: help, "data-way": way }, title);
      button.addEventListener("click", () => this.turn(way));
      return button;
    });
    this.bar.append(
      make("div", { class: "transport", role: "group", "aria-label": "Window" }, this.play,
        act("Step", "Slides to the next word of the table, and stops.", () => void this.stepOn()),
        act("From the start", "Empties the table and begins at the first word of the text.", () => void this.restart()),
        act("All of it", "Reads the whole text.", () => void this.readAll())),
      make("div", { class: "choose", role: "group", "aria-label": "What the cells hold" }, ...this.buttons),
    );
    this.read = this.readout("words read", { room: 18, testid: "words-read" });
    this.count = this.readout("count", { room: 6, testid: "pair-count" });
    this.pmi = this.readout("PMI", { room: 6, tone: "query", testid: "pair-pmi" });
  }

  async prepare() {
    const opened = await library();
    if (this.closed) return;
    if (!this.controls) this.buildControls(opened);
    await this.load();
    await this.recount();
  }

  /** @param {typeof import("../../pkg/latent_lab.js")} opened */
  buildControls(opened) {
    this.controls = true;
    const soon = settled(() => void this.recount(), 150);
    for (const [map, id, key] of /** @type {const} */ ([["co-occurrence", "window", "window"], ["pmi", "negatives", "negatives"]])) {
      const parameter = parametersOf(opened, "maps", map).find((parameter) => parameter.id === id);
      if (!parameter) continue;
      const linked = this.link.get(id);
      this[key] = linked === undefined ? Number(this[key]) : Number(linked);
      const control = parameterControl(parameter, this[key], (value) => {
        this.calm();
        this[key] = value;
        soon();
      });
      this.bar.append(control.element);
    }
    const way = WAYS.find(([way]) => way === this.link.get("way"));
    if (way) this.way = way[0];
    const words = this.link.get("words")?.split(" ").filter(Boolean);
    if (words?.length) this.inTable = words.slice(0, MOST);
  }

  async load() {
    this.data = await this.engine.call("addFile", await file(CORPUS), { format: "corpus" });
    const [words, { words: text, sentenceEnds }] = await Promise.all([this.engine.call("names", this.data), this.engine.call("tokens", this.data)]);
    Object.assign(this, { words, text, ends: sentenceEnds });
    this.box.setWords(words);
  }

  /** Counts anew: the whole text, or up to where the window stands. */
  async recount() {
    const asked = (this.#asked += 1);
    const until = this.place === undefined ? undefined : Math.min(this.text.length, this.place + 1);
    try {
      const found = await this.engine.call("cooccurrence", this.data, { words: this.inTable, window: this.window, negatives: this.negatives, until });
      if (asked !== this.#asked || this.closed) return;
      this.calm();
      this.found = found;
      this.build();
      await this.tell();
    } catch (error) {
      if (asked !== this.#asked) return;
      // A lost worker takes the text with it.
      const lost = /** @type {any} */ (error)?.code === "worker-lost";
      this.complain(error, lost ? { label: "Read it again", act: () => void this.load().then(() => this.recount()) } : undefined);
    }
  }

  /** @param {Way} way */
  turn(way) {
    this.way = way;
    this.build();
  }

  /** @param {string} word */
  add(word) {
    if (this.inTable.includes(word)) {
      this.choose(this.inTable.indexOf(word), this.cell[1]);
      return;
    }
    // The table has room for ten; the word that was put there first makes way.
    this.inTable = [...this.inTable, word].slice(-MOST);
    this.cell = [this.inTable.length - 1, 0];
    void this.recount();
  }

  toggle() {
    this.playing = !this.playing;
    this.play.textContent = this.playing ? "Pause" : "Slide";
    clearTimeout(this.#timer);
    if (this.playing) void this.tick();
  }

  async tick() {
    await this.stepOn();
    if (this.playing && this.visible) this.#timer = setTimeout(() => void this.tick(), STRIDE);
  }

  /** To the next place where a word of the table stands. */
  async stepOn() {
    const wanted = new Set(this.inTable.map((word) => this.words.indexOf(word)));
    let place = this.place === undefined ? 0 : this.place + 1;
    while (place < this.text.length && !wanted.has(this.text[place])) place += 1;
    this.place = place < this.text.length ? place : undefined;
    if (this.place === undefined && this.playing) this.toggle();
    await this.recount();
  }

  async restart() {
    this.place = -1;
    await this.stepOn();
  }

  async readAll() {
    if (this.playing) this.toggle();
    this.place = undefined;
    await this.recount();
  }

  /** The sentence around a place, with the window in it. */
  drawStrip() {
    const place = this.place ?? this.text.indexOf(this.words.indexOf(this.inTable[this.cell[0]]));
    if (place < 0 || this.text.length === 0) return;
    const sentence = this.ends.findIndex((end) => end > place);
    const from = sentence === 0 ? 0 : this.ends[sentence - 1];
    const to = this.ends[sentence];
    const wanted = new Set(this.inTable);
    this.strip.replaceChildren(
      ...Array.from({ length: to - from }, (_, i) => {
        const at = from + i;
        const word = this.words[this.text[at]];
        const near = Math.abs(at - place) <= this.window;
        const kind = at === place ? "center" : near ? (wanted.has(word) ? "near met" : "near") : "";
        return [make("span", { class: kind }, word), " "];
      }).flat(),
    );
  }

  build() {
    const { found, drawing } = this;
    this.drawStrip();
    for (const button of this.buttons) mark(button, { "aria-pressed": String(button.dataset.way === this.way) });
    if (!found || drawing.width === 0) return;
    const n = this.inTable.length;
    const left = 68;
    const top = 52;
    const step = Math.min((drawing.width - left - 12) / n, (drawing.height - top - 12) / n);
    const values = found[this.way];
    const largest = Math.max(1e-9, ...Array.from(values, (value) => (Number.isFinite(value) ? Math.abs(value) : 0)));
    const [, title] = WAYS.find(([way]) => way === this.way) ?? WAYS[0];
    this.tag.replaceChildren(make("b", {}, title), ` · row: the word in the middle, column: a word up to ${this.window} places away`);
    /** @type {SVGElement[]} */
    const cells = [];
    for (let row = 0; row < n; row += 1) {
      for (let column = 0; column < n; column += 1) {
        const value = values[row * n + column];
        const never = !Number.isFinite(value);
        const chosen = row === this.cell[0] && column === this.cell[1];
        const words = never ? "−∞" : this.way === "counts" ? number(value) : fixed(value, 1);
        const cell = draw("g", { class: `cell${chosen ? " chosen" : ""}` },
          draw("rect", { class: value < 0 && !never ? "ground low" : "ground", x: left + column * step, y: top + row * step, width: step - 2, height: step - 2, rx: 2, "fill-opacity": never ? 0 : (0.85 * Math.abs(value)) / largest }),
          draw("text", { x: left + (column + 0.5) * step - 1, y: top + (row + 0.5) * step + 3, "text-anchor": "middle", class: !never && Math.abs(value) > 0.55 * largest ? "on" : value === 0 || never ? "none" : "" }, words),
        );
        pressable(cell, `${this.inTable[row]} with ${this.inTable[column]}: ${words}`, () => this.choose(row, column));
        cells.push(cell);
      }
    }
    drawing.root.replaceChildren(
      ...this.inTable.map((word, i) => draw("text", { class: "head", x: left - 8, y: top + (i + 0.5) * step + 3, "text-anchor": "end" }, word)),
      ...this.inTable.map((word, i) => draw("text", { class: "head", transform: `translate(${left + (i + 0.5) * step + 4} ${top - 8}) rotate(-42)` }, word)),
      ...cells,
    );
  }

  /** @param {number} row @param {number} column */
  choose(row, column) {
    this.cell = [row, column];
    this.build();
    /** @type {HTMLElement | null} */ (this.drawing.root.querySelector(".chosen"))?.focus();
    void this.tell();
  }

  /** The numbers of the chosen cell, and the sentences it counts. */
  async tell() {
    const { found, cell } = this;
    if (!found) return;
    const n = this.inTable.length;
    const [row, column] = cell.map((one) => Math.min(one, n - 1));
    this.cell = [row, column];
    const at = row * n + column;
    const read = this.place === undefined ? this.text.length : this.place + 1;
    this.read.set(`${number(read)} of ${number(this.text.length)}`);
    this.count.set(number(found.counts[at]));
    this.pmi.set(Number.isFinite(found.pmi[at]) ? fixed(found.pmi[at], 2) : "−∞");
    this.measure({
      pair: found.counts[at], total: found.total, center: found.sums[row], context: found.sums[column],
      query: Number.isFinite(found.pmi[at]) ? found.pmi[at] : undefined, k: this.negatives, shifted: found.shiftedPpmi[at],
      gold: this.place === undefined ? this.known("gold", "silver") : undefined,
    });
    const [center, context] = [this.inTable[row], this.inTable[column]];
    const { total, encounters } = await this.engine.call("contexts", this.data, { center, context, window: this.window, limit: 8 });
    if (this.cell[0] !== row || this.cell[1] !== column) return;
    this.pair.replaceChildren(make("b", {}, `${center} with ${context}`), ` · ${total === 0 ? "never in the whole text" : `${number(total)} times in the whole text`}${total > encounters.length ? `, the first ${encounters.length}` : ""}`);
    this.sentences.replaceChildren(...encounters.map((/** @type {any} */ one) => make("li", {}, ...one.words.flatMap((/** @type {string} */ word, /** @type {number} */ i) => {
      const here = one.start + i;
      return [here === one.center ? make("b", { class: "query-ink" }, word) : here === one.context ? make("b", { class: "positive-ink" }, word) : word, " "];
    }))));
  }

  /** The PMI of a pair, if both are in the table. @param {string} center @param {string} context */
  known(center, context) {
    const [row, column] = [this.inTable.indexOf(center), this.inTable.indexOf(context)];
    const value = row < 0 || column < 0 ? undefined : this.found?.pmi[row * this.inTable.length + column];
    return value !== undefined && Number.isFinite(value) ? value : undefined;
  }

  /** @param {boolean} visible */
  show(visible) {
    super.show(visible);
    clearTimeout(this.#timer);
    if (visible && this.playing) void this.tick();
  }

  state() {
    return { way: this.way, window: this.window, negatives: this.negatives, words: this.inTable.join(" ") };
  }

  async table() {
    const { found } = this;
    if (!found) return { columns: [], rows: [] };
    const n = this.inTable.length;
    return {
      columns: ["center", "context", "count", "PMI", "PPMI", "shifted PPMI"],
      rows: Array.from({ length: n * n }, (_, at) => [this.inTable[Math.floor(at / n)], this.inTable[at % n], found.counts[at], found.pmi[at], found.ppmi[at], found.shiftedPpmi[at]]),
    };
  }

  destroy() {
    super.destroy();
    clearTimeout(this.#timer);
    this.engine.destroy();
  }
}
