/** Checking a receipt with what this installation knows: its own ledgers' keys, and whether a record is anchored by now. */
import { formatPolicy, type Policy, parsePolicy } from "#lib/core/policy.ts";
import type { Facts, Verification } from "#lib/core/verification.ts";
import { verifyReceipt } from "#lib/core/verify-receipt.ts";
import type { EvidenceState } from "#lib/features/evidence/types.ts";
import { logsOf } from "#lib/features/ledger/data/witness-policy.ts";
import { listLedgers } from "#lib/features/ledger/data.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { CheckedReceipt } from "./types.ts";

/**
 * The ledgers of this installation as a C2SP tlog-policy. It has no quorum: nobody but the operator vouches for these
 * keys here, and a reader who wants more brings a policy of their own.
 */
export async function siteTrustPolicy(): Promise<string> {
  const ledgers = await listLedgers();
  return formatPolicy({ logs: ledgers.flatMap(logsOf), witnesses: [], groups: [] });
}

/**
 * Checks a receipt against itself, a digest and the keys of this installation.
 *
 * A receipt of another origin is checked without a policy, so that its issuer stays unproven; one that names an origin
 * of ours with another key fails.
 */
export async function checkReceipt(input: {
  receipt: Uint8Array;
  sha256?: Uint8Array | undefined;
}): Promise<CheckedReceipt> {
  const given = { receipt: input.receipt, ...(input.sha256 ? { sha256: input.sha256 } : {}) };
  const policy = parsePolicy(await siteTrustPolicy());
  if ("error" in policy) throw new Error(`The policy of this site is malformed: ${policy.error}, line ${policy.line}.`);
  const verification = verifyWith(given, policy);
  if (verification.verdict !== "not_anchored" || !verification.facts) return verification;
  const state = await findState(verification.facts);
  return state === undefined ? verification : { ...verification, state };
}

function verifyWith(given: { receipt: Uint8Array; sha256?: Uint8Array }, policy: Policy): Verification {
  const verification = verifyReceipt({ ...given, policy });
  const foreign = verification.steps.some(({ name, reason }) => name === "issuer" && reason === "unknown_origin");
  return foreign ? verifyReceipt(given) : verification;
}

async function findState({ id, sha256 }: Facts): Promise<EvidenceState | undefined> {
  const row = await prisma().evidence.findFirst({
    where: { id, sha256: new Uint8Array(Buffer.from(sha256, "hex")) },
    select: { entry: { select: { index: true } } },
  });
  if (!row) return undefined;
  return row.entry ? "anchored" : "recorded";
}
