/**
 * The verification of whatever a reader brings: which checks apply to it, and what has to be loaded for them. Page, worker, API,
 * command line and offline file call this. What only some receipts need is loaded only for those.
 */
import { sha256 } from "#lib/core/text/bytes.ts";
import { signaturesOf } from "#lib/core/verify/receipt-signatures.ts";
import type { TimestampOutcome, Verification } from "#lib/core/verify/verification.ts";
import { verifyReceipt } from "#lib/core/verify/verify-receipt.ts";
import { timestampsOf } from "#lib/core/verify/verify-timestamps.ts";
import { loadExtraChecks } from "./extra-checks.ts";
import type { VerifyInput } from "./input.ts";
import { readyFor } from "./signatures.ts";

/**
 * A receipt's verification with its timestamps and extras looked into. As total as `verifyReceipt`: it rejects never. Where that part of the
 * program cannot be loaded, the step says so.
 */
export async function verify(input: VerifyInput): Promise<Verification> {
  const { authorities, at, ...others } = input;
  const given = at === undefined ? others : { ...others, at };
  const found = timestampsOf(given.receipt);
  const [timestamps, extraChecks] = await Promise.all([
    found && lookInto({ tokens: found.tokens, imprint: sha256(found.stamped), authorities, at }),
    loadExtraChecks(input, verify),
    readyFor(signaturesOf(given.receipt, given.policy), given.receipt.document?.seal),
  ]);
  return verifyReceipt({ ...given, extraChecks, ...(timestamps ? { timestamps } : {}) });
}

/** Whether a verification wants to know the parts of its file (./file-parts.ts). */
export function wantsParts({ steps }: Verification): boolean {
  return steps.some(({ reason }) => reason === "certificate_file_unread" || reason === "bundle_file_alone");
}

async function lookInto(input: {
  tokens: readonly Uint8Array[];
  imprint: Uint8Array;
  authorities: readonly Uint8Array[] | undefined;
  at: Date | undefined;
}): Promise<TimestampOutcome[]> {
  const { tokens, imprint, authorities, at } = input;
  try {
    const { checkTimestampToken } = await import("#lib/rfc3161/token.ts");
    return await Promise.all(tokens.map((token) => checkTimestampToken({ token, imprint, authorities, at })));
  } catch {
    return [];
  }
}
