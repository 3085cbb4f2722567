/**
 * The bytes that are logged for a record: a line each, nothing that could be guessed, no personal data. Version 2 names the record's kind,
 * and where there is one the issuer that publishes itself. What a record is about, and what it follows, stand there blinded: whoever holds
 * the receipt of that other record finds the entry, and nobody else can tell which one is meant.
 */
import { concat, DIGEST_BYTES, fromBase64, fromUtf8, sha256, toBase64, utf8 } from "../text/bytes.ts";

export const ENTRY_V1 = "sealbook.entry/v1";
export const ENTRY_V2 = "sealbook.entry/v2";
const ENTRY_BYTES_MAX = 1024;
const FIXED_LINES = 3;

export const EVIDENCE_TYPES = ["file", "digest"] as const;
export type EvidenceType = (typeof EVIDENCE_TYPES)[number];

const KIND = /^[a-z][a-z0-9-]{0,31}$/;
/** A DID or an address: printable ASCII without spaces, so that there is no other spelling that looks the same. */
const ISSUER = /^[\x21-\x7e]{1,256}$/;

/** What an entry of version 2 says beyond the record's hash. */
export type EntryLines = { kind: string; issuer?: string; subject?: Uint8Array; after?: Uint8Array };
export type EntryV1 = { version: 1; type: EvidenceType; recordHash: Uint8Array };
export type EntryV2 = { version: 2; recordHash: Uint8Array } & EntryLines;

export const isKind = (value: unknown): value is string => typeof value === "string" && KIND.test(value);
export const isIssuer = (value: unknown): value is string => typeof value === "string" && ISSUER.test(value);

export function isEvidenceType(value: unknown): value is EvidenceType {
  return EVIDENCE_TYPES.some((type) => type === value);
}

/** SHA-256 over a prefix and the bytes of a record, whose salt only its holders have; its plain hash is in its entry for all to see. */
export function blinded(line: "subject" | "after", record: Uint8Array): Uint8Array {
  return sha256(concat(utf8(`sealbook.${line}/v1\n`), record));
}

/** Entry of a record of version 1. */
export const encodeEntry = (entry: Omit<EntryV1, "version">): Uint8Array => utf8(textOfV1(entry));

function textOfV1({ type, recordHash }: Omit<EntryV1, "version">): string {
  return `${ENTRY_V1}\n${type}\n${hashText(recordHash)}\n`;
}

/** Entry of a record of version 2. Throws RangeError for what `parseEntry` would refuse. */
export const encodeEntryV2 = (entry: Omit<EntryV2, "version">): Uint8Array => utf8(textOfV2(entry));

function textOfV2({ kind, recordHash, issuer, subject, after }: Omit<EntryV2, "version">): string {
  if (!isKind(kind) || (issuer !== undefined && !isIssuer(issuer))) throw new RangeError("not the lines of an entry");
  const lines = [
    ...(issuer === undefined ? [] : [`issuer ${issuer}\n`]),
    ...(subject ? [`subject ${hashText(subject)}\n`] : []),
    ...(after ? [`after ${hashText(after)}\n`] : []),
  ];
  return `${ENTRY_V2}\n${kind}\n${hashText(recordHash)}\n${lines.join("")}`;
}

/** The columns from which an entry is made; `kind` is null of a record of version 1. */
export type EntryRow = {
  type: EvidenceType;
  kind: string | null;
  recordHash: Uint8Array;
  issuer?: string | null;
  subject?: Uint8Array | null;
  after?: Uint8Array | null;
};

/** The entry of a record, in the version of the record. */
export const entryOf = (row: EntryRow): Uint8Array => utf8(entryText(row));

/** The text of an entry, all of it ASCII. */
export function entryText({ type, kind, recordHash, issuer, subject, after }: EntryRow): string {
  if (kind === null) return textOfV1({ type, recordHash });
  return textOfV2({
    kind,
    recordHash,
    ...(issuer ? { issuer } : {}),
    ...(subject ? { subject } : {}),
    ...(after ? { after } : {}),
  });
}

/** The entry that bytes are; undefined unless it would be written in exactly these. A kind need not be known. */
export function parseEntry(bytes: Uint8Array): EntryV1 | EntryV2 | undefined {
  const text = bytes.length <= ENTRY_BYTES_MAX ? fromUtf8(bytes) : undefined;
  const lines = text?.split("\n") ?? [];
  const [version, kind, hash, ...others] = lines;
  const recordHash = digestOf(hash);
  if (recordHash === undefined || others.pop() !== "") return undefined;
  if (version === ENTRY_V1) {
    return isEvidenceType(kind) && lines.length === FIXED_LINES + 1
      ? { version: 1, type: kind, recordHash }
      : undefined;
  }
  const optional = version === ENTRY_V2 && isKind(kind) ? readOptional(others) : undefined;
  return optional === undefined || !isKind(kind) ? undefined : { version: 2, kind, recordHash, ...optional };
}

/** What an entry says that it is about: in version 1 the type of what was handed in, in version 2 the kind of the claim. */
export function entryKindOf(entry: EntryV1 | EntryV2 | undefined): string | undefined {
  return entry?.version === 1 ? entry.type : entry?.kind;
}

/** At most one line of each name, in this order. */
function readOptional(lines: readonly string[]): Omit<EntryLines, "kind"> | undefined {
  const rest = [...lines];
  const take = (name: string) => (rest[0]?.startsWith(`${name} `) ? rest.shift()?.slice(name.length + 1) : undefined);
  const [issuer, subjectText, afterText] = [take("issuer"), take("subject"), take("after")];
  const [subject, after] = [digestOf(subjectText), digestOf(afterText)];
  if (rest.length > 0 || (issuer !== undefined && !isIssuer(issuer))) return undefined;
  if ((subjectText !== undefined && !subject) || (afterText !== undefined && !after)) return undefined;
  return { ...(issuer === undefined ? {} : { issuer }), ...(subject ? { subject } : {}), ...(after ? { after } : {}) };
}

function digestOf(text: string | undefined): Uint8Array | undefined {
  const digest = text === undefined ? undefined : fromBase64(text);
  return digest?.length === DIGEST_BYTES ? digest : undefined;
}

function hashText(hash: Uint8Array): string {
  if (hash.length !== DIGEST_BYTES) throw new RangeError("a hash is 32 bytes long");
  return toBase64(hash);
}
