/** Receipts that a server sends: nothing in them is believed that does not hold. */
import { openReceipt } from "#lib/core/receipt/open-receipt.ts";
import type { Facts } from "#lib/core/verify/verification.ts";
import { CommandError, EXIT } from "#lib/infra/terminal/command.ts";
import type { Say } from "#lib/infra/terminal/words.ts";
import { verify } from "#lib/verify/verify.ts";

/** An id of a record, as we write them (RFC 9562 section 4). */
export const RECORD_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What a receipt states. @throws {CommandError} when it does not hold, or is another record's than `id` */
export async function checkedReceipt(bytes: Uint8Array, { id, say }: { id: string; say: Say }): Promise<Facts> {
  const { steps, facts: signed, stated } = await verify({ receipt: openReceipt(bytes) });
  // Whoever asked the site itself may believe what it says before it is signed.
  const facts = signed ?? stated;
  if (!facts) {
    const failed = steps.find((step) => step.status === "failed");
    const step = say(`/steps.name.${failed?.name ?? "format"}`);
    const reason = failed?.reason ?? "wrong_fields";
    throw new CommandError(say("receipt.doesNotHold", { step, reason }), { code: reason, exitCode: EXIT.failed });
  }
  if (facts.id === id) return facts;
  throw new CommandError(say("receipt.otherRecord", { id: facts.id }), { code: "id_mismatch", exitCode: EXIT.failed });
}
