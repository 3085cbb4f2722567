/** What tests say of a verification, in short. */
import { EXTRA_KINDS } from "#lib/core/receipt/extras.ts";
import { formatReceipt, type ReceiptV1 } from "#lib/core/receipt/receipt.ts";
import { STEP_NAMES, type StepName, type Verification } from "#lib/core/verify/verification.ts";
import { receipt } from "#tests/core/receipt/receipt-fixture.ts";
import { verifyReceipt } from "#tests/support/verify-bytes.ts";

/** Those of a receipt that came as JSON and carries nothing besides. */
export const STEPS_WITHOUT_EXTRAS: StepName[] = STEP_NAMES.filter(
  (name) => !["document", ...EXTRA_KINDS, "extras"].includes(name),
);

/** Verifies the fixture's receipt with some parts exchanged. */
export function verify(
  changes: Partial<ReceiptV1>,
  more: Omit<Parameters<typeof verifyReceipt>[0], "receipt"> = {},
): Verification {
  return verifyReceipt({ receipt: formatReceipt(receipt(changes)), ...more });
}

/** `name: reason` of every step but those that are ok. */
export function story({ steps }: Verification): Record<string, string> {
  return Object.fromEntries(steps.filter(({ status }) => status !== "ok").map(({ name, reason }) => [name, reason]));
}

export function failures({ steps }: Verification): string[] {
  return steps.filter(({ status }) => status === "failed").map(({ name, reason }) => `${name}: ${reason}`);
}
