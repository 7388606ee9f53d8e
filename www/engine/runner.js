/** One run as a figure sees it: open, play, pause, step, restart, change, and come back after a lost worker. */

import { EngineError } from "./client.js";

/** @typedef {"closed" | "opening" | "paused" | "playing" | "done" | "failed"} State */
/**
 * @typedef {object} Shown
 * @property {import("./protocol.js").Report} report
 * @property {Float32Array} positions
 * @property {boolean} [past] whether this is an earlier moment of the run, which stands elsewhere
 */
/** @typedef {{ index: number, step: number, loss: number }} Moment an earlier moment of the run, by its snapshot */
/** @typedef {import("./opened.js").Opened} Opened */

/**
 * Fires "frame" (detail: Shown), "state", "opened" (the data is in the Lab, the run can be used; detail: whether it has just
 * begun and was not asked to stand elsewhere), and "trouble" (detail: Error). Calls that belong to an earlier opening of the
 * run are dropped when they come back.
 */
export class Runner extends EventTarget {
  /** @type {State} */ state = "closed";
  /** @type {import("./protocol.js").Report | undefined} */ report;
  /** The latest frame, for whoever comes later. @type {Shown | undefined} */ shown;
  /** @type {number | undefined} */ run;
  /** @type {number | undefined} */ data;
  /** What the run was started with, by id; what is left out has its default. @type {Record<string, any>} */ params = {};
  /** Live parameters changed since, and at which steps. @type {{ step: number, parameter: string, value: any }[]} */ changes = [];
  pace = "full";
  /** Whether the reader has asked for play; stays so while the figure is off screen. */
  wanted = false;
  /** The model from a file that is shown in place of a run; it is done, and a restart trains anew. @type {Opened | undefined} */ opened;
  /** The earlier moment that is looked at. @type {Moment | undefined} */ past;
  /** Dimensions of the picture: what has more is shown from its widest side, what has no more as it is. @type {2 | 3} */ components = 2;

  /** The fresh start that is on its way. @type {{ params: Record<string, any>, method: string, components: 2 | 3 } | undefined} */ #next;
  /** The earlier step that the reader has asked for last. @type {number | undefined} */ #wish;
  #looking = false;
  #era = 0;
  #suspended = false;
  /** @type {{ pause: () => void, setPace: (pace: string) => void } | undefined} */ #stream;
  /** @type {number | undefined} */ #until;

  /**
   * @param {import("./client.js").Engine} engine
   * @param {{ method: string, load: (engine: import("./client.js").Engine) => Promise<number>, align?: boolean, shared?: boolean }} plan
   *   `align`: false where the axes of the picture have a meaning, so that earlier moments are shown as they were;
   *   `shared`: the data is not this run's own, and stays when the run goes
   */
  constructor(engine, plan) {
    super();
    this.engine = engine;
    this.plan = plan;
    engine.addEventListener("lost", () => this.#recover());
  }

  /**
   * Loads the data and starts the run. With `until`, plays to that step and stops there; with `changes`, live parameters
   * change on the way as they once did.
   * @param {{ until?: number, changes?: Runner["changes"] }} [from]
   */
  async open({ until, changes } = {}) {
    const era = this.#newEra("opening");
    await this.#guarded(era, async () => {
      this.#next = undefined;
      const old = { run: this.run, data: this.data };
      this.run = this.data = undefined;
      await this.#forget(old.run);
      await this.#forget(this.#closeModel());
      if (!this.plan.shared) await this.#forget(old.data);
      const data = await this.plan.load(this.engine);
      if (era !== this.#era) return this.plan.shared ? undefined : this.#forget(data);
      this.data = data;
      this.changes = changes ?? [];
      await this.#begin(era, await this.#start(data), until);
    });
  }

