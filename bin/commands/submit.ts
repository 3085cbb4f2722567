/** `sealbook submit`: hashes files here, then records them; what fails does not stop the rest. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Content } from "#lib/client/client.ts";
import { RESUMABLE_FROM_BYTES } from "#lib/client/pieces.ts";
import { toHex } from "#lib/core/text/bytes.ts";
import { FILE_NAME_CHARS_MAX, fileNameFlaw } from "#lib/core/text/file-name.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { hashFile } from "#lib/infra/terminal/files.ts";
import { type Progress, print, printJson, progressLine, tell } from "#lib/infra/terminal/terminal.ts";
import type { Say } from "#lib/infra/terminal/words.ts";
import { checkedReceipt, RECORD_ID } from "./checked-receipt.ts";
import { asking, strange } from "./http.ts";
import { mediaTypeOf } from "./media-type.ts";
import { type Server, serverOf } from "./server.ts";
import { submitBulk } from "./submit-bulk.ts";
import { type Recorded, submitBundle } from "./submit-bundle.ts";
import { remember } from "./upload-memory.ts";

/** In all, a file; the worker appends a block a second. */
const WAIT_SECONDS_MAX = 60;
/** Between two questions, should the server not wait as it was asked to. */
const POLL_INTERVAL_MS = 500;
/** The longest that one request may ask the server to wait. */
const WAIT_SECONDS_A_REQUEST = 20;

/** What the server says about a record; more than this is passed on as it is. */
export type Evidence = Recorded;

interface Local {
  path: string;
  name: string;
  size: number;
  sha256: Uint8Array;
  /** Of a file that is not sent; SM3 where it is asked for. */
  sha3?: Uint8Array;
  sm3?: Uint8Array;
}

/** What became of a file. */
type Result = { file: string } & ({ evidence: Evidence } | { error: CommandError });

export async function submit(context: Context): Promise<ExitCode> {
  const { operands, options, say, json } = context;
  if (options.bulk) return await submitBulk(context);
  if (options.sm3 && !options["digest-only"]) throw new CommandError(say("submit.sm3Alone"), { code: "usage" });
  if (options.bundle) return await submitBundle(context, anchored);
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

/** Own fields of a record, and under which key of the client it is one and the same. */
export type More = { fields: Record<string, unknown>; key: string };

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
  const [isDigest, isSm3] = [options["digest-only"] === true, options.sm3 === true];
  const { sha256, sha3, sm3, size } = await hashFile(path, { sha3: isDigest, sm3: isDigest && isSm3, say, onRead });
  if (size === 0) throw new CommandError(say("files.empty", { path }), { code: "empty_file" });
  return { path, name, size, sha256, ...(sha3 ? { sha3 } : {}), ...(sm3 ? { sm3 } : {}) };
}

async function sendFile(
  { path, name, size, sha256 }: Local,
  { context, server, progress }: Setting,
  more: More | undefined,
): Promise<Evidence> {
  const { say } = context;
  // Not a byte more than was hashed, should the file have grown since.
  const open: Content["open"] = (range = { start: 0, end: size - 1 }) => {
    let sent = range.start;
    const source = createReadStream(path, range);
    source.on("data", (chunk) => {
      sent += chunk.length;
      progress.show(say("submit.sending", { name, percent: sent / size }));
    });
    return source;
  };
  const file = {
    name,
    body: { length: size, open },
    sha256,
    mediaType: mediaTypeOf(name),
    fields: more?.fields,
    unit: unitIn(context),
  };
  const send = async (idempotencyKey: string | undefined) =>
    await asking({ server, say }, () => server.client().upload({ ...file, idempotencyKey }));
  const isLarge = size >= RESUMABLE_FROM_BYTES;
  const said =
    more || !isLarge ? await send(more?.key) : await goingOn({ url: server.at("/").href, path, sha256 }, send);
  return evidenceOf(said, { context, server });
}

