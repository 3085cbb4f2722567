/** `sealbook witness init|add-key|add-log|remove-log|list|run`: a witness that needs nothing but its own folder. */

import { toBase64 } from "#lib/core/text/bytes.ts";
import { exactNumber } from "#lib/core/text/decimal.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { print, printJson, table } from "#lib/infra/terminal/terminal.ts";
import { CosignedState } from "#lib/parties/witness/cosigned-state.ts";
import type { Cosigners } from "#lib/parties/witness/cosigner.ts";
import { addLog, originHash, readLogs, removeLog } from "#lib/parties/witness/log-list.ts";
import { addKey, initWitness, runWitness } from "#lib/parties/witness/run-witness.ts";
import { WitnessError } from "#lib/parties/witness/witness-error.ts";
import { ALGORITHMS, type Algorithm, type Role, readKeys } from "#lib/parties/witness/witness-key.ts";
import { readVersion } from "./cli-env.ts";

const PORT_MAX = 65_535;
const RATE_MAX = 1_000_000;
const ROLE_WORDS = {
  witness: { added: "witness.logAdded", removed: "witness.logRemoved", keyAdded: "witness.keyAdded" },
  mirror: { added: "mirror.logAdded", removed: "mirror.logRemoved", keyAdded: "mirror.keyAdded" },
} as const satisfies Record<Role, object>;

export async function witnessInit(context: Context): Promise<ExitCode> {
  const { say, json } = context;
  const folder = option(context, "dir");
  const name = option(context, "name");
  const algorithms = parseAlgorithms(context);
  const cosigners = await sentences(context, () => initWitness(folder, { name, algorithms }));
  if (json) printJson({ ...keysView(cosigners), dir: folder });
  else print(`${say("witness.made", { dir: plain(folder) })}\n\n${textsOf(cosigners)}\n\n${say("witness.keepKey")}`);
  return EXIT.ok;
}

export async function witnessAddKey(context: Context): Promise<ExitCode> {
  return await addKeyOf("witness", context);
}

export async function addKeyOf(role: Role, context: Context): Promise<ExitCode> {
  const { say, json } = context;
  const folder = option(context, "dir");
  const cosigners = await sentences(context, () => addKey(folder, role));
  if (json) printJson({ ...keysView(cosigners), dir: folder });
  else print(`${say(ROLE_WORDS[role].keyAdded)}\n\n${textsOf(cosigners)}`);
  return EXIT.ok;
}

/** Under `key` the first, which evidence names. */
export function keysView(cosigners: Cosigners): { name: string; key: string; keys: string[] } {
  const [{ key }] = cosigners;
  return { name: key.name, key: key.text, keys: cosigners.map((each) => each.key.text) };
}

export function textsOf(cosigners: Cosigners): string {
  return cosigners.map(({ key }) => key.text).join("\n");
}

export async function witnessAddLog(context: Context): Promise<ExitCode> {
  return await addLogOf("witness", context);
}

/** @param role whose folder it is: witnesses and mirrors list their logs alike */
export async function addLogOf(role: Role, context: Context): Promise<ExitCode> {
  const { say, json, lists } = context;
  const folder = option(context, "dir");
  const origin = optional(context, "origin");
  const [{ key }] = await sentences(context, () => readKeys(folder, role));
  const log = await sentences(context, () => addLog(folder, { origin, keys: lists.vkey ?? [] }));
  const keys = log.keys.map(({ text }) => text);
  if (json) printJson({ [role]: key.text, origin: log.origin, keys, hash: originHash(log.origin) });
  else print(`${say(ROLE_WORDS[role].added, { origin: plain(log.origin), count: keys.length })}\n${keys.join("\n")}`);
  return EXIT.ok;
}

export async function witnessRemoveLog(context: Context): Promise<ExitCode> {
  return await removeLogOf("witness", context);
}

export async function removeLogOf(role: Role, context: Context): Promise<ExitCode> {
  const { say, json } = context;
  const folder = option(context, "dir");
  const origin = option(context, "origin");
  const key = optional(context, "vkey");
  await sentences(context, () => readKeys(folder, role));
  await sentences(context, () => removeLog(folder, { origin, key }));
  if (json) printJson({ origin, key: key ?? null, removed: true });
  else print(say(ROLE_WORDS[role].removed, { origin: plain(origin) }));
  return EXIT.ok;
}

