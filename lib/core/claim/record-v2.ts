/**
 * Records of the second version: a claim of whatever kind. What all kinds have is read here; what a kind has of its own stands in its
 * member `claim`, which the kind's own file reads. A kind that this program does not know is carried as it is: it is proven like any
 * other, and nothing is said about what it means.
 */
import { type Fields, isBase64Of, isTime, isUuidV7, readFields } from "../text/json-fields.ts";
import { readDigests } from "./digests.ts";
import { isIssuer, isKind } from "./entry.ts";
import { type Claim, type ClaimFact, isHash, type Parent } from "./kinds/kind.ts";
import { isKnownKind, KINDS } from "./kinds/known.ts";
import { isSize, readSubmitter, SALT_BYTES, type Submitter } from "./members.ts";

export const RECORD_V2 = "sealbook.record/v2";
const PARENTS_MAX = 16;

export type RecordV2 = Claim & {
  record: typeof RECORD_V2;
  /** UUIDv7. */
  id: string;
  /** Base64 SHA-256 of the private details' bytes. */
  details: string;
  receivedAt: string;
  /** Base64 of 16 random bytes. */
  salt: string;
  submitter: Submitter;
};

const REQUIRED = ["record", "id", "kind", "digests", "details", "receivedAt", "salt", "submitter"];
const OPTIONAL = ["size", "parents", "issuer", "subject", "claim"];

export function readRecordV2(value: unknown): RecordV2 | undefined {
  const fields = readFields(value, REQUIRED, OPTIONAL);
  const digests = readDigests(fields?.digests);
  const submitter = readSubmitter(fields?.submitter);
  const optional = fields && readOptional(fields);
  if (!fields || !digests || !submitter || !optional) return undefined;
  const { record, id, kind, details, receivedAt, salt } = fields;
  if (record !== RECORD_V2 || !isUuidV7(id) || !isKind(kind)) return undefined;
  if (!isHash(details) || !isTime(receivedAt) || !isBase64Of(salt, SALT_BYTES)) return undefined;
  const parsed: RecordV2 = { record, id, kind, digests, details, receivedAt, salt, submitter, ...optional };
  return !isKnownKind(kind) || KINDS[kind].holds(parsed) ? parsed : undefined;
}

function readOptional({ size, parents, issuer, subject, claim }: Fields): Partial<RecordV2> | undefined {
  const list = parents === undefined ? undefined : readParents(parents);
  const own = readFields(claim, [], typeof claim === "object" && claim !== null ? Object.keys(claim) : []);
  if (size !== undefined && !isSize(size, 0)) return undefined;
  if (issuer !== undefined && !isIssuer(issuer)) return undefined;
  if (subject !== undefined && !isHash(subject)) return undefined;
  // An empty list or object would be a second spelling of none.
  if (parents !== undefined && (list === undefined || list.length === 0)) return undefined;
  if (claim !== undefined && (own === undefined || Object.keys(own).length === 0)) return undefined;
  return {
    ...(size === undefined ? {} : { size }),
    ...(list === undefined ? {} : { parents: list }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(subject === undefined ? {} : { subject }),
    ...(own === undefined ? {} : { claim: { ...own } }),
  };
}

function readParents(value: unknown): Parent[] | undefined {
  if (!Array.isArray(value) || value.length > PARENTS_MAX) return undefined;
  const parents: Parent[] = [];
  for (const each of value) {
    const fields = readFields(each, ["role", "record"], []);
    if (!isKind(fields?.role) || !isHash(fields.record)) return undefined;
    const { role, record } = fields;
    if (parents.some((other) => other.role === role && other.record === record)) return undefined;
    parents.push({ role, record });
  }
  return parents;
}

/** What of a claim this program does not know: its kind, or members of its own. They are carried, and nothing is said of their meaning. */
export function unknownIn({ kind, claim = {} }: RecordV2): string[] {
  if (!isKnownKind(kind)) return [kind];
  const { members } = KINDS[kind];
  return Object.keys(claim)
    .filter((name) => !members.includes(name))
    .map((name) => `${kind}.${name}`);
}

/** What a record of a known kind states of its own. */
export function claimFacts(record: RecordV2): ClaimFact[] {
  return isKnownKind(record.kind) ? KINDS[record.kind].facts(record) : [];
}
