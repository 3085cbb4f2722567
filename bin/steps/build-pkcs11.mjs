/**
 * `npm run pkcs11`: installs what speaks to a hardware security module, and compiles it (C++: needs make, a compiler and Python) against
 * the headers that came with this very Node. Apart from the other dependencies, because few have such a module, and nobody else should need a compiler.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../pkcs11", import.meta.url));
const installed = resolve(dirname(process.execPath), "..");
// The Node among our dependencies has its headers in the package of its platform.
const withHeaders = [installed, join(installed, "node_modules", `node-${process.platform}-${process.arch}`)].find(
  (each) => existsSync(join(each, "include/node/node_api.h")),
);
// Without, node-gyp fetches them.
const headers = withHeaders === undefined ? [] : [`--nodedir=${withHeaders}`];

for (const args of [
  ["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
  ["rebuild", "--foreground-scripts", ...headers],
]) {
  const { status } = spawnSync("npm", args, { cwd: folder, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
