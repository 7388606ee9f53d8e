/** All speeches by all words: the matrix of counts as a picture, and what its zeros cost. */

import { library } from "../engine/module.js";
import { announce, fixed, make, number, percent } from "../shell/dom.js";
import { Figure } from "./figure.js";
import { MatrixView } from "./matrix-view.js";
import { nameOf, shelf } from "./speeches.js";

/** @typedef {"counts" | "weights"} Way */
/** @type {[Way, string][]} */
const WAYS = [["counts", "counts"], ["weights", "tf-idf"]];

/** @param {number} bytes */
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(2)} MB`;

export class SparsityFigure extends Figure {
  shelf = shelf();
  /** @type {Way} */ way = "counts";

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element);
    this.matrix = new MatrixView("Speeches by words", {
      rowName: (row) => String(this.shelf.all[row]?.year ?? row),
      columnName: (column) => this.shelf.words[column] ?? String(column),
      change: (cell) => this.tell(cell),
    });
    this.parts.push(this.matrix);
    this.about = make("div", { class: "tag" }, make("b", {}, "Counting the words …"));
    this.stage.append(make("div", { class: "pane" }, this.about, this.matrix.element));
    this.buttons = WAYS.map(([way, title]) => {
      const button = make("button", { type: "button", "data-way": way }, title);
      button.addEventListener("click", () => void this.turn(way));
      return button;
    });
    const act = (/** @type {string} */ title, /** @type {string} */ label, /** @type {() => void} */ act) => {
      const button = make("button", { type: "button", "aria-label": label, title: label }, title);
      button.addEventListener("click", act);
      return button;
    };
    this.bar.append(
      make("div", { class: "choose", role: "group", "aria-label": "What the cells hold" }, ...this.buttons),
      make("div", { class: "choose", role: "group", "aria-label": "Zoom" }, act("−", "Zoom out", () => this.matrix.zoom(1 / 2)), act("+", "Zoom in", () => this.matrix.zoom(2)), act("Whole matrix", "Show the whole matrix", () => this.matrix.whole())),
      act("First words, closer", "Show the commonest words of the latest speeches", () => this.closer()),
    );
    this.where = this.readout("cell", { room: 26, testid: "cell" });
    this.value = this.readout("holds", { room: 8, tone: "query", testid: "cell-value" });
    this.zeros = this.readout("zeros", { room: 7, tone: "kept", testid: "zeros" });
    this.dense = this.readout("as a full table", { room: 8, help: "Four bytes for every cell.", testid: "dense" });
    this.sparse = this.readout("without the zeros", { room: 8, help: "For every count that is not zero its column and its value, and for every row where it begins.", testid: "sparse" });
  }

  async prepare() {
    const opened = await library();
    if (this.closed) return;
    this.opened = opened;
    await this.turn(this.link.get("way") === "weights" ? "weights" : "counts");
    const [row, column] = (this.link.get("cell") ?? "").split(",").map(Number);
    if (Number.isInteger(row) && Number.isInteger(column)) {
      this.closer();
      this.matrix.go(row, column);
    }
  }

  /** @param {Way} way */
  async turn(way) {
    try {
      const ids = await this.shelf.ids();
      const found = await this.shelf.engine.call("sparse", ids[way]);
      if (this.closed || !this.opened) return;
      this.way = way;
      const { part, cell } = this.matrix;
      const again = this.matrix.rows > 0;
      this.matrix.open(this.opened, found);
      if (again) {
        this.matrix.part = part;
        if (cell) this.matrix.go(cell.row, cell.column);
      }
      for (const button of this.buttons) button.setAttribute("aria-pressed", String(button.dataset.way === way));
      this.about.replaceChildren(make("b", {}, `${number(found.rows)} speeches × ${number(found.columns)} words`), " · oldest at the top, commonest words on the left; the darker, the larger");
      this.zeros.set(percent(found.zeros));
      this.dense.set(megabytes(found.denseBytes));
      this.sparse.set(megabytes(found.bytes));
      this.measure({ zeros: found.zeros, kept: found.zeros, rows: found.rows, columns: found.columns, entries: found.values.length });
      this.tell(this.matrix.cell);
    } catch (error) {
      this.complain(error, { label: "Try again", act: () => void this.turn(way) });
    }
  }

  /** The corner where most of the counts are, with words that can be read. */
  closer() {
    this.matrix.part = { row: this.matrix.rows - 40, column: 0, rows: 40, columns: 24 };
    this.matrix.zoom(1);
  }

  /** @param {import("./matrix-view.js").Cell | undefined} cell */
  tell(cell) {
    const speech = cell && this.shelf.all[cell.row];
    if (!cell || !speech) {
      this.where.set("point at one, or walk there by keyboard");
      this.value.set("–");
      return;
    }
    const word = this.shelf.words[cell.column];
    const value = this.way === "counts" ? number(cell.value) : fixed(cell.value, 4);
    this.where.set(`“${word}” in ${nameOf(speech)}`);
    this.value.set(value);
    if (document.activeElement?.closest("latent-figure") === this.element) announce(`${word}, ${nameOf(speech)}: ${value}`);
  }

  state() {
    const { cell } = this.matrix;
    return { way: this.way, cell: cell && [cell.row, cell.column] };
  }

  async table() {
    const { matrix } = this.matrix;
    if (!matrix) return { columns: [], rows: [] };
    /** @type {(string | number)[][]} */
    const rows = [];
    for (let row = 0; row < matrix.rows; row += 1) {
      for (let at = matrix.offsets[row]; at < matrix.offsets[row + 1]; at += 1) {
        rows.push([nameOf(this.shelf.all[row]), this.shelf.words[matrix.indices[at]], matrix.values[at]]);
      }
    }
    return { columns: ["speech", "word", this.way], rows };
  }
}
