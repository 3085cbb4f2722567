/** The records of an export: page by page from the server, a folder each, contents once however often they were recorded. */
import { createHash } from "node:crypto";
import { jsonOf } from "#lib/client/client.ts";
import { originOf } from "#lib/core/claim/origin.ts";
import type { ReceiptParts } from "#lib/core/receipt/open-receipt.ts";
import { fromBase64, sha256, toHex, utf8 } from "#lib/core/text/bytes.ts";
import type { Facts } from "#lib/core/verify/verification.ts";
import { CommandError } from "#lib/infra/terminal/command.ts";
import type { Say } from "#lib/infra/terminal/words.ts";
import {
  COPY_FILES,
  contentPath,
  ledgerFolder,
  ORIGINS_MAX,
  originPath,
  RECEIPT_FILE,
  RECEIPT_PDF_FILE,
  recordFolder,
} from "#lib/parties/bag/archive-paths.ts";
import type { BagWriter } from "#lib/parties/bag/bag-writer.ts";
import { open } from "#lib/verify/open.ts";
import { verify } from "#lib/verify/verify.ts";
import { asking, strange } from "./http.ts";
import { LONG_PATIENCE, type Server } from "./server.ts";

/** Records that are fetched at the same time: most of the time goes into waiting for the server. */
const RECORDS_AT_ONCE = 4;
/** Larger than a page is. */
const PAGE_BYTES_MAX = 64 * 1024 * 1024;

/** A line of the archive's index; texts as they stand in it. */
export interface ExportedRow {
  id: string;
  name: string;
  receivedAt: string;
  type: string;
  sha256: string;
  size: string;
  submitter: string;
  organisation: string;
  ledger: string;
  /** Of its entry; empty while nothing proves it. */
  index: string;
  receipt: string;
  /** Path of the content; empty where it is not in the archive. */
  content: string;
  /** Why something of it is missing that should be there. */
  problem: string;
}

export interface Exporting {
  server: Server;
  say: Say;
  signal: AbortSignal;
  writer: BagWriter;
  /** Ids that are finished. */
  done: Set<string>;
  /** Where contents lie, by their digest. */
  contents: Map<string, Promise<string>>;
  /** Language of receipts as PDFs; undefined: none. */
  pdf: string | undefined;
  /** Throws for a record that does not belong into this archive. */
  admit: (facts: Facts) => void;
  onRow: (row: ExportedRow) => void;
}

interface PageRecord {
  id: string;
  ledger: string;
  receipt: string;
  contentKept: boolean;
}

/** Whatever keeps a content from being read as it was recorded: said of the record, and no reason to leave out the others. */
const CONTENT_PROBLEMS = ["broken_off", "content_damaged", "content_not_kept", "digest_mismatch", "not_found"];

/** Exports one page. @returns the cursor of the next one */
export async function exportPage(
  query: Record<string, string | undefined>,
  exporting: Exporting,
): Promise<string | undefined> {
  const { server, say, done } = exporting;
  const asked = { url: server.at("/"), say };
  const body = await download("/api/v1/archive", exporting, (bytes) => readWhole(bytes, asked), query);
  const { records, next } = pageOf(
    await asking(exporting, async () => jsonOf({ status: 200, headers: {}, body })),
    asked,
  );
  const waiting = records.filter(({ id }) => !done.has(id)).values();
  const work = async (): Promise<void> => {
    for (const record of waiting) await exportRecord(record, exporting);
  };
  await Promise.all(Array.from({ length: RECORDS_AT_ONCE }, work));
  return next;
}

/** A file of the server's, as a stream. @throws {CommandError} */
async function download<T>(
  path: string,
  { server, say, signal }: Pick<Exporting, "server" | "say" | "signal">,
  take: (body: AsyncIterable<Uint8Array>) => Promise<T>,
  query: Record<string, string | undefined> = {},
): Promise<T> {
  const client = server.client({ patience: LONG_PATIENCE, signal });
  return await asking({ server, say }, () => client.download(path, take, query));
}

async function readWhole(body: AsyncIterable<Uint8Array>, { url, say }: { url: URL; say: Say }): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > PAGE_BYTES_MAX) throw strange({ url, say });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function pageOf(value: unknown, asked: { url: URL; say: Say }): { records: PageRecord[]; next: string | undefined } {
  const { records, next } = (typeof value === "object" && value ? value : {}) as Record<string, unknown>;
  const isRecord = (record: unknown): record is PageRecord => {
    const { id, ledger, receipt, contentKept } = (record ?? {}) as Partial<Record<keyof PageRecord, unknown>>;
    const areTexts = typeof id === "string" && typeof ledger === "string" && typeof receipt === "string";
    return areTexts && typeof contentKept === "boolean";
  };
  const isNext = next === undefined || typeof next === "string";
  if (!Array.isArray(records) || !records.every(isRecord) || !isNext) throw strange(asked);
  return { records, next };
}

