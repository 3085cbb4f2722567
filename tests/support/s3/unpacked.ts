/** Programs of Debian that a test starts, unpacked into a folder: nothing is installed, and no script of a package runs. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Of everybody who tests on this machine: loading them takes a while. */
const SHELF = join(tmpdir(), "sealbook-test-servers");
const LOADING_TIMEOUT_MS = 240_000;

/** Where Debian keeps what is made for this kind of processor. */
export const MULTIARCH = process.arch === "arm64" ? "aarch64-linux-gnu" : "x86_64-linux-gnu";

/** Packages that this machine lacks are loaded; those that it has are used as they are, but for the named ones. */
const SCRIPT = `
set -eu
cd "$1"; shift
[ -e whole ] && exit 0
rm -rf loaded root; mkdir loaded root
cd loaded
{ apt-get install --simulate --no-install-recommends "$@" | sed -n 's/^Inst \\([^ ]*\\).*/\\1/p'; printf '%s\\n' "$@"; } | sort -u | xargs apt-get download
for package in *.deb; do dpkg-deb --extract "$package" ../root; done
cd ..; rm -rf loaded; touch whole`;

/** @returns the folder that stands for /; undefined where Debian's packages cannot be had. One process at a time loads them. */
export function unpacked(name: string, packages: readonly string[]): string | undefined {
  const folder = join(SHELF, name);
  mkdirSync(folder, { recursive: true });
  const args = [join(folder, "lock"), "bash", "-c", SCRIPT, "unpack", folder, ...packages];
  const { status, stderr } = spawnSync("flock", args, { encoding: "utf8", timeout: LOADING_TIMEOUT_MS });
  if (status === 0 && existsSync(join(folder, "whole"))) return join(folder, "root");
  console.log(
    `SKIPPED: ${packages.join(", ")} cannot be had here (${stderr?.trim().split("\n").at(-1) ?? "no flock"})`,
  );
  return undefined;
}
