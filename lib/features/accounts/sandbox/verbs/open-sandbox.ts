import { TEST_LEDGER, TEST_MARK } from "#lib/core/log/test-ledger.ts";
import { env } from "#lib/env.ts";
import type { NewApiKey } from "#lib/features/accounts/api-keys/types.ts";
import { insertApiKey } from "#lib/features/accounts/api-keys/verbs/insert-api-key.ts";
import { requireTestLedger } from "#lib/features/accounts/organisations/verbs/ensure-test-organisation.ts";
import { insertOrganisation } from "#lib/features/accounts/organisations/verbs/insert-organisation.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { SANDBOX_QUOTA_BYTES, SANDBOX_SCOPES } from "../types.ts";

const DAY_MS = 24 * 60 * 60_000;

/**
 * A test key for whoever reads the reference, with an organisation of its own around it: what one reader tries, no other one sees. It has no
 * members, its key ends by itself, and how often somebody is given one is for the endpoint to count.
 *
 * @param options.isMember whether somebody of the installation asks
 * @throws {SealbookError} `sandbox_off`; `organisation_absent` before the first organisation; `ledger_taken`
 */
export async function openSandbox({ days, isMember }: { days: number; isMember: boolean }): Promise<NewApiKey> {
  if (env.SANDBOX === "off" || (env.SANDBOX === "members" && !isMember)) throw new SealbookError("sandbox_off");
  await ensureLedger(TEST_LEDGER);
  return await prisma().$transaction(async (tx) => {
    await requireTestLedger(tx);
    const actor = { kind: "worker" } as const;
    const settings = {
      name: `Sandbox · ${TEST_MARK}`,
      keepContent: true,
      publicLookup: false,
      publishRecords: true,
      alsoSm3: false,
    };
    const tests = { storageQuota: BigInt(SANDBOX_QUOTA_BYTES) };
    const { id: organisationId } = await insertOrganisation(tx, { actor, settings, tests });
    const expiresAt = new Date(Date.now() + days * DAY_MS);
    const key = { name: "Sandbox", scopes: [...SANDBOX_SCOPES], expiresAt, test: true };
    return await insertApiKey(tx, { actor, organisationId, ...key });
  });
}
