/** Where a credential says its status is to be found: one entry of a Bitstring Status List (W3C, section 2.1). Open Badges allow no second one. */
import type { Members } from "./data-integrity.ts";

export const STATUS_ENTRY_TYPE = "BitstringStatusListEntry";
/** One purpose a list: the entry is set for revoked, suspended and superseded alike, and others say which. */
export const STATUS_PURPOSE = "revocation";
const INDEX = /^(?:0|[1-9][0-9]{0,15})$/;

/** `list`: address of the list's credential. */
export type StatusEntry = { list: string; index: number };

export function statusEntry({ list, index }: StatusEntry) {
  return {
    id: `${list}#${index}`,
    type: STATUS_ENTRY_TYPE,
    statusPurpose: STATUS_PURPOSE,
    statusListIndex: `${index}`,
    statusListCredential: list,
  };
}

/** The entry that a credential's `credentialStatus` is, of our purpose; undefined for anything else. */
export function readStatusEntry(value: unknown): StatusEntry | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { type, statusPurpose, statusListIndex, statusListCredential } = value as Members;
  if (type !== STATUS_ENTRY_TYPE || statusPurpose !== STATUS_PURPOSE) return undefined;
  if (typeof statusListIndex !== "string" || !INDEX.test(statusListIndex)) return undefined;
  const index = Number(statusListIndex);
  if (!Number.isSafeInteger(index) || typeof statusListCredential !== "string") return undefined;
  return { list: statusListCredential, index };
}
