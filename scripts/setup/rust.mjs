// A Rust toolchain that can compile for wasm32-unknown-unknown.

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Missing, attempt, environment, probe, root, say, which } from "./process.mjs";
import { buildDebianToolchain, debianToolchain, isDebianLike } from "./debian.mjs";

export const wasmTarget = "wasm32-unknown-unknown";

/** The oldest Rust that Cargo.toml allows, e.g. "1.90". */
function oldestRust() {
  const found = /^rust-version = "([\d.]+)"/m.exec(readFileSync(join(root, "Cargo.toml"), "utf8"));
  if (!found) throw new Error("Cargo.toml states no rust-version");
  return found[1];
}

/**
 * Whether a version such as "1.96.0" is at least another such as "1.90".
 * @param {string} version
 * @param {string} oldest
 */
export function atLeast(version, oldest) {
  const [a, b] = [version, oldest].map((text) => text.split(".").map(Number));
  for (let i = 0; i < b.length; i++) if ((a[i] ?? 0) !== b[i]) return (a[i] ?? 0) > b[i];
  return true;
}

/** The version of Rust, e.g. "1.96.0", or undefined. @param {NodeJS.ProcessEnv} env */
function versionOf(env) {
  return /^rustc (\d+\.\d+\.\d+)/.exec(probe("rustc", ["--version"], { env }) ?? "")?.[1];
}

/**
 * What a toolchain can do. The environment chooses it: undefined stands for the one that is active anyway.
 * @param {string | undefined} toolchain
 */
export function inspect(toolchain) {
  const env = environment(toolchain ? { RUSTUP_TOOLCHAIN: toolchain } : {});
  const version = versionOf(env);
  const library = probe("rustc", ["--print", "target-libdir", "--target", wasmTarget], { env });
  return {
    env,
    version,
    recent: version !== undefined && atLeast(version, oldestRust()),
    hasCargo: probe("cargo", ["--version"], { env }) !== undefined,
    hasWasm: !!library && existsSync(library) && readdirSync(library).some((name) => /^libstd-.*\.rlib$/.test(name)),
    hasLinker: hasLinker(env),
  };
}

/**
 * Whether rustc finds what links WebAssembly: beside its own library, or on the PATH.
 * @param {NodeJS.ProcessEnv} env
 */
function hasLinker(env) {
  const library = probe("rustc", ["--print", "target-libdir"], { env });
  const name = process.platform === "win32" ? "rust-lld.exe" : "rust-lld";
  return (!!library && existsSync(join(library, "..", "bin", name))) || which("rust-lld") !== undefined;
}

/** The first Rust whose standard library can be built so that a panic stops at once, without a text. */
const oldestSilent = "1.92";

/**
 * Whether the standard library can be compiled together with ours: its source is there, and Rust is recent enough.
 * @param {NodeJS.ProcessEnv} env
 */
export function buildsStandardLibrary(env) {
  const version = versionOf(env);
  const home = probe("rustc", ["--print", "sysroot"], { env });
  const source = ["lib", "rustlib", "src", "rust", "library", "Cargo.lock"];
  return version !== undefined && home !== undefined && atLeast(version, oldestSilent) && existsSync(join(home, ...source));
}

/**
 * Finds or makes a toolchain with the wasm32 standard library, and its source where that can be had.
 * @returns {Promise<NodeJS.ProcessEnv>} the environment for every cargo command
 */
export async function prepareRust() {
  const env = await findRust();
  if (buildsStandardLibrary(env) || probe("rustup", ["--version"]) === undefined) return env;
  say("Adding the source of Rust's standard library", "about 10 s");
  const { code, output } = await attempt("rustup", ["component", "add", "rust-src"], { env, timeout: 60_000 });
  if (code !== 0) say(`rustup could not: ${reason(output)}`);
  return env;
}

/** @returns {Promise<NodeJS.ProcessEnv>} the environment for cargo */
async function findRust() {
  if (process.platform !== "win32" && probe("cc", ["--version"]) === undefined) {
    throw new Missing(
      "Rust needs a linker, and there is no C compiler. " +
        'On Debian and Ubuntu "sudo apt-get install build-essential" brings it, on macOS "xcode-select --install".',
    );
  }
  const usable = (/** @type {ReturnType<typeof inspect>} */ found) => found.recent && found.hasCargo && found.hasWasm && found.hasLinker;
  const active = inspect(undefined);
  if (usable(active)) return active.env;
  const rustup = probe("rustup", ["--version"]) !== undefined;
  if (!rustup && active.version === undefined) {
    throw new Missing("Rust is not installed (no rustc on PATH). Install it with rustup, from https://rustup.rs.");
  }
  if (rustup) {
    const linked = inspect(debianToolchain);
    if (usable(linked)) return linked.env;
  }
  if (rustup && active.recent) {
    say(`Adding the target ${wasmTarget} to Rust ${active.version}`, "about 20 s");
    const { code, output } = await attempt("rustup", ["target", "add", wasmTarget], { timeout: 300_000 });
    if (code === 0 && usable(inspect(undefined))) return active.env;
    say(`rustup could not: ${reason(output)}`);
  }
  if (!isDebianLike()) {
    throw new Missing(
      active.recent
        ? `Rust ${active.version} has no standard library for ${wasmTarget}. With a network, ` +
          `"rustup target add ${wasmTarget}" brings it.`
        : `Rust ${oldestRust()} or newer is needed, found ${active.version ?? "none"}. ` +
          '"rustup toolchain install stable" and "rustup default stable" bring it.',
    );
  }
  await buildDebianToolchain({ link: rustup });
  const built = inspect(rustup ? debianToolchain : undefined);
  if (usable(built)) return built.env;
  throw new Missing(
    `Debian's Rust (${built.version ?? "not found"}) still cannot compile for ${wasmTarget}; ` +
      `Rust ${oldestRust()} or newer with that target is needed.`,
  );
}

/**
 * The line of an output that says what went wrong.
 * @param {string} output
 */
function reason(output) {
  const lines = output.trim().split("\n");
  return lines.find((line) => /^error/.test(line)) ?? (lines.at(-1) || "no answer");
}
