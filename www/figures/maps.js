/** The reader's own digit on its way through the page's classifier: filters, feature maps, and what the network says. */

import { make, percent } from "../shell/dom.js";
import { BarList } from "./bar-list.js";
import { OwnPictureFigure } from "./own-picture.js";
import { Pictures } from "./pictures.js";
import { progressIn } from "./trained.js";

/** Maps stand in rows of so many. */
const COLUMNS = 8;

export class MapsFigure extends OwnPictureFigure {
  /** @param {HTMLElement} element */
  constructor(element) {
    super(element, "answers");
    this.stage.classList.add("own-maps");
    this.given = new Pictures("What the network gets", { columns: 1 });
    this.filters = new Pictures("The filters of the first layer", { columns: 1, size: { height: 5, width: 5 }, signed: true });
    this.parts.push(this.given, this.filters);
    /** Strips of maps, made anew when the network is built otherwise. @type {Pictures[]} */
    this.strips = [];
    this.layout = "";
    this.layers = make("div", { class: "map-rows" });
    this.bars = new BarList({ label: "What the network says it is" });
    this.entry.append(make("div", { class: "tag" }, make("b", {}, "The answer"), " · probability of each digit"), this.bars.element);
    this.stage.append(
      this.entry,
      make("div", { class: "pane" }, make("div", { class: "tag" }, make("b", {}, "What the layers see"), " · a picture for each filter: where it found what it looks for"), this.layers),
          );
    this.took = this.readout("answered within", { room: 7, help: "From the lifted pen to the answer.", testid: "took" });
    this.answered = this.readout("it says", { room: 3, tone: "kept", testid: "answer" });
    this.sure = this.readout("with probability", { room: 7 });
    this.trained = this.readout("the network has learned for", { room: 12 });
  }

  advanced() {
    this.trained.set(progressIn(this.network));
  }

  emptied() {
    for (const strip of this.strips) strip.element.closest("section")?.classList.add("unseen");
    this.bars.set([]);
    for (const readout of [this.took, this.answered, this.sure]) readout.set("–");
  }

  /** @param {import("./own-picture.js").Input} input @param {number} run */
  async answer(input, run) {
    const { engine } = this.network;
    const [layers, answers, details] = await Promise.all([engine.call("activations", run, input.row), engine.call("classify", run, input.row), engine.call("details", run)]);
    if (!this.wants(input, run)) return;
    this.#arrange(details);
    this.given.set(input.row, 1);
    this.given.label(`What the network gets: ${input.name}`);
    this.filters.set(details.filters.values, details.filters.rows);
    this.strips.forEach((strip) => {
      const index = Number(strip.element.dataset.layer);
      const count = details.layerShapes.values[3 * index];
      strip.set(layers[index + 1], count);
      strip.element.closest("section")?.classList.remove("unseen");
    });
    this.#say(answers);
    if (input.from > 0) this.took.set(`${Math.max(1, Math.round(performance.now() - input.from))} ms`);
    input.from = 0;
  }

  /** A strip of pictures for each layer that has maps. @param {any} details */
  #arrange({ layerKinds, layerShapes: { values }, filterSize }) {
    const kinds = layerKinds.split(", ");
    const layout = `${layerKinds} ${values.join()} ${filterSize}`;
    if (layout === this.layout) return;
    this.layout = layout;
    for (const strip of this.strips) {
      this.parts.splice(this.parts.indexOf(strip), 1);
      strip.destroy();
    }
    this.strips = [];
    const filters = values[0];
    this.filters.columns = Math.min(COLUMNS, filters);
    this.filters.size = { height: filterSize, width: filterSize };
    const titled = (/** @type {string} */ title, /** @type {string} */ about, /** @type {Pictures} */ pictures) => make("section", {}, make("div", { class: "under" }, make("b", {}, title), ` · ${about}`), pictures.element);
    /** @type {HTMLElement[]} */
    const rows = [
      make("div", { class: "first-row" }, titled("in", "28 × 28", this.given), titled(`${filters} filters`, `${filterSize} × ${filterSize}, above zero and below`, this.filters)),
    ];
    let convolutions = 0;
    kinds.forEach((/** @type {string} */ kind, /** @type {number} */ i) => {
      if (kind === "dense") return;
      const [count, height, width] = values.slice(3 * i, 3 * i + 3);
      if (kind === "convolution") convolutions += 1;
      const title = kind === "convolution" ? `convolution ${convolutions}` : `pooled ${convolutions}`;
      const strip = new Pictures(`${count} maps of ${title}`, { columns: Math.min(COLUMNS, count), size: { height, width }, gap: 2, signed: true });
      strip.element.dataset.layer = String(i);
      strip.show(this.visible);
      this.strips.push(strip);
      this.parts.push(strip);
      rows.push(titled(title, `${count} maps of ${height} × ${width}`, strip));
    });
    this.layers.replaceChildren(...rows);
  }

  /** @param {import("../../pkg/latent_lab.js").Answers} answers */
  #say({ labels: [said], probabilities, classes }) {
    const shares = [...classes].map((label, i) => ({ label, share: probabilities[i] }));
    this.bars.set(shares.map(({ label, share }) => ({ name: String(label), share, text: percent(share, 1), chosen: label === said })));
    this.answered.set(String(said));
    this.sure.set(percent(shares.find(({ label }) => label === said)?.share, 1));
    this.measure({ query: shares.find(({ label }) => label === said)?.share });
  }

  async table() {
    const items = [...this.bars.element.children].map((item) => [...item.children].map((part) => part.textContent ?? "").filter(Boolean));
    return { columns: ["digit", "probability"], rows: items };
  }
}
