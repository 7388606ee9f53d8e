/** The speeches as points, placed by their words; a text of the reader's own lands among them, carried there by its words. */

import { Scrubber } from "../controls/scrubber.js";
import { transport } from "../controls/transport.js";
import { Engine } from "../engine/client.js";
import { library } from "../engine/module.js";
import { Runner } from "../engine/runner.js";
import { fixed, make, number, oneAtATime, settled } from "../shell/dom.js";
import { theme, watchTheme } from "../shell/theme.js";
import { Figure } from "./figure.js";
import { NeighborList } from "./neighbor-list.js";
import { Neighborhood } from "./neighborhood.js";
import { PointView } from "./point-view.js";
import { Selection } from "./selection.js";
import { loadSpeeches, nameOf, speeches } from "./speeches.js";

const NEAREST = 8;
/** Dimensions in which neighbors are measured. */
const SPACE = 50;
/** How many of a text's words are drawn as steps of their own. */
const STEPS = 7;
const OWN = "Tonight I ask Congress to protect jobs and health care for every family in America.";
/** Learned from by the projection, and by nothing else. */
const ERAS = [{ name: "before 1850", until: 1850 }, { name: "1850 to 1899", until: 1900 }, { name: "1900 to 1949", until: 1950 }, { name: "since 1950", until: Infinity }];
/** @type {Record<string, { title: string, tag: string, params: Record<string, number> }>} */
const WAYS = {
  "truncated-svd": { title: "SVD", tag: "two directions that explain most of the weights; it knows words, and no years", params: { components: 2 } },
  "linear-projection": { title: "Learned projection", tag: "z = Wx + b, trained to tell four eras apart", params: { components: 2, epochs: 60 } },
};

