/**
 * What a claim states, in words: its kind, digests, what it rests on, what its kind has of its own, and the submitter's own fields. Page,
 * record page, PDF and command line say the same. Values, and terms of own fields, may be a stranger's texts as they are.
 */
import type { DigestAlgorithm } from "#lib/core/claim/digests.ts";
import { PREVIOUS } from "#lib/core/claim/kinds/event.ts";
import type { ClaimFactName, Parent } from "#lib/core/claim/kinds/kind.ts";
import { isKnownKind, type KnownKind } from "#lib/core/claim/kinds/known.ts";
import type { STATUSES } from "#lib/core/claim/kinds/status.ts";
import { ORIGIN_ROLE } from "#lib/core/claim/origin.ts";
import type { OwnField, OwnFields } from "#lib/core/claim/own-fields.ts";
import {
  OLD_RECEIPT_ROLE,
  type OldReceiptFinding,
  type OldReceiptKind,
  type OriginMember,
  readCheck,
  splitFields,
} from "#lib/core/claim/stated-origin.ts";
import { fromBase64, toHex } from "#lib/core/text/bytes.ts";
import type { ClaimFacts } from "#lib/core/verify/verification.ts";

/** Standards' own names, the same in both languages. */
const ALGORITHMS: Record<DigestAlgorithm, string> = { sha256: "SHA-256", "sha3-256": "SHA3-256", sm3: "SM3" };

/** How a content came to be recorded is said of every record, of version 1, too. */
type OwnFact = Exclude<ClaimFactName, "type">;
/** Messages below `claim`. */
type Key =
  | "kind"
  | "kindUnknown"
  | `kinds.${KnownKind}`
  | "issuer"
  | "origin"
  | "oldReceipt"
  | `stated.${OriginMember}`
  | "oldReceiptFound"
  | "oldReceiptFoundAt"
  | `oldReceiptKinds.${OldReceiptKind}`
  | `oldReceiptFindings.${OldReceiptFinding}`
  | "previous"
  | "parent"
  | `facts.${OwnFact}`
  | `statuses.${(typeof STATUSES)[number]}`
  | "field"
  | "file"
  | "fileDigest"
  | "fileSize";
type Say = (key: Key, values?: Record<string, string>) => string;

/** `hash`: the value is one, in hex or base64, to be compared. */
export type ClaimRow = { term: string; value: string; hash?: true };

export function claimRows({ kind, digests, parents = [], issuer, own, file }: ClaimFacts, say: Say): ClaimRow[] {
  return [
    { term: say("kind"), value: isKnownKind(kind) ? say(`kinds.${kind}`) : say("kindUnknown", { kind }) },
    ...(file === undefined ? [] : fileRows(file, say)),
    ...digests.map(({ algorithm, value }) => ({ term: ALGORITHMS[algorithm], value, hash: true as const })),
    ...(issuer === undefined ? [] : [{ term: say("issuer"), value: issuer }]),
    ...parents.map((parent) => parentRow(parent, say)),
    ...own.flatMap(({ name, value }) => (name === "type" ? [] : [factRow({ name, value }, say)])),
  ];
}

/** Of one file of a bundle. */
function fileRows({ name, sha256, size }: NonNullable<ClaimFacts["file"]>, say: Say): ClaimRow[] {
  return [
    { term: say("file"), value: name },
    { term: say("fileDigest"), value: sha256, hash: true },
    ...(size === undefined ? [] : [{ term: say("fileSize"), value: `${size}` }]),
  ];
}

/** Each under a term that says whose it is, so that none passes for one of ours. @param input.claim of the same record */
export function fieldRows(
  { fields, claim }: { fields?: OwnFields | undefined; claim?: ClaimFacts | undefined },
  say: Say,
): ClaimRow[] {
  const { origin, others } = splitFields(fields, claim?.parents);
  const own = Object.entries(others).map(([name, field]) => ({
    term: say("field", { name }),
    value: fieldText(field),
  }));
  return [...originRows(origin, say), ...own];
}

/** What is said of another service: each under a term that says whose word it is. */
export function originRows(origin: readonly [OriginMember, OwnField][], say: Say): ClaimRow[] {
  return origin.map(([member, field]) => ({ term: say(`stated.${member}`), value: originText(member, field, say) }));
}

function originText(member: OriginMember, field: OwnField, say: Say): string {
  const check = member === "check" ? readCheck(field.value) : undefined;
  if (check === undefined) return fieldText(field);
  const words = { kind: say(`oldReceiptKinds.${check.kind}`), finding: say(`oldReceiptFindings.${check.finding}`) };
  const { time } = check;
  return time === undefined ? say("oldReceiptFound", words) : say("oldReceiptFoundAt", { ...words, time });
}

const PARENTS = { [ORIGIN_ROLE]: "origin", [PREVIOUS]: "previous", [OLD_RECEIPT_ROLE]: "oldReceipt" } as const;

/** SHA-256 of the record named, in hex, as its own page has it. */
function parentRow({ role, record }: Parent, say: Say): ClaimRow {
  const known = role === ORIGIN_ROLE || role === PREVIOUS || role === OLD_RECEIPT_ROLE ? PARENTS[role] : undefined;
  const term = known === undefined ? say("parent", { role }) : say(known);
  return { term, value: toHex(fromBase64(record) ?? new Uint8Array()), hash: true };
}

/** Hashes in base64, as the entry has them. */
function factRow({ name, value }: { name: OwnFact; value: string }, say: Say): ClaimRow {
  const term = say(`facts.${name}`);
  if (name === "status") return { term, value: say(`statuses.${value as (typeof STATUSES)[number]}`) };
  return name === "count" || name === "files" ? { term, value } : { term, value, hash: true };
}

/** An own field's value as it was stated, an amount with its currency. */
export function fieldText({ value, currency }: OwnField): string {
  return currency === undefined ? value : `${value} ${currency}`;
}
