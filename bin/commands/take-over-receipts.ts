/**
 * The old service's receipts: each file is read, checked and recorded once, however many rows name it. What was recorded stands in a file
 * beside the journal, so that an interrupted run sends none again; and the key of an upload is of its content, should that file be lost.
 */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { sha256, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { cleanedFileName } from "#lib/core/text/file-name.ts";
import { CommandError, type Context } from "#lib/infra/terminal/command.ts";
import { readFileUpTo } from "#lib/infra/terminal/files.ts";
import { OLD_RECEIPT_BYTES_MAX, type OldReceipt, readOldReceipt } from "#lib/verify/old-receipt.ts";
import { asking } from "./http.ts";
import { insideFolder } from "./inside-folder.ts";
import { mediaTypeOf } from "./media-type.ts";
import { LONG_PATIENCE, type Server } from "./server.ts";
import type { LineProblem } from "./take-over-lines.ts";

/** What a file was found to be, and the id of its record once it has one. */
export interface KnownReceipt {
  /** As the table has it. */
  name: string;
  sha256: string;
  bytes: number;
  receipt: OldReceipt;
  id?: string;
}

export interface Receipts {
  context: Context;
  folder: string;
  /** None: nothing is sent. */
  server: Server | undefined;
  unit: string | undefined;
  /** Where what was recorded is remembered. */
  memory: string;
  byName: Map<string, Promise<KnownReceipt | LineProblem>>;
  /** Ids of records, by the digest of their content. */
  ids: Map<string, Promise<string>>;
}

/** What concerns one file alone; anything else ends the run. */
const OF_ONE_FILE = ["file_too_large", "empty_file", "file_unreadable", "invalid_path"];

export function openReceipts(given: Omit<Receipts, "byName" | "ids">): Receipts {
  const receipts: Receipts = { ...given, byName: new Map(), ids: new Map() };
  if (given.server === undefined || !existsSync(given.memory)) return receipts;
  const text = readFileSync(given.memory, "utf8");
  // What was being written when a process died is no whole line.
  for (const line of text.slice(0, text.lastIndexOf("\n") + 1).split("\n")) {
    if (line === "") continue;
    const known = JSON.parse(line) as KnownReceipt;
    receipts.byName.set(known.name, Promise.resolve(known));
    if (known.id !== undefined) receipts.ids.set(known.sha256, Promise.resolve(known.id));
  }
  return receipts;
}

/** The receipt of this name, recorded unless nothing is sent; or why it cannot be had. @throws {CommandError} what concerns all */
export function takeReceipt(name: string, receipts: Receipts): Promise<KnownReceipt | LineProblem> {
  const taken = receipts.byName.get(name) ?? readOne(name, receipts).catch(asProblem);
  receipts.byName.set(name, taken);
  return taken;
}

function asProblem(error: unknown): LineProblem {
  if (!(error instanceof CommandError) || !OF_ONE_FILE.includes(error.code)) throw error;
  return { code: error.code, field: "receipt", detail: error.message };
}

async function readOne(name: string, receipts: Receipts): Promise<KnownReceipt> {
  const { say } = receipts.context;
  const path = await insideFolder(receipts.folder, name);
  if (path === undefined) throw new CommandError(say("importCertificates.outside"), { code: "invalid_path" });
  const bytes = await readFileUpTo(path, { bytesMax: OLD_RECEIPT_BYTES_MAX, say });
  if (bytes.length === 0) throw new CommandError(say("files.empty", { path }), { code: "empty_file" });
  const digest = toHex(sha256(bytes));
  const known = { name, sha256: digest, bytes: bytes.length, receipt: await readOldReceipt(bytes) };
  if (receipts.server === undefined) return known;
  const id = receipts.ids.get(digest) ?? record(bytes, { known, server: receipts.server, receipts });
  receipts.ids.set(digest, id);
  const recorded = { ...known, id: await id };
  appendFileSync(receipts.memory, `${JSON.stringify(recorded)}\n`, { mode: 0o600 });
  return recorded;
}

async function record(
  bytes: Uint8Array,
  { known, server, receipts }: { known: KnownReceipt; server: Server; receipts: Receipts },
): Promise<string> {
  const { context, unit } = receipts;
  const name = cleanedFileName(basename(known.name));
  const file = {
    ...{ name, unit, mediaType: mediaTypeOf(name), sha256: sha256(bytes) },
    body: { length: bytes.length, open: () => Readable.from([Buffer.from(bytes)]) },
    idempotencyKey: `take-over-${toHex(sha256(utf8(JSON.stringify([known.sha256, name, unit ?? null]))))}`,
  };
  const client = server.client({ patience: LONG_PATIENCE });
  const { id, contentKept } = await asking({ server, say: context.say }, () => client.upload(file));
  if (contentKept) return id;
  throw new CommandError(context.say("takeOver.notKept"), { code: "content_not_kept" });
}
