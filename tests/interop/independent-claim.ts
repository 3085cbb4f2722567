/** Records and entries of both versions, from the published formats alone: what of a record its entry repeats, and what follows what. */
import { check, decodeBase64, fieldsOf, parseStrictly, sha256 } from "./independent-basics.ts";

const COMMON = ["details", "digests", "id", "receivedAt", "record", "salt", "size", "submitter"];
const FIRST = [...COMMON, "type"];
const SECOND = [...COMMON, "claim", "issuer", "kind", "parents", "subject"];
const WORD = /^[a-z][a-z0-9-]{0,31}$/;
const ISSUER = /^[!-~]{1,256}$/;
const PARENTS_MAX = 16;

export interface Claim {
  record: Record<string, unknown>;
  /** The entry that follows from the record, and from nothing else. */
  entry: string;
}

/** The line by which an entry refers to another record, without telling anybody who has not got that one. */
export function blindedLine(name: "after" | "subject", record: string): string {
  return sha256(Buffer.from(`sealbook.${name}/v1\n`), Buffer.from(record)).toString("base64");
}

export function readClaim(text: unknown): Claim {
  const { record: version } = JSON.parse(String(text));
  check(version === "sealbook.record/v1" || version === "sealbook.record/v2", "record has its version");
  const hash = sha256(Buffer.from(String(text))).toString("base64");
  if (version === "sealbook.record/v1") {
    const record = parseStrictly(text, FIRST);
    return { record, entry: `sealbook.entry/v1\n${String(record.type)}\n${hash}\n` };
  }
  const record = parseStrictly(text, SECOND);
  const { kind, issuer, subject } = record;
  check(typeof kind === "string" && WORD.test(kind), "a kind is a word");
  decodeBase64(record.salt, 16);
  const lines = [`sealbook.entry/v2\n${kind}\n${hash}\n`];
  if (issuer !== undefined) {
    check(typeof issuer === "string" && ISSUER.test(issuer), "an issuer is printable");
    lines.push(`issuer ${issuer}\n`);
  }
  if (subject !== undefined) lines.push(`subject ${decodeBase64(subject, 32).toString("base64")}\n`);
  const after = kind === "event" ? afterOf(record) : undefined;
  if (after !== undefined) lines.push(`after ${after}\n`);
  return { record, entry: lines.join("") };
}

/** Whoever follows an event says so twice: openly in the record, blinded in the entry. */
function afterOf(record: Record<string, unknown>): string | undefined {
  const previous = previousOf(record);
  const after = record.claim === undefined ? undefined : (record.claim as Record<string, unknown>).after;
  check((previous === undefined) === (after === undefined), "an event names the one before in both ways, or in none");
  return after === undefined ? undefined : decodeBase64(after, 32).toString("base64");
}

function previousOf({ parents = [] }: Record<string, unknown>): string | undefined {
  check(Array.isArray(parents) && parents.length <= PARENTS_MAX, "a list of parents");
  const previous = parents.filter((parent) => fieldsOf(parent, ["record", "role"]).role === "previous");
  check(previous.length <= 1, "an event follows one other at most");
  return previous[0] && decodeBase64(previous[0].record, 32).toString("base64");
}

/** Whether the event of one record follows that of another, in its record and in its entry. */
export function isNext(record: string, before: string): boolean {
  const { record: own, entry } = readClaim(record);
  const isNamed = previousOf(own) === sha256(Buffer.from(before)).toString("base64");
  const isSaid = entry.endsWith(`after ${blindedLine("after", before)}\n`);
  check(isNamed === isSaid, "record and entry name the same event");
  return isNamed;
}
