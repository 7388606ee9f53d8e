/**
 * Several things, some of which the reader is to pick; then each is answered with its reason. Each button says by `data-right`
 * ("yes" or "no") whether it belongs, and by `data-because` why.
 */

import { make } from "./dom.js";

export class LatentPick extends HTMLElement {
  #check = make("button", { type: "button", class: "button", "data-testid": "check" }, "Check");
  #verdict = make("p", { class: "reveal", role: "status", hidden: true });

  connectedCallback() {
    if (this.contains(this.#check)) return;
    for (const button of this.#choices) {
      button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", () => {
        button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
        this.#hide();
      });
    }
    this.#check.addEventListener("click", () => this.#answer());
    this.append(make("p", { class: "row" }, this.#check), this.#verdict);
  }

  get #choices() {
    return [...this.querySelectorAll("button")].filter((button) => button !== this.#check);
  }

  #hide() {
    this.#verdict.hidden = true;
    for (const button of this.#choices) delete button.dataset.verdict;
    for (const reason of this.querySelectorAll(".because")) reason.remove();
  }

  #answer() {
    this.#hide();
    let right = 0;
    for (const button of this.#choices) {
      const fits = (button.getAttribute("aria-pressed") === "true") === (button.dataset.right === "yes");
      right += Number(fits);
      button.dataset.verdict = fits ? "right" : "wrong";
      const belongs = button.dataset.right === "yes" ? "An embedding: " : "Not an embedding: ";
      button.after(make("span", { class: "because" }, make("b", {}, fits ? "✓ " : "✗ "), belongs, button.dataset.because ?? ""));
    }
    this.#verdict.textContent = `${right} of ${this.#choices.length} as we would have it.`;
    this.#verdict.hidden = false;
  }
}
