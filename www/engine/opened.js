/** A model from a file in place of a run: the run waits in the same Lab, as it stood, until the model goes. */

/**
 * @typedef {object} Opened a model that is shown in place of a run
 * @property {string} name of its file
 * @property {Uint8Array} bytes of the file
 * @property {Before} before
 */
/**
 * @typedef {object} Before the run that waits
 * @property {number | undefined} run nothing, once its worker is lost
 * @property {string} method
 * @property {Record<string, any>} params
 * @property {import("./runner.js").Runner["changes"]} changes
 * @property {number | undefined} step
 */
/** @typedef {{ method: string, columns: number, parameters: Record<string, any> }} Summary what a file says of itself */

/**
 * Shows a model from a file. What is refused changes nothing.
 * @param {import("./runner.js").Runner} runner @param {string} name of the file @param {Uint8Array} bytes
 * @param {(summary: Summary) => Record<string, any>} take the parameters that a restart trains with; throws what is not wanted
 */
export async function openModel(runner, name, bytes, take) {
  const { engine, data } = runner;
  const summary = await engine.call("describeModel", bytes);
  const params = take(summary);
  if (data === undefined) throw new Error("the data is not there yet; try again in a moment");
  const run = await engine.call("openModel", data, bytes);
  // Other data has come meanwhile, and it is not for that.
  if (data !== runner.data) return forget(runner, run);
  const { opened, plan, changes, report } = runner;
  const before = opened?.before ?? { run: runner.run, method: plan.method, params: runner.params, changes, step: report?.step };
  const earlier = opened && runner.run;
  await runner.adopt({ run, method: summary.method, params, changes: [], opened: { name, bytes, before } }, true);
  await forget(runner, earlier);
}

/** Back to the run that was there before. @param {import("./runner.js").Runner} runner */
export async function leaveModel(runner) {
  const { opened, run: model } = runner;
  if (!opened) return;
  const { run, method, params, changes, step } = opened.before;
  if (run !== undefined) {
    await runner.adopt({ run, method, params, changes });
    return forget(runner, model);
  }
  runner.plan.method = method;
  runner.params = params;
  await runner.open({ until: step || undefined, changes });
}

/** @param {import("./runner.js").Runner} runner @param {number | undefined} run */
async function forget(runner, run) {
  if (run !== undefined) await runner.engine.call("free", run).catch(() => undefined);
}
