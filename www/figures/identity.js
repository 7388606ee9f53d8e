/** How far the identity of Levy and Goldberg holds: products of skip-gram's vectors against shifted PMI, pair by pair. */

import { fixed, make, number, oneAtATime } from "../shell/dom.js";
import { Chart } from "./chart.js";
import { ModelsFigure } from "./models-figure.js";

const PAIRS = 2000;

export class IdentityFigure extends ModelsFigure {
  least = 5;

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element);
    this.chart = new Chart("Products of vectors against shifted PMI", "Press Play: the pairs are compared when skip-gram comes to rest, or whenever you press “Compare now”.");
    this.parts.push(this.chart);
    this.chart.element.classList.add("tall");
    this.stage.append(make("div", { class: "pane" }, make("div", { class: "tag" }, make("b", {}, "v·u against shifted PMI"), ` · one mark a pair of words, ${number(PAIRS)} pairs drawn at random; on the dashed line both are equal`), this.chart.element));
    const id = `${this.id}-least`;
    const least = make("select", { id, "data-testid": "least" }, ...[1, 2, 5, 10, 20].map((count) => make("option", { value: count }, String(count))));
    least.value = String(this.least);
    least.addEventListener("change", () => {
      this.least = Number(least.value);
      void this.compare();
    });
    this.again = make("button", { type: "button", "data-testid": "compare", title: "Compares the vectors as they are now; counting all pairs of the text takes about a second." }, "Compare now");
    this.again.addEventListener("click", () => void this.compare());
    this.bar.append(this.again, make("div", { class: "control" }, make("label", { for: id }, "pairs met at least"), least, "times", make("span", { class: "help", role: "tooltip" }, "The PMI of pairs that were hardly ever met is mostly chance.")));
    this.correlation = this.readout("correlation", { room: 6, tone: "kept", testid: "correlation" });
    this.eligible = this.readout("pairs to choose from", { room: 8 });
  }

  async renew() {
    const { sgns } = this.models;
    // Comparing counts the whole text again, so it is done when a run comes to rest, and when it is asked for.
    const stands = `${sgns.run} ${sgns.report?.step}`;
    if (["done", "paused"].includes(sgns.state) && (sgns.report?.step ?? 0) > 0 && stands !== this.compared) await this.compare();
  }

  /** Compares the vectors as they are; asked for meanwhile, with other pairs say, it compares once more. */
  compare = oneAtATime(() => this.#compare());

  async #compare() {
    const { engine, sgns } = this.models;
    if (sgns.run === undefined) return;
    this.again.disabled = true;
    this.compared = `${sgns.run} ${sgns.report?.step}`;
    try {
      const found = await engine.call("identity", sgns.run, { pairs: PAIRS, minCount: this.least });
      if (this.closed) return;
      this.calm();
      this.found = found;
      this.chart.set(
        { kind: "scatter", points: { x: found.shiftedPmi, y: found.products }, diagonal: true, radius: 2, xTitle: "shifted PMI (nats)", yTitle: "v·u" },
        `Products of vectors against shifted PMI for ${found.products.length} pairs; correlation ${fixed(found.correlation, 2)}`,
      );
      this.correlation.set(fixed(found.correlation, 3));
      this.eligible.set(number(found.eligible));
      this.measure({ kept: found.correlation, correlation: found.correlation, trained: sgns.state === "done" ? 1 : 0 });
    } catch (error) {
      this.complain(error);
    } finally {
      this.again.disabled = false;
    }
  }

  state() {
    return { ...super.state(), least: this.least };
  }

  async table() {
    const { found } = this;
    const { words } = this.models;
    if (!found) return { columns: [], rows: [] };
    return {
      columns: ["v of", "u of", "v·u", "shifted PMI", "met per reading"],
      rows: [...found.products].map((product, i) => [words[found.contexts[i]], words[found.centers[i]], product, found.shiftedPmi[i], found.counts[i]]),
    };
  }
}
