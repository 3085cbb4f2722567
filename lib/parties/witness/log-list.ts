/** The logs that a witness knows: `logs.json` in its folder, by origin, each with the keys that may sign for it. */
import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { ORIGIN_CHARS_MAX, parseCheckpoint } from "#lib/core/log/checkpoint.ts";
import { KEY_TYPE, parseVerifierKey, type VerifierKey } from "#lib/core/log/note.ts";
import { isAbsent, writeDurably } from "./durable-file.ts";
import { takeLock } from "./lock.ts";
import { WitnessError } from "./witness-error.ts";

const FORMAT = "sealbook.witness-logs/v1";
const LOGS_MAX = 1_024;
/** Two during a rotation; a few more for logs that sign with several kinds. */
const KEYS_MAX = 8;
const FILE_BYTES_MAX = 8 * 1024 * 1024;

/** What logs sign with; of cosignature/v1 (0x04) C2SP tlog-cosignature says that it is for others. */
const LOG_KEY_TYPES: readonly number[] = [KEY_TYPE.ed25519, KEY_TYPE.mlDsa44];

/** Keys by origin. */
export type LogList = ReadonlyMap<string, readonly VerifierKey[]>;

/** How C2SP tlog-witness names a log in addresses: the SHA-256 of its origin, in hex. */
export function originHash(origin: string): string {
  return createHash("sha256").update(origin, "utf8").digest("hex");
}

const pathIn = (folder: string): string => join(folder, "logs.json");

/** @throws {WitnessError} logs_malformed */
export async function readLogs(folder: string): Promise<LogList> {
  const path = pathIn(folder);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (isAbsent(error)) return new Map();
    throw error;
  }
  const logs = text.length <= FILE_BYTES_MAX ? parseLogs(text) : undefined;
  if (!logs) throw new WitnessError("logs_malformed", path);
  return logs;
}

/** A text that changes whenever the list does. */
export async function logsVersion(folder: string): Promise<string> {
  try {
    const { ino, mtimeNs, size } = await stat(pathIn(folder), { bigint: true });
    return `${ino} ${mtimeNs} ${size}`;
  } catch (error) {
    if (isAbsent(error)) return "absent";
    throw error;
  }
}

function parseLogs(text: string): LogList | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { format, logs } = (value ?? {}) as Record<string, unknown>;
  if (format !== FORMAT || !Array.isArray(logs) || logs.length > LOGS_MAX) return undefined;
  const known = new Map<string, VerifierKey[]>();
  for (const log of logs) {
    const { origin, keys } = (log ?? {}) as Record<string, unknown>;
    if (typeof origin !== "string" || !Array.isArray(keys) || keys.length < 1 || keys.length > KEYS_MAX)
      return undefined;
    const parsed = keys.map((key) => (typeof key === "string" ? parseVerifierKey(key) : undefined));
    const sound = parsed.filter((key) => key !== undefined && LOG_KEY_TYPES.includes(key.type)) as VerifierKey[];
    if (sound.length !== keys.length || known.has(origin)) return undefined;
    known.set(origin, sound);
  }
  return known;
}

/**
 * Trusts these keys for a log from now on, beside those that it trusts already. The origin is the keys' name unless said.
 * A witness that runs sees it within a second.
 * @throws {WitnessError} log_key_malformed, log_key_type, log_names_differ, logs_too_many, logs_malformed, locked
 */
export async function addLog(
  folder: string,
  { origin, keys }: { origin?: string; keys: readonly string[] },
): Promise<{ origin: string; keys: readonly VerifierKey[] }> {
  const parsed = keys.map(parseLogKey);
  const [first] = parsed;
  if (!first) throw new WitnessError("log_key_malformed", "");
  const name = origin ?? first.name;
  if (origin === undefined && parsed.some((key) => key.name !== name)) throw new WitnessError("log_names_differ", name);
  if (!isOrigin(name)) throw new WitnessError("name_malformed", name);
  const known = await change(folder, (logs) => {
    const all = [...(logs.get(name) ?? []), ...parsed];
    const distinct = all.filter((key, at) => all.findIndex(({ text }) => text === key.text) === at);
    const isNew = !logs.has(name);
    if (distinct.length > KEYS_MAX || (isNew && logs.size >= LOGS_MAX)) throw new WitnessError("logs_too_many", name);
    logs.set(name, distinct);
  });
  return { origin: name, keys: known.get(name) ?? [] };
}

/**
 * Trusts a log no more, or one key of it. What was cosigned and what was seen stays, and stays published: a log that is
 * added again goes on from there.
 * @throws {WitnessError} log_unknown, logs_malformed, locked
 */
export async function removeLog(folder: string, { origin, key }: { origin: string; key?: string }): Promise<void> {
  await change(folder, (logs) => {
    const keys = logs.get(origin);
    const rest = key === undefined ? [] : (keys ?? []).filter(({ text }) => text !== key);
    if (!keys || rest.length === keys.length) throw new WitnessError("log_unknown", key ?? origin);
    if (rest.length === 0) logs.delete(origin);
    else logs.set(origin, rest);
  });
}

function parseLogKey(text: string): VerifierKey {
  const key = parseVerifierKey(text);
  if (!key) throw new WitnessError("log_key_malformed", text);
  if (!LOG_KEY_TYPES.includes(key.type)) throw new WitnessError("log_key_type", text);
  return key;
}

function isOrigin(text: string): boolean {
  if (text.length > ORIGIN_CHARS_MAX) return false;
  return parseCheckpoint(`${text}\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n`)?.origin === text;
}

async function change(folder: string, edit: (logs: Map<string, readonly VerifierKey[]>) => void): Promise<LogList> {
  const lock = await takeLock(join(folder, "logs.lock"));
  try {
    const logs = new Map(await readLogs(folder));
    edit(logs);
    const listed = [...logs].map(([origin, keys]) => ({ origin, keys: keys.map(({ text }) => text) }));
    await writeDurably(pathIn(folder), `${JSON.stringify({ format: FORMAT, logs: listed }, null, 2)}\n`);
    return logs;
  } finally {
    await lock.release();
  }
}
