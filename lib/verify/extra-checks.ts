/** The checks of what only some receipts carry, loaded for those alone: the verify page's own script does not grow by them. */

import { type ExtraKind, isExtraKind } from "#lib/core/receipt/extras.ts";
import { extrasOf } from "#lib/core/receipt/receipt.ts";
import type { ExtraCheck, ExtraChecks } from "#lib/core/verify/checks.ts";
import type { Verification } from "#lib/core/verify/verification.ts";
import type { VerifyInput } from "./input.ts";

/** Verifies a receipt: an extra may hold one. */
type Verify = (input: VerifyInput) => Promise<Verification>;

/**
 * Each kind's check, loaded out of a file of its own. What has to be looked into first, and cannot be in the pure core, such as tokens, is
 * looked into here: the check that comes back knows what came of it.
 */
const LOADERS: { readonly [Kind in ExtraKind]?: (input: VerifyInput, verify: Verify) => Promise<ExtraCheck> } = {
  block: async () => (await import("#lib/core/verify/extras/block.ts")).checkBlock,
  bundle: async () => (await import("#lib/core/verify/extras/bundle.ts")).checkBundle,
  certificate: async () => (await import("#lib/core/verify/extras/certificate.ts")).checkCertificate,
  erasure: async (input, verify) => await (await import("./erasure.ts")).loadErasureCheck(input, verify),
  sm2: async () => (await import("#lib/core/verify/extras/sm2.ts")).checkSm2,
  renewal: async (input, verify) => await (await import("./renewal.ts")).loadRenewalCheck(input, verify),
};

/** For the kinds that the receipt has. A kind whose part of the program cannot be loaded is missing: its step then says so. Rejects never. */
export async function loadExtraChecks(input: VerifyInput, verify: Verify): Promise<ExtraChecks> {
  const { parts } = input.receipt;
  const kinds = new Set(parts === undefined ? [] : extrasOf(parts.receipt).map(({ kind }) => kind));
  // What is broken asks every receipt whether it was renewed before.
  if (parts !== undefined && input.broken?.size) kinds.add("renewal");
  const loaded = await Promise.all(
    [...kinds].filter(isExtraKind).map(async (kind) => {
      const check = await LOADERS[kind]?.(input, verify).catch(() => undefined);
      return check === undefined ? [] : [[kind, check] as const];
    }),
  );
  return Object.fromEntries(loaded.flat());
}
