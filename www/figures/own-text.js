/** A place to paste or open a text of one's own, with words for what is wrong with it. */

import { make } from "../shell/dom.js";

/** Larger files are not read at all: the box would freeze before the library could refuse them. */
const MOST_BYTES = 20_000_000;

export class OwnText {
  #complaint = make("p", { class: "trouble", role: "alert", hidden: true });

  /** @param {{ learn: (text: string, options: Record<string, number>) => void, back: () => void }} plan */
  constructor({ learn, back }) {
    const text = make("textarea", { id: "own-text", spellcheck: "false", "data-testid": "own-text" });
    const least = make("input", { id: "own-least", class: "field", type: "number", min: 1, max: 1000, value: 2 });
    const go = make("button", { type: "button", class: "button", "data-testid": "learn-own" }, "Learn from this text");
    const open = make("input", { id: "own-file", type: "file", accept: ".txt,.md,text/*" });
    this.back = make("button", { type: "button", class: "button", hidden: true }, "Back to the dictionary");
    this.element = make(
      "details",
      { class: "own" },
      make("summary", {}, "Use a text of your own"),
      make(
        "div",
        { class: "inside" },
        make("label", { class: "sans control", for: "own-text" }, "Paste a text: a few thousand words or more work best. It stays on your machine."),
        text,
        make(
          "div",
          { class: "row" },
          make("div", { class: "control" }, make("label", { for: "own-file" }, "or open a file"), open),
          make("div", { class: "control" }, make("label", { for: "own-least" }, "keep words that occur at least"), least, "times"),
          go,
          this.back,
        ),
        this.#complaint,
      ),
    );
    go.addEventListener("click", () => {
      this.#complaint.hidden = true;
      learn(text.value, { minCount: least.valueAsNumber });
    });
    this.back.addEventListener("click", () => back());
    open.addEventListener("change", async () => {
      const chosen = open.files?.[0];
      if (!chosen) return;
      this.#complaint.hidden = true;
      try {
        if (chosen.size > MOST_BYTES) throw new Error(`${chosen.name} is ${Math.round(chosen.size / 1e6)} MB; up to ${MOST_BYTES / 1e6} MB can be read here.`);
        const words = new TextDecoder("utf-8", { fatal: true }).decode(await chosen.arrayBuffer());
        text.value = words;
      } catch (error) {
        this.complain(error instanceof TypeError ? `${chosen.name} is not a plain text (UTF-8). Save it as text first.` : /** @type {Error} */ (error).message);
      }
    });
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
