/** Skip-gram on a text of the reader's own; it begins with the speeches of lesson 2. */

import { make, number } from "../shell/dom.js";
import { OwnText } from "./own-text.js";
import { speeches } from "./speeches.js";
import { WordsFigure } from "./words.js";

/** The largest text, in bytes. */
const MOST = 5_300_000;
const OWN_OPTIONS = { minCount: 5, stopWords: "english" };
/** Fewer tokens than this are called too few, and fewer meetings of a word on average. */
const FEW = { tokens: 50_000, meetings: 20 };

export class OwnWordsFigure extends WordsFigure {
  first = "peace";

  /** @param {HTMLElement} element */
  constructor(element) {
    super(element);
    const before = this.ownText.element;
    this.ownText = new OwnText({ learn: (text, options) => this.learn({ text, options }), back: () => this.learn(undefined) }, { most: MOST, back: "Back to the speeches" });
    this.ownText.element.open = true;
    before.replaceWith(this.ownText.element);
    this.verdict = make("p", { class: "verdict sans", "data-testid": "verdict", role: "status" });
    this.ownText.element.before(this.verdict);
    this.tokens = this.readout("words of text", { room: 9 });
  }

  /** @param {import("../engine/client.js").Engine} engine */
  async addOwn(engine) {
    const data = this.own
      ? await engine.call("addText", this.own.text, this.own.options)
      : await engine.call("addText", (await speeches()).map(({ text }) => text).join("\n\n"), OWN_OPTIONS);
    const [words, tokens] = await engine.call("shape", data);
    if (words < 2) {
      await engine.call("free", data);
      throw Object.assign(new Error("the text has only one word that is kept, so no word stands beside another; add more text, or keep rarer words"), { code: "empty" });
    }
    this.tokens?.set(number(tokens));
    this.judge(words, tokens, await engine.call("names", data));
    return data;
  }

  /** Says what can be expected of a text. @param {number} words @param {number} tokens @param {string[]} names */
  judge(words, tokens, names) {
    const meetings = Math.round(tokens / words);
    const figures = names.filter((word) => /^\d+$/.test(word)).length;
    const says = [];
    const dimensions = this.runner.now.dimensions ?? 0;
    if (words < dimensions) says.push(`It has ${number(words)} different words, fewer than the ${dimensions} numbers that each of them gets: there is room for each to go its own way, and nothing forces words alike to come together.`);
    if (figures > words / 2) says.push(`More than half of its ${number(words)} different words are plain numbers. A number says little about the numbers beside it, so what comes out will look like chance.`);
    if (tokens < FEW.tokens || meetings < FEW.meetings) {
      says.push(`Too small to mean much: ${number(tokens)} words of text, ${number(words)} of them different, so a word is met ${number(meetings)} times on average. Where a word has been met only a few times, its neighbors are those of a few sentences, and another seed would give others.`);
    }
    this.verdict?.replaceChildren(says.join(" ") || `${number(tokens)} words of text, ${number(words)} of them different: a word is met ${number(meetings)} times on average. Enough for the commoner words.`);
    this.verdict?.classList.toggle("warns", says.length > 0);
  }
}
