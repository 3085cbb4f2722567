/**
 * A certificate for unlinkable presentations (W3C VC Data Integrity BBS Cryptosuites 1.0, bbs-2023): one form, made here and read back
 * strictly. Nothing in it is of one certificate alone but its fields, each of which is shown or not: no id, no status entry, no date of issue.
 */
import { isDidWeb } from "#lib/core/certificate/did.ts";
import { canonicalJson } from "#lib/core/text/canonical-json.ts";
import { VC_V2 } from "../contexts.ts";
import type { Members } from "../data-integrity.ts";
import { FIELD_NAME, isText } from "../open-badge.ts";
import { readPredicateName } from "../predicates.ts";

/** Whole days that a presentation is good for, in place of a status: what is revoked meanwhile yields no new one. */
export const VALID_DAYS = 7;
const DAY_MS = 86_400_000;
const FIELD_IRI = "urn:sealbook:field:";
const PREDICATE_IRI = "urn:sealbook:predicate:";
const FIELD = "field:";
const PREDICATE = "predicate:";
/** Fields and predicates together. */
export const MESSAGES_MAX = 300;
/** A whole second: the start of a day in UTC, the same for all who ask on that day. */
const DAY = /^\d{4}-\d{2}-\d{2}T00:00:00Z$/;

/** The same in every presentation, whatever the template: a name of a field that is not shown stands nowhere. */
const TERMS = {
  title: "urn:sealbook:title",
  field: { "@id": FIELD_IRI, "@prefix": true },
  predicate: { "@id": PREDICATE_IRI, "@prefix": true },
} as const;

/** What is always shown; the rest is shown one by one. RFC 6901 pointers. */
export const MANDATORY_POINTERS = ["/issuer", "/validFrom", "/validUntil", "/credentialSubject/title"] as const;

/** Which canonical statements may be left out: those with a field or a predicate, one each. */
export const isDisclosable = (line: string): boolean => DISCLOSABLE.test(line);
const DISCLOSABLE = new RegExp(`^_:\\S+ <(?:${FIELD_IRI}|${PREDICATE_IRI})`);

/** Days are `YYYY-MM-DDT00:00:00Z`; texts are normalised to NFC. */
export type UnlinkableContent = {
  issuer: { did: string; name: string };
  title: string;
  validFrom: string;
  validUntil: string;
  fields: Readonly<Record<string, string>>;
  predicates: Readonly<Record<string, boolean>>;
};

/**
 * From the start of today for `VALID_DAYS`, and never beyond the certificate's own end.
 *
 * @param until RFC 3339
 * @returns undefined where it ends today
 */
export function shortPeriod(
  now: Date,
  until: string | undefined,
): Pick<UnlinkableContent, "validFrom" | "validUntil"> | undefined {
  const from = dayOf(now.getTime());
  const last = Math.min(from + VALID_DAYS * DAY_MS, until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until));
  if (!(dayOf(last) > from)) return undefined;
  return { validFrom: textOf(from), validUntil: textOf(dayOf(last)) };
}

const dayOf = (ms: number): number => Math.floor(ms / DAY_MS) * DAY_MS;
const textOf = (ms: number): string => new Date(ms).toISOString().replace(".000Z", "Z");

/** The credential without its proof. @throws {TypeError} for what `readUnlinkable` would refuse */
export function unlinkableCredential(content: UnlinkableContent): ReturnType<typeof build> {
  const normal = normalised(content);
  if (!isContent(normal)) throw new TypeError("not the content of a certificate");
  return build(normal);
}

function build({ issuer, title, validFrom, validUntil, fields, predicates }: UnlinkableContent) {
  return {
    "@context": [VC_V2, TERMS],
    type: ["VerifiableCredential"],
    issuer: { id: issuer.did, name: issuer.name },
    validFrom,
    validUntil,
    credentialSubject: { title, ...prefixed(FIELD, fields), ...prefixed(PREDICATE, predicates) },
  };
}

function prefixed<Value>(prefix: string, values: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(
    Object.keys(values)
      .sort()
      .map((name) => [prefix + name, values[name] as Value]),
  );
}

/** What a credential states, if it has the one form; what is shown to people is read from this form alone. Its proof is not looked at. */
export function readUnlinkable({ proof: _, ...credential }: Members): UnlinkableContent | undefined {
  const { issuer, credentialSubject: subject, validFrom, validUntil } = credential;
  if (!isObject(issuer) || !isObject(subject)) return undefined;
  const content = {
    issuer: { did: issuer.id as string, name: issuer.name as string },
    title: subject.title as string,
    ...{ validFrom: validFrom as string, validUntil: validUntil as string },
    fields: ownOf(subject, FIELD) as Record<string, string>,
    predicates: ownOf(subject, PREDICATE) as Record<string, boolean>,
  };
  if (!isContent(content)) return undefined;
  return canonicalJson(build(content)) === canonicalJson(credential) ? content : undefined;
}

function ownOf(subject: Members, prefix: string): Members {
  const own = Object.entries(subject).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(prefix.length), value]));
}

/** Every member by what it has to be; what the types say has not been looked at yet. */
function isContent({ issuer, title, validFrom, validUntil, fields, predicates }: UnlinkableContent): boolean {
  const [values, answers] = [Object.entries(fields), Object.entries(predicates)];
  return (
    isDidWeb(issuer.did) &&
    [issuer.name, title, ...values.map(([, value]) => value)].every(isText) &&
    values.every(([name]) => FIELD_NAME.test(name) && name !== "__proto__") &&
    answers.every(([name, holds]) => readPredicateName(name) !== undefined && typeof holds === "boolean") &&
    values.length + answers.length <= MESSAGES_MAX &&
    isDay(validFrom) &&
    isDay(validUntil) &&
    validUntil > validFrom
  );
}

function isDay(value: unknown): boolean {
  return typeof value === "string" && DAY.test(value) && textOf(Date.parse(value) || 0) === value;
}

function normalised(content: UnlinkableContent): UnlinkableContent {
  const { issuer, title, fields } = content;
  const entries = Object.entries(fields).map(([name, value]) => [name, value.normalize("NFC")] as const);
  return {
    ...content,
    issuer: { did: issuer.did, name: issuer.name.normalize("NFC") },
    title: title.normalize("NFC"),
    fields: Object.fromEntries(entries),
  };
}

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
