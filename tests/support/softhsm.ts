/**
 * The configuration of a test file whose installation has a hardware security module: SoftHSM of Debian, with a token of its own. Imported
 * before anything of ours, as environment.ts is.
 */

import "./environment.ts";
import { execFileSync, spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { rename } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testFolder } from "./environment.ts";

const MODULE = "/usr/lib/softhsm/libsofthsm2.so";
const BUILD = join(process.cwd(), "bin/steps/build-pkcs11.mjs");
const BUILT = join(process.cwd(), "bin/pkcs11/node_modules/pkcs11js/build/Release/pkcs11.node");
/** Files of tests run side by side: the first builds for all, while the others wait. */
const BUILD_ONCE = `test -e "$1" || exec "$2" "$3"`;
const pin = () => String(randomInt(1e7, 1e8));

/** Why the tests cannot run here; false: they can. */
export const missing = !existsSync(MODULE) && "softhsm2 is not installed";

if (!missing) {
  const folder = join(testFolder, "softhsm");
  mkdirSync(join(folder, "tokens"), { recursive: true });
  const path = join(folder, "softhsm2.conf");
  writeFileSync(
    path,
    `directories.tokendir = ${join(folder, "tokens")}\nobjectstore.backend = file\nlog.level = ERROR\n`,
  );
  process.env.SOFTHSM2_CONF = path;
  process.env.PKCS11_MODULE = MODULE;
  process.env.PKCS11_TOKEN = "sealbook tests";
  process.env.PKCS11_PIN = pin();
  makeToken(process.env.PKCS11_TOKEN, process.env.PKCS11_PIN);
  const words = [join(tmpdir(), "sealbook-pkcs11.lock"), "sh", "-c", BUILD_ONCE, "sh", BUILT, process.execPath, BUILD];
  const built = spawnSync("flock", words, { encoding: "utf8" });
  if (built.status !== 0) throw new Error(`npm run pkcs11 failed: ${built.stdout}${built.stderr}`);
}

export function makeToken(label: string, userPin: string): void {
  execFileSync("softhsm2-util", ["--init-token", "--free", "--label", label, "--so-pin", pin(), "--pin", userPin]);
}

const tokens = (): string => join(testFolder, "softhsm/tokens");

/** As if it were pulled out. */
export async function takeTokenAway(): Promise<void> {
  await rename(tokens(), `${tokens()}-away`);
}

export async function bringTokenBack(): Promise<void> {
  await rename(`${tokens()}-away`, tokens());
}

/** The library as others use it: looks at the token past our own code, in the session that is open in this process. */
export function otherView(): {
  api: Record<string, (...args: unknown[]) => unknown>;
  session: unknown;
  slot: unknown;
} {
  const require = createRequire(join(process.cwd(), "bin/pkcs11/package.json"));
  const { PKCS11 } = require("pkcs11js");
  const api = new PKCS11();
  api.load(MODULE);
  const slot = api
    .C_GetSlotList(true)
    .find((each: unknown) => api.C_GetTokenInfo(each).label.trim() === process.env.PKCS11_TOKEN);
  return { api, slot, session: api.C_OpenSession(slot, 4) };
}
