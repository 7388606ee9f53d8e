/**
 * `<latent-figure kind="swiss-roll" id="swiss-roll">`: a figure that builds itself when it comes near, works only while it
 * can be seen, and leaves nothing behind when it is removed.
 */

import { AutoencoderFigure } from "./autoencoder.js";
import { NeighborsFigure } from "./neighbors.js";
import { SwissRollFigure } from "./swiss-roll.js";
import { WalkFigure } from "./walk.js";
import { WordsFigure } from "./words.js";

/** @type {Record<string, new (element: HTMLElement) => import("./figure.js").Figure>} */
const KINDS = {
  "swiss-roll": SwissRollFigure,
  autoencoder: AutoencoderFigure,
  walk: WalkFigure,
  words: WordsFigure,
  neighbors: NeighborsFigure,
};

export class LatentFigure extends HTMLElement {
  /** @type {import("./figure.js").Figure | undefined} */ #figure;
  /** @type {IntersectionObserver[]} */ #observers = [];
  #stops = new AbortController();
  #near = false;
  #onScreen = false;

  /** The figure inside, for scripts that drive it. */
  get figure() {
    return this.#figure;
  }

  connectedCallback() {
    const Kind = KINDS[this.getAttribute("kind") ?? ""];
    if (!Kind || this.#figure) return;
    const figure = new Kind(this);
    this.#figure = figure;
    const near = new IntersectionObserver(([seen]) => seen.isIntersecting && this.#prepare(), { rootMargin: "600px" });
    const seen = new IntersectionObserver(([seen]) => {
      this.#onScreen = seen.isIntersecting;
      this.#tell();
    });
    near.observe(this);
    seen.observe(this);
    this.#observers = [near, seen];
    document.addEventListener("visibilitychange", () => this.#tell(), { signal: this.#stops.signal });
  }

  disconnectedCallback() {
    for (const observer of this.#observers) observer.disconnect();
    this.#stops.abort();
    this.#figure?.destroy();
  }

  #prepare() {
    const figure = this.#figure;
    if (this.#near || !figure) return;
    this.#near = true;
    figure.prepare().then(
      () => this.#tell(),
      (error) => {
        if (figure.closed) return;
        figure.complain(error, { label: "Try again", act: () => ((this.#near = false), this.#prepare()) });
      },
    );
  }

  #tell() {
    this.#figure?.show(this.#onScreen && !document.hidden);
  }
}