async function exportRecord(record: PageRecord, exporting: Exporting): Promise<void> {
  const { writer, onRow, say } = exporting;
  const json = utf8(record.receipt);
  const opened = await open(json);
  const { facts: signed, stated, steps } = await verify({ receipt: opened });
  const facts = signed ?? stated;
  const { parts } = opened;
  // What a server says of its own records has to hold, or there is nothing that could be kept of it.
  if (facts?.id !== record.id || parts === undefined) {
    const failed = steps.find(({ status }) => status === "failed");
    const values = { id: record.id, step: say(`/steps.name.${failed?.name ?? "format"}`) };
    throw new CommandError(say("export.badReceipt", values), { code: failed?.reason ?? "id_mismatch" });
  }
  exporting.admit(facts);
  const folder = recordFolder(facts);
  await writer.add(`${folder}/${RECEIPT_FILE}`, json);
  await writer.add(`${folder}/${COPY_FILES.record}`, utf8(parts.receipt.record));
  if (parts.receipt.details !== undefined)
    await writer.add(`${folder}/${COPY_FILES.details}`, utf8(parts.receipt.details));
  if (exporting.pdf !== undefined) {
    const add = (body: AsyncIterable<Uint8Array>) => writer.add(`${folder}/${RECEIPT_PDF_FILE}`, body);
    await download(`/api/v1/evidence/${facts.id}/receipt`, exporting, add, { format: "pdf", lang: exporting.pdf });
  }
  await addOrigins(parts, { folder, exporting });
  await addCheckpoint(parts, { ledger: record.ledger, writer });
  const kept = record.contentKept ? await addContent(facts, exporting) : { content: "", problem: "" };
  const row = { ...rowOf(facts, record), receipt: `${folder}/${RECEIPT_FILE}`, ...kept };
  await writer.note({ row });
  onRow(row);
}

function rowOf(facts: Facts, { ledger }: PageRecord): Omit<ExportedRow, "receipt" | "content" | "problem"> {
  const { id, type, receivedAt, size, index, submitter, details } = facts;
  return {
    id,
    name: details?.name ?? "",
    receivedAt,
    type,
    sha256: facts.sha256,
    size: size === undefined ? "" : `${size}`,
    submitter: submitter.name,
    organisation: submitter.organisation,
    ledger,
    index: index === undefined ? "" : `${index}`,
  };
}

/** The receipts that prove where a record was taken over from, as far back as the server has them. */
async function addOrigins(
  { record }: ReceiptParts,
  { folder, exporting }: { folder: string; exporting: Exporting },
): Promise<void> {
  const { server, say, writer } = exporting;
  let origin = originOf(record);
  for (let number = 1; origin !== undefined && number <= ORIGINS_MAX; number++) {
    const read = (bytes: AsyncIterable<Uint8Array>) => readWhole(bytes, { url: server.at("/"), say });
    const receipt = await download(`/api/v1/archive/origins/${toHex(origin)}`, exporting, read).catch(unlessAbsent);
    if (receipt === undefined) return;
    await writer.add(originPath(folder, number), receipt);
    origin = originOf((await open(receipt)).parts?.record);
  }
}

function unlessAbsent(error: unknown): undefined {
  if (!(error instanceof CommandError) || error.code !== "not_found") throw error;
}

/** What many receipts share, once: the signed checkpoint, and with a timestamp the very text that was stamped, for whoever checks it by itself. */
async function addCheckpoint(
  { receipt, proof, note, checkpoint }: ReceiptParts,
  { ledger, writer }: { ledger: string; writer: BagWriter },
): Promise<void> {
  if (proof === undefined || note === undefined || checkpoint === undefined) return;
  const place = `${ledgerFolder(ledger)}/checkpoints/${checkpoint.size}`;
  await addOnce(writer, `${place}-${shortDigest(utf8(proof.checkpoint))}.note`, utf8(proof.checkpoint));
  if (receipt.timestamps.length === 0) return;
  await addOnce(writer, `${place}.txt`, utf8(note.text));
  for (const { token } of receipt.timestamps) {
    const bytes = fromBase64(token) ?? new Uint8Array(0);
    await addOnce(writer, `${place}-${shortDigest(bytes)}.tst`, bytes);
  }
}

/** Several records may bring it at the same time. */
const underWay = new WeakMap<BagWriter, Map<string, Promise<void>>>();

async function addOnce(writer: BagWriter, path: string, bytes: Uint8Array): Promise<void> {
  if (writer.files.has(path)) return;
  const adding = underWay.get(writer) ?? new Map<string, Promise<void>>();
  underWay.set(writer, adding);
  const added = adding.get(path) ?? writer.add(path, bytes).finally(() => adding.delete(path));
  adding.set(path, added);
  await added;
}

const shortDigest = (bytes: Uint8Array): string => toHex(sha256(bytes)).slice(0, 16);

async function addContent(facts: Facts, exporting: Exporting): Promise<Pick<ExportedRow, "content" | "problem">> {
  const { contents } = exporting;
  const adding = contents.get(facts.sha256) ?? fetchContent(facts, exporting);
  contents.set(facts.sha256, adding);
  try {
    return { content: await adding, problem: "" };
  } catch (error) {
    contents.delete(facts.sha256);
    if (!(error instanceof CommandError) || !CONTENT_PROBLEMS.includes(error.code)) throw error;
    return { content: "", problem: error.message };
  }
}

async function fetchContent(facts: Facts, exporting: Exporting): Promise<string> {
  const { say, writer } = exporting;
  const path = contentPath({ sha256: facts.sha256, name: facts.details?.name });
  const add = (body: AsyncIterable<Uint8Array>) => writer.add(path, ofDigest(body, { sha256: facts.sha256, say }));
  await download(`/api/v1/evidence/${facts.id}/content`, exporting, add);
  return path;
}

async function* ofDigest(
  body: AsyncIterable<Uint8Array>,
  expected: { sha256: string; say: Say },
): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  for await (const chunk of body) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest("hex") !== expected.sha256) {
    throw new CommandError(expected.say("export.contentOther"), { code: "digest_mismatch" });
  }
}
