// The library: cargo → wasm-bindgen → wasm-opt → pkg/.

import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, sep } from "node:path";
import { nameForOrder } from "./arrange.mjs";
import { environment, root, run, say } from "./setup/process.mjs";
import { digest, unlessStamped } from "./setup/stamp.mjs";
import { buildsStandardLibrary, wasmTarget } from "./setup/rust.mjs";
import { lockedVersion } from "./setup/tools.mjs";

/** The folder of the library. */
export const packageFolder = join(root, "pkg");

/** What rustc may use of WebAssembly, so what wasm-opt must accept; relaxed SIMD is left out on purpose. */
const features = [
  "--enable-simd",
  "--enable-bulk-memory",
  "--enable-bulk-memory-opt",
  "--enable-mutable-globals",
  "--enable-multivalue",
  "--enable-nontrapping-float-to-int",
  "--enable-reference-types",
  "--enable-sign-ext",
];

/** Rust keeps nothing in the first kilobyte of memory: its stack ends there. So an offset needs no sum of its own. */
const small = ["-Os", "--low-memory-unused", "--strip-debug"];

/**
 * What makes LLVM write less: it inlines less, unrolls no loop of unknown length, and makes no SIMD copy of a loop by itself.
 * The loops that count are written with their lanes (src/linalg/elementwise.rs, vector.rs), so they run nearly as fast (within
 * 10 %, most within 5 %, measured method by method), at 22 % less to download. Levels below 3 make no SIMD of lanes either.
 */
const frugal = [
  "-inline-threshold=25",
  "-inlinehint-threshold=60",
  "-locally-hot-callsite-threshold=150",
  "-unroll-runtime=false",
  "-vectorize-loops=false",
];

/**
 * The standard library compiled with ours, so that a panic stops at once and what it would say is left out: 8 % of the whole.
 * `LATENT_LAB_PROFILE=quick` makes a library that says it.
 */
const silent = {
  rust: ["-Z", "unstable-options", "-C", "panic=immediate-abort"],
  cargo: ["-Z", "build-std=std,panic_abort"],
  // cargo and rustc take these as they are only from who asks for them.
  env: { RUSTC_BOOTSTRAP: "1" },
};

/** `LATENT_LAB_PROFILE=quick` builds in seconds what runs about half as fast: for trying things, never for measuring. */
const quick = process.env.LATENT_LAB_PROFILE === "quick";
const profile = quick ? "quick" : "release";

/**
 * Builds the library, as far as it is not up to date.
 * @param {NodeJS.ProcessEnv} env the environment for cargo
 */
export async function buildLibrary(env) {
  const wasm = compiled("latent_lab");
  const before = modified(wasm);
  if (before === undefined) say("Compiling the library to WebAssembly", "about 3 min the first time");
  await compile("latent-lab", env);
  if (before !== undefined && before !== modified(wasm)) say("Compiled the library to WebAssembly");

  const binaryen = join(root, "node_modules", "binaryen");
  const facts = [profile, lockedVersion("wasm-bindgen"), readFileSync(join(binaryen, "package.json"), "utf8"), ...features];
  const from = digest([wasm, join(root, "package.json"), ...["library.mjs", "arrange.mjs"].map((name) => join(root, "scripts", name))], facts);
  const names = ["latent_lab.js", "latent_lab.d.ts", "latent_lab_bg.wasm", "package.json"];
  await unlessStamped(
    join(packageFolder, ".stamp"),
    from,
    names.map((name) => join(packageFolder, name)),
    async () => {
      say(`Writing the library to pkg/ (wasm-bindgen${quick ? "" : ", wasm-opt"})`, "about 40 s");
      const staged = join(root, "target", "pkg");
      rmSync(staged, { recursive: true, force: true });
      mkdirSync(staged, { recursive: true });
      await run("wasm-bindgen", ["--target", "web", "--out-dir", staged, wasm], { env: environment() });
      const plain = join(staged, "latent_lab_bg.wasm");
      if (!quick) {
        const optimized = join(staged, "optimized.wasm");
        await optimize(plain, optimized);
        renameSync(optimized, plain);
      }
      writeFileSync(join(staged, "package.json"), `${JSON.stringify(manifest(), undefined, 2)}\n`);
      rmSync(packageFolder, { recursive: true, force: true });
      cpSync(staged, packageFolder, { recursive: true });
    },
  );
}

/**
 * The matrix product alone, made as the library is, for a benchmark.
 * @param {NodeJS.ProcessEnv} env the environment for cargo
 * @returns {Promise<string>} the file, under the project's root
 */
export async function buildKernel(env) {
  await compile("latent-lab-kernel", env);
  const kernel = "target/kernel.wasm";
  await optimize(compiled("latent_lab_kernel"), join(root, kernel));
  return kernel;
}

/** What cargo makes of a package. @param {string} name with underscores */
function compiled(name) {
  return join(root, "target", wasmTarget, profile, `${name}.wasm`);
}

/** @param {string} crate @param {NodeJS.ProcessEnv} env */
async function compile(crate, env) {
  // The cdylib alone: beside an rlib, cargo turns link-time optimization off.
  const what = ["--package", crate, "--lib", "--crate-type", "cdylib", "--profile", profile, "--target", wasmTarget];
  // What a panic says of its place begins at the crate, wherever crates lie on the machine that builds.
  const registries = join(env.CARGO_HOME ?? join(homedir(), ".cargo"), "registry", "src");
  const sources = existsSync(registries) ? readdirSync(registries).sort() : [];
  const places = sources.map((name) => `--remap-path-prefix=${join(registries, name)}${sep}=`);
  const std = !quick && buildsStandardLibrary(env) ? silent : { rust: [], cargo: [], env: {} };
  if (!quick && std !== silent) {
    say('Without the source of Rust\'s standard library ("rustup component add rust-src") the WebAssembly becomes 9 % larger');
  }
  const rust = ["-C", `llvm-args=${frugal.join(" ")}`, ...places, ...std.rust];
  const flags = quick ? [] : ["--config", `target.${wasmTarget}.rustflags=${JSON.stringify(rust)}`, ...std.cargo];
  const settings = { ...env, ...std.env, CARGO_TARGET_DIR: join(root, "target") };
  await run("cargo", ["rustc", "--quiet", ...what, ...flags], { env: settings });
}

/** @param {string} from @param {string} to */
async function optimize(from, to) {
  const wasmOpt = join(root, "node_modules", "binaryen", "bin", "wasm-opt");
  await run(process.execPath, [wasmOpt, ...small, ...features, from, "-o", to]);
  nameForOrder(to, to);
  await run(process.execPath, [wasmOpt, ...small, "--reorder-functions-by-name", ...features, to, "-o", to]);
}

/** package.json of the library. */
function manifest() {
  const { name, version, description, license } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return {
    name,
    version,
    description,
    license,
    type: "module",
    main: "latent_lab.js",
    types: "latent_lab.d.ts",
    files: ["latent_lab.js", "latent_lab.d.ts", "latent_lab_bg.wasm", "latent_lab_bg.wasm.d.ts"],
    sideEffects: false,
  };
}

/**
 * When a file was last written, in milliseconds, or undefined.
 * @param {string} path
 */
function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}