export class SpeechMapFigure extends Figure {
  engine = new Engine();
  selection = new Selection();
  /** @type {import("./speeches.js").Speech[]} */ all = [];
  /** @type {string[]} */ words = [];
  runner = new Runner(this.engine, { method: "truncated-svd", load: (engine) => this.load(engine) });
  stopWords = "english";
  /** Where neighbors are measured. @type {number | undefined} */ space;
  /** @type {Float32Array | undefined} */ places;
  /** The reader's text on the map. @type {import("../../pkg/latent_lab.js").TextCode | undefined} */ own;
  #asking = 0;

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element);
    const name = (/** @type {number} */ index) => this.nameOf(index);
    this.map = new PointView(this.selection, { label: "A map of speeches", name, waiting: "Counting the words of 233 speeches …" });
    this.map.overlay = { axes: { x: { title: "first number", ticks: false }, y: { title: "second number", ticks: false } } };
    this.list = new NeighborList(this.selection, {
      title: "Nearest speeches",
      ruler: `Cosine similarity in the ${SPACE} strongest directions of the tf-idf weights, not on the map.`,
      name,
      empty: "Point at a speech, or tap it.",
      shares: true,
    });
    this.parts.push(this.map);
    this.tag = make("div", { class: "tag" });
    this.scale = make("div", { class: "year-scale", "aria-hidden": "true" }, "1790", make("i"), "2021");
    this.reading = make("p", { class: "excerpt" });
    this.carried = make("ol", { class: "carried" });
    const id = `${this.id}-own`;
    this.text = make("textarea", { id, class: "field", rows: 3, "data-testid": "own-document" });
    this.text.value = this.link.get("own") ?? OWN;
    this.text.addEventListener("input", settled(() => void this.encode(), 120));
    this.stage.classList.add("map");
    this.stage.append(
      make("div", { class: "pane" }, this.tag, this.scale, this.map.element),
      make("div", { class: "pane" },
        make("section", { class: "own-document" },
          make("label", { class: "tag", for: id }, make("b", {}, "A document of your own")), this.text, this.carried),
        this.list.element, this.reading),
    );
    this.buttons = Object.entries(WAYS).map(([method, { title }]) => {
      const button = make("button", { type: "button", "data-way": method }, title);
      button.addEventListener("click", () => void this.turn(method));
      return button;
    });
    const stop = make("input", { id: `${this.id}-stop`, type: "checkbox" });
    stop.checked = true;
    stop.addEventListener("change", () => {
      this.stopWords = stop.checked ? "english" : "none";
      void this.open();
    });
    this.stop = stop;
    this.bar.append(
      make("div", { class: "choose", role: "group", "aria-label": "Way to the map" }, ...this.buttons),
      make("div", { class: "control" }, stop, make("label", { for: stop.id }, "leave out stop words"), make("span", { class: "help", role: "tooltip" }, "Leaves out the, of, and the like before anything is counted.")),
    );
    this.size = this.readout("speeches × words", { room: 12 });
    this.steps = this.readout("step", { room: 12, testid: "steps" });
    this.accuracy = this.readout("eras told apart", { room: 6, tone: "training", help: "Share of the speeches whose era the projection's classifier gets right, in the latest round." });
    this.gap = this.readout("years to the nearest", { room: 5, tone: "kept", help: "From a speech to the one whose words are nearest: the median over all speeches.", testid: "gap" });

    this.scrubber = new Scrubber(this.runner);
    this.parts.push(this.scrubber);
    this.bar.before(this.scrubber.element);
    this.neighborhood = new Neighborhood({
      selection: this.selection, views: [this.map], find: (index) => this.find(index), show: (index, items) => this.showNearest(index, items),
      name, space: `the ${SPACE} strongest directions of the weights`,
    });
    this.runner.addEventListener("frame", (event) => this.draw(/** @type {CustomEvent} */ (event).detail));
    this.runner.addEventListener("opened", () => this.runner.play());
    this.runner.addEventListener("state", () => this.runner.state === "done" && void this.done());
    this.runner.addEventListener("trouble", (event) => this.complain(/** @type {CustomEvent} */ (event).detail));
    this.runner.addEventListener("recovered", () => this.calm());
    this.forget = watchTheme(() => this.paintScale());
  }

  /** @param {number} index */
  nameOf(index) {
    const speech = this.all[index];
    return speech ? nameOf(speech) : index >= this.all.length ? "your document" : `speech ${index}`;
  }

  /** @param {Engine} engine */
  async load(engine) {
    this.all = await speeches();
    this.space = undefined;
    const labels = this.all.map(({ year }) => ERAS.findIndex(({ until }) => year < until));
    const corpus = await loadSpeeches(engine, { labels, labelNames: ERAS.map(({ name }) => name), stopWords: this.stopWords });
    const weights = await engine.call("transform", "tf-idf", corpus);
    const [words, [rows, columns]] = await Promise.all([engine.call("columnNames", weights), engine.call("shape", weights)]);
    await engine.call("free", corpus);
    this.words = words;
    this.size.set(`${number(rows)} × ${number(columns)}`);
    const space = await engine.call("start", "truncated-svd", weights, { components: SPACE });
    const { planned } = await engine.call("report", space);
    await engine.call("step", space, planned);
    this.space = space;
    return weights;
  }

  async prepare() {
    const opened = await library();
    if (this.closed) return;
    this.opened = opened;
    this.map.open(opened);
    this.paintScale();
    if (this.link.get("stopWords") === "none") {
      this.stopWords = "none";
      this.stop.checked = false;
    }
    const way = this.link.get("way") ?? "";
    if (!this.transport) this.transport = transport(this.runner, { touched: () => this.calm() });
    await this.turn(WAYS[way] ? way : this.runner.plan.method);
    const asked = Number(this.link.get("speech") ?? NaN);
    if (this.all[asked]) this.selection.pin(asked);
  }

  /** @param {string} method */
  async turn(method) {
    this.runner.plan = { ...this.runner.plan, method };
    this.runner.params = { ...WAYS[method].params };
    for (const button of this.buttons) button.setAttribute("aria-pressed", String(button.dataset.way === method));
    const learns = method === "linear-projection";
    for (const part of this.transport ?? []) learns ? this.bar.append(part) : part.remove();
    this.accuracy.element.hidden = !learns;
    this.scrubber.element.hidden = !learns;
    this.tag.replaceChildren(make("b", {}, "Map of the speeches"), ` · ${WAYS[method].tag}`);
    await this.open();
  }

  async open() {
    this.map.moved = false;
    this.own = undefined;
    await this.runner.open();
  }

  /** @param {import("../engine/runner.js").Shown} shown */
  draw({ report, positions, past }) {
    this.places = positions;
    this.steps.set(`${number(report.step)} of ${number(report.planned)}`);
    this.place();
    if (this.runner.plan.method === "linear-projection" && !past) void this.look();
  }

  /** Puts the speeches, and the steps to the reader's own text, on the map. */
  place() {
    const { places, own, map } = this;
    if (!places || places.length !== 2 * this.all.length) return;
    const steps = own ? this.path(own) : [];
    const values = new Float32Array(places.length + 2 * steps.length);
    values.set(places);
    steps.forEach(({ at }, i) => values.set(at, places.length + 2 * i));
    const first = map.size === 0;
    const again = map.size !== values.length / 2;
    map.setPositions(values, values.length / 2, 2, { smooth: !again && this.runner.state === "playing" && this.runner.plan.method === "linear-projection" });
    const n = this.all.length;
    if (first || again) map.painter?.setScalars([...this.all.map(({ year }) => year), ...steps.map(() => 1905)], "viridis");
    map.painter?.setRadius(5);
    map.overlay = { ...map.overlay, path: steps.map((_, i) => n + i) };
    map.query = own ? n + steps.length - 1 : undefined;
    this.ownLabels = steps.map(({ word }, i) => ({ index: n + i, text: word })).filter(({ text }) => text);
    this.label();
  }

  label() {
    const { pinned } = this.selection;
    this.map.labels = [...(this.ownLabels ?? []), ...(pinned !== undefined && pinned < this.all.length ? [{ index: pinned, text: this.nameOf(pinned) }] : [])];
    this.map.change();
  }

  /** From where a text without words would lie to where this one lies: the words that move it most, then all others at once.
   * @param {import("../../pkg/latent_lab.js").TextCode} own */
  path({ code, contributions, indices }) {
    const parts = Array.from(indices, (column, i) => ({ word: this.words[column], x: contributions[2 * i], y: contributions[2 * i + 1] }));
    const sum = parts.reduce(([x, y], part) => [x + part.x, y + part.y], [0, 0]);
    let at = [code[0] - sum[0], code[1] - sum[1]];
    const steps = [{ at, word: "" }];
    const most = parts.sort((a, b) => Math.hypot(b.x, b.y) - Math.hypot(a.x, a.y));
    this.most = most;
    for (const { word, x, y } of most.slice(0, STEPS)) {
      at = [at[0] + x, at[1] + y];
      steps.push({ at, word });
    }
    if (most.length > STEPS) steps.push({ at: [...code.slice(0, 2)], word: "your document" });
    return steps;
  }

  /** Where does the reader's text lie now? */
  async encode() {
    const { run } = this.runner;
    const asked = (this.#asking += 1);
    if (run === undefined || this.runner.state === "opening") return;
    try {
      const own = await this.engine.call("encodeText", run, this.text.value);
      if (asked !== this.#asking || run !== this.runner.run) return;
      this.own = own.indices.length > 0 ? own : undefined;
      this.place();
      this.listCarried(own);
      // What is looked at is the reader's text, unless a speech has been chosen: its place in the list has changed.
      const { pinned } = this.selection;
      if (pinned !== undefined && pinned >= this.all.length) {
        this.selection.pin(this.own ? this.map.query : undefined);
        await this.neighborhood.refresh();
      }
    } catch (error) {
      // Before the directions are known there is nothing to say yet; the run's end asks again.
      if (this.runner.state === "done") this.complain(error);
    }
  }

  /** @param {import("../../pkg/latent_lab.js").TextCode} own */
  listCarried(own) {
    if (own.indices.length === 0) {
      this.carried.replaceChildren(make("li", {}, own.unknown.length > 0 ? `None of these words is in the speeches: ${own.unknown.slice(0, 6).join(", ")}. Try everyday English words.` : "Type a few words, and see where they land."));
      return;
    }
    const most = (this.most ?? []).slice(0, STEPS);
    const longest = most.length > 0 ? Math.hypot(most[0].x, most[0].y) : 1;
    this.carried.replaceChildren(
      ...most.map(({ word, x, y }) => {
        const bar = make("span", { class: "bar-of" });
        bar.style.setProperty("--share", `${(100 * Math.hypot(x, y)) / longest}%`);
        return make("li", {}, make("span", {}, word), bar, make("span", { class: "far" }, fixed(Math.hypot(x, y), 3)));
      }),
      make("li", { class: "rest" }, own.unknown.length > 0 ? `Not counted, ${this.stopWords === "none" ? "because the speeches have no such word" : "as stop words or because the speeches lack them"}: ${[...new Set(own.unknown)].slice(0, 8).join(", ")}` : "The words that carry it furthest, in that order."),
    );
  }

  /** @param {number} index */
  async find(index) {
    const query = index < this.all.length ? { index } : { vector: (await this.engine.call("encodeText", this.space, this.text.value)).code };
    const found = await this.engine.call("neighbors", { run: this.space, ...query, k: NEAREST, metric: "cosine" });
    return [...found.indices].map((index, i) => ({ index, distance: 1 - found.distances[i] }));
  }

  /** @param {number | undefined} index @param {import("./neighbor-list.js").Item[]} items */
  showNearest(index, items) {
    this.list.show(index, items);
    const speech = index === undefined ? undefined : this.all[index];
    this.reading.textContent = speech ? `“${speech.text.slice(0, 240).replace(/\s\S*$/, "")} …”` : "";
    this.map.painter?.setFocus(undefined);
    this.label();
  }

  /** Asks how well the eras are told apart, and where the reader's text lies. At rest the last answer is the one that counts. */
  look = oneAtATime(() => this.#look());

  async #look() {
    const { run } = this.runner;
    try {
      const details = await this.engine.call("details", run);
      if (run === this.runner.run) {
        const accuracy = details.accuracies?.at(-1);
        this.accuracy.set(accuracy === undefined ? "–" : `${(100 * accuracy).toFixed(0)} %`);
        this.measure({ training: this.runner.report?.loss, accuracy });
      }
      await this.encode();
    } catch {
      // The run has been replaced; what replaces it asks again.
    }
  }

  async done() {
    await this.encode();
    if (this.runner.plan.method !== "truncated-svd") return this.look();
    if (this.selection.pinned === undefined && this.own) this.selection.pin(this.map.query);
    await this.judge();
  }

  /** How far in time is the speech with the nearest words? */
  async judge() {
    const { space } = this;
    try {
      const nearest = await Promise.all(this.all.map((_, index) => this.engine.call("neighbors", { run: space, index, k: 1, metric: "cosine" })));
      if (space !== this.space) return;
      const gaps = nearest.map(({ indices }, i) => Math.abs(this.all[indices[0]].year - this.all[i].year)).sort((a, b) => a - b);
      const middle = gaps[Math.floor(gaps.length / 2)];
      this.gap.set(String(middle));
      this.measure({ gap: middle });
    } catch {
      // Replaced meanwhile.
    }
  }

  paintScale() {
    const line = this.scale.querySelector("i");
    if (this.opened && line) line.style.background = `linear-gradient(to right, ${this.opened.palette(theme()).viridis.join(", ")})`;
  }

  /** @param {boolean} visible */
  show(visible) {
    super.show(visible);
    this.runner.suspend(!visible);
  }

  state() {
    const { pinned } = this.selection;
    return { way: this.runner.plan.method, stopWords: this.stopWords === "english" ? undefined : this.stopWords, own: this.text.value === OWN ? undefined : this.text.value, speech: pinned !== undefined && pinned < this.all.length ? pinned : undefined };
  }

  async table() {
    const { places } = this;
    return {
      columns: ["year", "speaker", "first number", "second number"],
      rows: places ? this.all.map(({ year, speaker }, i) => [year, speaker, places[2 * i], places[2 * i + 1]]) : [],
    };
  }

  destroy() {
    super.destroy();
    this.forget();
    this.runner.close();
  }
}
