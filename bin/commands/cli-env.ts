/** What the command line takes from its environment. Nothing here can be wrong: `verify` runs wherever Node.js does. */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { DEFAULT_LOCALE, type Locale, matchLocale } from "#lib/i18n/locale.ts";

const DEFAULT_URL = "http://localhost:3000";

/** As POSIX ranks its variables: LC_ALL, LC_MESSAGES, LANG. */
export function readTerminalLocale(): Locale {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  return matchLocale(LC_ALL || LC_MESSAGES || LANG || undefined) ?? DEFAULT_LOCALE;
}

/** What the command line keeps between two runs. https://specifications.freedesktop.org/basedir-spec */
export function stateFolder(): string {
  return join(process.env.XDG_STATE_HOME || join(homedir(), ".local", "state"), "sealbook");
}

/** Whether requests are to go through a proxy. */
export function namesProxy(): boolean {
  return Object.keys(process.env).some((name) => /^https?_proxy$/i.test(name));
}

/** Version of the product, as package.json states it. */
export function readVersion(): string {
  const { version }: { version: string } = JSON.parse(
    readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
  );
  return version;
}

/** Whether the database is the one that `npm start` runs; once the configuration is read. */
export function usesEmbeddedDatabase(): boolean {
  return !process.env.DATABASE_URL && !process.env.APP_DATABASE_URL;
}

/**
 * Address of the server and API key, from the environment, else from `.env` beside package.json. Without an address
 * it is the one under which the installation of this folder runs, else the one at which it would.
 */
export async function readServerEnvironment(): Promise<{ url: string; key: string | undefined }> {
  await import("../start/env-file.ts");
  const { SEALBOOK_URL, SEALBOOK_KEY, PUBLIC_URL, PORT } = process.env;
  const configured = PORT ? `http://localhost:${PORT}` : PUBLIC_URL || DEFAULT_URL;
  const url = SEALBOOK_URL || runningAddress(await readDataDir()) || configured;
  return { url, key: SEALBOOK_KEY || undefined };
}

/**
 * Makes this process read the configuration as `npm start` does: `.env`, a data folder relative to the project, and
 * the address under which the installation runs now, for the links that are handed out. Before lib/env.ts is imported.
 */
export async function adoptInstallation(): Promise<void> {
  await import("../start/env-file.ts");
  if (!process.env.NODE_ENV) Object.assign(process.env, { NODE_ENV: "production" });
  const dataDir = await readDataDir();
  process.env.DATA_DIR = dataDir;
  if (process.env.PUBLIC_URL || process.env.PORT) return;
  const address = runningAddress(dataDir);
  if (address) process.env.PUBLIC_URL = address;
}

async function readDataDir(): Promise<string> {
  const { ROOT } = await import("../start/settings.mjs");
  return resolve(ROOT, process.env.DATA_DIR || ".data");
}

function runningAddress(dataDir: string): string | undefined {
  try {
    const lock: unknown = JSON.parse(readFileSync(join(dataDir, "start.lock"), "utf8"));
    const address = typeof lock === "object" && lock && "address" in lock ? lock.address : undefined;
    return typeof address === "string" && URL.canParse(address) ? address : undefined;
  } catch {
    return undefined;
  }
}
