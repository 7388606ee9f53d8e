/**
 * A question that the reader answers first and the figure answers then, from its live state.
 *
 * `figure` and `measure` say which live number decides; the figure has decided once its measure named by `ready` has
 * reached `from`. `unit="percent"` writes the number so. Each choice claims a range: `data-least` ≤ value < `data-below`.
 */

import { fixed, make, percent } from "./dom.js";
import { watchMeasures } from "./measures.js";

export class LatentQuestion extends HTMLElement {
  /** @type {(() => void) | undefined} */ #stop;
  /** @type {HTMLButtonElement | undefined} */ #chosen;
  /** The value at the moment the figure decided; later values do not move the goal. @type {number | undefined} */ #decided;
  #reveal = make("p", { class: "reveal", role: "status", hidden: true });

  connectedCallback() {
    this.append(this.#reveal);
    for (const button of this.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", () => this.#choose(button));
    }
    this.#stop = watchMeasures(this.getAttribute("figure") ?? "", (measures) => {
      const ready = measures[this.getAttribute("ready") ?? ""] ?? 0;
      const from = Number(this.getAttribute("from"));
      if (ready < from) this.#decided = undefined;
      else this.#decided ??= measures[this.getAttribute("measure") ?? ""];
      this.#show();
    });
  }

  disconnectedCallback() {
    this.#stop?.();
  }

  /** @param {HTMLButtonElement} button */
  #choose(button) {
    this.#chosen = button;
    for (const other of this.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button));
    this.#show();
  }

  #show() {
    this.#reveal.hidden = !this.#chosen;
    if (!this.#chosen) return;
    if (this.#decided === undefined) {
      this.#reveal.textContent = this.getAttribute("waiting") ?? "Noted. Now let the figure answer.";
      return;
    }
    const value = this.#decided;
    const holds = (/** @type {HTMLElement} */ choice) =>
      value >= Number(choice.dataset.least ?? -Infinity) && value < Number(choice.dataset.below ?? Infinity);
    const right = [...this.querySelectorAll("button")].find(holds);
    const verdict = holds(this.#chosen) ? "You were right. " : "Not this time. ";
    this.#reveal.replaceChildren(
      make("span", { class: "sans" }, verdict),
      "The figure says ",
      make("b", { class: "sans" }, this.getAttribute("unit") === "percent" ? percent(value, 0) : fixed(value, 4)),
      `: ${(right?.dataset.because ?? right?.textContent ?? "").trim()}.`,
    );
  }
}