  /** A run at its first step, that will change as this one has been changed. @param {number} data */
  async #start(data) {
    const run = await this.engine.call("start", this.plan.method, data, this.params);
    if (this.changes.length === 0) return run;
    const recipe = await this.engine.call("recipe", run);
    await this.#forget(run);
    return this.engine.call("replay", { ...recipe, changes: this.changes, step: 0 });
  }

  /** Every parameter that is not at its default, as it is now. @returns {Record<string, any>} */
  get now() {
    return { ...this.params, ...Object.fromEntries(this.changes.map(({ parameter, value }) => [parameter, value])) };
  }

  play() {
    this.#forth();
    this.wanted = true;
    if (this.state === "paused" || this.state === "done") this.#go();
    else this.#say();
  }

  pause() {
    this.wanted = false;
    this.#until = undefined;
    this.#halt();
    if (this.state === "playing") {
      this.#enter("paused");
      void this.#settle();
    } else this.#say();
  }

  /** Frames of a run at work may lag behind by some steps; a run at rest is shown exactly as it stands. */
  async #settle() {
    const era = this.#era;
    await this.#guarded(era, async () => {
      const report = await this.engine.call("report", this.run);
      if (this.state === "paused") await this.#look(era, report);
    });
  }

  /** Shows the run as it stood at an earlier step, or the last before it that was taken down. The run waits. @param {number} step */
  async back(step) {
    if (this.run === undefined) return;
    if (this.wanted || this.state === "playing") this.pause();
    this.#wish = step;
    if (this.#looking) return;
    this.#looking = true;
    const era = this.#era;
    await this.#guarded(era, async () => {
      while (this.#wish !== undefined && era === this.#era) {
        const wish = this.#wish;
        const { steps, losses } = await this.engine.call("history", this.run);
        const index = Math.max(0, steps.findLastIndex((/** @type {number} */ known) => known <= wish));
        const positions = await this.engine.call("snapshot", this.run, index);
        if (this.#wish === wish) this.#wish = undefined;
        else if (this.#wish === undefined) return;
        if (era !== this.#era) return;
        this.past = { index, step: steps[index], loss: losses[index] };
        const report = { .../** @type {import("./protocol.js").Report} */ (this.report), step: steps[index], loss: Number.isNaN(losses[index]) ? undefined : losses[index] };
        this.shown = { report, positions, past: true };
        this.dispatchEvent(new CustomEvent("frame", { detail: this.shown }));
        this.#say();
      }
    });
    this.#looking = false;
  }

  /** Whether an earlier moment has been asked for that is not shown yet. */
  get seeking() {
    return this.#wish !== undefined;
  }

  /** Shows the run as it stands. */
  async present() {
    if (!this.past && this.#wish === undefined) return;
    this.#forth();
    this.#say();
    const era = this.#era;
    await this.#guarded(era, async () => this.#look(era, await this.engine.call("report", this.run)));
    this.#say();
  }

  /** No earlier moment is looked at any more. */
  #forth() {
    this.past = this.#wish = undefined;
  }

  /** Off screen or in a hidden tab nothing is computed; what the reader wanted goes on afterwards. @param {boolean} off */
  suspend(off) {
    if (off === this.#suspended) return;
    this.#suspended = off;
    if (off) this.#halt();
    else if (this.state === "playing") this.#stream = this.#open();
  }

  /** One step. */
  async step() {
    this.#forth();
    this.pause();
    const era = this.#era;
    if (this.run === undefined || this.state === "done") return;
    await this.#guarded(era, async () => {
      const report = await this.engine.call("step", this.run, 1);
      await this.#look(era, report);
      // Who has pressed play meanwhile is not stopped by the step before it.
      if (era === this.#era && this.state !== "playing") this.#enter(report.phase === "done" ? "done" : "paused");
    });
  }

  /**
   * A method that diverged has gone back to its last good step by itself: stands there again, with live parameters changed.
   * @param {Record<string, any>} [values] by id
   */
  async resume(values = {}) {
    const { run } = this;
    if (this.state !== "failed" || run === undefined) return;
    const era = this.#newEra("opening");
    await this.#guarded(era, async () => {
      for (const [id, value] of Object.entries(values)) await this.engine.call("setLive", run, id, value);
      this.changes = (await this.engine.call("recipe", run)).changes;
      if (await this.#stand(era)) this.dispatchEvent(new Event("refused"));
    });
  }

  /**
   * Shows another run of the Lab on the same data; the one before it stays there.
   * @param {{ run: number, method: string, params: Record<string, any>, changes: Runner["changes"], opened?: Opened }} other
   * @param {boolean} [fresh] whether it has not been shown before
   */
  async adopt({ run, method, params, changes, opened }, fresh = false) {
    this.pause();
    this.plan.method = method;
    Object.assign(this, { run, params, changes, opened });
    const era = this.#newEra("opening");
    await this.#guarded(era, async () => {
      if (fresh) await this.#begin(era, run);
      else await this.#stand(era);
      if (era === this.#era) this.dispatchEvent(new Event("refused"));
    });
  }

  /** Back to step 0 with the same seed, or another. Goes on playing if it was. @param {number} [seed] */
  async restart(seed) {
    if (seed !== undefined) this.params.seed = seed;
    if (this.run === undefined) return this.open();
    // What a file has taught is not here to be learned again: it begins like any other.
    if (this.opened) return this.change({});
    const { run, now } = this;
    const changed = new Set(this.changes.map(({ parameter }) => parameter));
    this.#halt();
    const era = this.#newEra("opening");
    await this.#guarded(era, async () => {
      await this.engine.call("reset", run, seed);
      // A reset brings back what the run was started with; the controls show what it was changed to, and that holds.
      for (const parameter of changed) await this.engine.call("setLive", run, parameter, now[parameter]);
      const { changes } = await this.engine.call("recipe", run);
      if (era !== this.#era) return;
      this.changes = changes;
      if ((await this.#stand(era)) && this.wanted) this.#go();
    });
  }

  /** Changes a parameter: at once if it is live, otherwise by a fresh start on the same data. A model from a file has learned
   * already; what is live holds for the restart.
   * @param {{ id: string, live: boolean }} parameter @param {any} value */
  async set(parameter, value) {
    const { run } = this;
    if (parameter.live && this.opened) return void (this.params = { ...this.params, [parameter.id]: value });
    if (!parameter.live || run === undefined || this.state === "failed") return this.change({ params: { ...(this.#next?.params ?? this.now), [parameter.id]: value } });
    try {
      await this.engine.call("setLive", run, parameter.id, value);
      this.changes = (await this.engine.call("recipe", run)).changes;
    } catch (error) {
      this.#refuse(error);
    }
  }

  /** A fresh start on the same data, with other parameters, another method, or another number of dimensions. Of several that are
   * asked for at once the last one counts.
   * @param {{ params?: Record<string, any>, method?: string, components?: 2 | 3 }} to */
  async change({ params = this.#next?.params ?? this.now, method = this.#next?.method ?? this.plan.method, components = this.#next?.components ?? this.components }) {
    const { data } = this;
    const take = () => {
      this.params = params;
      this.plan.method = method;
      this.components = components;
      this.changes = [];
    };
    if (data === undefined) return take();
    const next = { params, method, components };
    this.#next = next;
    try {
      const run = await this.engine.call("start", method, data, params);
      // Another change, or other data, has come in between.
      if (this.#next !== next || this.data !== data) return this.#forget(run);
      this.#next = undefined;
      this.#halt();
      const old = [this.run, this.#closeModel()];
      take();
      const era = this.#newEra("opening");
      for (const id of old) await this.#forget(id);
      await this.#guarded(era, () => this.#begin(era, run));
    } catch (error) {
      if (this.#next !== next) return;
      this.#next = undefined;
      this.#refuse(error);
    }
  }

  /** What was refused changes nothing: the run before it goes on. @param {unknown} error */
  #refuse(error) {
    this.dispatchEvent(new CustomEvent("trouble", { detail: error }));
    this.dispatchEvent(new Event("refused"));
  }

  /** @param {string} pace */
  setPace(pace) {
    this.pace = pace;
    this.#stream?.setPace(pace);
    this.#say();
  }

  /** The places of all rows as the run stands. @returns {Promise<Float32Array>} */
  positions() {
    return this.engine.call("map", this.run, this.components);
  }

  close() {
    this.#halt();
    this.#newEra("closed");
    this.engine.destroy();
  }

  /** Ends this run alone; others in the same worker go on. */
  async leave() {
    this.#halt();
    this.#newEra("closed");
    for (const id of [this.run, this.#closeModel()]) await this.#forget(id);
    this.run = this.data = undefined;
  }

  /** @param {number} era @param {number} run @param {number} [until] */
  async #begin(era, run, until) {
    this.run = run;
    await this.engine.call("record", run, { components: this.components, align: this.plan.align });
    this.#until = until;
    // Who hears that it has begun may have it play already.
    if ((await this.#stand(era, until === undefined)) && this.state !== "playing" && (until !== undefined || this.wanted)) this.#go();
  }

  /** The run can be used, and is shown as it stands. @param {number} era @param {boolean} [begun] @returns {Promise<boolean>} whether it still matters */
  async #stand(era, begun = false) {
    const report = await this.engine.call("report", this.run);
    await this.#look(era, report);
    if (era !== this.#era) return false;
    this.#enter(report.phase === "done" ? "done" : "paused");
    this.dispatchEvent(new CustomEvent("opened", { detail: begun }));
    return true;
  }

  async #go() {
    if (this.state === "done") return this.restart();
    this.#enter("playing");
    if (!this.#suspended) this.#stream = this.#open();
  }

  #open() {
    const era = this.#era;
    const run = /** @type {number} */ (this.run);
    const until = this.#until;
    /** @type {{ pause: () => void, setPace: (pace: string) => void }} */
    const stream = this.engine.play(
      run,
      { components: this.components, pace: until === undefined ? this.pace : "full", until },
      {
        frame: ({ report, positions }) => {
          if (era === this.#era && stream === this.#stream) this.#show(report, positions);
        },
        stopped: ({ why, error, report }) => {
          if (era !== this.#era || stream !== this.#stream) return;
          this.#stream = undefined;
          if (report) this.report = report;
          if (why === "done" || why === "reached") {
            this.wanted = false;
            this.#until = undefined;
            this.#enter(why === "done" ? "done" : "paused");
          } else if (why === "failed" && error) this.#fail(error);
        },
      },
    );
    return stream;
  }

  #halt() {
    this.#stream?.pause();
    this.#stream = undefined;
  }

  /** @param {number} era @param {import("./protocol.js").Report} report */
  async #look(era, report) {
    const positions = await this.positions();
    if (era === this.#era) this.#show(report, positions);
  }

  /** @param {import("./protocol.js").Report} report @param {Float32Array} positions */
  #show(report, positions) {
    this.report = report;
    // Whoever looks back is not called to the present.
    if (this.past) return;
    this.shown = { report, positions };
    this.dispatchEvent(new CustomEvent("frame", { detail: this.shown }));
  }

  /**
   * The worker is gone: says so, then makes the run again in a fresh one. What its recipe holds (data, parameters, seed,
   * changes, step) is known here, so nothing has to be asked of the worker that is no more.
   */
  async #recover() {
    const { opened } = this;
    const step = this.run === undefined || this.wanted || opened ? undefined : this.report?.step;
    if (opened) opened.before.run = undefined;
    const again = this.state !== "opening";
    const era = this.#newEra("opening");
    this.#stream = undefined;
    this.run = this.data = undefined;
    // What was lost before it could begin would be lost again, and again.
    if (!again) return this.#fail(new EngineError("worker-lost", "the computation stopped unexpectedly before it could begin; change something, or restart"));
    this.dispatchEvent(new CustomEvent("trouble", { detail: new EngineError("worker-lost", "the computation stopped unexpectedly and is being made again from its recipe") }));
    await this.#guarded(era, async () => {
      const data = await this.plan.load(this.engine);
      this.data = data;
      const run = opened ? await this.engine.call("openModel", data, opened.bytes) : await this.#start(data);
      await this.#begin(era, run, step || undefined);
      this.dispatchEvent(new Event("recovered"));
    });
  }

  /** @param {number} era @param {() => Promise<unknown>} work */
  async #guarded(era, work) {
    try {
      await work();
    } catch (error) {
      // A lost worker is dealt with by #recover; a closed one is nobody's concern any more.
      const code = error instanceof EngineError ? error.code : "";
      if (era === this.#era && code !== "worker-lost" && code !== "worker-closed") this.#fail(/** @type {Error} */ (error));
    }
  }

  /** @param {number | undefined} id */
  async #forget(id) {
    if (id !== undefined) await this.engine.call("free", id).catch(() => undefined);
  }

  /** No model is shown any more. @returns {number | undefined} the run that waited for its end */
  #closeModel() {
    const waiting = this.opened?.before.run;
    this.opened = undefined;
    return waiting;
  }

  /** @param {Error} error */
  #fail(error) {
    this.#halt();
    this.wanted = false;
    this.#enter("failed");
    this.dispatchEvent(new CustomEvent("trouble", { detail: error }));
  }

  /** @param {State} state */
  #newEra(state) {
    this.#era += 1;
    this.#forth();
    this.#enter(state);
    return this.#era;
  }

  /** @param {State} state */
  #enter(state) {
    this.state = state;
    this.#say();
  }

  #say() {
    this.dispatchEvent(new Event("state"));
  }
}
