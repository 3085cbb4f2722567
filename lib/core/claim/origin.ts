/** Taking over: a record that was made anew names the one of another ledger from which it was. */
import { fromBase64 } from "../text/bytes.ts";
import { parentsAs } from "./kinds/kind.ts";
import type { EvidenceRecord } from "./record.ts";
import { RECORD_V2 } from "./record-v2.ts";

/** As what it names it, among its parents. */
export const ORIGIN_ROLE = "origin";

/** SHA-256 of the bytes of the record that it names; undefined of one that was made here first. */
export function originOf(record: EvidenceRecord | undefined): Uint8Array | undefined {
  const [named] = record?.record === RECORD_V2 ? parentsAs(record, ORIGIN_ROLE) : [];
  return named === undefined ? undefined : fromBase64(named);
}
