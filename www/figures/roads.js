/** Two roads to one map: the same corpus by counting and by predicting, turned onto each other, and ten nearest by either. */

import { WordBox } from "../controls/word-box.js";
import { fixed, make } from "../shell/dom.js";
import { ClassLegend } from "./class-legend.js";
import { ModelsFigure } from "./models-figure.js";
import { NeighborList } from "./neighbor-list.js";
import { PointView } from "./point-view.js";
import { Selection } from "./selection.js";
import { TITLES } from "./word-models.js";

const NEAREST = 10;
const FIRST = "gold";
/** @typedef {import("./word-models.js").Model} Model */
/** @type {Model[]} */
const MODELS = ["pmi-svd", "sgns"];

export class RoadsFigure extends ModelsFigure {
  selection = new Selection();
  /** @type {Record<string, import("./neighbor-list.js").Item[]>} */ near = {};

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element);
    const name = (/** @type {number} */ index) => this.models.words[index] ?? `word ${index}`;
    const view = (/** @type {string} */ label, /** @type {string} */ waiting) => new PointView(this.selection, { label, name, waiting });
    this.maps = { "pmi-svd": view("The map by counting", "Counting which words stand together …"), sgns: view("The map by predicting", "Loading the dictionary …") };
    const list = (/** @type {Model} */ model) => new NeighborList(this.selection, { title: TITLES[model], ruler: "", name, empty: "–", shares: true });
    this.lists = { "pmi-svd": list("pmi-svd"), sgns: list("sgns") };
    this.box = new WordBox("Find a word", (index) => this.selection.pin(index), (word) => this.lookUp(word));
    this.parts.push(...Object.values(this.maps));
    this.stage.classList.add("roads");
    const pane = (/** @type {Model} */ model, /** @type {string} */ how) => make("div", { class: "pane" }, make("div", { class: "tag" }, make("b", {}, TITLES[model]), ` · ${how}`), this.maps[model].element);
    this.stage.append(
      pane("pmi-svd", "counted, weighed, decomposed"),
      pane("sgns", "predicted, pair by pair"),
      make("div", { class: "pane" }, this.box.element,
        make("div", { class: "pair" }, this.lists["pmi-svd"].element, this.lists.sgns.element),
        make("p", { class: "ruler sans" }, "Ten nearest by cosine similarity in all 48 dimensions of either model, not on the maps.")),
    );
    this.shared = this.readout("nearest in both lists", { room: 8, tone: "kept", testid: "shared" });
    this.disparity = this.readout("disparity of the maps", { room: 6, tone: "query", help: "What turning and scaling one model cannot make equal to the other: 0 the same shape, 1 nothing in common.", testid: "disparity" });
    this.selection.addEventListener("change", () => {
      const { current, pinned } = this.selection;
      for (const map of Object.values(this.maps)) map.query = pinned;
      if (current !== undefined) this.box.show(name(current));
      void this.neighbors();
    });
  }

  async prepare() {
    await super.prepare();
    const asked = this.link.get("word");
    if (asked && this.models.words.length > 0 && this.box.find(asked) === undefined) this.box.missing(asked);
  }

  wordsCame() {
    const { words, classes } = this.models;
    if (words.length === 0 || !this.opened || this.named) return;
    this.named = true;
    this.box.setWords(words);
    for (const map of Object.values(this.maps)) map.open(this.opened);
    if (classes) {
      this.legend = new ClassLegend(this.opened, classes);
      this.stage.before(this.legend.element);
      this.parts.push(this.legend);
    }
    this.selection.pin(this.box.find(this.link.get("word") ?? FIRST) ?? 0);
  }

  /** Both maps, turned onto each other as soon as there are two. */
  async renew() {
    const { engine, sgns, svd } = this.models;
    if (sgns.run === undefined) return;
    if (this.models.knows("pmi-svd")) {
      const found = await engine.call("sharedPlane", svd.run, sgns.run);
      this.set("pmi-svd", found.first);
      this.set("sgns", found.second);
      this.disparity.set(fixed(found.disparity, 3));
      this.measure({ disparity: found.disparity });
    } else if (sgns.shown) this.set("sgns", sgns.shown.positions);
    await this.neighbors();
  }

  /** @param {Model} model @param {Float32Array} positions */
  set(model, positions) {
    const map = this.maps[model];
    const first = map.size === 0;
    map.setPositions(positions, positions.length / 2, 2, { smooth: !first });
    if (first && this.models.labels) map.painter?.setClasses(this.models.labels);
  }

  async neighbors() {
    const index = this.selection.current;
    const { engine, words } = this.models;
    if (index === undefined || words.length === 0) return;
    const known = MODELS.filter((model) => this.models.knows(model));
    const trained = this.models.sgns.state === "done" ? 1 : 0;
    const found = await Promise.all(known.map((model) => engine.call("neighbors", { run: this.models.runOf(model), index, k: NEAREST, metric: "cosine" }))).catch(() => undefined);
    if (!found || index !== this.selection.current) return;
    this.near = Object.fromEntries(known.map((model, at) => [model, [...found[at].indices].map((index, i) => ({ index, distance: 1 - found[at].distances[i] }))]));
    const [counted, learned] = MODELS.map((model) => this.near[model] ?? []);
    const both = counted.filter((item) => learned.some(({ index }) => index === item.index)).length;
    this.shared.set(counted.length > 0 ? `${both} of ${NEAREST}` : "–");
    for (const model of MODELS) {
      const items = this.near[model] ?? [];
      const other = this.near[MODELS[1 - MODELS.indexOf(model)]] ?? [];
      this.lists[model].show(items.length > 0 ? index : undefined, items);
      const map = this.maps[model];
      const marked = [index, ...items.map((item) => item.index)];
      map.links = items.map(({ index: to }) => ({ from: index, to, kind: other.length === 0 || other.some((item) => item.index === to) ? "true" : "missing" }));
      map.labels = marked.map((index) => ({ index, text: words[index] }));
      if (map.size > 0) map.painter?.setFocus(Uint32Array.from(marked));
      map.change();
    }
    this.measure({ shared: counted.length > 0 ? both : undefined, trained });
  }

  state() {
    return { ...super.state(), word: this.models.words[this.selection.pinned ?? -1] };
  }

  async table() {
    const { words } = this.models;
    const places = [this.maps["pmi-svd"], this.maps.sgns];
    if (places.some(({ size }) => size === 0)) return { columns: [], rows: [] };
    const { first, second, cosines } = await this.models.engine.call("sharedPlane", this.models.svd.run, this.models.sgns.run);
    return {
      columns: ["word", "PPMI + SVD x", "PPMI + SVD y", "skip-gram x", "skip-gram y", "cosine"],
      rows: words.map((word, i) => [word, first[2 * i], first[2 * i + 1], second[2 * i], second[2 * i + 1], cosines[i]]),
    };
  }
}
