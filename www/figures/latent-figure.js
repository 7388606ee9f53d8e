/**
 * `<latent-figure kind="swiss-roll" id="swiss-roll">`: a figure that builds itself when it comes near, works only while it
 * can be seen, and leaves nothing behind when it is removed.
 */

/** @typedef {new (element: HTMLElement) => import("./figure.js").Figure} Kind */

/** The kinds of figures that this page can build. @type {Map<string, Kind>} */
const kinds = new Map();

/** Makes kinds of figures known; a page brings those that it shows. @param {Record<string, Kind>} more */
export function figureKinds(more) {
  for (const [name, kind] of Object.entries(more)) kinds.set(name, kind);
}

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
    const Kind = kinds.get(this.getAttribute("kind") ?? "");
    if (!Kind || this.#figure) return;
    const figure = new Kind(this);
    this.#figure = figure;
    const near = new IntersectionObserver((all) => all.some(({ isIntersecting }) => isIntersecting) && this.#prepare(), { rootMargin: "600px" });
    // Of several sightings that come together the last one holds.
    const seen = new IntersectionObserver((all) => {
      this.#onScreen = all[all.length - 1].isIntersecting;
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
    this.setAttribute("aria-busy", "true");
    figure.prepare().then(
      () => {
        this.removeAttribute("aria-busy");
        this.toggleAttribute("data-ready", true);
        this.#tell();
      },
      (error) => {
        this.removeAttribute("aria-busy");
        if (figure.closed) return;
        figure.complain(error, { label: "Try again", act: () => ((this.#near = false), this.#prepare()) });
      },
    );
  }

  #tell() {
    this.#figure?.show(this.#onScreen && !document.hidden);
  }
}
