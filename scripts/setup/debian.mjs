// Where rustup cannot download but Debian's packages can be had: Debian's Rust, with a standard library for wasm32 built
// from the source that comes with it. Each step is taken only when needed.

import { copyFileSync, existsSync, mkdtempSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Missing, attempt, environment, probe, root, run, say, which } from "./process.mjs";

/** The name under which rustup knows Debian's Rust. */
export const debianToolchain = "debian";

const target = "wasm32-unknown-unknown";
/** The linker for wasm32 is lld-22; rustc looks for it as rust-lld, a link that rust-web-llvm brings. */
const rustPackages = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-clippy", "rustfmt-web", "rust-web-llvm", "lld-22"];

/** Whether apt-get is here. */
export function isDebianLike() {
  return process.platform === "linux" && which("apt-get") !== undefined && which("dpkg-query") !== undefined;
}

/**
 * The packages of a list that are not installed.
 * @param {string[]} packages
 */
export function missingPackages(packages) {
  const installed = (/** @type {string} */ name) =>
    probe("dpkg-query", ["--show", "--showformat=${Status}", name])?.endsWith("ok installed") ?? false;
  return packages.filter((name) => !installed(name));
}

/**
 * A command as root: itself, or through sudo when sudo asks no question.
 * @param {string} program
 * @param {string[]} args
 * @param {string} instead what a person would type
 * @returns {[string, string[]]}
 */
function asRoot(program, args, instead) {
  if (process.getuid?.() === 0) return [program, args];
  if (which("sudo") && probe("sudo", ["-n", "true"]) !== undefined) return ["sudo", ["-n", program, ...args]];
  throw new Missing(`This step needs root rights, and sudo is not to be had without a password. Run: ${instead}`);
}

/**
 * Installs Debian packages that are missing.
 * @param {string[]} packages
 * @param {string} what what they are for
 * @param {string} duration
 */
export async function installDebianPackages(packages, what, duration) {
  const missing = missingPackages(packages);
  if (missing.length === 0) return;
  const install = ["install", "-y", "--no-install-recommends", ...missing];
  const instead = `sudo apt-get ${install.join(" ")}`;
  say(`Installing ${what}: apt-get install ${missing.join(" ")}`, duration);
  const env = environment({ DEBIAN_FRONTEND: "noninteractive" });
  const first = await attempt(...asRoot("apt-get", install, instead), { env });
  if (first.code === 0) return;
  // Most often the lists of packages are old or were never fetched.
  const update = await attempt(...asRoot("apt-get", ["update"], instead), { env });
  const second = await attempt(...asRoot("apt-get", install, instead), { env });
  if (second.code !== 0) {
    process.stderr.write(update.output + second.output);
    throw new Missing(`apt-get could not install ${missing.join(", ")}. When its sources answer, run: ${instead}`);
  }
}

/**
 * Installs Debian's Rust, builds the standard library for wasm32, and links the toolchain to rustup.
 * @param {{ link: boolean }} options whether rustup is here to link it to
 */
export async function buildDebianToolchain({ link }) {
  await installDebianPackages(rustPackages, "Debian's Rust with its library source", "about 20 s");
  const library = probe("/usr/bin/rustc", ["--print", "target-libdir", "--target", target]);
  if (!library) throw new Missing(`/usr/bin/rustc does not know the target ${target}.`);
  if (!existsSync(library) || !readdirSync(library).some((name) => name.startsWith("libstd-"))) {
    await buildStandardLibrary(library);
    // What was compiled against an earlier library can no longer be used.
    rmSync(join(root, "target", target), { recursive: true, force: true });
  }
  if (link && probe("rustc", ["--version"], { env: environment({ RUSTUP_TOOLCHAIN: debianToolchain }) }) === undefined) {
    say(`Linking Debian's Rust to rustup as the toolchain "${debianToolchain}"`);
    await run("rustup", ["toolchain", "link", debianToolchain, "/usr"]);
  }
}

/**
 * Compiles std for wasm32 and puts it where rustc looks for it.
 * @param {string} library the folder to put it
 */
export async function buildStandardLibrary(library) {
  say(`Building the standard library for ${target}`, "about 40 s");
  const folder = mkdtempSync(join(tmpdir(), "latent-lab-std-"));
  try {
    mkdirSync(join(folder, "src"));
    writeFileSync(join(folder, "src", "lib.rs"), "#![no_std]\n");
    writeFileSync(
      join(folder, "Cargo.toml"),
      '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n[profile.release]\npanic = "abort"\n',
    );
    const env = environment({
      RUSTC: "/usr/bin/rustc",
      RUSTC_BOOTSTRAP: "1",
      RUSTFLAGS: "-C embed-bitcode=yes",
      CARGO_TARGET_DIR: join(folder, "target"),
    });
    const crates = "build-std=std,panic_abort,panic_unwind,test";
    await run("/usr/bin/cargo", ["build", "--release", "--target", target, "-Z", crates], { cwd: folder, env });
    const built = join(folder, "target", target, "release", "deps");
    const names = readdirSync(built).filter((name) => name.endsWith(".rlib") && !name.startsWith("libempty-"));
    const staged = join(folder, "staged");
    mkdirSync(staged);
    for (const name of names) copyFileSync(join(built, name), join(staged, name));
    const instead = "npm start as root";
    await run(...asRoot("mkdir", ["-p", library], instead));
    await run(...asRoot("cp", [...names.map((name) => join(staged, name)), library], instead));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
