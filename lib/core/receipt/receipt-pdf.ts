/**
 * The seal of a receipt's PDF, and the files attached to it. The seal is a signed note in comment lines right before the final
 * `startxref`, where PDF readers skip them and no cross-reference offset moves; it covers every byte of the file but itself. Reading
 * is no PDF parser: it knows what our own renderer writes and finds nothing in anything else. What it finds counts only under a
 * valid seal, which a stranger's file cannot have.
 */

import { type Note, parseNote } from "../log/note.ts";
import { concat, DIGEST_BYTES, fromBase64, fromUtf8, sha256, toBase64, utf8 } from "../text/bytes.ts";
import { isUuidV7 } from "../text/json-fields.ts";
import { isPdf, RECEIPT_PDF_BYTES_MAX } from "./receipt-file.ts";

export const SEAL_VERSION = "sealbook.receipt-pdf/v1";
export const RECEIPT_ATTACHMENT = "receipt.json";
/** The checkpoint's text, exactly the bytes that were timestamped; there when the receipt has timestamps. */
export const CHECKPOINT_ATTACHMENT = "checkpoint.txt";
const TIMESTAMP_ATTACHMENT = /^timestamp-[1-9][0-9]*\.tst$/;
const SEAL_BYTES_MAX = 2048;
const TAIL_BYTES_MAX = 64;
const ATTACHMENTS_MAX = 16;
const DICTIONARY_CHARS_MAX = 2048;

/** Exactly what a plain writer ends a file with; anything appended later (an incremental update) is refused. */
const TAIL = /startxref\n(?:0|[1-9][0-9]{0,9})\n%%EOF\n?$/;

/** Name of a token's DER bytes among the attachments; `position` counts from 1 in the order of the receipt. */
export function timestampAttachment(position: number): string {
  return `timestamp-${position}.tst`;
}

/** Whether an attachment's name is one under which a timestamp, or what it is about, is looked for. */
export function isTimestampFile(name: string): boolean {
  return name === CHECKPOINT_ATTACHMENT || TIMESTAMP_ATTACHMENT.test(name);
}

/** The text to sign for a PDF without seal. Its second line is no decimal, so it can never be read as a checkpoint. */
export function sealText(recordId: string, unsealed: Uint8Array): string {
  return `${SEAL_VERSION}\n${recordId}\n${toBase64(sha256(unsealed))}\n`;
}

/** What a seal's text states, or undefined. */
export function parseSealText(text: string): { recordId: string; digest: Uint8Array } | undefined {
  const [version, recordId, digestText = "", end, ...others] = text.split("\n", 5);
  const digest = fromBase64(digestText);
  if (version !== SEAL_VERSION || !isUuidV7(recordId) || end !== "" || others.length > 0) return undefined;
  return digest?.length === DIGEST_BYTES ? { recordId, digest } : undefined;
}

/** A signed seal note as PDF comment lines. */
export function sealLines(noteText: string): string {
  const lines = noteText.slice(0, -1).split("\n");
  return `%${SEAL_VERSION}\n${lines.map((line) => `%${line}\n`).join("")}`;
}

/** The PDF with its seal. Throws RangeError when the PDF does not end as a plain writer ends it, or the note is no seal. */
export function insertSeal(unsealed: Uint8Array, noteText: string): Uint8Array {
  const tail = tailStart(unsealed);
  if (tail === undefined) throw new RangeError("the PDF does not end in startxref");
  const sealed = concat(unsealed.subarray(0, tail), utf8(sealLines(noteText)), unsealed.subarray(tail));
  if (splitSealedPdf(sealed)?.note !== noteText) throw new RangeError("not a seal");
  return sealed;
}

/** A PDF without its seal, and what the seal states; its signature is not verified yet. */
export type SealedPdf = { unsealed: Uint8Array; note: string; signed: Note; recordId: string; digest: Uint8Array };

/**
 * Takes the seal off: the bytes that it covers, its note as text and read, and what it states. Undefined without a seal in the one
 * place and the one form where it can stand, with exactly one signature; that signature is not verified here.
 */
