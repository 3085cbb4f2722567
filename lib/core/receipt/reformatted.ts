/**
 * Receipts in JSON that a program wrote out anew: an editor, a database column, `json.dumps`. White space, order of members, escapes
 * and encoding carry no meaning, and RFC 8785 gives the issued bytes back. What does carry meaning is not mended: a member that is
 * given twice means whatever a parser likes. Receipts have no numbers, so none can be rounded.
 */
import { utf8 } from "../text/bytes.ts";
import { canonicalJson, isNestedAtMost } from "../text/canonical-json.ts";
import { readFileText } from "../text/file-text.ts";
import { RECEIPT_DEPTH_MAX, type ReceiptFailure } from "./receipt.ts";
import { RECEIPT_BYTES_MAX } from "./receipt-file.ts";

/** What was done to it: `transcoded` is in UTF-16, whatever else may differ. */
export const RESPELLINGS = ["reformatted", "transcoded"] as const;
export type Respelling = (typeof RESPELLINGS)[number];

/** The canonical bytes of a JSON text, or why there are none. What they state has not been looked at. */
export function canonicalBytes(
  given: Uint8Array,
): { bytes: Uint8Array; respelled: Respelling } | { failed: ReceiptFailure } {
  if (given.length > RECEIPT_BYTES_MAX) return { failed: "too_large" };
  const file = readFileText(given);
  if (file === undefined) return { failed: "not_utf8" };
  if (!isNestedAtMost(file.text, RECEIPT_DEPTH_MAX)) return { failed: "not_canonical" };
  try {
    const value: unknown = JSON.parse(file.text);
    if (countMembers(value) !== countColons(file.text)) return { failed: "duplicate_member" };
    const bytes = utf8(canonicalJson(value));
    return { bytes, respelled: file.encoding === "utf-16" ? "transcoded" : "reformatted" };
  } catch {
    return { failed: "not_canonical" };
  }
}

/** Members of all objects; JSON.parse keeps the last of those with one name. */
function countMembers(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce<number>((count, each) => count + countMembers(each), own);
}

/** Members as they are written: of a valid JSON text, each colon outside of strings belongs to one. */
function countColons(text: string): number {
  return text.replace(/"(?:[^"\\]|\\.)*"/gs, "").split(":").length - 1;
}
