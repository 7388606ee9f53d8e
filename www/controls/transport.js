/** Play and pause, step, restart, speed: the same four for every run. */

import { PACES } from "../engine/protocol.js";
import { glyph, make } from "../shell/dom.js";

const PLAY = "M2 1 L9 5 L2 9 Z";
const PAUSE = "M2 1 H4.200 V9 H2 Z M5.800 1 H8 V9 H5.800 Z";

let count = 0;

/**
 * @param {import("../engine/runner.js").Runner} runner
 * @param {{ touched?: () => void }} [options] called whenever the reader uses a button
 * @returns {HTMLElement[]}
 */
export function transport(runner, { touched = () => {} } = {}) {
  const id = `transport-${(count += 1)}`;
  const play = make("button", { type: "button", class: "play", "data-testid": "play", "aria-describedby": `${id}-play` });
  const step = make("button", { type: "button", "data-testid": "step", "aria-describedby": `${id}-step` }, "Step");
  const restart = make("button", { type: "button", "data-testid": "restart", "aria-describedby": `${id}-restart` }, "Restart");
  const pace = make("select", { id: `${id}-pace`, "aria-describedby": `${id}-speed` });
  const help = (/** @type {string} */ name, /** @type {string} */ words) => make("span", { class: "help", id: `${id}-${name}`, role: "tooltip" }, words);
  for (const [id, { title }] of Object.entries(PACES)) pace.append(make("option", { value: id }, title));
  pace.value = runner.pace;

  play.addEventListener("click", () => {
    touched();
    if (runner.wanted && runner.state !== "done") runner.pause();
    else runner.play();
  });
  step.addEventListener("click", () => {
    touched();
    void runner.step();
  });
  restart.addEventListener("click", () => {
    touched();
    void runner.restart();
  });
  pace.addEventListener("change", () => runner.setPace(pace.value));

  const show = () => {
    const playing = runner.wanted && runner.state !== "done" && runner.state !== "failed";
    const label = playing ? "Pause" : runner.opened ? "Train anew" : runner.state === "done" ? "Play again" : "Play";
    if (play.dataset.label !== label) {
      play.dataset.label = label;
      play.replaceChildren(glyph(playing ? PAUSE : PLAY), label);
    }
    play.disabled = runner.state === "failed";
    step.disabled = runner.state === "failed" || runner.state === "done" || runner.state === "closed";
    restart.disabled = runner.state === "closed";
    pace.value = runner.pace;
  };
  runner.addEventListener("state", show);
  show();

  const buttons = make(
      "div",
      { class: "transport", role: "group", "aria-label": "Run" },
      play,
      help("play", "Lets the computation run, or holds it where it is. Off screen it rests by itself."),
      step,
      help("step", "Makes one step, and stops."),
      restart,
      help("restart", "Goes back to the beginning, with the same seed: the same steps give the same numbers again."),
    );
  // Who has pressed a button knows what it does, and wants to see what it did.
  buttons.addEventListener("click", () => buttons.classList.add("pressed"));
  buttons.addEventListener("pointerleave", () => buttons.classList.remove("pressed"));

  return [
    buttons,
    make(
      "div",
      { class: "control" },
      make("label", { for: pace.id }, "speed"),
      pace,
      help("speed", "Slow motion makes four steps a second; full speed makes as many as this machine can."),
    ),
  ];
}