export function splitSealedPdf(bytes: Uint8Array): SealedPdf | undefined {
  if (bytes.length > RECEIPT_PDF_BYTES_MAX || !isPdf(bytes)) return undefined;
  const tail = tailStart(bytes);
  if (tail === undefined) return undefined;
  const windowStart = Math.max(0, tail - SEAL_BYTES_MAX);
  const marker = `\n%${SEAL_VERSION}\n`;
  const markerAt = latin1(bytes.subarray(windowStart, tail)).indexOf(`${marker}${marker.slice(1)}`);
  if (markerAt < 0) return undefined;
  const start = windowStart + markerAt + 1;
  const lines = fromUtf8(bytes.subarray(start, tail));
  if (lines === undefined) return undefined;
  const note = lines
    .slice(marker.length - 1)
    .replaceAll("\n%", "\n")
    .slice(1);
  const signed = parseNote(note);
  const seal = signed === undefined ? undefined : parseSealText(signed.text);
  if (signed?.signatures.length !== 1 || seal === undefined || sealLines(note) !== lines) return undefined;
  return { unsealed: concat(bytes.subarray(0, start), bytes.subarray(tail)), note, signed, ...seal };
}

/** Where the final `startxref` begins, when nothing but its number and the end of the file follows. */
function tailStart(bytes: Uint8Array): number | undefined {
  const windowStart = Math.max(0, bytes.length - TAIL_BYTES_MAX);
  const end = latin1(bytes.subarray(windowStart));
  const at = end.lastIndexOf("startxref");
  if (at < 1 || end.charAt(at - 1) !== "\n" || !TAIL.test(end.slice(at))) return undefined;
  return windowStart + at;
}

/**
 * Files embedded in a PDF, in the file's order: at most 16, those that are stored uncompressed in the form that our renderer writes
 * (ISO 32000-1 section 7.11.4). Never throws.
 */
export function findAttachments(pdf: Uint8Array): { name: string; bytes: Uint8Array }[] {
  if (pdf.length > RECEIPT_PDF_BYTES_MAX || !isPdf(pdf)) return [];
  const text = latin1(pdf);
  const found: { name: string; bytes: Uint8Array }[] = [];
  let at = 0;
  for (let count = 0; count < ATTACHMENTS_MAX; count++) {
    at = text.indexOf("/Type /Filespec\n", at);
    if (at < 0) break;
    const end = text.indexOf("\nendobj\n", at);
    const specification = end < 0 ? "" : text.slice(at, Math.min(end, at + DICTIONARY_CHARS_MAX));
    at += 1;
    const name = nameOf(specification);
    const reference = /\/EF <<\n\/F ([1-9][0-9]{0,6}) 0 R\n/.exec(specification)?.[1];
    if (name === undefined || reference === undefined) continue;
    const bytes = streamOf({ pdf, text, reference });
    if (bytes !== undefined) found.push({ name, bytes });
  }
  return found;
}

/** The name in `/UF` (UTF-16BE in hex), else in `/F` (a literal string without escapes). */
function nameOf(specification: string): string | undefined {
  const hex = /\/UF <FEFF((?:[0-9A-F]{4}){1,255})>/.exec(specification)?.[1];
  if (hex === undefined) return /\/F \(([^()\\]{1,255})\)/.exec(specification)?.[1];
  const units = hex.match(/.{4}/g) ?? [];
  return String.fromCharCode(...units.map((unit) => Number.parseInt(unit, 16)));
}

function streamOf(input: { pdf: Uint8Array; text: string; reference: string }): Uint8Array | undefined {
  const { pdf, text, reference } = input;
  const object = `\n${reference} 0 obj\n<<\n`;
  const objectAt = text.indexOf(object);
  const streamAt = objectAt < 0 ? -1 : text.indexOf("\n>>\nstream\n", objectAt);
  if (streamAt < 0 || streamAt - objectAt > DICTIONARY_CHARS_MAX) return undefined;
  const dictionary = text.slice(objectAt, streamAt + 1);
  const length = /\n\/Length (0|[1-9][0-9]{0,8})\n/.exec(dictionary)?.[1];
  if (!dictionary.includes("/Type /EmbeddedFile\n") || dictionary.includes("/Filter") || length === undefined)
    return undefined;
  const start = streamAt + "\n>>\nstream\n".length;
  const end = start + Number(length);
  return text.startsWith("\nendstream\n", end) ? pdf.slice(start, end) : undefined;
}

/** One character a byte, so that positions in the text are positions in the bytes. ASCII keeps its meaning. */
function latin1(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}