/** What an earlier run left at the server and this one cannot go on with: another key's, swept, or of another content. */
const TO_BEGIN_ANEW = ["not_found", "idempotency_key_reused", "digest_mismatch"];

/** A large file, under the key of the run that was ended before it was recorded. */
async function goingOn<T>(upload: Parameters<typeof remember>[0], send: (key: string) => Promise<T>): Promise<T> {
  const { key, isKnown, forget } = remember(upload);
  try {
    const said = await send(key);
    forget();
    return said;
  } catch (error) {
    if (!(error instanceof CommandError && TO_BEGIN_ANEW.includes(error.code))) throw error;
    forget();
    if (!isKnown) throw error;
    return await goingOn(upload, send);
  }
}

async function sendDigest({ name, size, sha256, sha3, sm3 }: Local, { context, server }: Setting): Promise<Evidence> {
  const second = { ...(sha3 ? { "sha3-256": toHex(sha3) } : {}), ...(sm3 ? { sm3: toHex(sm3) } : {}) };
  const digest = { sha256: toHex(sha256), ...second, name, size, unit: unitIn(context) };
  const said = await asking({ server, say: context.say }, () => server.client().record(digest));
  return evidenceOf(said, { context, server });
}

/** The unit to which what is submitted is to belong. */
function unitIn({ options: { unit } }: Pick<Context, "options">): string | undefined {
  return typeof unit === "string" ? unit : undefined;
}

function evidenceOf(value: unknown, { context: { say }, server }: Pick<Setting, "context" | "server">): Evidence {
  const { id, state, sha256 } = (typeof value === "object" && value ? value : {}) as Record<string, unknown>;
  const known = state === "recorded" || state === "anchored";
  if (typeof id === "string" && RECORD_ID.test(id) && known && typeof sha256 === "string") return value as Evidence;
  throw strange({ url: server.at("/"), say });
}

/**
 * Asks for the receipt until it proves that the ledger has the record, then for the record as it is now. Not what the
 * server says of it, but what its receipt proves makes a record anchored.
 */
async function anchored(evidence: Evidence, setting: Setting & { file: string }): Promise<Evidence> {
  const { context, server, progress, file } = setting;
  const { say } = context;
  const client = server.client();
  const deadline = Date.now() + WAIT_SECONDS_MAX * 1_000;
  for (;;) {
    const seconds = Math.min(WAIT_SECONDS_A_REQUEST, Math.ceil((deadline - Date.now()) / 1_000));
    if (seconds <= 0) break;
    progress.show(say("submit.waiting", { name: basename(file) }));
    const receipt = { format: "json", wait: seconds } as const;
    const { body } = await asking({ server, say }, () => client.receipt(evidence.id, receipt));
    if (await isProof(body, { evidence, say })) {
      const record = await asking({ server, say }, () => client.evidence(evidence.id));
      return sameRecord(evidenceOf(record, { context, server }), { evidence, say });
    }
    await sleep(POLL_INTERVAL_MS);
  }
  const message = say("submit.notAnchored", { seconds: WAIT_SECONDS_MAX });
  throw new CommandError(message, { code: "not_anchored", exitCode: EXIT.failed });
}

/** Whether it is a receipt that holds, of this record and digest, with its place in the ledger. */
async function isProof(receipt: Uint8Array, { evidence, say }: { evidence: Evidence; say: Say }): Promise<boolean> {
  const facts = await checkedReceipt(receipt, { id: evidence.id, say });
  if (facts.sha256 !== evidence.sha256) throw new CommandError(say("submit.changed"), { code: "digest_mismatch" });
  return facts.index !== undefined;
}

/** What the server says of the record that was proven. */
function sameRecord(said: Evidence, { evidence, say }: { evidence: Evidence; say: Say }): Evidence {
  if (said.id === evidence.id && said.sha256 === evidence.sha256 && said.state === "anchored") return said;
  throw new CommandError(say("submit.otherAnswer"), { code: "id_mismatch", exitCode: EXIT.failed });
}
