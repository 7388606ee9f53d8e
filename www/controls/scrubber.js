/** The time scrubber: back and forth over what a run has been, or several at once, in one row. The same for every figure that trains. */

import { fixed, make, number, oneAtATime } from "../shell/dom.js";

// How many nearest neighbors are compared between two moments.
const NEAREST = 10;
/** Whose recent ways are drawn, and how many at most. */
const TRAILS = { none: { title: "no trails", most: 0 }, one: { title: "trail of the point", most: 1 }, many: { title: "trails of 200 points", most: 200 } };
// How often the row looks at a run at work, in ms.
const EVERY = 400;

let count = 0;

/**
 * @typedef {object} Plan
 * @property {import("../figures/point-view.js").PointView} [view] where trails are drawn
 * @property {import("../figures/selection.js").Selection} [selection] whose neighbors are counted
 * @property {import("../engine/runner.js").Runner[]} [along] runs of the same length that go back and forth with it; then the row tells the step alone
 */

export class Scrubber {
  #runner;
  #plan;
  /** @type {import("../../pkg/latent_lab.js").History | undefined} */ #history;
  #due = 0;
  #stops = new AbortController();

  /** @param {import("../engine/runner.js").Runner} runner @param {Plan} [plan] */
  constructor(runner, plan = {}) {
    this.#runner = runner;
    this.#plan = plan;
    const id = `scrubber-${(count += 1)}`;
    const help = (/** @type {string} */ name, /** @type {string} */ words) => make("span", { class: "help", id: `${id}-${name}`, role: "tooltip" }, words);
    this.slider = make("input", { id, type: "range", min: 0, max: 1, step: 1, value: 1, disabled: true, "aria-describedby": `${id}-help`, "data-testid": "moment" });
    this.said = make("output", { for: id, class: "moment", "data-testid": "moment-said" });
    this.changed = make("span", { class: "changed", "data-testid": "turnover" });
    this.live = make("button", { type: "button", class: "button", "aria-pressed": "true", "aria-describedby": `${id}-live`, "data-testid": "live" }, "Live");
    this.trails = make("select", { "aria-label": "trails", "data-testid": "trails" });
    for (const [value, { title }] of Object.entries(TRAILS)) this.trails.append(make("option", { value }, title));
    this.trails.value = plan.selection ? "one" : "none";
    this.element = make(
      "div",
      { class: "scrubber", role: "group", "aria-label": "Time" },
      make(
        "div",
        { class: "control way" },
        make("label", { for: id }, "time"),
        this.slider,
        help("help", "Goes back to earlier steps and forth again. The run waits meanwhile; Play goes on from the present."),
      ),
      this.said,
      make("div", { class: "control" }, this.live, help("live", "Back to where the run stands now.")),
      this.changed,
    );
    if (plan.view) this.element.append(make("div", { class: "control" }, this.trails));

    const { signal } = this.#stops;
    this.slider.addEventListener(
      "input",
      () => {
        // Who moves through time knows what the row does, and wants to see the picture.
        this.element.classList.add("used");
        this.#go(this.slider.valueAsNumber);
      },
      { signal },
    );
    this.slider.addEventListener("blur", () => this.element.classList.remove("used"), { signal });
    this.live.addEventListener("click", () => this.#all.forEach((one) => void one.present()), { signal });
    this.trails.addEventListener("change", () => void this.#look(), { signal });
    runner.addEventListener("frame", () => this.#framed(), { signal });
    runner.addEventListener("state", () => this.#framed(), { signal });
    for (const type of ["opened", "recovered"]) runner.addEventListener(type, () => void this.#look(), { signal });
    plan.selection?.addEventListener("pin", () => void this.#look(), { signal });
    this.#say();
  }

  destroy() {
    this.#stops.abort();
  }

  /** The moments that can be gone to, and the present where it lies beyond them. */
  get #steps() {
    const steps = Array.from(this.#history?.steps ?? []);
    const now = this.#runner.report?.step;
    if (now !== undefined && now > (steps.at(-1) ?? -1)) steps.push(now);
    return steps;
  }

  get #all() {
    return [this.#runner, ...(this.#plan.along ?? [])];
  }

  /** @param {number} place */
  #go(place) {
    const steps = this.#steps;
    for (const one of this.#all) {
      if (place >= steps.length - 1) void one.present();
      else void one.back(steps[place]);
    }
  }

  #framed() {
    this.#say();
    const now = performance.now();
    if (this.#runner.state === "playing" && now < this.#due) return;
    this.#due = now + EVERY;
    void this.#look();
  }

  /** Asks what there is, what has changed, and where points have been. At most one question is open. */
  #look = oneAtATime(async () => {
    const { run } = this.#runner;
    if (run === undefined) return;
    try {
      this.#history = await this.#runner.engine.call("history", run);
      if (run === this.#runner.run) {
        this.#say();
        await this.#compare(run);
      }
    } catch {
      // The run has been replaced or lost; what replaces it asks again.
    }
  });

  /** @param {number} run */
  async #compare(run) {
    const { engine, past, shown, state } = this.#runner;
    const { view, selection, along } = this.#plan;
    if (along) return;
    const steps = this.#history?.steps ?? [];
    const index = past?.index ?? steps.length - 1;
    const rows = shown ? shown.positions.length / this.#runner.components : 0;
    const row = selection?.pinned;
    const k = Math.min(NEAREST, rows - 1);
    if (index > 0 && k > 0 && state !== "playing") {
      const found = await engine.call("turnover", run, { from: index - 1, to: index, k, row });
      const share = `${fixed(k * (1 - found.kept), 1)} of ${k} neighbors new`;
      const one = found.gained ? `; this point: +${found.gained.length} −${found.lost.length}` : "";
      this.changed.textContent = `since step ${number(steps[index - 1])}: ${share}${one}`;
      this.changed.title = `In the picture, of the ${k} nearest of a point, on average over ${found.asked} points${found.sampled ? ", a sample" : ""}. As many are lost as are gained.`;
    } else {
      this.changed.textContent = "";
    }
    if (!view?.painter) return;
    const { most } = TRAILS[/** @type {keyof typeof TRAILS} */ (this.trails.value)];
    const every = Math.max(1, Math.ceil(rows / most));
    const points = most === 1 ? (row === undefined ? [] : [row]) : most === 0 ? [] : Array.from({ length: Math.ceil(rows / every) }, (_, i) => i * every);
    const kept = points.filter((point) => point < rows);
    const none = { values: new Float32Array(), components: this.#runner.components };
    const found = kept.length > 0 && index > 0 ? await engine.call("trails", run, { rows: kept, index }) : none;
    if (run !== this.#runner.run || view.size !== rows) return;
    view.painter.setTrails(found === none ? [] : kept, found.values, found.components);
    view.ask();
  }

  #say() {
    const { past, report, state, opened } = this.#runner;
    const steps = this.#steps;
    const last = Math.max(1, steps.length - 1);
    this.slider.max = String(last);
    this.slider.disabled = steps.length < 2 || state === "failed" || state === "closed";
    // A hand that moves on is not called back to what comes in late.
    if (!this.#runner.seeking) this.slider.value = String(past ? Math.max(0, steps.indexOf(past.step)) : last);
    const step = past?.step ?? report?.step;
    const loss = this.#plan.along ? undefined : past ? past.loss : report?.loss;
    const words = opened ? "trained elsewhere" : step === undefined ? "–" : `step ${number(step)}${loss === undefined || Number.isNaN(loss) ? "" : `, loss ${number(loss)}`}`;
    if (this.said.textContent !== words) this.said.textContent = words;
    this.slider.setAttribute("aria-valuetext", past ? words : `${words}, the present`);
    this.live.setAttribute("aria-pressed", String(!past));
    this.element.classList.toggle("past", past !== undefined);
  }
}
