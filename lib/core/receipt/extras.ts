/**
 * What a receipt of version 2 carries beside its proof: a list of objects, each of a kind. A kind that this program does not know is
 * carried, named and proves nothing; none is a condition of a receipt. There are no numbers in it, as there are none in a receipt.
 */

/** Kinds that this program knows, each with a step of that name; lib/verify/extra-checks.ts loads its check for the receipts that have one. */
export const EXTRA_KINDS = ["block", "bundle", "certificate", "erasure", "renewal", "sm2"] as const;
export type ExtraKind = (typeof EXTRA_KINDS)[number];

/** In one receipt, of all kinds. */
export const EXTRAS_MAX = 32;
const KIND = /^[a-z][a-z0-9-]{0,31}$/;

export type ExtraValue = string | readonly ExtraValue[] | { readonly [member: string]: ExtraValue };
/** Of one kind there may be several; their order is the receipt's. */
export type ReceiptExtra = { readonly kind: string; readonly [member: string]: ExtraValue };

/** The extras that a value lists; undefined for anything else. What is in them has not been looked at. */
export function readExtras(value: unknown): ReceiptExtra[] | undefined {
  if (!Array.isArray(value) || value.length > EXTRAS_MAX) return undefined;
  return value.every(isExtra) ? value : undefined;
}

function isExtra(value: unknown): value is ReceiptExtra {
  return isObject(value) && typeof value.kind === "string" && KIND.test(value.kind) && isExtraValue(value);
}

/** Nesting is bounded by who parsed it. */
function isExtraValue(value: unknown): boolean {
  if (typeof value === "string") return true;
  return (Array.isArray(value) || isObject(value)) && Object.values(value).every(isExtraValue);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isExtraKind(kind: string): kind is ExtraKind {
  return (EXTRA_KINDS as readonly string[]).includes(kind);
}
