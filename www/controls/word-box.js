/** A box to find a word in a vocabulary, with completion: the combobox pattern, all by keyboard. */

import { make } from "../shell/dom.js";

const OFFERED = 8;
let count = 0;

export class WordBox {
  /** @type {string[]} */ #words = [];
  /** @type {Map<string, number>} */ #index = new Map();
  /** @type {number[]} */ #offers = [];
  #active = -1;
  #choose;
  #look;
  #list;
  #input;
  #complaint = make("p", { class: "complaint", role: "alert", hidden: true });

  /**
   * @param {string} title @param {(index: number) => void} choose called with the position of a word
   * @param {(word: string) => Promise<unknown>} [look] asks the library for a word: what it says of one it does not know is shown
   */
  constructor(title, choose, look) {
    this.#look = look;
    const id = `word-box-${(count += 1)}`;
    this.#choose = choose;
    this.#list = make("ul", { id: `${id}-list`, role: "listbox", "aria-label": "Words that begin so", hidden: true });
    this.#input = make("input", {
      id,
      class: "field",
      type: "text",
      role: "combobox",
      autocomplete: "off",
      autocapitalize: "none",
      spellcheck: "false",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": `${id}-list`,
      "data-testid": "word",
    });
    this.element = make("div", { class: "word-box" }, make("label", { for: id }, title), this.#input, this.#list, this.#complaint);
    this.#input.addEventListener("input", () => this.#offer());
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#input.addEventListener("blur", () => this.#close());
    this.#input.addEventListener("focus", () => this.#input.select());
  }

  /** @param {string[]} words most frequent first */
  setWords(words) {
    this.#words = words;
    this.#index = new Map(words.map((word, i) => [word, i]));
  }

  /** @param {string} word @returns {number | undefined} */
  find(word) {
    return this.#index.get(word.trim().toLowerCase());
  }

  /** @param {string} word */
  show(word) {
    if (document.activeElement !== this.#input) this.#input.value = word;
    this.#complaint.hidden = true;
  }

  /** @param {string} sentence */
  complain(sentence) {
    this.#complaint.textContent = sentence;
    this.#complaint.hidden = false;
  }

  /** Says that a word is not there. @param {string} word */
  missing(word) {
    const sentence = `“${word}” is not among the ${this.#words.length.toLocaleString("en-US")} words of this text.`;
    this.complain(`${sentence} Try another, or the singular.`);
    // The library knows which words are spelled alike.
    void this.#look?.(word).catch((error) => {
      const spelled = error?.code === "unknown-word" && /close spellings: (.+)$/.exec(error.message)?.[1];
      if (spelled && this.#complaint.textContent?.startsWith(sentence)) this.complain(`${sentence} Did you mean ${spelled}?`);
    });
  }

  #offer() {
    const typed = this.#input.value.trim().toLowerCase();
    this.#complaint.hidden = true;
    this.#offers = [];
    for (let i = 0; typed && i < this.#words.length && this.#offers.length < OFFERED; i += 1) {
      if (this.#words[i].startsWith(typed)) this.#offers.push(i);
    }
    this.#active = -1;
    this.#draw();
  }

  #draw() {
    const open = this.#offers.length > 0;
    this.#list.replaceChildren(
      ...this.#offers.map((index, i) => {
        const entry = make("li", { role: "option", id: `${this.#list.id}-${i}`, "aria-selected": String(i === this.#active) }, this.#words[index]);
        // Before the box loses its focus, and the list with it.
        entry.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          this.#take(index);
        });
        return entry;
      }),
    );
    this.#list.hidden = !open;
    this.#input.setAttribute("aria-expanded", String(open));
    if (this.#active >= 0) this.#input.setAttribute("aria-activedescendant", `${this.#list.id}-${this.#active}`);
    else this.#input.removeAttribute("aria-activedescendant");
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { length } = this.#offers;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (length === 0) return;
      this.#active = (this.#active + (event.key === "ArrowDown" ? 1 : this.#active < 0 ? 0 : -1) + length) % length;
      this.#draw();
      event.preventDefault();
    } else if (event.key === "Enter") {
      event.preventDefault();
      const typed = this.#input.value;
      const index = this.#active >= 0 ? this.#offers[this.#active] : (this.find(typed) ?? this.#offers[0]);
      if (index !== undefined) this.#take(index);
      else if (typed.trim()) this.missing(typed.trim());
    } else if (event.key === "Escape" && !this.#list.hidden) {
      event.stopPropagation();
      this.#close();
    }
  }

  /** @param {number} index */
  #take(index) {
    this.#close();
    this.#input.value = this.#words[index];
    this.#choose(index);
  }

  #close() {
    this.#offers = [];
    this.#active = -1;
    this.#draw();
  }
}
