/** A place to paste, drop or open a text of one's own, with words for what is wrong with it. */

import { make, number } from "../shell/dom.js";

/** Larger files are not read at all: the box would freeze before the library could refuse them. */
const MOST_BYTES = 20_000_000;
/** A longer text is kept beside the box instead of in it: laying it out would hold up the page. */
const MOST_SHOWN = 50_000;

/** @param {number} bytes */
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

export class OwnText {
  #complaint = make("p", { class: "trouble", role: "alert", hidden: true });
  /** A text too long for the box. @type {string | undefined} */ #held;
  #holding = make("p", { class: "holding sans", hidden: true, "data-testid": "holding" });
  #most;

  /**
   * @param {{ learn: (text: string, options: Record<string, any>) => void, back: () => void }} plan
   * @param {{ most?: number, back?: string }} [options] `most`: the largest file in bytes; `back`: the way back in words
   */
  constructor({ learn, back }, { most = MOST_BYTES, back: title = "Back to the dictionary" } = {}) {
    this.#most = most;
    const text = make("textarea", { id: "own-text", spellcheck: "false", "data-testid": "own-text" });
    const least = make("input", { id: "own-least", class: "field", type: "number", min: 1, max: 1000, value: 2 });
    const stop = make("input", { id: "own-stop", type: "checkbox" });
    const go = make("button", { type: "button", class: "button", "data-testid": "learn-own" }, "Learn from this text");
    const open = make("input", { id: "own-file", type: "file", accept: ".txt,.md,text/*", "data-testid": "own-file" });
    this.text = text;
    this.back = make("button", { type: "button", class: "button", hidden: true }, title);
    this.element = make(
      "details",
      { class: "own" },
      make("summary", {}, "Use a text of your own"),
      make(
        "div",
        { class: "inside" },
        make("label", { class: "sans control", for: "own-text" }, `Paste or drop a text, up to ${Math.round(most / 1e6)} MB: a hundred thousand words or more work best. It stays on your machine.`),
        text,
        this.#holding,
        make(
          "div",
          { class: "row" },
          make("div", { class: "control" }, make("label", { for: "own-file" }, "or open a file"), open),
          make("div", { class: "control" }, make("label", { for: "own-least" }, "keep words that occur at least"), least, "times"),
          make("div", { class: "control" }, stop, make("label", { for: "own-stop" }, "leave out stop words")),
          go,
          this.back,
        ),
        this.#complaint,
      ),
    );
    go.addEventListener("click", () => {
      this.#complaint.hidden = true;
      learn(this.#held ?? text.value, { minCount: least.valueAsNumber, ...(stop.checked ? { stopWords: "english" } : {}) });
    });
    this.back.addEventListener("click", () => back());
    open.addEventListener("change", () => open.files?.[0] && void this.read(open.files[0]));
    text.addEventListener("paste", (event) => {
      const pasted = event.clipboardData?.getData("text") ?? "";
      if (pasted.length <= MOST_SHOWN) return;
      event.preventDefault();
      this.take(pasted, "The pasted text");
    });
    text.addEventListener("input", () => {
      if (text.value.length > MOST_SHOWN) this.take(text.value, "The text");
      else this.#release();
    });
    this.element.addEventListener("dragover", (event) => {
      event.preventDefault();
      this.element.classList.add("over");
    });
    this.element.addEventListener("dragleave", () => this.element.classList.remove("over"));
    this.element.addEventListener("drop", (event) => {
      event.preventDefault();
      this.element.classList.remove("over");
      const dropped = event.dataTransfer?.files[0];
      if (dropped) void this.read(dropped);
      else this.take(event.dataTransfer?.getData("text") ?? "", "The dropped text");
    });
  }

  /** @param {File} chosen */
  async read(chosen) {
    this.#complaint.hidden = true;
    try {
      if (chosen.size > this.#most) throw new Error(`${chosen.name} has ${megabytes(chosen.size)}; up to ${megabytes(this.#most)} can be read here. Cut it, and open a part.`);
      this.take(new TextDecoder("utf-8", { fatal: true }).decode(await chosen.arrayBuffer()), chosen.name);
    } catch (error) {
      this.complain(error instanceof TypeError ? `${chosen.name} is not a plain text (UTF-8). Save it as text first.` : /** @type {Error} */ (error).message);
    }
  }

  /** Takes a text, however long. @param {string} text @param {string} name */
  take(text, name) {
    this.#complaint.hidden = true;
    if (text.length > this.#most) {
      this.#release();
      this.text.value = "";
      this.complain(`${name} has ${megabytes(text.length)}; up to ${megabytes(this.#most)} can be read here. Cut it, and paste a part.`);
      return;
    }
    if (text.length <= MOST_SHOWN) {
      this.#release();
      this.text.value = text;
      return;
    }
    this.#held = text;
    this.text.value = "";
    this.text.placeholder = `${text.slice(0, 300).replace(/\s+/g, " ")} …`;
    this.#holding.textContent = `${name}: ${number(text.length)} characters, ready to be learned from. Only its beginning is shown.`;
    this.#holding.hidden = false;
  }

  /** What is typed counts again. */
  #release() {
    this.#held = undefined;
    this.text.placeholder = "";
    this.#holding.hidden = true;
  }

  /** @param {boolean} own */
  learned(own) {
    this.back.hidden = !own;
    this.#complaint.hidden = true;
  }

  /** @param {string} sentence @param {string} [code] of the error, where the library has one */
  complain(sentence, code = "") {
    this.#complaint.textContent = sentence;
    this.#complaint.dataset.code = code;
    this.#complaint.hidden = false;
  }
}
