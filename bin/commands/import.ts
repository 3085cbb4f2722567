/**
 * `sealbook import`: takes an archive over. The bag and every receipt in it are checked first; then each record is made anew, with the old
 * receipt as its origin. What is there already is left as it is, so that a second run adds nothing, and a stopped one is gone on with.
 */
import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { type Content, jsonOf, type Sealbook } from "#lib/client/client.ts";
import { readUpTo } from "#lib/core/bag/bag-source.ts";
import { sha256, toHex } from "#lib/core/text/bytes.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { type Progress, print, printJson, progressLine, tell } from "#lib/infra/terminal/terminal.ts";
import { RECEIPT_FILE } from "#lib/parties/bag/archive-paths.ts";
import { folderBag } from "#lib/parties/bag/folder-bag.ts";
import type { BagReceipt } from "./bag-receipts.ts";
import { asking, strange } from "./http.ts";
import { stopSignal } from "./ledger-trust.ts";
import { mediaTypeOf } from "./media-type.ts";
import { LONG_PATIENCE, type Server, serverOf } from "./server.ts";
import { bagText, checkArchive, readTrust } from "./verify-bag.ts";

const ORIGINS = "/api/v1/archive/origins";
/** What can stand in a header as the type of a content (RFC 9110 section 8.3.1); the old record may have stated anything. */
const MEDIA_TYPE = /^[!#$%&'*+.^`|~\w-]+\/[!#$%&'*+.^`|~\w-]+( *;[ -~]*)?$/;

/** A record of the bag that is to be made anew, and what its receipt proves. */
interface Waiting {
  path: string;
  /** In the old ledger. */
  id: string;
  name: string;
  sha256: Uint8Array;
  size: number | undefined;
  mediaType: string | undefined;
  /** Path of its content in the bag. */
  content: string | undefined;
  /** SHA-256 and length of the receipt's file, as it was checked. */
  digest: string;
  bytes: number;
  /** Where the origins of its origin lie; they are taken over, too. */
  origins: string[];
}

/** What became of a record: its id here. */
type Outcome = { id: string; evidence: string; outcome: "imported" | "there" } | { id: string; error: CommandError };

interface Importing {
  folder: string;
  server: Server;
  signal: AbortSignal;
  progress: Progress;
  context: Context;
}

export async function importArchive(context: Context): Promise<ExitCode> {
  const { operands, say, json } = context;
  const folder = resolve(operands[0] ?? "");
  const server = await serverOf(context);
  const { waiting, skipped, unwitnessed } = await readArchive(folder, context);
  const importing = { folder, server, signal: stopSignal(), progress: progressLine(), context };
  const counts = { imported: 0, there: 0, failed: 0 };
  for (const [at, record] of waiting.entries()) {
    if (importing.signal.aborted) break;
    importing.progress.show(say("import.progress", { count: at, all: waiting.length }));
    const outcome = await attempt(record, importing);
    if (!outcome) break;
    counts["error" in outcome ? "failed" : outcome.outcome]++;
    tellOutcome(outcome, context);
    // It will not be there for the next record either.
    if ("error" in outcome && outcome.error.code === "unreachable") break;
  }
  importing.progress.clear();
  const left = waiting.length - counts.imported - counts.there - counts.failed;
  if (json) printJson({ ...counts, left, notAnchored: skipped, unwitnessed }, { isLine: true });
  else print(say("import.done", counts));
  if (skipped > 0) tell(say("import.notAnchored", { count: skipped }));
  if (unwitnessed > 0) tell(say("import.unwitnessed", { count: unwitnessed }));
  if (left > 0) tell(say("import.stopped", { left }));
  if (counts.failed > 0) return EXIT.failed;
  return left > 0 || skipped > 0 ? EXIT.impossible : EXIT.ok;
}

interface Archive {
  waiting: Waiting[];
  /** Records that nothing proves. */
  skipped: number;
  /** Records among those that wait for which fewer witnesses cosigned than the policy asks for. */
  unwitnessed: number;
}

/** The records of a bag that holds. @throws {CommandError} for one that does not */
async function readArchive(folder: string, context: Context): Promise<Archive> {
  const waiting: Waiting[] = [];
  let skipped = 0;
  let unwitnessed = 0;
  let unproven = 0;
  // The newest records may not have been witnessed yet when they were exported, and the old service may be no more.
  const trust = { ...(await readTrust(context)), takesUnwitnessed: true };
  const onReceipt = (receipt: BagReceipt): void => {
    const { path, verification, opened } = receipt;
    if (!path.endsWith(`/${RECEIPT_FILE}`)) return;
    if (receipt.isUnwitnessed) unwitnessed++;
    if (verification.verdict === "not_anchored") skipped++;
    else if (verification.verdict === "valid" && opened.json !== undefined) waiting.push(toWaiting(receipt));
    else unproven++;
  };
  const checked = await checkArchive(folder, { trust, context, onReceipt });
  const { report, exitCode } = checked;
  if (report.problemCount === 0 && exitCode !== EXIT.failed && unproven === 0) return { waiting, skipped, unwitnessed };
  const message = `${context.say("import.refused")}\n\n${bagText({ folder, trust, ...checked }, context)}`;
  throw new CommandError(message, { code: "bag_refused", exitCode: EXIT.failed });
}

function toWaiting({ path, opened, verification, content, origins }: BagReceipt): Waiting {
  const { facts } = verification;
  const { json = new Uint8Array(0) } = opened;
  return {
    path,
    id: facts?.id ?? "",
    name: facts?.details?.name ?? facts?.id ?? "",
    sha256: Buffer.from(facts?.sha256 ?? "", "hex"),
    size: facts?.size,
    mediaType: facts?.details?.mediaType,
    content,
    digest: toHex(sha256(json)),
    bytes: json.length,
    origins: origins.map((origin) => origin.path),
  };
}

/** Undefined where it was stopped in the middle of one: whether that was taken over shows the next time. */
async function attempt(record: Waiting, importing: Importing): Promise<Outcome | undefined> {
  const { id } = record;
  try {
    return { id, ...(await takeOver(record, importing)) };
  } catch (error) {
    if (error instanceof CommandError) return { id, error };
    if (importing.signal.aborted) return undefined;
    throw error;
  }
}

function tellOutcome(outcome: Outcome, { say, json }: Context): void {
  if ("error" in outcome) {
    const { code, message } = outcome.error;
    if (json) printJson({ id: outcome.id, error: { code, message } }, { isLine: true });
    tell(say("import.failed", { id: plain(outcome.id), reason: plain(message) }));
  } else if (json) printJson(outcome, { isLine: true });
  else print([plain(outcome.id), say(`import.${outcome.outcome}`), plain(outcome.evidence)].join("  "));
}

/** The proof first, then the record: a record never stands without what proves its origin. */
async function takeOver(
  record: Waiting,
  importing: Importing,
): Promise<{ evidence: string; outcome: "imported" | "there" }> {
  const { server, context } = importing;
  const { say } = context;
  for (const path of record.origins) await addOrigin(await readFile(join(importing.folder, path)), importing);
  const origin = await addOrigin(await readReceipt(record, importing), importing);
  if (typeof origin.record !== "string") throw strange({ url: server.at("/"), say });
  if (typeof origin.evidence === "string") return { evidence: origin.evidence, outcome: "there" };
  const evidence = await sendRecord(record, { origin: origin.record, importing });
  return { evidence, outcome: "imported" };
}

async function addOrigin(receipt: Uint8Array, importing: Importing): Promise<{ record?: unknown; evidence?: unknown }> {
  const body = { length: receipt.length, open: () => Readable.from([receipt]) };
  const headers = { "content-type": "application/json", "idempotency-key": randomUUID() };
  const sent = { method: "POST", path: ORIGINS, headers, body };
  return (await ask(importing, async (client) => jsonOf(await client.send(sent)))) as {
    record?: unknown;
    evidence?: unknown;
  };
}

/** As it was when it was checked. */
async function readReceipt({ path, digest, bytes }: Waiting, { folder, context }: Importing): Promise<Uint8Array> {
  const found = { path, kind: "file", size: bytes } as const;
  const receipt = await readUpTo(folderBag(folder), { found, bytesMax: bytes });
  if (receipt !== undefined && toHex(sha256(receipt)) === digest) return receipt;
  throw new CommandError(context.say("import.changed", { path: plain(path) }), { code: "file_changed" });
}

/** With its content where the bag has it; the server hashes it, and keeps it where the organisation keeps contents. */
async function sendRecord(
  record: Waiting,
  { origin, importing }: { origin: string; importing: Importing },
): Promise<string> {
  const { folder, context } = importing;
  const { say } = context;
  const { name, size, content, mediaType } = record;
  const digest = record.sha256;
  if (content === undefined || size === undefined) {
    const known = { sha256: toHex(digest), name, ...(size ? { size } : {}), origin };
    return idOf(await ask(importing, (client) => client.record(known)), importing);
  }
  if (size === 0) throw new CommandError(say("import.emptyContent"), { code: "empty_file" });
  const type = mediaType ?? mediaTypeOf(name);
  if (!MEDIA_TYPE.test(type)) {
    throw new CommandError(say("import.oddMediaType", { type: plain(type) }), { code: "media_type_odd" });
  }
  // Not a byte more than was checked.
  const whole = { start: 0, end: size - 1 };
  const body: Content = { length: size, open: (range = whole) => createReadStream(join(folder, content), range) };
  const file = { name, origin, mediaType: type, sha256: digest, body };
  return idOf(await ask(importing, (client) => client.upload(file)), importing);
}

/** What the server says; one that is busy is waited for. */
async function ask<T>({ server, signal, context }: Importing, work: (client: Sealbook) => Promise<T>): Promise<T> {
  const client = server.client({ patience: LONG_PATIENCE, signal });
  return await asking({ server, say: context.say }, () => work(client));
}

function idOf({ id }: { id?: unknown }, { server, context }: Importing): string {
  if (typeof id === "string") return id;
  throw strange({ url: server.at("/"), say: context.say });
}