export async function witnessList(context: Context): Promise<ExitCode> {
  const { say, json } = context;
  const folder = option(context, "dir");
  const { cosigners, logs, state } = await sentences(context, async () => {
    const cosigners = await readKeys(folder);
    const keys = cosigners.map(({ key }) => key);
    return { cosigners, logs: await readLogs(folder), state: await CosignedState.open(folder, keys) };
  });
  const listed = [...logs].map(([origin, keys]) => {
    const latest = state.latest(originHash(origin));
    return {
      origin,
      hash: originHash(origin),
      keys: keys.map(({ text }) => text),
      size: (latest && exactNumber(latest.checkpoint.size)) ?? null,
      root: latest ? toBase64(latest.checkpoint.root) : null,
      cosignedAt: latest ? new Date(Number(latest.timestamp) * 1_000).toISOString() : null,
    };
  });
  if (json) {
    printJson({ ...keysView(cosigners), logs: listed });
    return EXIT.ok;
  }
  print(`${say("witness.key")}\n${textsOf(cosigners)}\n`);
  if (listed.length === 0) print(say("witness.noLogs"));
  for (const { origin, keys, size, cosignedAt } of listed) {
    const rows = keys.map((text): [string, string] => [say("witness.logKey"), text]);
    const known = size === null ? say("witness.nothingCosigned") : `${size} (${cosignedAt})`;
    print(`\n${plain(origin)}\n${table([...rows, [say("witness.latest"), known]])}`);
  }
  return EXIT.ok;
}

export async function witnessRun(context: Context): Promise<ExitCode> {
  const { say } = context;
  const { host, port } = parseListen(context);
  const prefix = parsePrefix(context);
  const rate = parseRate(context);
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => stop.abort());
  const ended = await sentences(context, () =>
    runWitness({
      folder: option(context, "dir"),
      host,
      port,
      prefix,
      rate,
      drafts: context.options.drafts === true,
      version: readVersion(),
      write: (line) => process.stdout.write(line),
      signal: stop.signal,
    }),
  );
  if (ended === "stopped") return EXIT.ok;
  throw new CommandError(say("witness.lost"), { code: "lock_lost", exitCode: EXIT.failed });
}

function option({ options }: Context, name: string): string {
  const value = options[name];
  return typeof value === "string" ? value : "";
}

function optional(context: Context, name: string): string | undefined {
  return option(context, name) || undefined;
}

/** `127.0.0.1:8080`, `[::1]:8080`, `witness.internal:8080`; port 0 is any that is free. */
export function parseListen(context: Context): { host: string; port: number } {
  const value = option(context, "listen");
  const [, v6, name, digits = ""] = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]]+)):(\d{1,5})$/.exec(value) ?? [];
  const host = v6 ?? name;
  if (host === undefined || Number(digits) > PORT_MAX) throw invalid(context, "witness.badListen", value);
  return { host, port: Number(digits) };
}

export function parsePrefix(context: Context): string | undefined {
  const value = optional(context, "prefix");
  if (value !== undefined && !/^(\/[A-Za-z0-9._~-]+)+$/.test(value)) throw invalid(context, "witness.badPrefix", value);
  return value;
}

export function parseAlgorithms(context: Context): readonly Algorithm[] {
  const value = optional(context, "algorithm");
  if (value === undefined) return ALGORITHMS;
  const algorithm = ALGORITHMS.find((each) => each === value);
  if (!algorithm) throw invalid(context, "witness.badAlgorithm", value);
  return [algorithm];
}

function parseRate(context: Context): number | undefined {
  const value = optional(context, "rate");
  if (value === undefined) return undefined;
  const rate = /^\d{1,7}$/.test(value) ? Number(value) : 0;
  if (rate < 1 || rate > RATE_MAX) throw invalid(context, "witness.badRate", value);
  return rate;
}

function invalid({ say }: Context, key: string, value: string): CommandError {
  return new CommandError(say(key, { value: plain(value) }), { code: "invalid_option" });
}

/** Expected failures as sentences in the person's language. */
export async function sentences<Result>({ say }: Context, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof WitnessError)) throw error;
    const { code, subject } = error;
    throw new CommandError(say(`witness.failed.${code}`, { subject: plain(subject) }), { code });
  }
}
