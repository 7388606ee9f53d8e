// Child processes and what is said about them. Nothing here needs an npm package: it runs before `npm ci`.

import { spawn, spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds Cargo.toml and package.json. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** Tools that set-up installs for this project alone. */
export const toolsFolder = join(root, ".tools");

/** Something the machine lacks or refuses; its message says what would bring it, so it is shown without a stack. */
export class Missing extends Error {}

/** Something that ran and failed; its output has been shown. */
export class Failed extends Error {}

/**
 * One plain line about a step that will take a while.
 * @param {string} what what is being done
 * @param {string} [duration] how long it may take, e.g. "about 2 min"
 */
export function say(what, duration) {
  console.log(duration ? `• ${what} (${duration})` : `• ${what}`);
}

/**
 * The environment for child processes: the project's own tools come first on PATH.
 * @param {NodeJS.ProcessEnv} [extra] further variables
 */
export function environment(extra = {}) {
  const path = [join(toolsFolder, "bin"), process.env.PATH ?? ""].join(delimiter);
  return { ...process.env, PATH: path, ...extra };
}

/**
 * Where a program is found on PATH (the project's own tools first), or undefined.
 * @param {string} program
 */
export function which(program) {
  const names = process.platform === "win32" ? [`${program}.exe`, `${program}.cmd`] : [program];
  for (const folder of (environment().PATH ?? "").split(delimiter)) {
    for (const name of names) {
      const path = join(folder, name);
      if (folder && existsSync(path) && statSync(path).isFile()) return path;
    }
  }
  return undefined;
}

/**
 * The output of a short command, or undefined where it is missing or fails.
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [options]
 */
export function probe(program, args, { env = environment(), cwd = root } = {}) {
  const { status, stdout } = spawnSync(program, args, { cwd, env, encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * Runs a command to its end.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {object} [options]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {string} [options.cwd]
 * @param {boolean} [options.quiet] keep the output back unless the command fails
 * @param {number} [options.timeout] milliseconds after which the command is stopped and counts as failed
 * @returns {Promise<{ code: number, output: string, stdout: string }>} the exit code (127: not found), everything that
 *   was printed, and what of it went to the standard output
 */
export function attempt(program, args, { env = environment(), cwd = root, quiet = true, timeout } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env, timeout, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    let stdout = "";
    for (const [stream, target] of /** @type {const} */ ([
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ])) {
      stream.setEncoding("utf8");
      stream.on("data", (/** @type {string} */ chunk) => {
        output += chunk;
        if (stream === child.stdout) stdout += chunk;
        if (!quiet) target.write(chunk);
      });
    }
    child.on("error", (error) => resolve({ code: 127, output: `${program}: ${error.message}\n`, stdout }));
    child.on("close", (code) => resolve({ code: code ?? 1, output, stdout }));
  });
}

/**
 * Runs a command that must succeed, and returns its standard output; everything it printed is shown when it fails.
 * @param {string} program
 * @param {string[]} args
 * @param {Parameters<typeof attempt>[2]} [options]
 */
export async function run(program, args, options = {}) {
  const { code, output, stdout } = await attempt(program, args, options);
  if (code !== 0) {
    if (options.quiet ?? true) process.stderr.write(output);
    throw new Failed(`"${[program, ...args].join(" ")}" failed with exit code ${code}.`);
  }
  return stdout;
}

/**
 * Runs a command's main function; says what is wrong in words and sets the exit code.
 * @param {() => Promise<void>} main
 */
export async function command(main) {
  try {
    await main();
  } catch (error) {
    process.exitCode = 1;
    if (error instanceof Missing || error instanceof Failed) console.error(`\n${error.message}`);
    else console.error(error);
  }
}
