/** `sealbook submit`: hashes files here, then records them; what fails does not stop the rest. */
import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { toBase64, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { FILE_NAME_CHARS_MAX, fileNameFlaw } from "#lib/core/text/file-name.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { hashFile } from "#lib/infra/terminal/files.ts";
import { type Progress, print, printJson, progressLine, tell } from "#lib/infra/terminal/terminal.ts";
import type { Say } from "#lib/infra/terminal/words.ts";
import { checkedReceipt, RECORD_ID } from "./checked-receipt.ts";
import { type Answer, jsonOf, refusal, send } from "./http.ts";
import { mediaTypeOf } from "./media-type.ts";
import { type Server, serverOf } from "./server.ts";
import { submitBulk } from "./submit-bulk.ts";

/** In all, a file; the worker appends a block a second. */
const WAIT_SECONDS_MAX = 60;
/** Between two questions, should the server not wait as it was asked to. */
const POLL_INTERVAL_MS = 500;
/** The longest that one request may ask the server to wait. */
const WAIT_SECONDS_A_REQUEST = 20;

/** What the server says about a record; more than this is passed on as it is. */
export interface Evidence {
  id: string;
  state: string;
  sha256: string;
  [field: string]: unknown;
}

interface Local {
  path: string;
  name: string;
  size: number;
  sha256: Uint8Array;
  /** Of a file that is not sent. */
  sha3?: Uint8Array;
}

/** What became of a file. */
type Result = { file: string } & ({ evidence: Evidence } | { error: CommandError });

export async function submit(context: Context): Promise<ExitCode> {
  const { operands, options, say, json } = context;
  if (options.bulk) return await submitBulk(context);
  const setting: Setting = { context, server: await serverOf(context), progress: progressLine() };
  const results: Result[] = [];
  for (const file of operands) {
    const result = await attempt(file, setting, () => recordFile(file, setting));
    results.push(result);
    if (!options.wait) tellResult(result, setting);
    // It will not be there for the next file either.
    if ("error" in result && result.error.code === "unreachable" && results.length === 1) break;
  }
  // One block takes many: all are sent before the first is waited for.
  if (options.wait) await waitForAll(results, setting);
  if (json) printJson(results.map(spelled));
  const done = results.filter((result) => "evidence" in result).length;
  if (operands.length > 1) tell(say("submit.summary", { done, all: operands.length }));
  return done === operands.length ? EXIT.ok : EXIT.failed;
}

async function waitForAll(results: Result[], setting: Setting): Promise<void> {
  for (const [index, result] of results.entries()) {
    const { file } = result;
    const waited =
      "error" in result ? result : await attempt(file, setting, () => anchored(result.evidence, { ...setting, file }));
    if ("error" in waited && "evidence" in result)
      waited.error.message = recordedBut(result.evidence, { waited, setting });
    results[index] = waited;
    tellResult(waited, setting);
  }
}

/** It is recorded, whatever went wrong afterwards. */
function recordedBut(
  { id }: Evidence,
  { waited, setting }: { waited: { error: CommandError }; setting: Setting },
): string {
  return setting.context.say("submit.recordedBut", { id, reason: waited.error.message });
}

/** A refusal is a result; anything else is a defect. */
async function attempt(file: string, { progress }: Setting, work: () => Promise<Evidence>): Promise<Result> {
  try {
    return { file, evidence: await work() };
  } catch (error) {
    if (error instanceof CommandError) return { file, error };
    throw error;
  } finally {
    progress.clear();
  }
}

function tellResult(result: Result, { context: { say, json } }: Setting): void {
  const path = plain(result.file);
  if ("error" in result) {
    tell(say("submit.failed", { path, reason: plain(result.error.message) }));
  } else if (!json) {
    const { id, state, sha256 } = result.evidence;
    print([plain(id), say(`submit.${state}`), plain(sha256), path].join("  "));
  }
}

function spelled(result: Result): object {
  if (!("error" in result)) return result;
  const { code, message } = result.error;
  return { file: result.file, error: { code, message } };
}

export interface Setting {
  context: Context;
  server: Server;
  progress: Progress;
}

/** Own fields of a record, as JSON, and under which key of the client it is one and the same. */
export type More = { fields: string; key: string };

/** @param more out of the file's digest. @throws {CommandError} */
export async function recordFile(
  path: string,
  setting: Setting,
  more?: (sha256: Uint8Array) => More,
): Promise<Evidence> {
  const { options, say } = setting.context;
  const local = await readLocal(path, setting);
  const evidence = options["digest-only"]
    ? await sendDigest(local, setting)
    : await sendFile(local, setting, more?.(local.sha256));
  if (evidence.sha256 === toHex(local.sha256)) return evidence;
  throw new CommandError(say("submit.changed"), { code: "digest_mismatch" });
}

async function readLocal(path: string, { context: { say, options }, progress }: Setting): Promise<Local> {
  const found = await stat(path).catch(() => undefined);
  if (found && !found.isFile() && !found.isDirectory()) {
    throw new CommandError(say("files.unreadable", { path, reason: say("files.special") }), {
      code: "file_unreadable",
    });
  }
  const name = basename(path);
  const flaw = fileNameFlaw(name);
  if (flaw) {
    const reason = say("/errors.invalid_name.detail", { charsMax: FILE_NAME_CHARS_MAX, ...flaw });
    throw new CommandError(reason, { code: "invalid_name" });
  }
  const whole = found?.size ?? 0;
  const onRead = (bytes: number) => progress.show(say("submit.hashing", { name, percent: whole ? bytes / whole : 0 }));
  const { sha256, sha3, size } = await hashFile(path, { second: options["digest-only"] === true, say, onRead });
  if (size === 0) throw new CommandError(say("files.empty", { path }), { code: "empty_file" });
  return { path, name, size, sha256, ...(sha3 ? { sha3 } : {}) };
}

async function sendFile(
  { path, name, size, sha256 }: Local,
  { context, server, progress }: Setting,
  more: More | undefined,
): Promise<Evidence> {
  const { say } = context;
  const { timeoutMs } = server;
  const url = server.at("/api/v1/uploads", { name, ...(more && { fields: more.fields }) });
  const open = () => {
    let sent = 0;
    // Not a byte more than was hashed, should the file have grown since.
    const source = createReadStream(path, { end: size - 1 });
    source.on("data", (chunk) => {
      sent += chunk.length;
      progress.show(say("submit.sending", { name, percent: sent / size }));
    });
    return source;
  };
  const headers = {
    ...server.headers,
    "content-type": mediaTypeOf(name),
    "repr-digest": `sha-256=:${toBase64(sha256)}:`,
    "idempotency-key": more?.key ?? randomUUID(),
  };
  const answer = await send({ method: "PUT", url, headers, body: { length: size, open }, timeoutMs, say });
  return evidenceOf(jsonOf(answer, { url, say }), { context, url });
}

async function sendDigest({ name, size, sha256, sha3 }: Local, { context, server }: Setting): Promise<Evidence> {
  const { say } = context;
  const { timeoutMs } = server;
  const url = server.at("/api/v1/evidence");
  const bytes = utf8(
    JSON.stringify({ sha256: toHex(sha256), ...(sha3 ? { "sha3-256": toHex(sha3) } : {}), name, size }),
  );
  const headers = { ...server.headers, "content-type": "application/json", "idempotency-key": randomUUID() };
  const body = { length: bytes.length, open: () => Readable.from([bytes]) };
  const answer = await send({ method: "POST", url, headers, body, timeoutMs, say });
  return evidenceOf(jsonOf(answer, { url, say }), { context, url });
}

function evidenceOf(value: unknown, { context: { say }, url }: { context: Context; url: URL }): Evidence {
  const { id, state, sha256 } = (typeof value === "object" && value ? value : {}) as Record<string, unknown>;
  const known = state === "recorded" || state === "anchored";
  if (typeof id === "string" && RECORD_ID.test(id) && known && typeof sha256 === "string") return value as Evidence;
  throw new CommandError(say("server.strange", { host: url.origin, status: 200 }), { code: "not_sealbook" });
}

/**
 * Asks for the receipt until it proves that the ledger has the record, then for the record as it is now. Not what the
 * server says of it, but what its receipt proves makes a record anchored.
 */
async function anchored(evidence: Evidence, setting: Setting & { file: string }): Promise<Evidence> {
  const { context, server, progress, file } = setting;
  const { say } = context;
  const { headers, timeoutMs } = server;
  const own = server.at(`/api/v1/evidence/${evidence.id}`);
  const deadline = Date.now() + WAIT_SECONDS_MAX * 1_000;
  for (;;) {
    const seconds = Math.min(WAIT_SECONDS_A_REQUEST, Math.ceil((deadline - Date.now()) / 1_000));
    if (seconds <= 0) break;
    progress.show(say("submit.waiting", { name: basename(file) }));
    const url = server.at(`${own.pathname}/receipt`, { format: "json", wait: String(seconds) });
    const answer = await send({ method: "GET", url, headers, timeoutMs, waits: seconds, say });
    if (await isProof(answer, { evidence, say, url })) {
      const record = await send({ method: "GET", url: own, headers, timeoutMs, say });
      return sameRecord(evidenceOf(jsonOf(record, { url: own, say }), { context, url: own }), { evidence, say });
    }
    await sleep(POLL_INTERVAL_MS);
  }
  const message = say("submit.notAnchored", { seconds: WAIT_SECONDS_MAX });
  throw new CommandError(message, { code: "not_anchored", exitCode: EXIT.failed });
}

/** Whether an answer is a receipt that holds, of this record and digest, with its place in the ledger. */
async function isProof(
  answer: Answer,
  { evidence, say, url }: { evidence: Evidence; say: Say; url: URL },
): Promise<boolean> {
  if (answer.status >= 300) throw refusal(answer, { url, say });
  const facts = await checkedReceipt(answer.body, { id: evidence.id, say });
  if (facts.sha256 !== evidence.sha256) throw new CommandError(say("submit.changed"), { code: "digest_mismatch" });
  return facts.index !== undefined;
}

/** What the server says of the record that was proven. */
function sameRecord(said: Evidence, { evidence, say }: { evidence: Evidence; say: Say }): Evidence {
  if (said.id === evidence.id && said.sha256 === evidence.sha256 && said.state === "anchored") return said;
  throw new CommandError(say("submit.otherAnswer"), { code: "id_mismatch", exitCode: EXIT.failed });
}
