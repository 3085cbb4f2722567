/** What the page of a record shows of where it comes from. */
import { openReceipt } from "#lib/core/receipt/open-receipt.ts";
import { toHex } from "#lib/core/text/bytes.ts";
import { requireMember } from "#lib/gate/page-member.ts";
import { findNamedOrigin, findOriginReceipt } from "./rows/origins.ts";
import type { ShownOrigin } from "./types.ts";

/** Undefined of a record that was made here first, and of another organisation's. */
export async function loadOrigin(id: string): Promise<ShownOrigin | undefined> {
  const actor = await requireMember(`/evidence/${encodeURIComponent(id)}`);
  const recordHash = await findNamedOrigin(actor, id);
  if (recordHash === undefined) return undefined;
  const receipt = await findOriginReceipt({ organisationId: actor.organisationId, recordHash });
  const { parts } = receipt === undefined ? {} : openReceipt(receipt);
  if (parts?.record === undefined || parts.key === undefined) return undefined;
  const { id: oldId, receivedAt, submitter } = parts.record;
  const digest = toHex(recordHash);
  return {
    ledger: parts.key.name,
    id: oldId,
    receivedAt,
    submitter: submitter.name,
    recordHash: digest,
    receipt: `/api/v1/archive/origins/${digest}`,
  };
}
