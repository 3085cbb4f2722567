/**
 * What a receipt says of its record's erasure: the receipt of another record, of the kind erasure, whose subject is this one. Who holds the
 * record can compute that subject, and nobody else; so no other erasure can be passed off as this record's.
 */
import { blinded } from "#lib/core/claim/entry.ts";
import { openReceipt } from "#lib/core/receipt/open-receipt.ts";
import { extrasOf } from "#lib/core/receipt/receipt.ts";
import { toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { readFields } from "#lib/core/text/json-fields.ts";
import type { ExtraCheck } from "#lib/core/verify/checks.ts";
import type { FailedReason, Step, Verification } from "#lib/core/verify/verification.ts";
import { failed, unchecked } from "#lib/core/verify/verify-steps.ts";
import type { VerifyInput } from "./input.ts";

const STEP = "erasure";

/** @param verify what verifies receipts: an erasure is a record that has one of its own */
export async function loadErasureCheck(
  input: VerifyInput,
  verify: (input: VerifyInput) => Promise<Verification>,
): Promise<ExtraCheck> {
  const { parts } = input.receipt;
  const [extra, ...others] = parts === undefined ? [] : extrasOf(parts.receipt).filter(({ kind }) => kind === STEP);
  const text = readFields(extra, ["kind", "receipt"], [])?.receipt;
  const receipt = typeof text === "string" && others.length === 0 ? openReceipt(utf8(text)) : undefined;
  // Of an erasure nothing is erased: none is looked into that has one itself.
  const isPlain = receipt?.parts !== undefined && extrasOf(receipt.parts.receipt).every(({ kind }) => kind !== STEP);
  const { policy, authorities, at } = input;
  const asked = { ...(policy && { policy }), ...(authorities && { authorities }), ...(at && { at }) };
  const verification = isPlain ? await verify({ receipt, ...asked, requireQuorum: false }) : undefined;
  return ({ parts: checked }, { row }): Step => {
    const broken = (reason: FailedReason, expected: string, found: string) => failed(STEP, reason, { expected, found });
    if (!receipt || !verification) return broken("erasure_malformed", "a receipt of an erasure", "-");
    if (row("record").status !== "ok") return unchecked(STEP, "depends_on_failed");
    const { facts } = verification;
    const { record } = receipt.parts ?? {};
    const subject = toBase64(blinded("subject", utf8(checked.receipt.record)));
    const found = record !== undefined && "kind" in record && record.kind === STEP ? record.subject : undefined;
    if (found !== subject) return broken("erasure_mismatch", subject, found ?? "-");
    if (verification.verdict === "failed") return broken("erasure_malformed", "a receipt that holds", "failed");
    // Without a proof anybody can have written it.
    if (facts === undefined) return unchecked(STEP, "not_anchored");
    if (facts.origin !== checked.key?.name) return broken("origin_mismatch", checked.key?.name ?? "-", facts.origin);
    return { name: STEP, status: "ok", reason: "erased", found: facts.receivedAt };
  };
}
