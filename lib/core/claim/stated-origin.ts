/**
 * What a record that was taken over from another service says of it, as own fields of names that nobody else may use: the submitter's word,
 * and beside it what was found when the old service's receipt was read here. Readers that know nothing of it show own fields. docs/decisions/0092
 */
import { FIELD_VALUE_CHARS_MAX, type OwnField, type OwnFields } from "./own-fields.ts";

/** As what the record of the old service's receipt is named among the parents. */
export const OLD_RECEIPT_ROLE = "old-receipt";

/** What the submitter states; all but the service may be missing. `receipt`: id of the record of the old receipt. `check`: ours. */
export const ORIGIN_MEMBERS = [
  "service",
  "id",
  "transaction",
  "block",
  "certificate",
  "time",
  "receipt",
  "check",
] as const;
export type OriginMember = (typeof ORIGIN_MEMBERS)[number];
export type StatedMember = Exclude<OriginMember, "receipt" | "check">;

export const originField = (member: OriginMember): string => `origin ${member}`;

const NAMES: ReadonlyMap<string, OriginMember> = new Map(ORIGIN_MEMBERS.map((member) => [originField(member), member]));

/** What an own field of this name says of an origin; undefined of the submitter's other fields. */
export const originMember = (name: string): OriginMember | undefined => NAMES.get(name);

/** What an old receipt was found to be. */
export const OLD_RECEIPT_KINDS = ["timestamp", "opentimestamps", "receipt", "signed_pdf", "other"] as const;
export type OldReceiptKind = (typeof OLD_RECEIPT_KINDS)[number];

/**
 * holds: by its own signatures, and it is about this digest. names: it is about this digest, and what attests it was not asked. uncompared: it
 * holds, and cannot be compared with this digest. kept: nothing of it could be checked.
 */
export const OLD_RECEIPT_FINDINGS = ["holds", "names", "uncompared", "kept", "other_digest", "failed"] as const;
export type OldReceiptFinding = (typeof OLD_RECEIPT_FINDINGS)[number];

export interface OldReceiptCheck {
  kind: OldReceiptKind;
  finding: OldReceiptFinding;
  /** That it states: RFC 3339, UTC, milliseconds. */
  time?: string | undefined;
}

/** @param check of the receipt, where there is one */
export function originFields(
  stated: Partial<Record<StatedMember | "receipt", string>>,
  check?: OldReceiptCheck,
): OwnFields {
  const said = { ...stated, ...(check && { check: spelledCheck(check) }) };
  const fields = ORIGIN_MEMBERS.flatMap((member): [string, OwnField][] => {
    const value = said[member];
    const type = member === "time" ? "time" : "text";
    return value === undefined ? [] : [[originField(member), { type, value: value.slice(0, FIELD_VALUE_CHARS_MAX) }]];
  });
  return Object.fromEntries(fields);
}

const spelledCheck = ({ kind, finding, time }: OldReceiptCheck): string =>
  [kind, finding, ...(time === undefined ? [] : [time])].join(" ");

/** Undefined for a text that no program of ours wrote. */
export function readCheck(text: string): OldReceiptCheck | undefined {
  const [first, second, time, ...more] = text.split(" ");
  const kind = OLD_RECEIPT_KINDS.find((each) => each === first);
  const finding = OLD_RECEIPT_FINDINGS.find((each) => each === second);
  return kind && finding && more.length === 0 ? { kind, finding, ...(time === undefined ? {} : { time }) } : undefined;
}

/**
 * Own fields in two: what they say of an origin, in its order, and the submitter's others.
 *
 * @param parents of the claim: what was found of an old receipt is believed to be by the service that recorded it only where the record rests
 *   on such a receipt; it is a field like any other without
 */
export function splitFields(
  fields: OwnFields = {},
  parents: readonly { role: string }[] = [],
): { origin: [OriginMember, OwnField][]; others: OwnFields } {
  const hasReceipt = parents.some(({ role }) => role === OLD_RECEIPT_ROLE);
  const members = ORIGIN_MEMBERS.filter((member) => member !== "check" || hasReceipt);
  const origin = members.flatMap((member): [OriginMember, OwnField][] => {
    const field = Object.hasOwn(fields, originField(member)) ? fields[originField(member)] : undefined;
    return field === undefined ? [] : [[member, field]];
  });
  const told = new Set(members.map(originField));
  const others = Object.entries(fields).filter(([name]) => !told.has(name));
  return { origin, others: Object.assign(Object.create(null), Object.fromEntries(others)) };
}
